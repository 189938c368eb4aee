// Alerts on their way to real receivers: signed, repeated under one id, kept while nobody takes them, and stopped where nobody ever does.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drainAlerts, keepAlerts } from '../../src/app/fleet/alerts.ts';
import { silentCaller } from '../../src/app/caller.ts';
import type { OpenedFleet } from '../../src/app/fleet/open.ts';
import { withFleet } from '../../src/app/fleet/with-fleet.ts';
import { createSetting } from '../../src/app/setting.ts';
import type { Change } from '../../src/core/fleet.ts';
import { Secret } from '../../src/core/secret.ts';
import { createOutbox, OFF_AFTER, type Waiting } from '../../src/fleet/outbox.ts';
import { type AlertAnswer, type AlertReceiver, startAlertReceiver } from '../../src/lab/alerts/receiver.ts';
import { createGate } from '../../src/masking/gate.ts';
import { alertsOf } from '../../src/report/fleet/alert.ts';
import { deliverAlert } from '../../src/world/alerts/deliver.ts';
import { ROOT } from '../cli/certify.ts';
import { change, nightReport } from '../report/fleet/night.ts';
import { HOST, PASSWORD, stand } from '../world/smtp/relay.ts';

let directory: string;
let receiver: AlertReceiver;

const ENV = { CERTIFY_A: 'first-secret-value-1', CERTIFY_B: 'second-secret-value-2' };
const setting = createSetting({ root: ROOT, version: '9.9.9', env: { ...ENV, CERTIFY_C: 'another-secret-value-3' } });

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'certify-alerts-'));
  receiver = await startAlertReceiver(Object.values(ENV));
});
afterEach(async () => {
  await receiver.stop();
  rmSync(directory, { recursive: true, force: true });
});

const url = (path = ''): string => `http://127.0.0.1:${receiver.port}${path}`;

const opened = <T>(alerts: string, work: (fleet: OpenedFleet) => Promise<T>): Promise<T> => {
  const config = join(directory, 'fleet.yaml');
  writeFileSync(config, `version: 1\nname: staging\nprofiles: [gym.yaml]\nalerts:\n${alerts}\n`);
  return withFleet(setting, silentCaller(), { config, env: [], alerts: null }, work);
};
const webhook = (): string => `  - {name: pager, webhook: "${url('/hook')}", secret: "env:CERTIFY_A"}`;
const drain = (fleet: OpenedFleet) =>
  drainAlerts(fleet, { forMs: null, allowPrivate: true, signal: new AbortController().signal, gate: createGate([]) });

const { night } = nightReport([], []);
const worse = (tenant: string, more: Partial<Change> = {}): Change => change('new-failure', tenant, { weight: 'worse', ...more });
const waiting = async (fleet: OpenedFleet): Promise<readonly Waiting[]> => createOutbox(fleet.store).waiting('pager');

describe('which alerts a night has', () => {
  it('one a cause with its tenants counted, under an id that only night and cause decide', () => {
    const changes = [
      worse('a', { root: 'account 1' }),
      worse('b', { root: 'account 1' }),
      worse('c', { reason: 'other' }),
      change('still-failing', 'd'),
    ];
    const alerts = alertsOf(night, changes);
    expect(alerts.map(({ tenants }) => tenants)).toEqual([
      { count: 2, names: ['a', 'b'] },
      { count: 1, names: ['c'] },
    ]);
    expect(
      alertsOf(night, [...changes].reverse())
        .map(({ id }) => id)
        .sort(),
    ).toEqual(alerts.map(({ id }) => id).sort());
    const tomorrow = alertsOf({ ...night, name: '2026-11-27' }, changes).map(({ id }) => id);
    expect(tomorrow.filter((id) => alerts.some((one) => one.id === id))).toEqual([]);
  });
});

describe('a webhook', () => {
  it('is signed over timestamp and body with each secret, and told once', async () => {
    const both = webhook().replace('}', ', previousSecret: "env:CERTIFY_B"}');
    await opened(both, async (fleet) => {
      await keepAlerts(fleet, night, [worse('a')]);
      await keepAlerts(fleet, night, [worse('a')]);
      expect(await drain(fleet)).toEqual({ sent: 1, left: [] });
      expect(await drain(fleet)).toEqual({ sent: 0, left: [] });
    });
    const [one, ...more] = receiver.received;
    expect(more).toEqual([]);
    expect(one).toMatchObject({ refused: null, repeated: false });
    expect(JSON.parse(one?.body ?? '')).toMatchObject({
      schema: 'certify.fleet-alert/1',
      id: one?.id,
      tenants: { count: 1, names: ['a'] },
    });
    expect(String(one?.headers['certify-signature']).split(',')).toHaveLength(2);
  });

  it.each([
    ['500', 500, 'it answered HTTP 500'],
    ['a refusal', 403, 'it answered HTTP 403'],
    ['a redirect', 'redirects', 'it answered HTTP 302'],
    ['a connection that is cut', 'cuts', /could not be reached/],
    ['something that is not HTTP', 'babbles', /could not be reached|no HTTP|answered/],
  ] as readonly (readonly [string, AlertAnswer, string | RegExp])[])(
    'keeps its alert after %s, and repeats it under the same id',
    async (_, answer, why) => {
      receiver.answer(answer, 204);
      await opened(webhook(), async (fleet) => {
        await keepAlerts(fleet, night, [worse('a'), worse('b', { reason: 'other' })]);
        const { sent, left } = await drain(fleet);
        expect([sent, left[0]?.waiting]).toEqual([0, 2]);
        expect(left[0]?.said).toEqual(typeof why === 'string' ? why : expect.stringMatching(why));
        // The first waits for its time; the second was not tried, and is due.
        const [first, second] = (await waiting(fleet)).toSorted((x, y) => y.attempts - x.attempts);
        expect([first?.attempts, second?.attempts]).toEqual([1, 0]);
        expect(Date.parse(first?.nextAt ?? '') - Date.now()).toBeGreaterThan(4 * 60_000);
        expect((await drain(fleet)).sent).toBe(1);
        await fleet.store.write((tx) => tx.rows(`UPDATE fleet_outbox SET next_at = '2000-01-01T00:00:00.000Z'`));
        expect(await drain(fleet)).toEqual({ sent: 1, left: [] });
      });
      const ids = receiver.received.map(({ id }) => id);
      expect(ids[2]).toBe(ids[0]);
      expect(new Set(ids).size).toBe(2);
      expect(receiver.received.map(({ repeated }) => repeated)).toEqual([false, false, true]);
    },
  );

  it('waits five minutes, then fifteen', async () => {
    await opened(webhook(), async (fleet) => {
      const outbox = createOutbox(fleet.store);
      await keepAlerts(fleet, night, [worse('a')]);
      await outbox.open('pager', 'sha256:x', false);
      const now = new Date('2026-11-26T03:00:00.000Z');
      const times: string[] = [];
      for (let n = 0; n < 3; n += 1) {
        const [one] = await outbox.waiting('pager');
        if (one === undefined) throw new Error('it is gone');
        await outbox.failed(one, 'no', now);
        times.push((await outbox.waiting('pager'))[0]?.nextAt ?? '');
      }
      expect(times).toEqual(['2026-11-26T03:05:00.000Z', '2026-11-26T03:15:00.000Z', '2026-11-26T03:15:00.000Z']);
    });
  });

  it('waits no day for a clock that was set back by one', async () => {
    const ahead = new Date(Date.now() + 86_400_000);
    await opened(webhook(), async (fleet) => {
      const outbox = createOutbox(fleet.store);
      await keepAlerts(fleet, night, [worse('a')]);
      const [one] = await outbox.waiting('pager');
      if (one === undefined) throw new Error('it is gone');
      await outbox.open('pager', 'sha256:x', false);
      await outbox.failed(one, 'no', ahead);
      expect(await outbox.claim(one, ahead)).toBe(true);
      expect(await drain(fleet)).toEqual({ sent: 1, left: [] });
    });
  });

  it('is off after ten failures in a row, loses nothing, and is tried again when its entry changes', async () => {
    receiver.answer(500);
    const due = (fleet: OpenedFleet) =>
      fleet.store.write((tx) => tx.rows(`UPDATE fleet_outbox SET next_at = '2000-01-01T00:00:00.000Z'`));
    await opened(webhook(), async (fleet) => {
      await keepAlerts(fleet, night, [worse('a')]);
      for (let n = 0; n < OFF_AFTER + 2; n += 1) {
        await drain(fleet);
        await due(fleet);
      }
      expect(receiver.received).toHaveLength(OFF_AFTER);
      expect((await drain(fleet)).left[0]).toMatchObject({ name: 'pager', waiting: 1, offSince: expect.any(String) });
    });
    receiver.answer(200);
    const mended = webhook().replace('/hook', '/new-hook');
    expect(await opened(mended, (fleet) => drain(fleet))).toEqual({ sent: 1, left: [] });
  });

  it('is sent by one process at a time; what a killed one held is sent again under the same id', async () => {
    await opened(webhook(), async (fleet) => {
      await keepAlerts(fleet, night, [worse('a')]);
      const outbox = createOutbox(fleet.store);
      const [one] = await outbox.waiting('pager');
      if (one === undefined) throw new Error('it is gone');
      expect(await outbox.claim(one, new Date())).toBe(true);
      expect(await outbox.claim(one, new Date())).toBe(false);
      expect((await drain(fleet)).sent).toBe(0);
      expect(await outbox.claim(one, new Date(Date.now() + 61_000))).toBe(true);
    });
  });
});

describe('a receiver that does not end', () => {
  it('is left after ten seconds at most, each by itself, and its alert stays', async () => {
    const others = await Promise.all(
      (['hangs', 'trickles', 'floods'] as const).map(async (how) => {
        const one = await startAlertReceiver(Object.values(ENV));
        one.answer(how);
        return { how, one };
      }),
    );
    const entries = others.map(({ how, one }) => webhook().replace('pager', how).replace(url(), `http://127.0.0.1:${one.port}`));
    await opened([...entries, webhook()].join('\n'), async (fleet) => {
      await keepAlerts(fleet, night, [worse('a')]);
      const { sent, left } = await drain(fleet);
      expect([sent, left.map(({ name, waiting: many }) => [name, many])]).toEqual([1, others.map(({ how }) => [how, 1])]);
    });
    await Promise.all(others.map(({ one }) => one.stop()));
  }, 30_000);

  it('refuses what is forged or stale, so that a wrong secret is told and not lost', async () => {
    await opened(webhook().replace('CERTIFY_A', 'CERTIFY_C'), async (fleet) => {
      await keepAlerts(fleet, night, [worse('a')]);
      expect((await drain(fleet)).left[0]).toMatchObject({ waiting: 1, said: 'it answered HTTP 401' });
    });
    expect(receiver.received.map(({ refused }) => refused)).toEqual(['forged']);
  });
});

describe('Slack and mail', () => {
  const letter = { id: 'a1', json: '{}', title: 'gym: new failure', text: 'gym <b> & *so*\n' };

  it('escapes what Slack would act on', async () => {
    receiver.answer(200);
    const route = { kind: 'slack', url: new Secret('slack', url('/services/T/B/x')) } as const;
    expect(await deliverAlert(route, letter, { allowPrivate: true })).toEqual({ sent: true });
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toEqual({ text: 'gym &lt;b&gt; &amp; *so*\n' });
  });

  it('tells nothing of the URL, which is a secret, where it cannot be reached', async () => {
    const route = { kind: 'slack', url: new Secret('slack', 'https://hooks.example.invalid/services/T/B/x') } as const;
    const told = await deliverAlert(route, letter, { allowPrivate: true });
    expect(told).toMatchObject({ sent: false });
    expect(JSON.stringify(told)).not.toMatch(/hooks\.example|services/);
  });

  it('sends a mail over verified TLS under one Message-ID', async () => {
    const one = await stand();
    const { ca = '', lookup, target } = one.settings();
    const route = {
      kind: 'email',
      ...target,
      host: HOST,
      username: 'apikey',
      password: new Secret('smtp', PASSWORD),
      from: 'alerts@ops.example',
      to: 'team@ops.example',
    } as const;
    const given = { ca, allowPrivate: true, ...(lookup === undefined ? {} : { lookup }) };
    expect(await deliverAlert(route, letter, given)).toEqual({ sent: true });
    expect(await deliverAlert(route, letter, given)).toEqual({ sent: true });
    expect(one.relay.messages().map(({ messageId }) => messageId)).toEqual(['a1@ops.example', 'a1@ops.example']);
    const wrong = { ...route, password: new Secret('smtp', 'wrong-password-1') };
    expect(await deliverAlert(wrong, letter, given)).toMatchObject({
      sent: false,
      why: expect.stringContaining('did not take it'),
    });
    expect(await deliverAlert(route, letter, { ...given, ca: '' })).toMatchObject({ sent: false });
    await one.relay.stop();
  });
});

describe('the entries of fleet.yaml', () => {
  it.each([
    ['no place', '  - {name: a}', 'alert-kind'],
    [
      'two places',
      '  - {name: a, slack: "env:CERTIFY_A", webhook: "https://a.example/x", secret: "env:CERTIFY_B"}',
      'alert-kind',
    ],
    ['no secret', '  - {name: a, webhook: "https://a.example/x"}', 'alert-unsigned'],
    ['clear text', '  - {name: a, webhook: "http://a.example/x", secret: "env:CERTIFY_A"}', 'alert-not-https'],
    ['one name twice', '  - {name: a, slack: "env:CERTIFY_A"}\n  - {name: a, slack: "env:CERTIFY_B"}', 'alert-name-twice'],
    ['a secret that signs nothing', '  - {name: a, slack: "env:CERTIFY_A", secret: "env:CERTIFY_B"}', 'alert-secret-idle'],
    ['a literal secret', '  - {name: a, slack: "https://hooks.slack.com/services/T/B/x"}', 'literal-secret'],
    ['a variable that is not set', '  - {name: a, slack: "env:CERTIFY_NOWHERE"}', 'secret-missing'],
  ])('are refused with %s', async (_, alerts, code) => {
    await expect(opened(alerts, () => Promise.resolve(null))).rejects.toMatchObject({ code });
  });
});
