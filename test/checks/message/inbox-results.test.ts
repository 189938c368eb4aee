import { describe, expect, it } from 'vitest';
import { inboxResults } from '../../../src/checks/message/inbox-results.ts';
import { signed } from '../../fakes/dkim-signer.ts';
import { BARE, RECEIVED, received } from '../../fakes/messages.ts';
import { type Given, judged, ZONE } from './judge.ts';

const says = (results: string, id = 'mx.receiver.example; '): string => `Authentication-Results: ${id}${results}\r\n`;
const GOOD =
  'dkim=pass header.d=example.com header.s=s1; spf=pass smtp.mailfrom=mail.example.com; dmarc=pass header.from=example.com';
const BAD =
  'dkim=fail header.d=example.com header.s=s1; spf=pass smtp.mailfrom=mail.example.com; dmarc=fail header.from=example.com';
const below = (field: string, message = received()): string => RECEIVED + field + message.slice(RECEIVED.length);

describe('inbox-results', () => {
  it.each<[string, string, string, string, Given?]>([
    ['the receiver agrees', 'ok', 'pass', below(says(GOOD))],
    ['above its Received', 'ok', 'pass', says(GOOD) + received()],
    ['without a name, above its Received', 'ok', 'pass', says(GOOD, '') + received()],
    ['without a name, below its Received', 'no-results', 'inconclusive', below(says(GOOD, ''))],
    ['it says nothing of DMARC', 'ok', 'pass', below(says('dkim=pass header.d=example.com header.s=s1'))],
    [
      'it passed another From domain',
      'another-from',
      'inconclusive',
      below(says(GOOD.replace('header.from=example.com', 'header.from=other.example'))),
    ],
    [
      'it passed a subdomain that is not the From domain',
      'another-from',
      'inconclusive',
      below(says(GOOD.replace('header.from=example.com', 'header.from=news.example.com'))),
    ],
    ['it says no From domain', 'ok', 'pass', below(says(GOOD.replace(' header.from=example.com', '')))],
    ['nothing was said', 'no-results', 'inconclusive', received()],
    ['nothing was found', 'no-results', 'inconclusive', below(says('none'))],
    ['somebody else says it', 'no-results', 'inconclusive', below(says(GOOD, 'mx.other.example; '))],
    [
      'somebody else, who is trusted by name',
      'ok',
      'pass',
      says(GOOD, 'mx.other.example; ') + received(),
      { authservId: 'mx.other.example' },
    ],
    ['it says fail of a message that is fine', 'differs', 'warn', below(says(BAD))],
    ['it says pass of one that was changed', 'differs', 'warn', below(says(GOOD), received().replace('Dear', 'Hello'))],
    ['it saw a signature that is gone', 'differs', 'warn', below(says(`dkim=pass header.d=gone.example header.s=x; ${GOOD}`))],
    ['it had no answer, we have', 'ok', 'pass', below(says(GOOD.replace('dkim=pass', 'dkim=temperror')))],
    [
      'it had an answer, we have none',
      'ok',
      'pass',
      below(says(GOOD)),
      { zone: { ...ZONE, 's1._domainkey.example.com': 'timeout' } },
    ],
    [
      'both say fail',
      'receiver-refuses',
      'fail',
      below(says(BAD), received().replace('Dear', 'Hello')),
      { zone: { ...ZONE, '_dmarc.example.com': { TXT: ['v=DMARC1; p=reject; aspf=s'] } } },
    ],
    ['it contradicts itself', 'contradicted', 'warn', below(says(GOOD) + says(BAD))],
    [
      'it is forged below a Received of another host',
      'forged',
      'fail',
      RECEIVED + `Received: by relay.evil.example; Thu, 26 Nov 2026 09:00:00 +0000\r\n${says(GOOD)}` + signed(BARE),
    ],
    [
      'it stands among the author’s fields, where a few receivers write',
      'no-results',
      'inconclusive',
      received({}, BARE.replace('MIME-Version', `${says(GOOD)}MIME-Version`)),
    ],
    [
      'it is forged, whatever the true one says',
      'forged',
      'fail',
      below(says(GOOD), received({}, BARE.replace('MIME-Version', `${says(GOOD)}MIME-Version`))),
    ],
  ])('%s: %s, %s', async (_, reason, status, message, given) => {
    const finding = await judged(inboxResults, message, given);
    expect(finding).toMatchObject({ status, reason });
    expect(status === 'pass' || finding.remedy.length > 0).toBe(true);
  });

  it('shows both words of each method', async () => {
    expect((await judged(inboxResults, below(says(BAD)))).observed).toMatchObject({
      authservIds: ['mx.receiver.example'],
      compared: [
        { method: 'dkim', domain: 'example.com', receiver: 'fail', ours: 'valid', differs: true },
        { method: 'spf', receiver: 'pass', ours: 'pass', differs: false },
        { method: 'dmarc', receiver: 'fail', ours: 'pass', differs: true },
      ],
    });
  });
});
