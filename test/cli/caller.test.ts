// What a caller at a terminal, or in a log, is told on the way.
import { describe, expect, it } from 'vitest';
import { callerOf } from '../../src/cli/caller.ts';

type Call = Parameters<typeof callerOf>[0];

const heard = async (quiet: boolean) => {
  const lines: string[] = [];
  const io = { interactive: false, err: (text: string) => lines.push(text) };
  const call = { io, signal: new AbortController().signal } as unknown as Call;
  return { caller: await callerOf(call, { json: true, quiet, verbose: false, transcript: false }), lines };
};

describe('a caller', () => {
  it('is told once a region that certify waits for SES’s rate limit', async () => {
    const { caller, lines } = await heard(false);
    for (const region of ['ap-south-1', 'ap-south-1', 'eu-west-1']) caller.onThrottled(region);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^SES limits reads in ap-south-1: certify waits/);
  });

  it('is told nothing with --quiet', async () => {
    const { caller, lines } = await heard(true);
    caller.onThrottled('ap-south-1');
    expect(lines).toEqual([]);
  });
});
