// A configuration set is in force, and its settings could not be seen: nothing that depends on them passes.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { EngineReason } from '../../core/reason.ts';
import type { Facts } from '../../facts/index.ts';
import { partlyObserved } from '../unseen.ts';

/** null: seen, or there is none; one that does not exist is said by ses-configuration-set-applied. */
export const unseenSet = (seen: Observation<Facts['ses.configurationSet']>): Judgement<EngineReason> | null => {
  if (seen.state === 'skipped' || seen.state === 'absent') return null;
  if (seen.state !== 'observed') return partlyObserved('The configuration set in force', seen, 'ses.configurationSet');
  const { name, detail } = seen.value;
  if (detail === null || detail.state === 'observed' || detail.state === 'absent') return null;
  return partlyObserved(`The configuration set ${name ?? ''}`, detail, 'ses.configurationSet');
};
