// Alerts of a fleet: kept when a night ends, brought out at the start and the end of every command of the fleet.
import type { Alert, Change, Night } from '../../core/fleet.ts';
import type { Gate } from '../../masking/gate.ts';
import { createOutbox, isDueAt, type Waiting } from '../../fleet/outbox.ts';
import { type AlertSink, alertSecret } from '../../profile/fleet-config.ts';
import { digestOf } from '../../text/digest.ts';
import { type AlertRoute, deliverAlert } from '../../world/alerts/deliver.ts';
import { systemClock } from '../../world/clock.ts';
import type { Drained } from './drained.ts';
import type { OpenedFleet } from './open.ts';

interface DrainOptions {
  /** How long to wait for retries, in milliseconds; null: one attempt each. */
  readonly forMs: number | null;
  readonly allowPrivate: boolean;
  readonly signal: AbortSignal;
  /** Searched for secrets before it leaves, like every output. */
  readonly gate: Gate;
}

const routeOf = (sink: AlertSink, { secrets }: OpenedFleet): AlertRoute => {
  const held = (key: Parameters<typeof alertSecret>[1]) => secrets.get(alertSecret(sink.name, key)) ?? null;
  if (sink.email !== undefined) {
    const { username = null, ...email } = sink.email;
    return { kind: 'email', ...email, username, password: held('password') };
  }
  const slack = held('slack');
  if (slack !== null) return { kind: 'slack', url: slack };
  const signing = [held('secret'), held('previousSecret')].filter((one) => one !== null);
  return { kind: 'webhook', url: sink.webhook ?? '', secrets: signing };
};

const letterOf = async (alert: Alert) => {
  const { alertText, alertTitle } = await import('../../report/fleet/alert.ts');
  return { id: alert.id, json: JSON.stringify(alert), title: alertTitle(alert), text: alertText(alert) };
};

/** The alerts of a night as they are kept; the night is closed only after. */
export const keepAlerts = async ({ loaded, store }: OpenedFleet, night: Night, changes: readonly Change[]): Promise<void> => {
  const sinks = loaded.config.alerts.map(({ name }) => name);
  if (sinks.length === 0) return;
  const { alertsOf } = await import('../../report/fleet/alert.ts');
  await createOutbox(store).put(alertsOf(night, changes), sinks, systemClock.now());
};

/** One sink: its alerts in order, until one fails: the others would fail alike, and wait for the next time. */
const drainSink = async (
  opened: OpenedFleet,
  sink: AlertSink,
  options: DrainOptions,
  due: (one: Waiting) => boolean,
): Promise<number> => {
  const outbox = createOutbox(opened.store);
  if (!(await outbox.open(sink.name, digestOf(JSON.stringify(sink)), options.forMs !== null))) return 0;
  const route = routeOf(sink, opened);
  let sent = 0;
  for (const one of (await outbox.waiting(sink.name)).filter(due)) {
    if (options.signal.aborted || !(await outbox.claim(one, systemClock.now()))) continue;
    const letter = await letterOf(one.alert);
    options.gate.check(letter.json, `the alert to ${sink.name}`);
    const delivered = await deliverAlert(route, letter, options);
    // Stopped in the middle: nothing is known of it, and nothing is held against the sink.
    if (!delivered.sent && options.signal.aborted) break;
    if (!delivered.sent) {
      await outbox.failed(one, delivered.why, systemClock.now());
      break;
    }
    await outbox.sent(one, systemClock.now());
    sent += 1;
  }
  return sent;
};

const POLL_MS = 5000;

/** Rejects only where the store does. A sink that takes nothing keeps its alerts. */
export const drainAlerts = async (opened: OpenedFleet, options: DrainOptions): Promise<Drained> => {
  const { alerts } = opened.loaded.config;
  if (alerts.length === 0) return { sent: 0, left: [] };
  const outbox = createOutbox(opened.store);
  const until = systemClock.elapsed() + (options.forMs ?? 0);
  let sent = 0;
  for (;;) {
    const due = isDueAt(systemClock.now());
    const counts = await Promise.all(alerts.map((sink) => drainSink(opened, sink, options, due)));
    sent += counts.reduce((sum, one) => sum + one, 0);
    const left = (await outbox.sinks(alerts.map(({ name }) => name))).filter(
      ({ waiting, offSince }) => waiting > 0 || offSince !== null,
    );
    const over = systemClock.elapsed() + POLL_MS > until;
    if (left.every(({ waiting, offSince }) => waiting === 0 || offSince !== null) || over || options.signal.aborted)
      return { sent, left };
    await systemClock.sleep(POLL_MS, options.signal).catch(() => undefined);
  }
};
