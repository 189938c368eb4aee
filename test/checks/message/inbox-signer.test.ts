import { describe, expect, it } from 'vitest';
import { inboxSigner } from '../../../src/checks/message/inbox-signer.ts';
import { received } from '../../fakes/messages.ts';
import { type Given, judged } from './judge.ts';

type Signers = readonly { readonly domain: string; readonly selector: string }[];

const expecting = (dkim: Signers | null): Given => ({
  expected: { from: 'billing@example.com', replyTo: null, returnPath: null, campaigns: null, dkim },
});

describe('inbox-signer', () => {
  it.each<[string, string, string, Given]>([
    ['ok', 'pass', received(), expecting([{ domain: 'Example.com', selector: 's1' }])],
    [
      'ok',
      'pass',
      received(),
      expecting([
        { domain: 'example.com', selector: 's1' },
        { domain: 'example.com', selector: 's2' },
      ]),
    ],
    ['undeclared', 'warn', received(), expecting([])],
    ['other-signer', 'warn', received(), expecting([{ domain: 'example.com', selector: 's2' }])],
    ['other-signer', 'warn', received(), expecting([{ domain: 'relay.example', selector: 's1' }])],
    ['not-aligned', 'inconclusive', received().replace('Dear', 'Hello'), expecting([])],
    ['not-given', 'not-applicable', received(), expecting(null)],
    ['not-given', 'not-applicable', received(), {}],
  ])('%s: %s', async (reason, status, message, given) => {
    expect(await judged(inboxSigner, message, given)).toMatchObject({ status, reason });
  });

  it('gives the line to paste', async () => {
    const [act] = (await judged(inboxSigner, received(), expecting([]))).remedy;
    expect(act?.field).toEqual({ in: 'profile', name: 'squareos.sender.dkim', value: '[{domain: example.com, selector: s1}]' });
  });
});
