// The end of a night, whoever looked: compared, its alerts kept, and only then over.
import type { Change, Night } from '../../core/fleet.ts';
import { closeNight, type ClosingRules } from '../../fleet/close-night.ts';
import { systemClock } from '../../world/clock.ts';
import type { OpenedFleet } from './open.ts';

interface Ending extends Pick<ClosingRules, 'has' | 'missing'> {
  /** How many the fleet has. */
  readonly tenants: number;
  /** Whether alerts are kept. */
  readonly tells: boolean;
}

/** Repeating it gives the same night. Only one process at a time may do it: see `holding`. */
export const endNight = async (opened: OpenedFleet, night: Night, { tenants, tells, ...rules }: Ending): Promise<Night> => {
  const { state, loaded } = opened;
  const { due, alerts, windows } = loaded.config;
  const end = await closeNight(state, night, tenants, { expected: loaded.expected, windows, due, ...rules });
  const closed = { ...night, ...end, finishedAt: systemClock.now().toISOString() };
  if (tells && alerts.length > 0) {
    const changes: Change[] = [];
    for await (const change of state.changes(closed.name)) if (change.weight !== 'none') changes.push(change);
    await (await import('./alerts.ts')).keepAlerts(opened, closed, changes);
  }
  await state.saveNight({ night: closed, state: 'complete' });
  return closed;
};
