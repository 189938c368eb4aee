// A check, or one of its reasons, by the name that a person gives.
import { UsageError } from '../core/errors.ts';
import { ENGINE_REASONS, type Reasons } from '../core/reason.ts';
import { shapeIn } from '../masking/shapes.ts';
import type { CheckMeta } from '../report/markdown/check-page.ts';
import { didYouMean, sharingParts } from '../text/nearest.ts';

/** So many names can be looked through at once. */
const MOST_SHARING = 4;

export interface NamedCheck {
  readonly check: CheckMeta;
  /** Only this one is meant; null: all. */
  readonly reason: string | null;
}

const quoted = (name: string): string => `\`${name}\``;

const orOf = (names: readonly string[]): string => (names.length === 0 ? '' : `Did you mean ${names.map(quoted).join(' or ')}? `);

/** Of a name that is near to no check: what has all of its parts, a reason with its check, then checks that share a part with it. */
const sharing = (name: string, checks: readonly CheckMeta[]): readonly string[] => {
  const pairs = checks.flatMap(({ id, reasons }) => Object.keys(reasons).map((reason) => `${id}/${reason}`));
  const ids = checks.map(({ id }) => id);
  return [...new Set([...sharingParts(name, pairs, true).slice(0, 2), ...sharingParts(name, ids)])].slice(0, MOST_SHARING);
};

/** `given` is told whole too, and alone where it has the shape of a secret: a part of one is known to no gate and to no mask. */
const unknown = (
  what: string,
  { name, given }: { readonly name: string; readonly given: string },
  known: readonly string[],
  fix: string,
  also: readonly string[] = [],
): UsageError =>
  new UsageError({
    code: `unknown-${what}`,
    message: `There is no ${what} ${shapeIn(given) === null && name !== given ? `\`${name}\` (\`${given}\`)` : `\`${given}\``}.`,
    fix: `${didYouMean(name, known, quoted) || orOf(also)}${fix}`,
  });

/** `what` is `CHECK` or `CHECK/REASON`, `checks` what all of them say of themselves. Throws UsageError for names that do not exist, with the nearest. */
export const namedCheck = (what: string, checks: readonly CheckMeta[]): NamedCheck => {
  const [id = '', reason = null] = what.split('/');
  const check = checks.find((one) => one.id === id);
  if (check === undefined) {
    const known = checks.map((one) => one.id);
    const having = checks.filter(({ reasons }) => Object.hasOwn(reasons, id)).map((one) => `\`${one.id}/${id}\``);
    if (having.length > 0)
      throw new UsageError({
        code: 'reason-alone',
        message: `\`${id}\` is a reason, and no check${id === what ? '' : ` (\`${what}\`)`}.`,
        fix: `Write it behind its check: ${having.join(' or ')}.`,
      });
    throw unknown(
      'check',
      { name: id, given: what },
      known,
      '`certify runbook show ses` and `certify runbook show smtp` list them.',
      sharing(id, checks),
    );
  }
  const reasons: Reasons = { ...ENGINE_REASONS, ...check.reasons };
  if (reason !== null && reasons[reason] === undefined) {
    throw unknown(
      'reason',
      { name: reason, given: what },
      Object.keys(reasons),
      `\`certify explain ${id}\` lists the reasons of this check.`,
    );
  }
  return { check, reason };
};
