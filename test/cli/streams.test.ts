import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { roomIn } from '../../src/cli/streams.ts';

/** Stands for stdout with a reader that reads when it is told to. */
const slowReader = () => {
  const pipe = new PassThrough({ highWaterMark: 1000 });
  const write = (octets: number) => pipe.write('x'.repeat(octets));
  return { pipe, write, stream: pipe as unknown as NodeJS.WriteStream };
};

const NEVER = new AbortController().signal;

describe('a stream whose reader is slow', () => {
  it('is waited for until what was written is read', async () => {
    const { pipe, write, stream } = slowReader();
    write(10);
    await roomIn(stream, NEVER);
    for (let round = 0; round < 3; round += 1) {
      write(5000);
      let waits = true;
      const room = roomIn(stream, NEVER).then(() => (waits = false));
      await new Promise((done) => setTimeout(done, 20));
      expect(waits).toBe(true);
      pipe.resume();
      await room;
      pipe.pause();
    }
    expect([pipe.listenerCount('close'), pipe.listenerCount('error')]).toEqual([0, 0]);
  });

  it('is not waited for once it has left', async () => {
    const { pipe, write, stream } = slowReader();
    write(5000);
    const room = roomIn(stream, NEVER);
    pipe.destroy();
    await room;
    await roomIn(stream, NEVER);
  });

  it('is not waited for once the command is stopped', async () => {
    const { write, stream } = slowReader();
    const stop = new AbortController();
    write(5000);
    const room = roomIn(stream, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(room).rejects.toThrow('stopped');
    await expect(roomIn(stream, stop.signal)).rejects.toThrow('stopped');
  });
});
