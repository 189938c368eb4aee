// kill -9 under load: what was answered 200 is on disk, once. A graceful stop answers everything it took.
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerView } from '../../src/core/live.ts';
import type { StoreChoice } from '../../src/store/store.ts';
import { bundleChild, startChild } from './child.ts';
import type { Child } from './child.ts';
import { startPostgres, startSqlite } from './databases.ts';
import type { Database } from './databases.ts';
import { party } from './harness.ts';
import { notification, sesEvent, TOPIC } from './sns-party.ts';

const TOKEN = 'durability-token-0123456789';
let bundle = '';
let directory = '';
let child: Child;
let store: StoreChoice;
beforeAll(async () => {
  bundle = await bundleChild();
  directory = mkdtempSync(join(tmpdir(), 'certify-durability-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const start = async (): Promise<void> => {
  const { leafPem, caPem } = await party();
  child = await startChild(bundle, directory, { store, leafPem, caPem, token: TOKEN, topic: TOPIC });
};

/** Status of one post; 0 when the process died before it answered. */
const post = (agent: Agent, body: string): Promise<number> =>
  new Promise((resolve) => {
    const sent = request(`${child.url}/engagement/email/ses/webhook?token=${TOKEN}`, { method: 'POST', agent }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', () => resolve(0));
    });
    sent.once('error', () => resolve(0));
    sent.end(body);
  });

const bodies = async (round: string, count: number): Promise<{ id: string; body: string }[]> => {
  const { sign } = await party();
  const now = new Date().toISOString();
  return Array.from({ length: count }, (_, index) => {
    const id = `${round}-${index}`;
    return { id, body: JSON.stringify(sign(notification(sesEvent({}, { messageId: id }), { Timestamp: now }))) };
  });
};

/** Posts from 16 connections at once; calls `onAcknowledged` for every 200. */
const load = async (given: { id: string; body: string }[], onAcknowledged: (id: string) => void): Promise<number[]> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const statuses: number[] = [];
  const left = [...given];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const status = await post(agent, next.body);
      statuses.push(status);
      if (status === 200) onAcknowledged(next.id);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  agent.destroy();
  return statuses;
};

const eventsOf = async (id: string): Promise<number> => {
  const headers = { authorization: `Bearer ${TOKEN}` };
  let response = await fetch(`${child.url}/engagement/email/ledger?providerMessageId=${id}`, { headers });
  // Several hundred are read at once: a busy database says so, and is asked again.
  for (let left = 300; left > 0 && response.status === 503; left -= 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    response = await fetch(`${child.url}/engagement/email/ledger?providerMessageId=${id}`, { headers });
  }
  return ((await response.json()) as LedgerView).events.length;
};

describe.each([
  ['the embedded database', startSqlite],
  ['PostgreSQL', startPostgres],
] as const)('on %s', (_, startDatabase) => {
  let database: Database;
  beforeAll(async () => {
    database = await startDatabase();
    store = await database.fresh();
  });
  afterAll(async () => {
    await child.kill('SIGKILL');
    await database.stop();
  });

  it('loses no acknowledged callback to kill -9, and applies none twice', async () => {
    const acknowledged: string[] = [];
    for (const round of ['first', 'second', 'third']) {
      await start();
      const given = await bodies(round, 400);
      let count = 0;
      const dying: Promise<void>[] = [];
      await load(given, (id) => {
        acknowledged.push(id);
        count += 1;
        if (count === 120) dying.push(child.kill('SIGKILL'));
      });
      await Promise.all(dying);
      expect(count).toBeLessThan(400);
    }
    await start();
    expect(acknowledged.length).toBeGreaterThanOrEqual(360);
    const kept = await Promise.all(acknowledged.map(eventsOf));
    expect(kept.filter((events) => events !== 1)).toEqual([]);
  });

  it('answers what it took when it is asked to stop', async () => {
    const given = await bodies('graceful', 200);
    const acknowledged: string[] = [];
    const stopping: Promise<void>[] = [];
    const statuses = await load(given, (id) => {
      acknowledged.push(id);
      if (acknowledged.length === 50) stopping.push(child.kill('SIGTERM'));
    });
    await Promise.all(stopping);
    expect(new Set(statuses.filter((status) => ![0, 503].includes(status)))).toEqual(new Set([200]));
    await start();
    expect((await Promise.all(acknowledged.map(eventsOf))).every((events) => events === 1)).toBe(true);
  });
});
