// One message a tenant and night to the SES mailbox simulator, and its callback awaited: whether the way is open, and never a proof.
import type { JournalEntry } from '../../core/journal.ts';
import { UsageError } from '../../core/errors.ts';
import type { Pulse, TenantLook } from '../../core/fleet.ts';
import { rowWithPulse } from '../../fleet/pulse.ts';
import type { Profile } from '../../profile/profile.ts';
import { targetOf } from '../../profile/target.ts';
import { awaitRehearsal } from '../../run/await-callback.ts';
import type { RunContext } from '../../run/context.ts';
import { type OpenSession, openSessionOn } from '../../run/journal.ts';
import { sendLive } from '../../run/live-send.ts';
import { sendState } from '../../run/state.ts';
import { systemClock } from '../../world/clock.ts';
import { newRunId } from '../../world/ids.ts';
import { silentCaller } from '../caller.ts';
import { runContext, runStarted } from '../context.ts';
import { fileSource } from '../lab/source.ts';
import { openTenant } from '../tenant.ts';
import type { NightContext } from './context.ts';
import type { SendTurns } from './turns.ts';
import type { InventoryTenant } from '../../fleet/inventory.ts';

const PURPOSE = 'pulse' as const;

const outcomeOf = (session: OpenSession): Omit<Pulse, 'at'> => {
  const state = session.state();
  const { withheld, outcome, receipt } = sendState(state, PURPOSE);
  const unsent = (says: string, isOpen: boolean) => ({ outcome: isOpen ? 'unseen' : 'not-sent', says, messageId: null }) as const;
  // Without a row in the ledger no callback could be told from another.
  if (withheld !== null) return unsent(withheld.because.join(' ') || withheld.reason, withheld.reason === 'ledger-not-writable');
  if (outcome?.kind === 'refused') return unsent(outcome.message, outcome.temporary);
  if (outcome?.kind !== 'accepted') return { outcome: 'unknown', says: outcome?.message ?? null, messageId: null };
  const { event = null, unread } = state.rehearsals[PURPOSE] ?? {};
  const messageId = receipt?.providerMessageId ?? null;
  if (event === 'delivery') return { outcome: 'delivered', says: null, messageId };
  if (unread === true) return { outcome: 'unseen', says: 'the ledger did not answer when the wait ended.', messageId };
  return event === null ? { outcome: 'no-callback', says: null, messageId } : { outcome: 'other-event', says: event, messageId };
};

/** What a tenant lacks to be pulsed, as its profile alone says it; null: nothing. */
const lacking = ({ callback: { ledger }, aws }: Profile): string | null => {
  if (ledger.attest === true) return 'its ledger is read by a person';
  if (ledger.embedded === true) return 'its ledger is certify’s own receiver, which runs only while a run does';
  return aws?.send?.secretAccessKey === undefined ? 'the profile names no aws.send.secretAccessKey' : null;
};

const pulsed = async (ctx: NightContext, tenant: InventoryTenant, turns: SendTurns, perSecond: number | null): Promise<Pulse> => {
  const caller = silentCaller(ctx.signal);
  const source = fileSource(ctx.setting, { profile: tenant.profile, tenant: ctx.tenant, command: 'fleet check' });
  const target = targetOf(await source.load());
  const { loaded } = target;
  if (loaded === null) throw new Error('a tenant of a fleet has a profile');
  const why = lacking(loaded.profile);
  if (why !== null) return { outcome: 'none', says: why, messageId: null, at: systemClock.now().toISOString() };
  const runId = newRunId();
  const { setting, evidenceDir } = ctx;
  const opened = await openTenant(target, { setting, caller, tenant: ctx.tenant, evidenceDir, runId, sends: true });
  const lines = ctx.journal(tenant.key);
  try {
    const look = runContext({
      setting,
      caller,
      opened,
      tenant: ctx.tenant,
      watcher: await caller.watch('look'),
      operator: '',
      command: 'fleet check',
      typed: source.typed,
      runbook: ctx.runbooks.ses,
      beforehand: null,
      history: { openSends: [], unread: [] },
      rerunOf: null,
      part: null,
      timing: { waitMs: null, retryMs: 0, rowsGraceMs: 0 },
    });
    const run: RunContext = { ...look, loaded };
    const at = systemClock.now().toISOString();
    const session = openSessionOn(lines, await lines.read<JournalEntry>(), {
      clock: systemClock,
      gate: (line, path) => caller.gate().check(line, path),
      onEntry: () => undefined,
    });
    if (!session.begun) await session.append(runStarted(run, runId, ''));
    if (sendState(session.state(), PURPOSE).intended === 0) {
      await turns.take(tenant.place, perSecond, ctx.signal);
      await sendLive(run, session, PURPOSE, 1);
    }
    const sent = sendState(session.state(), PURPOSE).outcome?.kind === 'accepted';
    if (sent && session.state().rehearsals[PURPOSE] === undefined) await awaitRehearsal(run, session, PURPOSE, turns.callbackMs);
    const pulse = { ...outcomeOf(session), at };
    await session.close();
    return pulse;
  } finally {
    await opened.close();
  }
};

/** The row with its pulse: taken where the look found nothing in the way. Rejects when the night was stopped, and the next one goes on. */
export const withPulse = async (
  ctx: NightContext,
  tenant: InventoryTenant,
  row: TenantLook,
  turns: SendTurns,
  perSecond: number | null,
): Promise<TenantLook> => {
  const none = (says: string): TenantLook =>
    rowWithPulse(row, { outcome: 'none', says, messageId: null, at: systemClock.now().toISOString() });
  if (!tenant.ses) return none('it has no SES');
  if (row.exitCode !== 0) return none('its look is not in order');
  try {
    return rowWithPulse(row, await pulsed(ctx, tenant, turns, perSecond));
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (error instanceof UsageError) return none(error.message);
    throw error;
  }
};
