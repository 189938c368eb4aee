// The secret of a sink is replaced while alerts wait for it: what was kept under the old one goes out signed with what is there when it
// goes out. No party is needed: the only profile is refused, which is an alert too.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../src/fleet/migrations.ts';
import { type AlertReceiver, startAlertReceiver } from '../../src/lab/alerts/receiver.ts';
import { openStore } from '../../src/store/open.ts';
import { certify, type Ran, temporary } from './certify.ts';

const [OLD, NEW] = ['the-old-secret-of-the-pager', 'the-new-secret-of-the-pager'];

let home: ReturnType<typeof temporary>;
let receivers: AlertReceiver[];
beforeEach(() => {
  home = temporary();
  receivers = [];
  mkdirSync(join(home.path, 'gyms'));
  writeFileSync(join(home.path, 'gyms', 'one.yaml'), 'version: 2\n');
});
afterEach(async () => {
  for (const one of receivers) await one.stop();
  home[Symbol.dispose]();
});

const receiverOf = async (...secrets: readonly string[]): Promise<AlertReceiver> => {
  const receiver = await startAlertReceiver(secrets);
  receivers.push(receiver);
  return receiver;
};

/** The fleet's file with the sink as it is now. */
const fleet = ({ port }: AlertReceiver, secrets: string): void =>
  writeFileSync(
    join(home.path, 'fleet.yaml'),
    `version: 1\nname: lab\nprofiles: ["gyms/*.yaml"]\nstore: {sqlite: fleet.db}\nalerts:\n  - {name: pager, webhook: "http://127.0.0.1:${port}/", ${secrets}}\n`,
  );

const run = (line: string, env: { readonly [name: string]: string }): Promise<Ran> =>
  certify(['fleet', ...line.split(' '), '--allow-private'], { cwd: home.path, env });

/** As if the time of the next attempt had come. */
const comeDue = async (): Promise<readonly unknown[]> => {
  const store = await openStore({ kind: 'sqlite', path: join(home.path, 'fleet.db') }, MIGRATIONS, new Date().toISOString());
  try {
    await store.write((tx) => tx.rows(`UPDATE fleet_outbox SET next_at = '2000-01-01T00:00:00.000Z'`));
    return await store.read((tx) => tx.rows('SELECT id, state, attempts, body FROM fleet_outbox'));
  } finally {
    await store.close();
  }
};

const signatures = (receiver: AlertReceiver): readonly number[] =>
  receiver.received.map(({ headers }) => String(headers['certify-signature']).split(',').length);

describe('a secret that is replaced while its alerts wait', () => {
  it('signs with both, then with the new one alone; each alert goes out once, under the id that it was kept under', async () => {
    const failing = await receiverOf(OLD);
    failing.answer(500);
    fleet(failing, 'secret: "env:CERTIFY_PAGER"');
    const first = await run('check --night one --quiet', { CERTIFY_PAGER: OLD });
    expect(first.exitCode).toBe(2);
    expect(first.stderr).toContain('1 alert for pager waits: it answered HTTP 500.');
    // It was signed with the old one when it did not get through.
    expect(failing.received.map(({ refused }) => refused)).toEqual([null]);
    const [kept] = await comeDue();

    // The receiver has the new one, and so has the fleet: the old one is signed with too.
    const onlyNew = await receiverOf(NEW);
    fleet(onlyNew, 'secret: "env:CERTIFY_PAGER", previousSecret: "env:CERTIFY_PAGER_BEFORE"');
    const second = await run('check --night two --quiet', { CERTIFY_PAGER: NEW, CERTIFY_PAGER_BEFORE: OLD });
    expect(second.stderr).toContain('2 alerts sent.');
    // What waited comes before the night, as it was kept; the night's own after it.
    const [waited, own] = onlyNew.received;
    expect([waited, own].map((one) => [one?.refused, one?.repeated])).toEqual([
      [null, false],
      [null, false],
    ]);
    expect([waited?.id, waited?.body]).toEqual([failing.received[0]?.id, failing.received[0]?.body]);
    expect(kept).toMatchObject({ id: waited?.id, attempts: '1' });
    expect(JSON.parse(own?.body ?? '')).toMatchObject({ night: 'two' });
    expect(signatures(onlyNew)).toEqual([2, 2]);

    // Once the old one is gone, nothing is sent again, and what comes is signed with the new one alone.
    fleet(onlyNew, 'secret: "env:CERTIFY_PAGER"');
    const third = await run('check --night three --quiet', { CERTIFY_PAGER: NEW });
    expect(signatures(onlyNew)).toEqual([2, 2, 1]);
    expect(onlyNew.received.map(({ refused, repeated }) => [refused, repeated])).toEqual([2, 2, 1].map(() => [null, false]));
    for (const { stdout, stderr } of [first, second, third])
      for (const secret of [OLD, NEW]) expect(`${stdout}${stderr}`).not.toContain(secret);
  });

  it('keeps its alert where the receiver has only the other one, and brings it out once it has', async () => {
    const [onlyOld, onlyNew] = [await receiverOf(OLD), await receiverOf(NEW)];
    onlyOld.answer(500, 204);
    fleet(onlyOld, 'secret: "env:CERTIFY_PAGER"');
    await run('check --night one --quiet', { CERTIFY_PAGER: OLD });
    await comeDue();
    const refused = await run('status', { CERTIFY_PAGER: NEW });
    expect(refused.stderr).toContain('1 alert for pager waits: it answered HTTP 401.');
    expect(onlyOld.received.map((one) => one.refused)).toEqual([null, 'forged']);
    await comeDue();
    fleet(onlyNew, 'secret: "env:CERTIFY_PAGER"');
    expect((await run('status', { CERTIFY_PAGER: NEW })).stderr).toContain('1 alert sent.');
    expect(onlyNew.received.map((one) => [one.refused, one.id])).toEqual([[null, onlyOld.received[0]?.id]]);
    expect(signatures(onlyNew)).toEqual([1]);
  });
});
