// Whether the receiver says it can take callbacks follows how the last write ended.
import { describe, expect, it } from 'vitest';
import { createGroupCommit } from '../../src/receiver/group-commit.ts';
import { DEFAULT_LIMITS } from '../../src/receiver/options.ts';
import { NulRefused, type Store, StoreDown } from '../../src/store/store.ts';

const storeThat = (write: () => Promise<never> | Promise<unknown>): Store => ({
  kind: 'sqlite',
  write: write as Store['write'],
  read: (work) => work({} as never),
  onChange: () => () => undefined,
  close: async () => undefined,
});

describe('the group commit', () => {
  it('is writable until a write fails, and again when one succeeds', async () => {
    let answer: () => Promise<unknown> = async () => undefined;
    const ledger = createGroupCommit(
      storeThat(() => answer()),
      DEFAULT_LIMITS,
    );
    expect(await ledger.writable()).toBe(true);
    answer = () => Promise.reject(new StoreDown(new Error('database or disk is full')));
    await expect(ledger.act(async () => undefined)).rejects.toThrow(StoreDown);
    expect(await ledger.writable()).toBe(false);
    answer = async () => undefined;
    await ledger.act(async () => undefined);
    expect(await ledger.writable()).toBe(true);
  });

  it('stays writable after a body that no store could take', async () => {
    const ledger = createGroupCommit(
      storeThat(() => Promise.reject(new NulRefused())),
      DEFAULT_LIMITS,
    );
    await expect(ledger.act(async () => undefined)).rejects.toThrow(NulRefused);
    expect(await ledger.writable()).toBe(true);
  });
});
