// `certify message` as support runs it: files as mail programs save them, real DNS, the built binary.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabDns, startLabDns } from '../../src/lab/dns/server.ts';
import { ED25519, RSA, signed } from '../fakes/dkim-signer.ts';
import { BARE, RECEIVED, received } from '../fakes/messages.ts';
import { changed, SES, SMTP } from '../profile/source.ts';
import { certify, document, ROOT, temporary } from './certify.ts';
import { certifyWarm } from './warm.ts';

/** A TXT record in strings of at most 255 octets. */
const txt = (record: string): string => (record.match(/.{1,200}/g) ?? []).map((part) => `"${part}"`).join(' ');

const ZONES = {
  'example.com': [
    '@ TXT "v=spf1 -all"',
    '_dmarc TXT "v=DMARC1; p=reject"',
    `s1._domainkey TXT ${txt(RSA.record)}`,
    'revoked._domainkey TXT "v=DKIM1; p="',
    'quiet._domainkey TXT "v=DKIM1; p="',
    'mail TXT "v=spf1 ip4:198.51.100.0/24 -all"',
  ],
  'relay.example': [`k._domainkey TXT ${txt(ED25519.record)}`],
};

let lab: LabDns;
let home: ReturnType<typeof temporary>;
beforeAll(async () => {
  home = temporary();
  lab = await startLabDns({ zones: ZONES, faults: [{ name: 'quiet._domainkey.example.com', behaviour: 'servfail' }] });
});
afterAll(async () => {
  await lab.stop();
  home[Symbol.dispose]();
});

let files = 0;
const save = (message: string | Uint8Array): string => {
  const path = join(home.path, `${(files += 1)}.eml`);
  writeFileSync(path, message);
  return path;
};

const message = (saved: string | Uint8Array, ...args: readonly string[]) =>
  certifyWarm(['message', save(saved), '--resolver', lab.recursive, ...args], { cwd: home.path });

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

const forwarded = (text: string): string => text.replaceAll('198.51.100.7', '203.0.113.9');
const twice = RECEIVED + signed(signed(BARE), { domain: 'relay.example', selector: 'k', key: ED25519 });

/** Findings that are neither a pass nor none of its business, by check. */
const CASES: readonly {
  readonly what: string;
  readonly saved: string;
  readonly exitCode: number;
  readonly findings?: { readonly [check: string]: string };
  readonly says: readonly string[];
}[] = [
  {
    what: 'in order',
    saved: received(),
    exitCode: 0,
    says: [
      'Authenticated',
      'd=example.com s=s1: valid, aligned',
      'rsa-sha256, 2048 bits',
      'pass for 198.51.100.7, aligned',
      'p=reject at example.com',
    ],
  },
  { what: 'saved with line feeds', saved: received().replaceAll('\r\n', '\n'), exitCode: 0, says: ['Authenticated'] },
  {
    what: 'signed twice',
    saved: twice,
    exitCode: 0,
    says: ['2 of 2 signatures valid', 'd=relay.example s=k: valid, not aligned', 'ed25519-sha256'],
  },
  { what: 'forwarded', saved: forwarded(received()), exitCode: 0, says: ['fail for 203.0.113.9', 'DMARC passes'] },
  {
    what: 'not signed',
    saved: RECEIVED + BARE,
    exitCode: 1,
    findings: { 'inbox-signed': 'not-signed', 'inbox-aligned': 'spf-only' },
    says: ['the message is not signed'],
  },
  {
    what: 'changed on the way',
    saved: received().replace('Dear', 'Hello'),
    exitCode: 1,
    findings: { 'inbox-signed': 'body-altered', 'inbox-aligned': 'spf-only' },
    says: ['body altered'],
  },
  {
    what: 'signed with a revoked key',
    saved: received({ selector: 'revoked' }),
    exitCode: 1,
    findings: { 'inbox-signed': 'key-revoked', 'inbox-aligned': 'spf-only' },
    says: ['key revoked'],
  },
  {
    what: 'signed with a key that DNS does not tell',
    saved: forwarded(received({ selector: 'quiet' })),
    exitCode: 3,
    findings: { 'inbox-signed': 'partly-observed', 'inbox-aligned': 'partly-observed' },
    says: ['the key was not answered'],
  },
  {
    what: 'signed by a relay alone',
    saved: forwarded(RECEIVED + signed(BARE, { domain: 'relay.example', selector: 'k', key: ED25519 })),
    exitCode: 1,
    findings: { 'inbox-aligned': 'nothing-aligned' },
    says: ['Have the provider sign as example.com'],
  },
  {
    what: 'of two authors',
    saved: received().replace('From: Main', 'From: <ceo@evil.example>\r\nFrom: Main'),
    exitCode: 1,
    findings: { 'inbox-sender': 'several-from' },
    says: ['2 fields'],
  },
  {
    what: 'a campaign without one click',
    saved: received({}, BARE.replace('MIME-Version', 'List-Unsubscribe: <mailto:u@example.com>\r\nMIME-Version')),
    exitCode: 0,
    findings: { 'one-click-unsubscribe': 'no-https' },
    says: ['Add an https address'],
  },
  {
    what: 'rewritten by the provider',
    saved: received({}, BARE.replace('www.example.com', 'x.r.ap-south-1.awstrack.me')),
    exitCode: 0,
    findings: { 'inbox-links': 'rewritten' },
    says: ['Amazon SES'],
  },
  {
    what: 'taken in the clear',
    saved: received().replace(/ESMTPS id 4Xyz\r\n[^\r]*\r\n/, 'ESMTP id 4Xyz\r\n'),
    exitCode: 0,
    findings: { 'inbox-tls': 'in-the-clear' },
    says: ['in the clear, from out.mail.example.com to mx.receiver.example'],
  },
  {
    what: 'of a charset that nobody knows',
    saved: received({}, BARE.replace('charset=utf-8', 'charset=utf-9')),
    exitCode: 0,
    findings: { 'inbox-form': 'charset-unknown' },
    says: ['charset unknown'],
  },
];

describe('a message', () => {
  it.concurrent.each(CASES)(
    '$what ends with $exitCode, in words and in JSON alike',
    async ({ saved, exitCode, findings = {}, says }) => {
      const [human, json] = await Promise.all([message(saved), message(saved, '--json')]);
      const told = document(json);
      const open = told.findings.filter(({ status }) => status !== 'pass' && status !== 'not-applicable');
      expect(Object.fromEntries(open.map(({ check, reason }) => [check, reason]))).toEqual({
        'inbox-results': 'no-results',
        ...findings,
      });
      expect([json.exitCode, human.exitCode, told.decision.exitCode]).toEqual([exitCode, exitCode, exitCode]);
      const text = flat(human.stdout);
      expect(text).toContain(flat(told.decision.why));
      for (const words of says) expect(text).toContain(words);
      for (const check of Object.keys(findings)) expect(text).toContain(check);
      // Nobody's address, and nothing of what it says.
      expect(human.stdout + json.stdout).not.toMatch(/ops@|billing@|bounce@|Your invoice|Dear|Main Gym|certify ses/);
    },
  );

  it('shows the receiver’s word beside ours, and a forged one as forged', async () => {
    const results = 'dkim=pass header.d=example.com header.s=s1; dmarc=pass header.from=example.com';
    const said = `Authentication-Results: mx.receiver.example; ${results}\r\n`;
    const [believed, forged, named] = await Promise.all([
      message(RECEIVED + said + received().slice(RECEIVED.length)),
      message(RECEIVED + said + received().slice(RECEIVED.length).replace('MIME-Version', `${said}MIME-Version`)),
      message(said.replace('mx.receiver', 'mx.other') + received(), '--authserv-id', 'mx.other.example', '--json'),
    ]);
    expect([believed.exitCode, forged.exitCode, named.exitCode]).toEqual([0, 1, 0]);
    expect(flat(believed.stdout)).toContain('dkim example.com s=s1: pass there, valid here');
    expect(flat(forged.stdout)).toContain('Forged in the name of mx.receiver.example: dkim=pass, dmarc=pass');
    const finding = document(named).findings.find(({ check }) => check === 'inbox-results');
    expect(finding).toMatchObject({ status: 'pass', observed: { authservIds: ['mx.other.example'] } });
  });

  it('is judged as unseen where no resolver answers, whatever it holds', async () => {
    const ran = await certifyWarm(['message', save(received()), '--resolver', '127.0.0.1:1', '--json']);
    expect([ran.exitCode, document(ran).decision.blockers]).toEqual([3, ['inbox-signed', 'inbox-aligned']]);
  });
});

describe('beside a profile', () => {
  const profile = (from: string, to: string): string => {
    const path = join(home.path, `${(files += 1)}.yaml`);
    writeFileSync(path, changed(SMTP, from, to));
    return path;
  };
  const signers = 'dkim: [{domain: example.com, selector: s1}]';

  it('the message is compared, no secret is asked for, and what is open is answered', async () => {
    const saved = received({}, BARE.replace('To: Ops', 'Reply-To: help@example.com\r\nTo: Ops'));
    const [same, other, open] = await Promise.all([
      message(saved, profile(signers, signers)),
      message(saved, profile('senderValue: billing@example.com', 'senderValue: invoices@example.com')),
      message(saved, profile(signers, 'dkim: []'), '--json'),
    ]);
    expect([same.exitCode, other.exitCode, open.exitCode]).toEqual([0, 1, 0]);
    expect(flat(same.stdout)).toContain('as the profile says');
    expect(flat(other.stdout)).toContain('inbox-sender · from differs');
    const finding = document(open).findings.find(({ check }) => check === 'inbox-signer');
    expect(finding?.remedy[0]?.field?.value).toBe('[{domain: example.com, selector: s1}]');
  });

  it('its receiver is trusted by name, and a flag goes before it', async () => {
    const path = profile('live:', 'live:\n  inbox: {authservId: mx.other.example}');
    const saved = `Authentication-Results: mx.other.example; dmarc=pass header.from=example.com\r\n${received()}`;
    const reason = async (...args: readonly string[]) =>
      document(await message(saved, path, '--json', ...args)).findings.find(({ check }) => check === 'inbox-results')?.reason;
    expect([await reason(), await reason('--authserv-id', 'mx.third.example')]).toEqual(['ok', 'no-results']);
  });
});

describe('a mailbox', () => {
  const NONCE = 'certify-0123456789abcdef01234567';
  const look = (url: string, ...args: readonly string[]) =>
    certifyWarm(['message', '--imap', url, '--imap-password', 'env:CERTIFY_INBOX_PASSWORD', ...args], { cwd: home.path });

  it.each([
    ['imaps://50%off@imap.example.com', '% of the name is written %25'],
    ['imaps://ops@imap.example.com/INBOX', '--folder'],
    ['imaps://ops@imap.example.com:0', 'Port 0'],
    ['imaps://ops@imap..example.com', 'no host name'],
    ['imaps://imap.example.com', 'names no user'],
  ])('%s ends with 2 and says why', async (url, says) => {
    const ran = await look(url, '--nonce', NONCE);
    expect([ran.exitCode, ran.stdout]).toEqual([2, '']);
    expect(flat(ran.stderr)).toContain(says);
    expect(flat(ran.stderr)).toContain('imaps://USER@HOST');
  });

  it('is not asked for what a run of another tenant, or of another provider, sent', async () => {
    const record = join(ROOT, 'test/compat/0.1.0/chain/20261126T012927Z-ses-main-gym-7af51f05.json');
    const profiles = [SES.replace('tenant: main-gym', 'tenant: other-gym'), SMTP];
    for (const text of profiles) {
      const path = join(home.path, `${(files += 1)}.yaml`);
      writeFileSync(path, text);
      const ran = await look('imaps://ops@imap.example.com', path, '--evidence', record);
      expect(ran.exitCode).toBe(2);
      expect(flat(ran.stderr)).toContain('is a record of main-gym (SES)');
    }
  });
});

describe('a file that is no message', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['empty', '', 'is empty'],
    ['a web page', '<!DOCTYPE html><html>', 'is a web page'],
    ['an Outlook file', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'is an Outlook .msg file'],
    ['words', 'Dear member,\nyour invoice\n', 'does not begin with header fields'],
  ])('%s ends with 2 and says what to save', async (_, saved, words) => {
    const ran = await message(saved);
    expect([ran.exitCode, ran.stdout]).toEqual([2, '']);
    expect(flat(ran.stderr)).toContain(words);
    expect(flat(ran.stderr)).toContain('original source');
  });

  it.each([
    ['delivery-status', 'a report on the delivery of a message (status 5.7.26)', 'Mend first what it says'],
    ['feedback-report', 'a complaint about a message', 'Save the message itself'],
  ])('but a report about one (%s) ends with 2, and nobody is sent to the gym’s sender', async (type, what, act) => {
    const ran = await message(
      `From: mx@example.net\r\nContent-Type: multipart/report; report-type=${type}; boundary=b\r\n\r\n--b\r\n\r\nStatus: 5.7.26\r\n--b--\r\n`,
    );
    expect([ran.exitCode, ran.stdout]).toEqual([2, '']);
    expect(flat(ran.stderr)).toContain(what);
    expect(flat(ran.stderr)).toContain(act);
  });

  it('but carries the one that is meant is refused beside a profile that names another sender', async () => {
    const carrier = `From: ops@example.net\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n${BARE}\r\n--b--\r\n`;
    const profile = join(home.path, `${(files += 1)}.yaml`);
    writeFileSync(profile, SES);
    const [alone, beside] = await Promise.all([message(carrier, '--json'), message(carrier, profile, '--json')]);
    expect(alone.exitCode).not.toBe(2);
    expect([beside.exitCode, JSON.parse(beside.stdout)]).toMatchObject([2, { code: 'message-attached' }]);
  });

  it('of a mailbox is judged where it holds one, and refused where it holds several', async () => {
    const line = 'From bounce@mail.example.com Thu Nov 26 09:00:02 2026\r\n';
    const [one, several] = await Promise.all([
      message(line + received(), '--json'),
      message(`${line}${received()}\r\n${line}${received()}`, '--json'),
    ]);
    expect([one.exitCode, document(one).findings.find(({ check }) => check === 'inbox-form')?.reason]).toEqual([0, 'ok']);
    expect([several.exitCode, JSON.parse(several.stdout)]).toMatchObject([2, { code: 'several-messages' }]);
  });

  it.each([
    ['nowhere.eml', 'message-not-found'],
    ['directory.eml', 'file-eisdir'],
  ])('%s ends with 2: %s', async (path, code) => {
    mkdirSync(join(home.path, 'directory.eml'), { recursive: true });
    const ran = await certifyWarm(['message', path, '--json'], { cwd: home.path });
    expect([ran.exitCode, JSON.parse(ran.stdout)]).toMatchObject([2, { schema: 'certify.error/1', code }]);
  });
});

it('reads a message from stdin, and calls it that', async () => {
  const ran = await certify(['message', '-', '--resolver', lab.recursive], {
    onStart: (child) => child.stdin?.end(received()),
    stdin: 'pipe',
  });
  expect([ran.exitCode, flat(ran.stdout)]).toEqual([0, expect.stringContaining('certify message · stdin')]);
  expect(ran.stdout).toContain('DMARC passes');
});
