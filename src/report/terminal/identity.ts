// Where an identity stands, for a terminal: what holds, what does not with what mends it, and who is being waited for.
import type { Finding } from '../../core/finding.ts';
import { indent, penOf, type Pen, type Style, wrap } from './style.ts';

export interface IdentityShown {
  readonly tenant: string;
  readonly region: string;
  readonly identity: string;
  readonly mailFrom: string | null;
  readonly findings: readonly Finding[];
  readonly waitingFor: { readonly who: string; readonly for: string } | null;
}

const findingLines = (pen: Pen, { status, title, reason, check, cause, fix }: Finding): readonly string[] => {
  const head = wrap(pen.line(title), pen.width - 4).map((line, at) =>
    at === 0 ? `  ${pen.sign(status)} ${line}` : `    ${line}`,
  );
  if (status === 'pass' || status === 'not-applicable') return head;
  const why = `${reason.replaceAll('-', ' ')}, ${check}${cause === null ? '' : `; follows from ${cause}`}`;
  const [say = '', ...records] = (fix ?? '').split('\n');
  // Records stand whole, so that they can be pasted.
  const mends = [...indent(wrap(pen.line(say), pen.width - 6), 6), ...records.map((line) => `      ${pen.clean(line)}`)];
  return [...head, `      ${pen.ink.gray(pen.line(why))}`, ...(fix === undefined || cause !== null ? [] : mends)];
};

/** Ends with a line feed. */
export const identityText = (shown: IdentityShown, style: Style): string => {
  const pen = penOf(style);
  const { identity, region, tenant, mailFrom, waitingFor } = shown;
  const names = [identity, ...(mailFrom === null ? [] : [`MAIL FROM ${mailFrom}`]), region, tenant];
  const next =
    waitingFor === null
      ? 'Nobody is being waited for: the identity may send.'
      : `Waiting for ${waitingFor.who}: ${waitingFor.for}`;
  return [
    `  ${pen.ink.bold(pen.line(names.join(pen.dot)))}`,
    '',
    ...shown.findings.flatMap((finding) => findingLines(pen, finding)),
    '',
    ...indent(wrap(pen.line(next), pen.width - 2), 2),
    '',
  ].join('\n');
};
