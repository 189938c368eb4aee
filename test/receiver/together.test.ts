// Work of other threads that begins in one turn of the event loop.
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { together } from '../../src/receiver/together.ts';

const after = (ms: number, name: string, order: string[]): Promise<string> =>
  together<string>((done) => setTimeout(() => done(null, name), ms)).then((value) => {
    order.push(value);
    return value;
  });

describe('work that begins in one turn', () => {
  it('ends together, in whatever order its parts do', async () => {
    const order: string[] = [];
    const both = Promise.all([after(30, 'slow', order), after(1, 'quick', order)]);
    await sleep(15);
    expect(order).toEqual([]);
    expect(await both).toEqual(['slow', 'quick']);
  });

  it('does not wait for what began in another', async () => {
    const order: string[] = [];
    const slow = after(40, 'slow', order);
    await nextTurn();
    await after(1, 'quick', order);
    expect(order).toEqual(['quick']);
    await slow;
  });

  it('fails alone where one part fails, or cannot begin', async () => {
    const parts = await Promise.allSettled([
      together<number>((done) => setTimeout(() => done(null, 1), 5)),
      together<number>((done) => setTimeout(() => done(new Error('bad')), 1)),
      together<number>(() => {
        throw new Error('not begun');
      }),
      together<number>((done) => done(null, 4)),
    ]);
    expect(parts.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  });
});
