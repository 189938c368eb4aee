import { describe, expect, it } from 'vitest';
import { NotAsked } from '../../src/core/probe.ts';
import type { Reads } from '../../src/core/ports/reads.ts';
import { targetAsked } from '../../src/profile/asked.ts';
import { profileProbes } from '../../src/run/profile-probes.ts';

const asked = targetAsked({
  domain: 'example.com',
  from: 'billing@mail.example.com',
  provider: 'SES',
  region: 'ap-south-1',
  dkim: [],
  resolvers: [],
});

describe('a target without a profile', () => {
  it('holds what was said, and nothing in place of what was not', () => {
    expect(asked.sender).toMatchObject({ address: 'billing@mail.example.com', domain: 'mail.example.com', recipient: null });
    expect(asked.sender).toMatchObject({ callbackUrl: null, accessKey: null, relay: null, replyTo: null, returnPath: null });
    expect(asked.sender.ses).toMatchObject({
      region: 'ap-south-1',
      identity: 'example.com',
      configurationSet: undefined,
      topicArn: undefined,
    });
    expect(asked.places).toMatchObject({ callbackUrl: null, relay: null, sendKey: null, ledger: { baseUrl: null } });
    expect(JSON.stringify(asked)).not.toContain('invalid');
    expect(asked.loaded).toBeNull();
  });

  it('has no place in SES where nobody said that SES sends', () => {
    const target = targetAsked({
      domain: 'example.com',
      mailFrom: 'b.example.com',
      provider: null,
      dkim: [],
      resolvers: [],
    });
    expect(target.places.ses).toBeNull();
    expect(target.sender).toMatchObject({ address: 'postmaster@example.com', ses: null, returnPath: 'b.example.com' });
  });

  it('has no facts of a profile', async () => {
    for (const load of Object.values(profileProbes(asked.loaded))) {
      const probe = await load();
      expect(await probe.ask({} as Reads, {} as never, new AbortController().signal)).toBeInstanceOf(NotAsked);
    }
  });
});
