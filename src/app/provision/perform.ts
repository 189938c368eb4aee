// The acts of a plan, one after the other: intent, act, outcome; what builds on something that was not made is left.
import { AbortError } from '../../core/errors.ts';
import type { JsonValue } from '../../core/json.ts';
import type { AwsReads } from '../../core/ports/aws.ts';
import type { AccountWrites } from '../../core/ports/writes.ts';
import type { Act, ActOutcome, Change, PerformedAct } from '../../core/provision.ts';
import { CHANGED_MEANWHILE, heldBack } from '../../provision/replaced.ts';
import type { ApplyJournal } from './journal.ts';
import { standingFor } from './standing.ts';

export interface Performing {
  readonly account: AccountWrites;
  /** What an act writes over is read again right before it. */
  readonly aws: Pick<AwsReads, 'ses' | 'sns' | 'iam'>;
  readonly journal: ApplyJournal;
  /** An earlier process may have made something moments ago. */
  readonly resumed: boolean;
  readonly mask: (value: JsonValue) => JsonValue;
  readonly signal: AbortSignal;
  /** `outcome` null: it begins. */
  readonly onAct: (act: Omit<PerformedAct, 'outcome'>, outcome: ActOutcome | null) => void;
}

const stopped = (): AbortError =>
  new AbortError({
    code: 'interrupted',
    message: 'Stopped between two acts; what was made stays.',
    fix: 'Run the same command again: it looks at the account and goes on with what is still missing.',
    exitCode: 130,
  });

/** Who agreed to the plan saw another account than this one: nothing more is made of it. */
const OVERTAKEN = 'The account changed after the plan was made: plan again.';

const failed = ({ kind }: ActOutcome): boolean => kind === 'refused' || kind === 'ambiguous' || kind === 'left';

export const performAll = async (changes: readonly Change[], given: Performing): Promise<readonly PerformedAct[]> => {
  const performed: PerformedAct[] = [];
  const made = new Set<string>();
  const unmade = new Set<string>();
  let halted: string | null = null;
  const wasOpen = given.journal.state().open;
  const one = async (change: Change, act: Act): Promise<ActOutcome> => {
    const missing = change.after.find((name) => unmade.has(name));
    if (missing !== undefined) return { kind: 'left', because: `${missing} was not made.` };
    const about = { resource: change.resource, name: change.name, permission: act.action };
    given.onAct(about, null);
    await given.journal.append({ type: 'act-intended', ...about });
    const fresh = given.resumed || [change.name, ...change.after].some((name) => made.has(name));
    const again = wasOpen?.name === about.name && wasOpen.permission === about.permission;
    const said =
      heldBack(act, await standingFor(act, given.aws)) ??
      (await given.account.perform(act, { fresh, again, signal: given.signal }));
    const outcome = given.mask({ ...said }) as unknown as ActOutcome;
    await given.journal.append({ type: 'act-ended', ...about, outcome });
    return outcome;
  };
  for (const change of changes) {
    let stays: string | null = null;
    for (const act of change.acts) {
      if (given.signal.aborted) throw stopped();
      const about = { resource: change.resource, name: change.name, permission: act.action };
      const because: string | null = halted ?? stays;
      const outcome: ActOutcome = because === null ? await one(change, act) : { kind: 'left', because };
      if (outcome.kind === 'refused' && outcome.code === CHANGED_MEANWHILE) halted = OVERTAKEN;
      // What builds on a creation belongs to what it made, never to what somebody else made meanwhile.
      if (change.action === 'create' && outcome.kind !== 'done') stays ??= `${change.name} was not made by this apply.`;
      given.onAct(about, outcome);
      performed.push({ ...about, outcome });
      if (change.action === 'create') (failed(outcome) ? unmade : made).add(change.name);
    }
  }
  return performed;
};
