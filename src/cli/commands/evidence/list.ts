// certify evidence list
import { listEvidence, type Listed } from '../../../app/evidence.ts';
import type { Outcome } from '../../../core/decision.ts';
import { UsageError } from '../../../core/errors.ts';
import { evidenceListReport, unreadReport } from '../../../report/terminal/evidence-list.ts';
import { OUTCOME_MEANING } from '../../../report/words.ts';
import { durationMs } from '../../../text/duration.ts';
import { didYouMean } from '../../../text/nearest.ts';
import { defineCommand } from '../../command.ts';
import { choice, completing, duration, list, text } from '../../options.ts';
import { document } from '../../print.ts';
import { answer } from '../../say.ts';
import * as shared from '../../shared-options.ts';

const rowOf = ({ record, validUntil, validity }: Listed['records'][number]) => {
  const { evidence, run, tenant, environment, provider, decision, extraction } = record;
  const { startedAt, finishedAt, command, mode } = run;
  const ticket = extraction?.ticket ?? null;
  const { outcome } = decision;
  const id = evidence?.id ?? null;
  return { id, startedAt, finishedAt, validUntil, validity, command, mode, tenant, environment, provider, outcome, ticket };
};

const OUTCOMES = Object.keys(OUTCOME_MEANING) as readonly Outcome[];
const asTyped = (outcome: Outcome): string => outcome.toLowerCase().replaceAll('_', '-');

/** `not-certified`, `NOT_CERTIFIED`. */
const outcomeOf = (typed: string): Outcome => {
  const word = typed.toLowerCase().replaceAll(/[_ ]/g, '-');
  const found = OUTCOMES.find((outcome) => asTyped(outcome) === word);
  if (found !== undefined) return found;
  const known = OUTCOMES.map(asTyped);
  throw new UsageError({
    code: 'outcome-unknown',
    message: `--outcome: there is no outcome "${typed}".`,
    fix: `${didYouMean(word, known)}The outcomes: ${known.join(', ')}.`,
  });
};

/** A day, a time, or how long ago. */
const sinceOf = (typed: string): Date | number => {
  const ago = durationMs(typed);
  if (ago !== null) return ago;
  const iso = new Date(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z)?$/.test(typed) ? typed : Number.NaN);
  // `Date` takes 31 February for a day in March.
  if (!Number.isNaN(iso.getTime()) && iso.toISOString().startsWith(typed.slice(0, 10))) return iso;
  throw new UsageError({
    code: 'since-unknown',
    message: `--since: "${typed}" is neither a day nor how long ago.`,
    fix: 'Give a day (UTC) such as 2026-11-20, or a time such as 12h or 7d.',
  });
};

const nothing = (directory: string, of: number): string =>
  of === 0
    ? `There is no evidence record in ${directory} yet: \`certify ses\` and \`certify smtp\` write one each run.`
    : `None of the ${of === 1 ? 'one record' : `${of} records`} in ${directory} is what was asked for.`;

/** A tenant that no record is of may be another one's slip. */
const otherTenant = (asked: string | null, tenants: readonly string[]): string => {
  const meant = asked === null || tenants.includes(asked) ? '' : didYouMean(asked, tenants).trimEnd();
  return meant === '' ? '' : ` ${meant}`;
};

export const command = defineCommand({
  description: 'list the evidence records, newest first',
  args: {},
  options: {
    tenant: completing('tenant', text('--tenant <name>', 'only records of this tenant')),
    ticket: text('--ticket <id>', 'only records of runs for this ticket'),
    outcome: completing(
      OUTCOMES.map(asTyped),
      list('--outcome <outcome>', 'only records with this outcome, such as not-certified; repeatable'),
    ),
    mode: choice('--mode <mode>', 'only live records, or only those of the lab', ['live', 'lab']),
    since: text('--since <when>', 'only runs that began since then: a day (UTC) such as 2026-11-20, or a time ago such as 7d'),
    expiring: duration(
      '--expiring <time>',
      'only certifications that end within this time, such as 30d, or have ended; the longest per tenant and provider',
    ),
    json: shared.json,
    color: shared.color,
    evidenceDir: shared.evidenceDir,
  },
  examples: [
    'certify evidence list',
    'certify evidence list --tenant main-gym --outcome not-certified --since 7d',
    'certify evidence list --expiring 30d',
  ],
  run: async ({ options: { evidenceDir, json, outcome, since, expiring, tenant, ticket, mode } }, { io }) => {
    const asked = { evidenceDir, tenant, ticket, mode, outcomes: outcome.map(outcomeOf), expiringMs: expiring };
    const { records, of, tenants, unread } = await listEvidence({ ...asked, since: since === null ? null : sinceOf(since) });
    const rows = records.map(rowOf);
    if (json) io.out(document({ schema: 'certify.evidence-list/1', directory: evidenceDir, records: rows, unread }));
    else {
      if (rows.length === 0) answer(io, `${nothing(evidenceDir, of)}${otherTenant(tenant, tenants)}`);
      else io.out(evidenceListReport(rows, expiring !== null, io.style));
      if (unread.length > 0) io.out(unreadReport(unread, io.style));
    }
    return 0;
  },
});
