// Which run `--resume` goes on with, and what it refuses.
import { UsageError } from '../core/errors.ts';
import type { LoadedProfile } from '../profile/profile.ts';
import type { Runbook } from '../core/runbook.ts';
import type { EarlierRuns } from '../run/journal.ts';
import type { RunState } from '../run/state.ts';
import { refuseClockBehindRun } from './clock-behind.ts';

/** What a run must have been started with to be gone on with, and how that is told. */
interface Now {
  readonly loaded: LoadedProfile;
  readonly runbook: Runbook;
  /** certify's own. */
  readonly version: string;
  /** What the clock of this machine says. */
  readonly at: Date;
}

/** Within `major.minor` a run goes on under the same rules. */
const rulesOf = (version: string): string => version.split('.').slice(0, 2).join('.');

const differsIn = (run: RunState, { loaded, runbook, version }: Now): 'profile' | 'runbook' | 'version' | null => {
  if (run.profileDigest !== loaded.digest) return 'profile';
  if (run.runbookDigest !== runbook.digest) return 'runbook';
  return rulesOf(run.certify) === rulesOf(version) ? null : 'version';
};

const refusal = (run: RunState, other: 'profile' | 'runbook' | 'version', { version }: Now): UsageError =>
  other === 'version'
    ? new UsageError({
        code: 'resume-other-version',
        message: `Run ${run.runId} was started by certify ${run.certify}, and this is ${version}: it would go on under other rules.`,
        fix: `Go on with certify ${rulesOf(run.certify)}, or start a new run without --resume.`,
      })
    : new UsageError({
        code: `resume-other-${other}`,
        message: `Run ${run.runId} was started with another ${other}: its digest differs.`,
        fix: `Restore the ${other} as it was, or start a new run without --resume.`,
      });

export interface Resumed {
  readonly run: RunState;
  /** Unfinished too, and left as they are. */
  readonly others: readonly RunState[];
}

/**
 * The run to go on with, or null for a new one: without an id the newest that fits profile, runbook and version, whatever else
 * was left unfinished since. The runs are the tenant's.
 */
export const runToResume = (
  { resume: asked, evidenceDir }: { readonly resume: string | true | null; readonly evidenceDir: string },
  now: Now,
  { runs, unread }: EarlierRuns,
): Resumed | null => {
  if (asked === null) return null;
  const open = runs.filter((run) => !run.ended);
  const run =
    typeof asked === 'string'
      ? open.find((one) => one.runId === asked)
      : (open.find((one) => differsIn(one, now) === null) ?? open[0]);
  if (run !== undefined) {
    const other = differsIn(run, now);
    if (other !== null) throw refusal(run, other, now);
    refuseClockBehindRun(run, now.at);
    return { run, others: open.filter((one) => one !== run) };
  }
  throw nothingOpen(asked, { evidenceDir, tenant: now.loaded.profile.tenant }, { runs, unread });
};

const AGAIN = 'a new run without --resume sends a message of its own';

/** What was stopped behind its end, as while a report was written, lacks nothing that a new message could bring. */
const nothingOpen = (
  asked: string | true,
  { evidenceDir, tenant }: { readonly evidenceDir: string; readonly tenant: string },
  { runs, unread }: EarlierRuns,
): UsageError => {
  const ended = typeof asked === 'string' ? runs.find((one) => one.runId === asked) : runs[0];
  const record = ended?.recordWritten?.evidenceId ?? null;
  const which = typeof asked === 'string' ? `unfinished run ${asked}` : 'unfinished run';
  const fixOf = (): string => {
    if (unread.length > 0)
      return `It may be one that could not be read: ${unread.join(', ')}. Restore it or let it be read; ${AGAIN}.`;
    if (record === null) return 'Start a new run without --resume.';
    const place = evidenceDir === './evidence' ? '' : ` --evidence-dir ${evidenceDir}`;
    return `See it with \`certify evidence show ${record}${place}\`; \`evidence report\` writes a report from it; ${AGAIN}.`;
  };
  const told = record === null ? '' : ` Run ${ended?.runId ?? ''} has ended, and its record is ${record}.`;
  return new UsageError({
    code: 'nothing-to-resume',
    message: `There is no ${which} of ${tenant} in ${evidenceDir}.${told}`,
    fix: fixOf(),
  });
};
