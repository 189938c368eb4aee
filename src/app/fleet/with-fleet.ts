// A fleet open for one command, which brings its alerts out before and after.
import type { Caller } from '../caller.ts';
import type { Setting } from '../setting.ts';
import type { Drained } from './drained.ts';
import { type FleetSource, type OpenedFleet, openFleet } from './open.ts';
import { patiently } from './persisting.ts';

/** How a command of the fleet treats alerts that wait. */
export interface AlertOptions {
  /** How long to wait for retries, in milliseconds; null: one attempt each. */
  readonly forMs: number | null;
  readonly allowPrivate: boolean;
  onDrained(drained: Drained): void;
}

interface Source extends FleetSource {
  readonly alerts: AlertOptions | null;
  /** Told that a store which went away is waited for; undefined: it is not. */
  readonly onWait?: ((says: string) => void) | undefined;
}

/** Works while the fleet is open; its alerts are brought out before and after (`alerts` null: not at all). */
export const withFleet = async <T>(
  setting: Setting,
  caller: Caller,
  source: Source,
  work: (opened: OpenedFleet) => Promise<T>,
): Promise<T> => {
  const opened = await openFleet(setting, caller, source);
  const asked = source.onWait === undefined ? opened : patiently(opened, caller.signal, source.onWait);
  const drain = async (forMs: number | null): Promise<Drained> =>
    source.alerts === null || opened.loaded.config.alerts.length === 0
      ? { sent: 0, left: [] }
      : (await import('./alerts.ts')).drainAlerts(asked, {
          ...source.alerts,
          forMs,
          signal: caller.signal,
          gate: caller.gate(),
        });
  try {
    const before = await drain(null);
    const done = await work(opened);
    const after = await drain(source.alerts?.forMs ?? null);
    source.alerts?.onDrained({ sent: before.sent + after.sent, left: after.left });
    return done;
  } finally {
    await opened.close();
  }
};
