import type { FetchMessageObject, ListResponse } from 'imapflow';
import { describe, expect, it } from 'vitest';
import type { InboxQuestion } from '../../../src/core/ports/inbox.ts';
import { chooseFolders, knownBy, lookInto } from '../../../src/world/imap/folders.ts';

const NONCE = 'certify-0123456789abcdef01234567';
const SES_ID = '0100018f2c6b7a1e-7d0c5a52-2f4f-4a53-8a39-0b9f7c3b0e11-000000';
const SUBJECT = `SquareOS email certification of main-gym (${NONCE})`;

const question = (change: Partial<InboxQuestion> = {}): InboxQuestion => ({
  nonce: NONCE,
  messageId: SES_ID,
  bySubject: false,
  since: new Date('2026-11-20T10:00:00Z'),
  waitMs: 0,
  signal: new AbortController().signal,
  ...change,
});

interface Given {
  readonly subject?: string;
  readonly messageId?: string;
  readonly inReplyTo?: string;
  readonly headers?: string;
  readonly at?: string;
}

const message = ({ subject = SUBJECT, messageId = '<x@other.example>', inReplyTo, headers = '', at }: Given) =>
  ({
    seq: 1,
    uid: 1,
    internalDate: new Date(at ?? '2026-11-20T10:00:05Z'),
    envelope: { subject, messageId, ...(inReplyTo === undefined ? {} : { inReplyTo }) },
    headers: Buffer.from(`${headers}\r\n`),
  }) as unknown as FetchMessageObject;

describe('the live message is known', () => {
  it.each<readonly [what: string, given: Given, by: string | null]>([
    ['by the provider’s id before the @', { messageId: `<${SES_ID}@ap-south-1.amazonses.com>`, subject: 'x' }, 'id'],
    ['by the id whole', { messageId: `<${SES_ID}>`, subject: 'x' }, 'id'],
    ['by our own Message-ID', { messageId: `<${NONCE}@example.com>`, subject: 'x' }, 'id'],
    ['by our own header', { headers: `X-Certify-Run: ${NONCE}\r\n`, subject: 'x' }, 'header'],
    ['by our own header, folded', { headers: `X-Certify-Run:\r\n ${NONCE}\r\n`, subject: 'x' }, 'header'],
    ['never by a part of an id', { messageId: `<a-${SES_ID}@example.com>`, subject: 'x' }, null],
    ['never by a header that holds more', { headers: `X-Certify-Run: Re ${NONCE}\r\n`, subject: 'x' }, null],
    ['never by its age before the run', { messageId: `<${SES_ID}@x>`, at: '2026-11-20T09:00:00Z' }, null],
    [
      'never by an answer that names it',
      { subject: 'x', inReplyTo: `<${SES_ID}@email.amazonses.com>`, headers: `References: <${SES_ID}@email.amazonses.com>\r\n` },
      null,
    ],
  ])('%s', (_, given, by) => {
    expect(knownBy(message(given), question())).toBe(by);
  });

  it('never by a short id that is a part of another, nor before another’s @', () => {
    const short = question({ messageId: '4F1aB2' });
    expect(knownBy(message({ messageId: '<4F1aB2@other.example>', subject: 'x' }), short)).toBeNull();
    expect(knownBy(message({ messageId: '<c4F1aB2d@other.example>', subject: 'x' }), short)).toBeNull();
  });

  it('by the mark in its subject where it speaks about nothing else', () => {
    expect(knownBy(message({}), question({ bySubject: true }))).toBe('subject');
    expect(knownBy(message({ subject: `x ${NONCE}0` }), question({ bySubject: true }))).toBeNull();
  });

  it.each<readonly [what: string, given: Given]>([
    ['of an invoice that a program made, and that says so', { headers: 'Auto-Submitted: auto-generated\r\n' }],
    ['behind the tag of a gateway', { subject: `[EXTERNAL] ${SUBJECT}` }],
    ['behind the tag of a filter', { subject: `***SPAM*** ${SUBJECT}` }],
  ])('by the mark in the subject %s', (_, given) => {
    expect(knownBy(message(given), question({ bySubject: true }))).toBe('subject');
  });

  it.each<readonly [what: string, given: Given]>([
    ['an answer', { inReplyTo: '<a@b>' }],
    ['an answer in a thread', { headers: 'References: <a@b>\r\n' }],
    ['an answer by its subject alone', { subject: `RE: ${SUBJECT}` }],
    ['a German answer', { subject: `AW: ${SUBJECT}` }],
    ['a forward', { subject: `Fwd: ${SUBJECT}` }],
    ['a counted answer', { subject: `Re[2]: ${SUBJECT}` }],
    ['a report of a delivery', { headers: 'Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n' }],
    ['a note of absence', { headers: 'Auto-Submitted: auto-replied\r\n' }],
    ['a note of absence of Exchange', { subject: `Automatic reply: ${SUBJECT}`, headers: 'Auto-Submitted: auto-generated\r\n' }],
    ['a French note of absence', { subject: `Réponse automatique : ${SUBJECT}` }],
    ['a note that a filter saw it', { headers: 'Auto-Submitted: auto-notified; owner-email=x\r\n' }],
    ['a report of Exchange', { subject: `Undeliverable: ${SUBJECT}` }],
    ['a German report of Exchange', { subject: `Unzustellbar: ${SUBJECT}` }],
    ['an answer behind the tag of a gateway', { subject: `[EXTERNAL] Re: ${SUBJECT}` }],
    ['a forward behind the tag of a filter', { subject: `***SPAM*** Fwd: ${SUBJECT}` }],
    ['a bounce of Exim or Gmail', { headers: 'X-Failed-Recipients: ops@example.com\r\n' }],
  ])('never by the subject of %s', (_, given) => {
    expect(knownBy(message(given), question({ bySubject: true }))).toBeNull();
  });
});

const listed = (...folders: readonly (readonly [path: string, use?: string])[]): readonly ListResponse[] =>
  folders.map(([path, specialUse]) => ({
    path,
    name: path.split('/').at(-1),
    specialUse,
    flags: new Set<string>(),
  })) as unknown as readonly ListResponse[];

describe('the folders to look into', () => {
  it('leaves those unsearched that nobody named, without what the owner sends', () => {
    const there = listed(
      ['INBOX'],
      ['Spam', '\\Junk'],
      ['Sent', '\\Sent'],
      ['Drafts', '\\Drafts'],
      ['Bin', '\\Trash'],
      ['Bills'],
      ['Rule'],
    );
    const { folders, unsearched } = chooseFolders(there, ['Bills']);
    expect(folders.map(({ path }) => path)).toEqual(['INBOX', 'Spam', 'Bills']);
    expect(unsearched).toEqual(['Bin', 'Rule']);
  });

  it('leaves the trash alone unsearched where an archive shows all', () => {
    const there = listed(
      ['INBOX'],
      ['[Gmail]/All Mail', '\\All'],
      ['[Gmail]/Spam', '\\Junk'],
      ['[Gmail]/Trash', '\\Trash'],
      ['Rule'],
    );
    expect(chooseFolders(there, []).unsearched).toEqual(['[Gmail]/Trash']);
  });

  it.each(['Bulk', 'QUARANTAINE', 'Quarantäne', 'INBOX/Unerwünscht', '스팸메일함'])(
    'takes %s for junk where no folder is marked so',
    (name) => {
      const roles = (...more: readonly (readonly [string, string])[]) =>
        chooseFolders(listed(['INBOX'], [name], ['Bulky'], ...more), []).folders.map(({ path }) => path);
      expect(roles()).toEqual(['INBOX', name]);
      expect(roles(['Junk', '\\Junk'])).toEqual(['INBOX', 'Junk']);
    },
  );

  it.each(['Probable Spam', 'SPAM', 'Spamverdacht', 'INBOX/SPAM_FILTER', 'Spambox'])(
    'takes %s for junk beside the marked one, also where the profile names it',
    (name) => {
      const roles = (named: readonly string[]) =>
        chooseFolders(listed(['INBOX'], ['J', '\\Junk'], [name]), named).folders.map(({ role }) => role);
      expect(roles([])).toEqual(['inbox', 'junk', 'junk']);
      expect(roles([name])).toEqual(['inbox', 'junk', 'junk']);
    },
  );

  it.each(['No Spam', 'Kein Spam', 'Spammers United', 'Junkers'])('does not take %s for junk', (name) => {
    expect(chooseFolders(listed(['INBOX'], [name]), []).unsearched).toEqual([name]);
  });

  it('knows a mark of any case, and where the server does not announce that it gives them', () => {
    const marked = listed(['INBOX'], ['x'], ['y']).map((one, n) => ({
      ...one,
      flags: new Set(['', '\\junk', '\\All'][n] === '' ? [] : [['', '\\junk', '\\All'][n] ?? '']),
    }));
    expect(chooseFolders(marked, []).folders.map(({ role }) => role)).toEqual(['inbox', 'junk', 'archive']);
  });

  it('finds a named one whose letters are composed otherwise, and calls it as the server does', () => {
    const { folders, missing } = chooseFolders(listed(['INBOX'], ['Gebühren']), ['Gebu\u0308hren']);
    expect([folders.at(-1), missing]).toEqual([{ path: 'Gebühren', role: 'named' }, []]);
  });
});

/** A server whose search finds nothing, with one message in the folder; `fetched` counts the looks at the newest. */
const folderOf = (box: object, refusal: Error | null = null) => {
  const seen = { fetched: 0 };
  const client = {
    usable: true,
    mailboxOpen: async () => {
      if (refusal !== null) throw refusal;
      return { exists: 1, ...box };
    },
    search: async () => [],
    fetch: async function* () {
      seen.fetched += 1;
      yield* [];
    },
  } as unknown as Parameters<typeof lookInto>[0];
  return { client, seen };
};

const INBOX = { path: 'INBOX', role: 'inbox' } as const;

describe('what a search does not find is looked for among the newest', () => {
  it.each<readonly [what: string, boxes: readonly object[], fetched: number]>([
    [
      'once while nothing came',
      [
        { uidNext: 2, uidValidity: 1n },
        { uidNext: 2, uidValidity: 1n },
      ],
      1,
    ],
    [
      'again when something came',
      [
        { uidNext: 2, uidValidity: 1n },
        { uidNext: 3, uidValidity: 1n },
      ],
      2,
    ],
    [
      'again when the folder was made anew',
      [
        { uidNext: 2, uidValidity: 1n },
        { uidNext: 2, uidValidity: 2n },
      ],
      2,
    ],
    ['each time where the server tells no UIDNEXT', [{ uidValidity: 1n }, { uidValidity: 1n }], 2],
  ])('%s', async (_, boxes, fetched) => {
    const read = new Map<string, string | null>();
    let looks = 0;
    for (const box of boxes) {
      const { client, seen } = folderOf(box);
      await lookInto(client, INBOX, question(), read);
      looks += seen.fetched;
    }
    expect(looks).toBe(fetched);
  });
});

describe('a folder that the server does not open', () => {
  const refusal = (serverResponseCode: string) => Object.assign(new Error('Command failed'), { serverResponseCode });

  it('is refused, and ends the look where the server says that it is for the moment', async () => {
    const denied = await lookInto(folderOf({}, refusal('NOPERM')).client, INBOX, question(), new Map());
    expect(denied.looked.how).toBe('refused');
    await expect(lookInto(folderOf({}, refusal('INUSE')).client, INBOX, question(), new Map())).rejects.toThrow();
  });
});
