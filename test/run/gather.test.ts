import { describe, expect, it } from 'vitest';
import { ObservationError } from '../../src/core/errors.ts';
import type { JsonValue } from '../../src/core/json.ts';
import type { Observation, Unseen } from '../../src/core/observation.ts';
import type { Reads } from '../../src/core/ports/reads.ts';
import { NeedUnseen, NotAsked } from '../../src/core/probe.ts';
import type { AnyProbe } from '../../src/probes/probe.ts';
import { gather } from '../../src/run/gather.ts';

const clock = { now: () => new Date('2026-11-20T10:00:00Z'), elapsed: () => 0, sleep: async () => undefined };
const reads = { clock } as unknown as Reads;

const probe = (key: string, needs: readonly string[], ask: () => Promise<unknown>, uses: readonly string[] = []): AnyProbe =>
  ({ key, needs, uses, permissions: [], ask }) as unknown as AnyProbe;

const fails = (unseen: Unseen) => async (): Promise<never> => {
  throw new ObservationError(unseen);
};

const run = async (probes: readonly AnyProbe[], known: ReadonlyMap<string, Observation<JsonValue>> = new Map()) => {
  const order: string[] = [];
  const settled = await gather({
    probes,
    reads,
    known,
    mask: (value) => JSON.parse(JSON.stringify(value).replaceAll('ops@', 'o…@')) as JsonValue,
    onObserved: async (key) => void order.push(key),
    signal: new AbortController().signal,
  });
  return { settled, order };
};

describe('gathering', () => {
  it('asks independent questions together and dependent ones after their needs', async () => {
    let free = (): void => undefined;
    const gate = new Promise<void>((resolve) => (free = resolve));
    const { order } = await run([
      probe('slow', [], () => gate.then(() => 1)),
      probe('after', ['slow'], async () => 2),
      probe('quick', [], async () => {
        free();
        return 3;
      }),
    ]);
    expect(order).toEqual(['quick', 'slow', 'after']);
  });

  it('lets what SES and STS are asked go out before it composes the questions to others', async () => {
    const began: string[] = [];
    const begins = (key: string) => probe(key, [], async () => began.push(key));
    const paced = probe('ses.account', [], async () => {
      await new Promise<void>((resolve) => setImmediate(resolve));
      return began.push('ses.account');
    });
    await run([begins('dns.dmarc'), begins('webhook.endpoint'), paced, begins('sts.probeIdentity')]);
    expect(began).toEqual(['sts.probeIdentity', 'ses.account', 'dns.dmarc', 'webhook.endpoint']);
  });

  it.each(['denied', 'unreachable', 'failed'] as const)(
    'skips what needs a fact that was %s, with that root cause',
    async (state) => {
      const { settled } = await run([
        probe('root', [], fails({ state, code: 'X', message: 'why' })),
        probe('middle', ['root'], async () => 1),
        probe('leaf', ['middle'], async () => 1),
      ]);
      expect(settled.get('root')).toMatchObject({ state });
      expect(settled.get('leaf')).toMatchObject({
        state: 'skipped',
        code: 'need-not-met',
        root: { key: 'root', state, message: 'why' },
      });
    },
  );

  it('treats the absence of what can be absent as an answer', async () => {
    const { settled } = await run([
      probe('sns.topic', [], fails({ state: 'absent', code: 'NotFound', message: 'none' })),
      probe('leaf', ['sns.topic'], async () => 1),
    ]);
    expect(settled.get('leaf')).toMatchObject({ state: 'observed', value: 1 });
  });

  it('skips what needs a fact that cannot be absent and was, with that root cause', async () => {
    const { settled } = await run([
      probe('ses.account', [], fails({ state: 'absent', code: 'NotFoundException', message: 'none' })),
      probe('leaf', ['ses.account'], async () => 1),
    ]);
    expect(settled.get('leaf')).toMatchObject({ state: 'skipped', root: { key: 'ses.account', state: 'absent' } });
  });

  it('starts a probe whose uses were not observed', async () => {
    const { settled } = await run([
      probe('root', [], fails({ state: 'denied', code: 'X', message: 'no' })),
      probe('leaf', [], async () => 1, ['root']),
    ]);
    expect(settled.get('leaf')).toMatchObject({ state: 'observed' });
  });

  it('passes on that a question does not arise', async () => {
    const { settled } = await run([
      probe('root', [], async () => new NotAsked('nothing')),
      probe('leaf', ['root'], async () => 1),
    ]);
    expect(settled.get('root')).toMatchObject({ state: 'skipped', code: 'not-applicable' });
    expect(settled.get('leaf')).toMatchObject({ state: 'skipped', code: 'not-applicable' });
  });

  it('is skipped with the need at the root, where a part of the need was not seen', async () => {
    const untold = { state: 'failed', code: 'incomplete-answer', message: 'ops@example.com left out' } as const;
    const { settled } = await run([
      probe('root', [], async () => ({})),
      probe('leaf', ['root'], async () => new NeedUnseen('root', untold)),
      probe('next', ['leaf'], async () => 1),
    ]);
    const root = { key: 'root', state: 'failed', code: 'incomplete-answer' };
    expect(settled.get('leaf')).toMatchObject({ state: 'skipped', code: 'need-not-met', root });
    expect(settled.get('next')).toMatchObject({ state: 'skipped', code: 'need-not-met', root });
    expect(JSON.stringify(settled.get('leaf'))).not.toContain('ops@');
  });

  it('masks values and error messages before anybody sees them', async () => {
    const { settled } = await run([
      probe('value', [], async () => ({ to: 'ops@example.com' })),
      probe('error', [], fails({ state: 'failed', code: 'X', message: 'ops@example.com refused' })),
    ]);
    expect(JSON.stringify([...settled])).not.toContain('ops@');
  });

  it('does not ask again what is known', async () => {
    const known = new Map([['root', { state: 'observed', value: 7, at: 'x', durationMs: 0 } as const]]);
    const { settled, order } = await run([probe('root', [], fails({ state: 'failed', code: 'X', message: '' }))], known);
    expect(settled.get('root')).toMatchObject({ value: 7 });
    expect(order).toEqual([]);
  });

  it('rejects with a bug, which is no observation', async () => {
    await expect(run([probe('root', [], async () => Promise.reject(new TypeError('bug')))])).rejects.toThrow('bug');
  });
});
