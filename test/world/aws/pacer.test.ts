import { describe, expect, it } from 'vitest';
import { createPacer, type Pacer } from '../../../src/world/aws/pacer.ts';

/** Time that moves only when someone sleeps. */
const fakeClock = () => {
  let now = 0;
  return {
    elapsed: () => now,
    sleep: async (ms: number) => {
      await new Promise((resolve) => setImmediate(resolve));
      now += ms;
    },
  };
};
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

const throttle = Object.assign(new Error('slow down'), { setback: 'throttled' });
const ask = <T>(pacer: Pacer, lane: string, priority: number, run: () => Promise<T>) =>
  pacer.ask({ lane, priority, run, classify: (thrown) => (thrown === throttle ? 'throttled' : 'final') });

describe('the pacer', () => {
  it('sends the most useful question first, whatever order they came in', async () => {
    const pacer = createPacer({ clock: fakeClock(), burst: 1, concurrency: 1 });
    const order: number[] = [];
    await Promise.all([5, 0, 3, 1].map((priority) => ask(pacer, 'a', priority, async () => void order.push(priority))));
    expect(order).toEqual([0, 1, 3, 5]);
  });

  it('starts three at once and no more before the first answer', async () => {
    const pacer = createPacer({ clock: fakeClock() });
    let started = 0;
    for (let index = 0; index < 6; index += 1) {
      void ask(pacer, 'a', 0, () => {
        started += 1;
        return new Promise(() => undefined);
      });
    }
    await settled();
    expect(started).toBe(3);
  });

  it('spaces reads by the interval after the first throttle', async () => {
    const clock = fakeClock();
    const pacer = createPacer({ clock, intervalMs: 1100, burst: 1 });
    const times: number[] = [];
    let thrown = false;
    const run = async () => {
      times.push(clock.elapsed());
      if (thrown) return;
      thrown = true;
      throw throttle;
    };
    await Promise.all([ask(pacer, 'a', 0, run), ask(pacer, 'a', 1, run), ask(pacer, 'a', 2, run)]);
    expect(times).toEqual([0, 1100, 2200, 3300]);
  });

  it('pauses longer while throttles follow each other, up to four intervals', async () => {
    const clock = fakeClock();
    const pacer = createPacer({ clock, intervalMs: 1000, patienceMs: 12_000 });
    const times: number[] = [];
    const asking = ask(pacer, 'a', 0, async () => {
      times.push(clock.elapsed());
      throw throttle;
    });
    await expect(asking).rejects.toBe(throttle);
    expect(times).toEqual([0, 1000, 2000, 4000, 8000, 12_000]);
  });

  it('gives up all that waits in a lane at once, and what comes after it at its first throttle', async () => {
    const clock = fakeClock();
    const pacer = createPacer({ clock, intervalMs: 1000, patienceMs: 12_000 });
    let asked = 0;
    const run = async () => {
      asked += 1;
      throw throttle;
    };
    const all = await Promise.allSettled(Array.from({ length: 8 }, (_, priority) => ask(pacer, 'a', priority, run)));
    expect(all.map((one) => one.status === 'rejected' && one.reason === throttle)).toEqual(Array.from({ length: 8 }, () => true));
    expect(clock.elapsed()).toBeLessThan(20_000);
    const before = asked;
    await expect(ask(pacer, 'a', 0, run)).rejects.toBe(throttle);
    expect(asked).toBe(before + 1);
  });

  it('has its whole patience again after an answer, and long after the last throttle', async () => {
    const clock = fakeClock();
    const pacer = createPacer({ clock, intervalMs: 1000, patienceMs: 5000 });
    let asked = 0;
    const everyThird = async () => {
      asked += 1;
      if (asked % 3 !== 0) throw throttle;
    };
    // Each is throttled twice; together they take much longer than the patience.
    await Promise.all(Array.from({ length: 8 }, (_, priority) => ask(pacer, 'a', priority, everyThird)));
    expect(clock.elapsed()).toBeGreaterThan(10_000);
    const always = async () => {
      throw throttle;
    };
    await expect(ask(pacer, 'a', 0, always)).rejects.toBe(throttle);
    await clock.sleep(60_000);
    const since = clock.elapsed();
    await expect(ask(pacer, 'a', 0, always)).rejects.toBe(throttle);
    expect(clock.elapsed() - since).toBeGreaterThanOrEqual(5000);
  });

  it('says that it waits while it does, and not when it gives up', async () => {
    const pacer = createPacer({ clock: fakeClock(), intervalMs: 1000, patienceMs: 3000 });
    let told = 0;
    const run = () => Promise.reject(throttle);
    const classify = () => 'throttled' as const;
    await expect(pacer.ask({ lane: 'a', priority: 0, run, classify, onThrottled: () => (told += 1) })).rejects.toBe(throttle);
    expect(told).toBe(3);
  });

  it('lets whoever is stopped leave the queue at once, and gives its turns to others', async () => {
    const clock = fakeClock();
    const pacer = createPacer({ clock, steady: () => 1000 });
    const stop = new AbortController();
    const asked: number[] = [];
    const task = { lane: 'a', priority: 0, classify: () => 'final' as const };
    const stopped = [1, 2, 3].map((one) =>
      pacer.ask({ ...task, run: async () => void asked.push(one), signal: stop.signal }).catch((error: unknown) => error),
    );
    const reason = new Error('closed');
    stop.abort(reason);
    expect(await Promise.all(stopped)).toEqual([reason, reason, reason]);
    await pacer.ask({ ...task, run: async () => void asked.push(4) });
    expect([asked, clock.elapsed()]).toEqual([[4], 0]);
  });

  it('takes a throttled burst for one throttle', async () => {
    const clock = fakeClock();
    const pacer = createPacer({ clock, intervalMs: 1000 });
    const times: number[] = [];
    let free = 1;
    const run = async () => {
      if (clock.elapsed() === 0 && free-- <= 0) throw throttle;
      times.push(clock.elapsed());
    };
    await Promise.all(Array.from({ length: 4 }, (_, index) => ask(pacer, 'a', index, run)));
    expect(times).toEqual([0, 1000, 2000, 3000]);
  });

  it('does not hold one account up for another', async () => {
    const pacer = createPacer({ clock: fakeClock(), burst: 1 });
    void ask(pacer, 'hanging', 0, () => new Promise(() => undefined));
    await expect(ask(pacer, 'alive', 0, async () => 'here')).resolves.toBe('here');
  });

  it('does not ask a final refusal again', async () => {
    const pacer = createPacer({ clock: fakeClock() });
    let asked = 0;
    const refusal = new Error('no');
    const asking = ask(pacer, 'a', 0, async () => {
      asked += 1;
      throw refusal;
    });
    await expect(asking).rejects.toBe(refusal);
    expect(asked).toBe(1);
  });
});
