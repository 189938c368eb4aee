import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/core/json.ts';
import type { InboxLook, InboxPort, InboxQuestion } from '../../src/core/ports/inbox.ts';
import type { NewEntry } from '../../src/core/journal.ts';
import type { Receipt } from '../../src/core/live.ts';
import { maskFact } from '../../src/masking/mask.ts';
import { probes } from '../../src/probes/index.ts';
import { awaitInbox, isKnownBySubject } from '../../src/run/await-inbox.ts';
import { contextOf, NOW, sessionOf } from './context.ts';

const USER = 'mailbox.owner@example.com';
const NOTHING: InboxLook = {
  folders: [],
  missing: [],
  unsearched: [],
  alike: null,
  arrived: null,
  trouble: { stage: 'login', code: 'AUTHENTICATIONFAILED', says: `${USER} is unknown here` },
  waitedMs: 1,
};

const receipt = (change: Partial<Receipt> = {}): Receipt => ({
  providerMessageId: 'id-1',
  requestId: null,
  sentAt: NOW,
  via: 'squareos',
  ...change,
});

const looked = async (look: InboxLook) => {
  const asked: InboxQuestion[] = [];
  const inbox: InboxPort = {
    place: { host: 'imap.example.com', port: 993, secure: true, username: USER, login: 'password', folders: [] },
    message: () => {
      throw new Error('nothing arrived');
    },
    find: async (question) => {
      asked.push(question);
      return look;
    },
  };
  const mask = (value: JsonValue): JsonValue => maskFact(value, { recipients: [USER] });
  const ctx = contextOf({ ports: { inbox }, probes, mask });
  const sent: readonly NewEntry[] = [
    { type: 'send-intended', purpose: 'live', attempt: 1, nonce: 'certify-n' },
    { type: 'send-ended', purpose: 'live', attempt: 1, outcome: { kind: 'accepted', receipt: receipt() } },
  ];
  const session = await sessionOf(ctx, ...sent);
  await awaitInbox(ctx, session, 1000);
  return { observations: session.state().observations, asked };
};

describe('a mailbox that was not read', () => {
  it('names its user nowhere in full: neither in its own fact nor in those of the message', async () => {
    const { observations } = await looked(NOTHING);
    const text = JSON.stringify([...observations]);
    expect(observations.size).toBeGreaterThan(3);
    expect(text).not.toContain('mailbox.owner');
    expect(text).toContain('m…@example.com is unknown here');
  });

  it('keeps where it was not looked', async () => {
    const { observations } = await looked({ ...NOTHING, trouble: null, unsearched: ['Rule'], alike: 'INBOX' });
    expect(observations.get('live.inbox')).toMatchObject({ value: { unsearched: ['Rule'], alike: 'INBOX' } });
  });
});

describe('the mark in the subject has to do', () => {
  it.each<readonly [what: string, given: Receipt | null, via: Receipt['via'], provider: string, does: boolean]>([
    ['nowhere where certify composed the message', receipt(), 'provider', 'SMTP', false],
    ['not where SES gave its id', receipt(), 'squareos', 'SES', false],
    ['not where the relay gave a Message-ID', receipt({ join: 'message-id', messageId: 'a@b' }), 'squareos', 'SMTP', false],
    ['where the relay gave a number of its queue', receipt({ providerMessageId: '4F1aB2' }), 'squareos', 'SMTP', true],
    ['where the platform sent and nobody gave an id', receipt({ providerMessageId: null }), 'squareos', 'SES', true],
  ])('%s', (_, given, via, provider, does) => {
    expect(isKnownBySubject(given, via, provider)).toBe(does);
  });
});
