// Every way to tamper with a store is found, at its place; what happens to an honest store is not called tampering.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EvidenceRecord } from '../../src/core/record.ts';
import { headPath } from '../../src/evidence/head.ts';
import { sealRecord } from '../../src/evidence/seal.ts';
import { verifyDirectory, verifyFile, type Verification } from '../../src/evidence/verify.ts';
import type { Trust } from '../../src/evidence/verify-record.ts';
import { createFiles } from '../../src/world/files/files.ts';
import { runAt, STRANGER, TamperedStore, TEAM, trusting } from './tampered-store.ts';

type Row = readonly [what: string, code: string, place: string, tamper: (store: TamperedStore) => unknown];
// oxlint-disable-next-line typescript/no-explicit-any -- who tampers knows no types
type Loose = any;

const EDITS: readonly Row[] = (
  [
    ['the outcome', (one) => (one.decision.outcome = 'CERTIFIED')],
    ['the exit code', (one) => (one.decision.exitCode = 1)],
    ['why it was decided so', (one) => (one.decision.why = 'All is well.')],
    ['the operator', (one) => (one.run.operator = 'Somebody Else')],
    ['the environment', (one) => (one.environment = 'staging')],
    ['when it ended', (one) => (one.run.finishedAt = '2026-11-20T20:03:59.000Z')],
    ['a finding’s status', (one) => (one.findings[1].status = 'pass')],
    ['a finding taken out', (one) => one.findings.pop()],
    ['a finding put in', (one) => one.findings.push(one.findings[0])],
    ['the order of the findings', (one) => one.findings.reverse()],
    ['who attested', (one) => (one.attestations[0].by = 'A. Nother')],
    ['when it was attested', (one) => (one.attestations[0].at = '2026-11-21T00:00:00.000Z')],
    ['until when a limitation is accepted', (one) => (one.limitations[0].expires = '2027-12-31')],
    ['the id of the message', (one) => (one.receipt.providerMessageId = '0109-other')],
    ['the callback taken out', (one) => (one.callback = null)],
    ['the receiver’s answer', (one) => (one.callback.smtpResponse = '250 ok')],
    ['a row of the ledger', (one) => (one.ledger.message.status = 'sent')],
    ['a negative test', (one) => (one.negatives[0].result = 'accepted')],
    ['an observation', (one) => (one.observations['sns.topic'].state = 'absent')],
    ['the profile’s digest', (one) => (one.profile.digest = 'sha256:1')],
    ['the profile as loaded', (one) => (one.profile.loaded.tenant = 'a-gym')],
    ['the runbook’s digest', (one) => (one.run.runbook.digest = `sha256:${'f'.repeat(64)}`)],
    ['the version', (one) => (one.run.certify = '9.9.9')],
    ['the ticket', (one) => (one.extraction.ticket = 'GYM-1')],
    ['one letter for another that looks the same', (one) => (one.run.operator = 'J. D\u043ee')],
    ['a member put in', (one) => (one.approved = true)],
    ['a member put into the seal', (one) => (one.seal.approved = true)],
    ['a member taken out', (one) => delete one.run.rerunOf],
    ['until when it holds', (one) => (one.validUntil = '2027-12-31T00:00:00.000Z')],
    ['until when it holds, taken out', (one) => delete one.validUntil],
    ['its place in the chain', (one) => (one.seal.sequence = 3)],
    ['its predecessor', (one) => (one.seal.previous = `sha256:${'0'.repeat(64)}`)],
    ['its predecessor taken out', (one) => (one.seal.previous = null)],
    ['its digest', (one) => (one.seal.digest = `sha256:${'0'.repeat(64)}`)],
  ] satisfies readonly (readonly [string, (one: Loose) => unknown])[]
).map(([what, change]) => [what, 'digest', 'live 2', (store) => store.edit('live 2', change as never)]);

const TEXTS: readonly Row[] = [
  ['a key given twice', 'text-rewritten', 'live 2', (s) => s.replace('live 2', '"tenant":', '"tenant": "best-gym", "tenant":')],
  [
    'a key given twice, the second in escapes',
    'text-rewritten',
    'live 2',
    (s) => s.replace('live 2', '"outcome":', '"outcome": "CERTIFIED", "outcom\\u0065":'),
  ],
  [
    'a number with more digits than are kept',
    'text-rewritten',
    'live 2',
    (s) => s.replace('live 2', '"durationMs": 31', '"durationMs": 31.000000000000000001'),
  ],
  ['a letter behind an escape', 'text-rewritten', 'live 2', (s) => s.replace('live 2', '"outcome": "', '"outcom\\u0065": "')],
  ['a number too large', 'text-rewritten', 'live 2', (s) => s.replace('live 2', '"durationMs": 31', '"durationMs": 1e999')],
  ['a __proto__ put in', 'digest', 'live 2', (s) => s.replace('live 2', '"tenant":', '"__proto__": {"ok": true}, "tenant":')],
  ['a text after the end', 'evidence-not-json', 'live 2', (s) => s.put('live 2', `${s.text('live 2')}\n{}`)],
  ['another encoding', 'evidence-not-json', 'live 2', (s) => s.put('live 2', Buffer.from(s.text('live 2'), 'utf16le'))],
  ['half the file', 'evidence-not-json', 'live 2', (s) => s.put('live 2', s.text('live 2').slice(0, 900))],
  ['all but the last brace', 'evidence-not-json', 'live 4', (s) => s.put('live 4', s.text('live 4').trimEnd().slice(0, -1))],
  ['an empty file', 'evidence-not-json', 'live 1', (s) => s.put('live 1', '')],
  ['a file of zeros', 'evidence-not-json', 'live 1', (s) => s.put('live 1', Buffer.alloc(4096))],
  ['other JSON in its place', 'evidence-schema', 'live 2', (s) => s.put('live 2', '{"hello": "world"}')],
  ['a list in its place', 'evidence-not-json', 'live 2', (s) => s.put('live 2', '[]')],
  ['the schema of no certify', 'evidence-schema', 'live 2', (s) => s.replace('live 2', 'certify.run/2', 'certify.run/99')],
  ['the schema of an older certify', 'digest', 'live 2', (s) => s.replace('live 2', 'certify.run/2', 'certify.run/1')],
  ['the seal broken off', 'evidence-incomplete', 'live 2', (s) => s.edit('live 2', (one: Loose) => delete one.seal)],
  ['the digest broken off', 'evidence-incomplete', 'live 2', (s) => s.edit('live 2', (one: Loose) => delete one.seal.digest)],
  ['the signature’s place broken off', 'seal', 'live 2', (s) => s.edit('live 2', (one: Loose) => delete one.seal.signature)],
  ['a signature that is none', 'signature', 'live 2', (s) => s.edit('live 2', (one: Loose) => (one.seal.signature = 'signed'))],
];

const FILES: readonly Row[] = [
  ['the first removed', 'missing-predecessor', 'live 2', (s) => s.remove('live 1')],
  ['one in the middle removed', 'missing-predecessor', 'live 3', (s) => s.remove('live 2')],
  ['two in the middle removed', 'missing-predecessor', 'live 4', (s) => s.remove('live 2', 'live 3')],
  ['the last removed', 'truncated', 'head live', (s) => s.remove('live 4')],
  ['a whole chain removed but its head', 'truncated', 'head smtp', (s) => s.remove('smtp 1', 'smtp 2')],
  [
    'all but the last removed, and the head',
    'missing-predecessor',
    'live 4',
    (s) => s.remove('live 1', 'live 2', 'live 3', 'head live'),
  ],
  ['another name', 'name', 'zzz.json', (s) => s.move('live 2', 'zzz.json')],
  [
    'another time in its name',
    'name',
    '20261121T200300Z-ses-main-gym-00000000.json',
    (s) => s.move('live 2', '20261121T200300Z-ses-main-gym-00000000.json'),
  ],
  ['two swapped', 'name', 'live 2', (s) => s.swap('live 2', 'live 3')],
  ['two of different tenants swapped', 'name', 'other 1', (s) => s.swap('live 1', 'other 1')],
  ['one copied over another', 'name', 'live 3', (s) => s.copy('live 2', 'live 3')],
  ['one copied to a new name', 'repeated', 'z-copy.json', (s) => s.copy('live 2', 'z-copy.json')],
  ['one hidden', 'missing-predecessor', 'live 3', (s) => s.move('live 2', '.hidden.json')],
  ['one with another extension', 'truncated', 'head live', (s) => s.move('live 4', 'last.JSON')],
  ['one moved into a folder', 'missing-predecessor', 'live 3', (s) => s.move('live 2', 'archive/2026.json')],
  ['a link in its place', 'link', 'live 2', (s) => s.linked('live 2')],
  ['a link that leads nowhere in its place', 'link', 'live 2', (s) => (s.remove('live 2'), s.link('live 2', 'nowhere.json'))],
  ['a link to another record in its place', 'link', 'live 4', (s) => (s.remove('live 4'), s.link('live 4', s.path('live 3')))],
  ['a folder in its place', 'not-a-file', 'live 2', (s) => s.folder('live 2')],
  ['a pipe in its place', 'not-a-file', 'live 2', (s) => (s.remove('live 2'), execFileSync('mkfifo', [s.path('live 2')]))],
];

const place = (record: EvidenceRecord): string => `${record.evidence?.id ?? ''}.json`;
const seal = (previous: string | null, sequence: number) => ({
  seal: { digest: previous ?? '', previous: null, sequence, signature: null },
});

/** Sealed anew by one who knows how: an unsigned store shows it by the chain alone. */
const FORGERIES: readonly Row[] = [
  [
    'one in the middle sealed anew',
    'missing-predecessor',
    'live 3',
    (s) => s.forge('live 2', (one: Loose) => (one.decision.outcome = 'CERTIFIED')),
  ],
  ['the first sealed anew', 'missing-predecessor', 'live 2', (s) => s.forge('live 1', (one: Loose) => (one.negatives = []))],
  ['the last sealed anew', 'truncated', 'head live', (s) => s.forge('live 4', (one: Loose) => (one.negatives = []))],
  ['another number, sealed anew', 'sequence', 'live 4', (s) => s.forge('live 4', (one: Loose) => (one.seal.sequence = 9))],
  ['no number of a place, sealed anew', 'seal', 'live 4', (s) => s.forge('live 4', (one: Loose) => (one.seal.sequence = 0.5))],
  [
    'a predecessor that is no digest, sealed anew',
    'seal',
    'live 4',
    (s) => s.forge('live 4', (one: Loose) => (one.seal.previous = 'none')),
  ],
  ['a first that is not number one', 'sequence', 'live 1', (s) => s.forge('live 1', (one: Loose) => (one.seal.sequence = 2))],
  [
    'a later one that names none before it',
    'sequence',
    'live 3',
    (s) => s.forge('live 3', (one: Loose) => (one.seal.previous = null)),
  ],
  [
    'an end before its beginning',
    'times',
    'live 4',
    (s) => s.forge('live 4', (one: Loose) => (one.run.finishedAt = '2026-11-20T20:06:59.000Z')),
  ],
  ['an end that is no time', 'times', 'live 4', (s) => s.forge('live 4', (one: Loose) => (one.run.finishedAt = 'yesterday'))],
  [
    'an end on a day that is none',
    'times',
    'live 4',
    (s) => s.forge('live 4', (one: Loose) => (one.run.finishedAt = '2026-13-40T20:08:00.000Z')),
  ],
  [
    'a year that it holds, sealed anew',
    'valid-until',
    'live 4',
    (s) => s.forge('live 4', (one: Loose) => (one.validUntil = '2027-11-20T20:07:30.000Z')),
  ],
  [
    'an end of holding that is no time, sealed anew',
    'valid-until',
    'live 4',
    (s) => s.forge('live 4', (one: Loose) => (one.validUntil = 'forever')),
  ],
  [
    'an end of holding before its own, sealed anew',
    'valid-until',
    'live 4',
    (s) => s.forge('live 4', (one: Loose) => (one.validUntil = '2026-01-01T00:00:00.000Z')),
  ],
  [
    'a beginning under another’s id',
    'id',
    'live 4',
    (s) => s.forge('live 4', (one: Loose) => (one.run.startedAt = '2026-11-20T19:00:00.000Z')),
  ],
  ['another run under its id', 'id', 'live 4', (s) => s.forge('live 4', (one: Loose) => (one.run.id = 'run-x'))],
  ['another tenant under its id', 'id', 'live 4', (s) => s.forge('live 4', (one: Loose) => (one.tenant = 'other-gym'))],
  [
    'a lab run passed off as live',
    'missing-predecessor',
    'live 4',
    (s) => s.forge('live 3', (one: Loose) => (one.run.mode = 'lab')),
  ],
  ['a chain of its own beside', 'branch', '20261120T204000Z', (s) => s.add(runAt(40), null)],
  ['one that goes on from the middle, later', 'branch', '20261120T204000Z', (s) => s.add(runAt(40), s.record('live 2'))],
  [
    'one that goes on from what is not here',
    'missing-predecessor',
    '20261120T204000Z',
    (s) => s.add(runAt(40), seal(`sha256:${'9'.repeat(64)}`, 4)),
  ],
  [
    'one that goes on from another tenant’s',
    'missing-predecessor',
    '20261120T204000Z',
    (s) => s.add(runAt(40, { tenant: 'third-gym' }), s.record('live 4')),
  ],
  [
    'another tenant’s record that goes on here',
    'missing-predecessor',
    '20261120T204000Z',
    (s) => s.add(runAt(40), s.record('other 2')),
  ],
  ['one that ended before its predecessor began', 'order', '20261120T200000Z', (s) => s.add(runAt(0), s.record('live 4'))],
];

const HEADS: readonly Row[] = [
  ['cut', 'head-unreadable', 'head live', (s) => s.put('head live', s.text('head live').slice(0, 40))],
  ['empty', 'head-unreadable', 'head live', (s) => s.put('head live', '')],
  ['another JSON', 'head-unreadable', 'head live', (s) => s.put('head live', '{"hello": "world"}')],
  ['without its number', 'head-unreadable', 'head live', (s) => s.edit('head live', (one: Loose) => delete one.sequence)],
  [
    'with a path for an id',
    'head-unreadable',
    'head live',
    (s) => s.edit('head live', (one: Loose) => (one.id = '../../etc/passwd')),
  ],
  [
    'with a digest that is none',
    'head-unreadable',
    'head live',
    (s) => s.edit('head live', (one: Loose) => (one.digest = 'sha256:1')),
  ],
  [
    'of another schema',
    'head-unreadable',
    'head live',
    (s) => s.edit('head live', (one: Loose) => (one.schema = 'certify.head/9')),
  ],
  [
    'with a key given twice',
    'head-unreadable',
    'head live',
    (s) => s.replace('head live', '"sequence":', '"sequence": 3, "sequence":'),
  ],
  ['a folder', 'head-unreadable', 'head live', (s) => s.folder('head live')],
  ['a link', 'head-unreadable', 'head live', (s) => s.linked('head live')],
  ['the folder of heads a file', 'head-unreadable', '.heads', (s) => (s.remove('.heads'), s.put('.heads', ''))],
  ['the folder of heads a link', 'head-unreadable', '.heads', (s) => s.linked('.heads')],
  [
    'with another digest',
    'truncated',
    'head live',
    (s) => s.edit('head live', (one: Loose) => (one.digest = `sha256:${'0'.repeat(64)}`)),
  ],
  ['with another number', 'head-mismatch', 'head live', (s) => s.edit('head live', (one: Loose) => (one.sequence = 5))],
  ['with another id', 'head-mismatch', 'head live', (s) => s.edit('head live', (one: Loose) => (one.id = 'x'))],
  ['with another tenant', 'head-name', 'head live', (s) => s.edit('head live', (one: Loose) => (one.tenant = 'third-gym'))],
  ['another chain’s', 'head-name', 'head live', (s) => s.copy('head smtp', 'head live')],
  [
    'under another’s name',
    'head-name',
    '.heads/third-gym-ses-live-00000000.json',
    (s) => s.move('head live', '.heads/third-gym-ses-live-00000000.json'),
  ],
  [
    'of a chain that is not here',
    'truncated',
    'third-gym-ses-live',
    (s) =>
      s.edit('head live', (one: Loose) => {
        one.tenant = 'third-gym';
        s.put(headPath('', { tenant: 'third-gym', provider: 'SES', mode: 'live' }), JSON.stringify(one, null, 2));
      }),
  ],
  [
    'with a signature that its record lacks',
    'head-signature',
    'head live',
    (s) => s.edit('head live', (one: Loose) => (one.signature = TEAM.sign(one.digest))),
  ],
];

type SignedRow = readonly [...Row, trust: Trust | null];

const resealAll = (s: TamperedStore, signer: typeof TEAM | null): void => {
  let previous: string | null = null;
  for (const name of ['live 1', 'live 2', 'live 3', 'live 4']) {
    const before = previous;
    const forged: EvidenceRecord = s.forge(
      name,
      (one: Loose) => Object.assign(one.seal, { previous: before }) && (one.run.operator = 'x'),
      signer,
    );
    previous = forged.seal.digest;
    s.edit('head live', (one: Loose) => Object.assign(one, { digest: forged.seal.digest, signature: forged.seal.signature }));
  }
};
const signature = (s: TamperedStore, name: string, change: (signature: Loose) => unknown): void =>
  s.edit(name, (one: Loose) => change('seal' in one ? one.seal.signature : one.signature));
const team = trusting(TEAM);

const SIGNATURES: readonly SignedRow[] = [
  ['taken off', 'unsigned', 'live 2', (s) => s.edit('live 2', (one: Loose) => (one.seal.signature = null)), team],
  [
    'of another record',
    'signature',
    'live 2',
    (s) => s.edit('live 2', (one: Loose) => (one.seal.signature = s.record('live 1').seal.signature)),
    team,
  ],
  [
    'of another key',
    'unknown-key',
    'live 2',
    (s) => s.edit('live 2', (one: Loose) => (one.seal.signature = STRANGER.sign(one.seal.digest))),
    team,
  ],
  [
    'of another key under the trusted name',
    'signature',
    'live 2',
    (s) => s.edit('live 2', (one: Loose) => (one.seal.signature = { ...STRANGER.sign(one.seal.digest), keyId: TEAM.keyId })),
    team,
  ],
  [
    'with one bit turned',
    'signature',
    'live 2',
    (s) => signature(s, 'live 2', (one) => (one.value = `${one.value[0] === 'A' ? 'B' : 'A'}${one.value.slice(1)}`)),
    team,
  ],
  [
    'cut, and no key at hand',
    'signature',
    'live 2',
    (s) => signature(s, 'live 2', (one) => (one.value = one.value.slice(0, 40))),
    null,
  ],
  [
    'with a text after it, and no key at hand',
    'signature',
    'live 2',
    (s) => signature(s, 'live 2', (one) => (one.value += ' approved')),
    null,
  ],
  [
    'of another algorithm, and no key at hand',
    'signature',
    'live 2',
    (s) => signature(s, 'live 2', (one) => (one.algorithm = 'none')),
    null,
  ],
  [
    'without the key’s name, and no key at hand',
    'signature',
    'live 2',
    (s) => signature(s, 'live 2', (one) => delete one.keyId),
    null,
  ],
  [
    'with a member put in, and no key at hand',
    'signature',
    'live 2',
    (s) => signature(s, 'live 2', (one) => (one.by = 'The Boss')),
    null,
  ],
  [
    'taken off the last, and no key at hand',
    'head-signature',
    'head live',
    (s) => s.edit('live 4', (one: Loose) => (one.seal.signature = null)),
    null,
  ],
  [
    'taken off the head, and no key at hand',
    'head-signature',
    'head live',
    (s) => s.edit('head live', (one: Loose) => (one.signature = null)),
    null,
  ],
  [
    'of another key on the head',
    'head-signature',
    'head live',
    (s) => s.edit('head live', (one: Loose) => (one.signature = STRANGER.sign(one.digest))),
    team,
  ],
  [
    'of an older record on the head',
    'head-signature',
    'head live',
    (s) => s.edit('head live', (one: Loose) => (one.signature = s.record('live 3').seal.signature)),
    team,
  ],
  [
    'lacking on a head whose record is gone',
    'head-signature',
    'head live',
    (s) => (s.remove('live 4'), s.edit('head live', (one: Loose) => (one.signature = null))),
    team,
  ],
  [
    'kept on a record that was sealed anew',
    'signature',
    'live 4',
    (s) => s.forge('live 4', (one: Loose) => (one.negatives = []), s.record('live 4').seal.signature),
    team,
  ],
  ['lacking on a chain that was sealed anew', 'unsigned', 'live 3', (s) => resealAll(s, null), team],
  ['of another key on a chain that was sealed anew', 'unknown-key', 'live 1', (s) => resealAll(s, STRANGER), team],
  [
    'lacking on one that was put in at the end',
    'unsigned',
    '20261120T204000Z',
    (s) => s.add(runAt(40), s.record('live 4'), null),
    team,
  ],
];

const digestOf = (store: TamperedStore, name: string): string => store.record(name).seal.digest;

const shown = (store: TamperedStore, found: Verification): readonly string[] =>
  found.breaks.map(({ code, place }) => `${code} ${place.slice(store.dir.length + 1)}`);

/** Named by its path; one that was put in, by how its name begins. */
const expectFound = (store: TamperedStore, found: Verification, code: string, at: string): void => {
  const path = store.path(at);
  const hit = found.breaks.find((one) => one.code === code && (one.place === path || one.place.includes(at)));
  expect(hit, shown(store, found).join('\n') || 'nothing was found').toBeDefined();
  expect(hit?.reason).toMatch(/^\S.{20,}\.$/s);
  expect([found.ok, found.standing]).toEqual([false, 'broken']);
};

describe.each([
  ['a record edited', EDITS],
  ['a record’s text', TEXTS],
  ['the files', FILES],
  ['a forgery', FORGERIES],
  ['a chain’s head', HEADS],
])('tampering is found: %s', (_kind, rows) => {
  it.each(rows)('%s', async (_what, code, at, tamper) => {
    using store = new TamperedStore();
    await tamper(store);
    expectFound(store, await store.verify(), code, at);
  });
});

describe('tampering is found: a signature', () => {
  it.each(SIGNATURES)('%s', async (_what, code, at, tamper, trust) => {
    using store = new TamperedStore('signed');
    await tamper(store);
    expectFound(store, await store.verify(trust ?? undefined), code, at);
  });
});

describe('tampering is found: the end, by a head that was written down elsewhere', () => {
  const cut = (s: TamperedStore): void => {
    s.remove('live 4');
    const { seal: kept, evidence } = s.record('live 3');
    s.edit('head live', (one: Loose) => Object.assign(one, { id: evidence?.id, digest: kept.digest, sequence: 3 }));
  };
  it.each<readonly [string, string, (s: TamperedStore) => unknown, (s: TamperedStore) => string]>([
    ['cut off together with the head', 'evidence', cut, (s) => digestOf(s, 'live 4')],
    [
      'cut off of the chain that was named',
      'main-gym-ses-live',
      cut,
      (s) => `${s.path('head live').split('/').at(-1)?.replace('.json', '')}=${digestOf(s, 'live 4')}`,
    ],
    [
      'of another chain',
      'main-gym-ses-live',
      () => null,
      (s) => `${s.path('head live').split('/').at(-1)?.replace('.json', '')}=${digestOf(s, 'smtp 2')}`,
    ],
    ['of a whole chain that was sealed anew', 'evidence', (s) => resealAll(s, null), (s) => digestOf(s, 'live 4')],
  ])('%s', async (_what, at, tamper, expectHead) => {
    using store = new TamperedStore();
    await tamper(store);
    expectFound(store, await store.verify({ keys: new Map(), expectHead: expectHead(store) }), 'head', at);
  });
});

const codes = (found: readonly { readonly code: string }[]): readonly string[] => found.map(({ code }) => code).sort();
const OLD = join(import.meta.dirname, '../compat/0.1.0');

/** What happens without anybody tampering; the notes that it leaves. */
const HONEST: readonly (readonly [what: string, notes: readonly string[], act: (store: TamperedStore) => unknown])[] = [
  ['nothing', [], () => null],
  ['one run more', [], (s) => s.run(runAt(40))],
  ['a first run of a new tenant', [], (s) => s.run(runAt(40, { tenant: 'third-gym' }))],
  [
    'a backup without the folders that begin with a dot',
    ['head-behind', 'head-behind', 'head-behind'],
    (s) => s.remove('.heads', '.runs', '.locks'),
  ],
  ['a run after such a backup', ['head-behind', 'head-behind'], (s) => (s.remove('.heads', '.runs', '.locks'), s.run(runAt(40)))],
  ['an older backup of the whole', [], (s) => (s.remove('live 4'), headOf(s, 'live 3'))],
  ['an older backup put over what is newer', ['head-behind'], (s) => headOf(s, 'live 2')],
  ['a run after an older backup was put over what is newer', [], (s) => (headOf(s, 'live 2'), s.run(runAt(40)))],
  ['a backup that was put back with other times and rights', [], (s) => execFileSync('chmod', ['-R', 'a-w', s.path('.heads')])],
  ['a run that died between its record and the head', ['head-behind'], (s) => s.add(runAt(40), s.record('live 4'))],
  [
    'a run that died while it wrote',
    [],
    (s) => s.put('.20261120T204000Z-ses-main-gym-00000000.json.0b6f5a3e-6f1c-4d0e-9e8a-0123456789ab.tmp', '{"sch'),
  ],
  [
    'a run that died while it wrote the head',
    [],
    (s) => s.put(`.heads/.${s.path('head live').split('/').at(-1)}.0b6f5a3e-6f1c-4d0e-9e8a-0123456789ab.tmp`, '{"sch'),
  ],
  ['two runs at the same time', ['parallel-runs'], (s) => s.add(runAt(7, {}, 45), s.record('live 3'))],
  [
    'three runs at the same time',
    ['parallel-runs'],
    (s) => (s.add(runAt(7, {}, 45), s.record('live 3')), s.add(runAt(7, {}, 50), s.record('live 3'))),
  ],
  [
    'a run after two at the same time',
    ['parallel-runs'],
    async (s) => (s.add(runAt(7, {}, 45), s.record('live 3')), await s.run(runAt(40))),
  ],
  ['the first two runs at the same time', ['parallel-runs'], (s) => s.add(runAt(1, {}, 45), null)],
  ['a long run that was resumed after another', [], (s) => s.run(runAt(0, {}, 60 * 60))],
  ['a formatter for JSON', [], (s) => s.put('live 2', JSON.stringify(JSON.parse(s.text('live 2')), null, '\t'))],
  [
    'another order of the keys',
    [],
    (s) =>
      s.put('live 2', JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(s.text('live 2')) as object).toReversed()))),
  ],
  [
    'line ends of another system',
    [],
    (s) => (
      s.put('live 2', s.text('live 2').replaceAll('\n', '\r\n')), s.put('head live', s.text('head live').replaceAll('\n', '\r\n'))
    ),
  ],
];

const headOf = (s: TamperedStore, name: string): void => {
  const { seal: kept, evidence } = s.record(name);
  s.edit('head live', (one: Loose) =>
    Object.assign(one, { id: evidence?.id, digest: kept.digest, sequence: kept.sequence, signature: kept.signature }),
  );
};

describe.each(['unsigned', 'signed'] as const)('an honest %s store stays clean after', (kind) => {
  it.each(HONEST)('%s', async (_what, notes, act) => {
    using store = new TamperedStore(kind);
    await act(store);
    const found = await store.verify(kind === 'signed' ? team : undefined);
    expect(shown(store, found)).toEqual([]);
    expect([found.ok, found.standing]).toEqual([true, kind === 'signed' ? 'proven' : 'consistent-unsigned']);
    expect(codes(found.notes)).toEqual(notes);
  });
});

describe('an honest store stays clean', () => {
  it('beside files and folders of others, which are listed and passed over', async () => {
    using store = new TamperedStore();
    const others = {
      'README.md': 'Evidence of the gym.',
      'notes.json': '{"a": 1}',
      'broken.json': '{"a": ',
      'report.json': JSON.stringify({ ...store.record('live 1'), profile: undefined, seal: undefined }),
      'extraction.yaml': 'rows: []',
      'Thumbs.db': '\0\0',
      '.DS_Store': '\0\0',
      'last.json~': '{',
      '.heads/.DS_Store': '\0\0',
      '.heads/notes.json': '{}',
      'archive/20260101T000000Z-ses-main-gym-00000000.json': '{',
    };
    for (const [name, text] of Object.entries(others)) store.put(name, text);
    store.folder('lost+found');
    store.folder('folder.json');
    store.link('newest.json', store.path('live 4'));
    store.link('elsewhere', '/nowhere');
    execFileSync('mkfifo', [store.path('pipe')]);
    const found = await store.verify();
    expect(shown(store, found)).toEqual([]);
    expect([found.ok, found.notes, found.records.length]).toEqual([true, [], 8]);
    const names = [
      ...Object.keys(others).filter((name) => !name.startsWith('archive')),
      'archive',
      'lost+found',
      'folder.json',
      'newest.json',
      'elsewhere',
      'pipe',
    ];
    expect(found.passedOver.map(({ place: path }) => path.slice(store.dir.length + 1)).sort()).toEqual(names.sort());
    for (const { what } of found.passedOver) expect(what).toMatch(/^\w.*\w$/);
  });

  it('that a link leads to, and in a copy', async () => {
    using store = new TamperedStore();
    store.link('../linked', store.dir);
    cpSync(store.dir, join(store.home, 'copy'), { recursive: true });
    for (const name of ['linked', 'copy']) expect((await verifyDirectory(createFiles(), join(store.home, name))).ok).toBe(true);
  });

  it('that 0.1.0 wrote', async () => {
    for (const name of ['chain', 'signed']) {
      const found = await verifyDirectory(createFiles(), join(OLD, name));
      expect([found.breaks, found.notes]).toEqual([[], []]);
    }
  });

  it('of which a part was signed later, as long as no signature is demanded', async () => {
    using store = new TamperedStore();
    store.add(runAt(40), store.record('live 4'), TEAM);
    const found = await store.verify();
    expect([found.ok, found.standing]).toEqual([true, 'consistent-unproven']);
  });
});

describe('a record that came alone out of a longer chain', () => {
  const mailed = (s: TamperedStore, name: string): string => {
    const folder = join(s.home, 'mail');
    mkdirSync(folder, { recursive: true });
    cpSync(s.path(name), join(folder, s.path(name).split('/').at(-1) ?? ''));
    return folder;
  };

  it.each([
    ['live 1', 'the first record of a chain'],
    ['live 2', 'one record out of a longer chain, number 2. The one before it and any after it are not here'],
    ['live 4', 'one record out of a longer chain, number 4. The 3 before it and any after it are not here'],
  ])('is called that, not broken: %s', async (name, told) => {
    using store = new TamperedStore('signed');
    const folder = mailed(store, name);
    const [file = ''] = readdirSync(folder);
    const alone = await verifyFile(createFiles(), join(folder, file));
    const inFolder = await verifyDirectory(createFiles(), folder);
    for (const found of name === 'live 1' ? [alone] : [alone, inFolder]) {
      expect(found).toMatchObject({ ok: true, breaks: [], standing: 'consistent-unproven', notes: [{ code: 'part-of-chain' }] });
      expect(found.notes[0]?.reason).toContain(told);
      expect(found.proves.join(' ')).not.toContain('missing');
      expect(found.doesNotProve.join(' ')).toMatch(/Who sealed it.*rest of its chain.*no later record/);
    }
    expect((await verifyFile(createFiles(), join(folder, file), team)).standing).toBe('proven');
  });

  it('is compared with a head that was written down', async () => {
    using store = new TamperedStore();
    const expecting = (name: string): Trust => ({ keys: new Map(), expectHead: digestOf(store, name) });
    expect(await verifyFile(createFiles(), store.path('live 4'), expecting('live 4'))).toMatchObject({ ok: true });
    expect(codes((await verifyFile(createFiles(), store.path('live 3'), expecting('live 4'))).breaks)).toEqual(['head']);
  });

  it('is still found edited', async () => {
    using store = new TamperedStore();
    store.edit('live 3', (one: Loose) => (one.run.operator = 'x'));
    const found = await verifyDirectory(createFiles(), mailed(store, 'live 3'));
    expect(codes(found.breaks)).toEqual(['digest']);
  });

  it('is broken where the chain was kept: somebody took the others away', async () => {
    using store = new TamperedStore();
    store.remove('live 1', 'live 2', 'live 3', 'smtp 1', 'smtp 2', 'other 1', 'other 2', '.heads');
    expect(codes((await store.verify()).breaks)).toEqual(['missing-predecessor']);
  });
});

describe('a run does not cover up', () => {
  it('that the record before it was removed', async () => {
    using store = new TamperedStore();
    store.remove('live 4');
    const record = await store.run(runAt(40));
    expect(record.seal).toMatchObject({ previous: digestOf(store, 'live 4'), sequence: 5 });
    expect(shown(store, await store.verify())).toEqual([`missing-predecessor ${place(record)}`]);
  });

  it('that the record before it was cut, and is written all the same', async () => {
    using store = new TamperedStore();
    store.put('live 4', '{');
    const record = await store.run(runAt(40));
    expect(record.seal).toMatchObject({ previous: digestOf(store, 'live 4'), sequence: 5 });
    expect(codes((await store.verify()).breaks)).toEqual(['evidence-not-json', 'missing-predecessor']);
  });
});

it('tells an unreadable head once', async () => {
  using store = new TamperedStore();
  store.put('head live', '{');
  const found = await store.verify();
  expect([shown(store, found), found.notes]).toEqual([
    [`head-unreadable ${store.path('head live').slice(store.dir.length + 1)}`],
    [],
  ]);
  expect(found.breaks[0]?.reason).toContain('Put it back from a copy');
});

describe('the reader’s clock', () => {
  const at = (now: string): Trust => ({ keys: new Map(), now: new Date(now) });

  it.each([
    ['2026-12-01T00:00:00.000Z', []],
    ['2027-02-18T20:08:00.000Z', ['over', 'over']],
    ['2026-11-20T20:08:00.000Z', ['ahead']],
    ['2026-11-20T00:00:00.000Z', ['ahead', 'ahead', 'ahead']],
  ])('at %s gives the newest of each chain the notes %j', async (now, expected) => {
    using store = new TamperedStore();
    const found = await store.verify(at(now));
    expect([found.ok, codes(found.notes)]).toEqual([true, expected]);
  });

  it('takes a record that does not say until when it holds for one of 90 days', async () => {
    const verify = (now: string) => verifyDirectory(createFiles(), join(OLD, 'signed'), at(now));
    expect((await verify('2027-02-24T01:00:00.000Z')).notes).toEqual([]);
    expect(codes((await verify('2027-02-25T01:00:00.000Z')).notes)).toEqual(['over']);
  });
});

it('holds for as long as the runbook says, never longer than 90 days', () => {
  const until = (validDays?: number): string | undefined =>
    sealRecord(runAt(0), { profile: { path: 'p', digest: 'd', loaded: {} }, directory: 'e', previous: null, validDays })
      .validUntil;
  expect([until(), until(30), until(365)]).toEqual([
    '2027-02-18T20:00:30.000Z',
    '2026-12-20T20:00:30.000Z',
    '2027-02-18T20:00:30.000Z',
  ]);
});
