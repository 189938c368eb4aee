// What many tenants of one account share: the beat of its reads, and its list of identities.
import { describe, expect, it } from 'vitest';
import type { SesReads } from '../../../src/core/ports/aws.ts';
import { knowingTheList } from '../../../src/world/aws/listed.ts';
import { createPacer } from '../../../src/world/aws/pacer.ts';
import { createSilentHosts } from '../../../src/world/aws/silent-hosts.ts';

describe('a steady lane', () => {
  it('keeps its beat from the first read, so that nothing is ever throttled', async () => {
    let now = 0;
    const clock = { elapsed: () => now, sleep: async (ms: number) => void (now += ms) };
    const pacer = createPacer({ clock, steady: () => 100 });
    const starts: number[] = [];
    const classify = () => 'final' as const;
    const ask = () => pacer.ask({ lane: '1/eu', priority: 0, classify, run: async () => starts.push(now) });
    await Promise.all([ask(), ask(), ask(), ask(), ask()]);
    expect(starts).toEqual([0, 100, 200, 300, 400]);
  });
});

describe('an account’s list', () => {
  const pages = [
    { EmailIdentities: [{ IdentityName: 'a.example' }], NextToken: '1' },
    { EmailIdentities: [{ IdentityName: 'B.example' }] },
  ];
  const reads = (list: (token: string | undefined) => Promise<object>) => {
    const asked: string[] = [];
    const ses = {
      listEmailIdentities: ({ NextToken }: { NextToken?: string }) => list(NextToken),
      getEmailIdentity: async (name: string) => {
        asked.push(name);
        return {};
      },
    } as unknown as SesReads;
    return { ses: knowingTheList(ses), asked };
  };

  it('answers for names that it lacks, and asks for those that it has, in any case', async () => {
    const { ses, asked } = reads(async (token) => pages[token === undefined ? 0 : 1] ?? {});
    await expect(ses.getEmailIdentity('c.example')).rejects.toMatchObject({ unseen: { state: 'absent' } });
    await ses.getEmailIdentity('b.example');
    expect(asked).toEqual(['b.example']);
  });

  it('says nothing where it cannot be had', async () => {
    const { ses, asked } = reads(async () => Promise.reject(new Error('denied')));
    await ses.getEmailIdentity('c.example');
    expect(asked).toEqual(['c.example']);
  });
});

describe('a host that does not answer', () => {
  const late = Object.assign(new Error('no answer in time'), { name: 'TimeoutError' });

  it('is not waited for after three in a row, asked again after a minute, and forgotten at the first answer', () => {
    let now = 0;
    const hosts = createSilentHosts({ elapsed: () => now });
    for (let asked = 0; asked < 3; asked += 1) {
      expect(hosts.known('email')).toBeUndefined();
      hosts.failed('email', late);
    }
    expect([hosts.known('email'), hosts.known('sns')]).toEqual([late, undefined]);
    now = 60_000;
    expect(hosts.known('email')).toBeUndefined();
    hosts.failed('email', late);
    expect(hosts.known('email')).toBe(late);
    hosts.answered('email');
    expect(hosts.known('email')).toBeUndefined();
  });

  it('is one that keeps people waiting, not one that refuses at once', () => {
    const hosts = createSilentHosts({ elapsed: () => 0 });
    for (let asked = 0; asked < 5; asked += 1)
      hosts.failed('email', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    expect(hosts.known('email')).toBeUndefined();
  });
});
