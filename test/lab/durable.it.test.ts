// A lab that starts again on its state directory is the same world: ports, keys, profile bytes, messages, debts.
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { SEND, sendAs, started, type StartedLab, worldWith } from './sdk.ts';

const open: StartedLab[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.end();
});

describe('the same state directory', () => {
  it('gives the same profile, to the byte, with secrets only their owner can read', async () => {
    const first = await started('healthy-ses');
    const file = path.join(first.directory, 'out', 'lab.yaml');
    mkdirSync(path.dirname(file));
    first.lab.writeProfile(file);
    const bytes = readFileSync(file, 'utf8');
    await first.lab.stop();
    const second = await started('healthy-ses', first.directory);
    open.push(second);
    second.lab.writeProfile(file);
    expect(readFileSync(file, 'utf8')).toBe(bytes);
    expect(second.lab.secrets).toEqual(first.lab.secrets);
    for (const secret of Object.values(second.lab.secrets)) expect(bytes).not.toContain(secret);
    expect(statSync(path.join(first.directory, 'out', 'lab.secrets', 'verify-token')).mode & 0o777).toBe(0o600);
  });

  it('delivers what was accepted and not acknowledged, and forgets no message', async () => {
    const base = worldWith({}).events;
    const scenario = worldWith({ scenario: { events: { ...base, delayMs: 3000 } } });
    const first = await started(scenario);
    const messageId = await sendAs(first.lab, SEND);
    await first.lab.stop();
    expect(first.lab.aws?.deliveries.settled).toEqual([]);
    const second = await started(scenario, first.directory);
    open.push(second);
    expect(second.lab.messages().map((one) => one.messageId)).toEqual([messageId]);
    await expect
      .poll(() => second.lab.aws?.deliveries.settled.map((one) => one.result), { timeout: 40_000 })
      .toEqual(['200', '200']);
    await second.lab.stop();
    const third = await started(scenario, first.directory);
    expect(third.lab.messages()).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(third.lab.aws?.deliveries.settled).toEqual([]);
    await third.lab.stop();
  });
});
