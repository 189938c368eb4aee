import { describe, expect, it } from 'vitest';
import { oneClickUnsubscribe } from '../../../src/checks/message/one-click-unsubscribe.ts';
import { BARE, received } from '../../fakes/messages.ts';
import { type Given, judged, ZONE } from './judge.ts';

const LIST = 'List-Unsubscribe: <https://example.com/u/1>, <mailto:u@example.com>';
const POST = 'List-Unsubscribe-Post: List-Unsubscribe=One-Click';
const COVERED = ['from', 'to', 'subject', 'date', 'list-unsubscribe', 'list-unsubscribe-post'];

const campaign = (fields: readonly string[], covered: readonly string[] = COVERED): string =>
  received({ fields: covered }, BARE.replace('MIME-Version', [...fields, 'MIME-Version'].join('\r\n')));

const marketing: Given = {
  expected: { from: 'billing@example.com', replyTo: null, returnPath: null, campaigns: true, dkim: null },
};

describe('one-click-unsubscribe', () => {
  it.each<[string, string, string, Given?]>([
    ['ok', 'pass', campaign([LIST, POST])],
    ['ok', 'pass', campaign(['List-Unsubscribe: <mailto:u@example.com>,\r\n\t<https://example.com/u/1>', POST])],
    ['ok', 'pass', campaign([LIST, 'List-Unsubscribe-Post:\r\n List-Unsubscribe=One-Click'])],
    ['not-a-campaign', 'not-applicable', received()],
    ['missing', 'fail', received(), marketing],
    ['missing', 'fail', campaign(['List-Id: <news.example.com>'])],
    ['missing', 'fail', campaign(['Precedence: bulk'])],
    ['no-https', 'fail', campaign(['List-Unsubscribe: <mailto:u@example.com>', POST])],
    ['no-https', 'fail', campaign(['List-Unsubscribe: <http://example.com/u/1>', POST])],
    ['no-https', 'fail', campaign(['List-Unsubscribe: https://example.com/u/1', POST])],
    ['no-https', 'fail', campaign([POST])],
    ['no-post', 'fail', campaign([LIST])],
    ['post-malformed', 'fail', campaign([LIST, 'List-Unsubscribe-Post: One-Click'])],
    ['post-malformed', 'fail', campaign([LIST, POST, POST])],
    ['several-fields', 'fail', campaign([LIST, LIST, POST])],
    ['not-covered', 'fail', campaign([LIST, POST], ['from', 'to', 'subject', 'date'])],
    ['not-covered', 'fail', campaign([LIST, POST], ['from', 'to', 'subject', 'date', 'list-unsubscribe'])],
    ['not-covered', 'fail', campaign([LIST, POST]).replace('Dear', 'Hello')],
    ['not-covered', 'fail', campaign([]).replace('From: Main', `${LIST}\r\n${POST}\r\nFrom: Main`), { zone: {} }],
    ['cannot-judge', 'inconclusive', campaign([LIST, POST]), { zone: { ...ZONE, 's1._domainkey.example.com': 'timeout' } }],
  ])('%s: %s', async (reason, status, message, given) => {
    const finding = await judged(oneClickUnsubscribe, message, given);
    expect(finding).toMatchObject({ status, reason });
    expect(['pass', 'not-applicable'].includes(status) || finding.remedy.length > 0).toBe(true);
  });

  it('shows no address of it: who it was sent to stands in there', async () => {
    const finding = await judged(
      oneClickUnsubscribe,
      campaign(['List-Unsubscribe: <https://u.example.com/ops%40receiver.example>, <mailto:ops@receiver.example>', POST]),
    );
    expect(JSON.stringify(finding)).not.toMatch(/ops|receiver\.example/);
    expect(finding.observed).toMatchObject({ schemes: ['https', 'mailto'], hosts: ['u.example.com'] });
  });
});
