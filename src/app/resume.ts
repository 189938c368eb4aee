// Which run `--resume` goes on with, and what it refuses.
import { UsageError } from '../core/errors.ts';
import type { LoadedProfile } from '../profile/profile.ts';
import type { Runbook } from '../core/runbook.ts';
import type { RunState } from '../run/state.ts';

const sameOrRefuse = (found: RunState, loaded: LoadedProfile, runbook: Runbook): void => {
  const other = found.profileDigest !== loaded.digest ? 'profile' : found.runbookDigest !== runbook.digest ? 'runbook' : null;
  if (other === null) return;
  throw new UsageError({
    code: `resume-other-${other}`,
    message: `Run ${found.runId} was started with another ${other}: its digest differs.`,
    fix: `Restore the ${other} as it was, or start a new run without --resume.`,
  });
};

/** The run to go on with, or null for a new one. `earlier` are the tenant's runs, newest first. */
export const runToResume = (
  { resume: asked, evidenceDir }: { readonly resume: string | true | null; readonly evidenceDir: string },
  loaded: LoadedProfile,
  runbook: Runbook,
  earlier: readonly RunState[],
): RunState | null => {
  if (asked === null) return null;
  const open = earlier.filter((run) => !run.ended);
  const found =
    typeof asked === 'string'
      ? open.find((one) => one.runId === asked)
      : (open.find((one) => one.profileDigest === loaded.digest && one.runbookDigest === runbook.digest) ?? open[0]);
  if (found !== undefined) {
    sameOrRefuse(found, loaded, runbook);
    return found;
  }
  const { tenant } = loaded.profile;
  const which = typeof asked === 'string' ? `unfinished run ${asked}` : 'unfinished run';
  throw new UsageError({
    code: 'nothing-to-resume',
    message: `There is no ${which} of ${tenant} in ${evidenceDir}.`,
    fix: 'Start a new run without --resume.',
  });
};
