// Signatures made by a signer of our own, verified by the door to mailauth: the octets go in as they are, and each end reads like no other.
import { describe, expect, it, vi } from 'vitest';
import type { DnsOutcome } from '../../../src/core/ports/dns.ts';
import { signatureFact } from '../../../src/probes/message/signatures.ts';
import { createMessagePort } from '../../../src/world/message/message.ts';
import { ED25519, RSA, RSA_1024, RSA_512, signed, type SignOptions } from '../../fakes/dkim-signer.ts';
import { fakeDns, type Zone } from '../../fakes/dns-zone.ts';
import { BARE, RECEIVED, received } from '../../fakes/messages.ts';

const NOW = new Date('2026-11-26T09:00:02Z');
const NAME = 's1._domainkey.example.com';
const zoneOf = (record: string = RSA.record, name = NAME): Zone => ({
  [name]: record.includes('=') ? { TXT: [record] } : (record as DnsOutcome),
});

const verify = async (message: string | Uint8Array, zone: Zone = zoneOf(), near = 'example.com') => {
  const raw = typeof message === 'string' ? Buffer.from(message) : message;
  const dns = fakeDns(zone);
  const port = createMessagePort({ raw, expected: null, authservId: null });
  const verified = await port.verify({ near, keyOf: (name) => dns.ask(name, 'TXT'), at: NOW });
  const facts = await Promise.all(
    verified.signatures.map(async (one) =>
      signatureFact(one, await dns.ask(`${one.selector}._domainkey.${one.domain}`, 'TXT'), { expected: null, now: NOW }),
    ),
  );
  return { ...verified, facts, states: facts.map(({ state }) => state), asked: dns.asked };
};

const FORMS = ['relaxed/relaxed', 'relaxed/simple', 'simple/relaxed', 'simple/simple', 'relaxed', 'simple'];
const seconds = (iso: string): number => Date.parse(iso) / 1000;

describe('a signature that stands', () => {
  const keys = [RSA, RSA_1024, ED25519].flatMap((key) => FORMS.map((canonicalization) => ({ key, canonicalization })));

  it.each(keys)('is valid: $key.kind, $canonicalization', async ({ key, canonicalization }) => {
    const { states } = await verify(received({ key, canonicalization }), zoneOf(key.record));
    expect(states).toEqual(['valid']);
  });

  it.each<[string, string]>([
    ['no body at all', BARE.slice(0, BARE.indexOf('\r\n\r\n') + 4)],
    ['a body of empty lines', `${BARE.slice(0, BARE.indexOf('\r\n\r\n') + 4)}\r\n\r\n\r\n`],
    ['no line end behind the last line', BARE.trimEnd()],
    ['8-bit text', BARE.replace('Dear member', 'Liebe Grüße ✔')],
    ['a header that is folded', BARE.replace('Your invoice', 'Your\r\n\t  invoice')],
    ['a signed field that stands twice', BARE.replace('To: Ops', 'To: First <a@receiver.example>\r\nTo: Ops')],
    ['lines that begin with a dot', BARE.replace('Dear', '.Dear')],
    ['very long lines', BARE.replace('Dear', 'x'.repeat(200_000))],
  ])('is valid over %s', async (_, message) => {
    for (const canonicalization of FORMS) {
      expect((await verify(received({ canonicalization }, message))).states).toEqual(['valid']);
    }
  });

  it('is valid when the file was saved with line feeds alone, and with both kinds', async () => {
    expect((await verify(received().replaceAll('\r\n', '\n'))).states).toEqual(['valid']);
    expect((await verify(RECEIVED.replaceAll('\r\n', '\n') + signed(BARE))).states).toEqual(['valid']);
  });

  it('is valid beside another one, each with its own key', async () => {
    const twice = signed(signed(BARE), { domain: 'relay.example', selector: 'k', key: ED25519 });
    const { states, facts } = await verify(RECEIVED + twice, {
      ...zoneOf(),
      ...zoneOf(ED25519.record, 'k._domainkey.relay.example'),
    });
    expect(states).toEqual(['valid', 'valid']);
    expect(facts.map(({ domain }) => domain)).toEqual(['relay.example', 'example.com']);
  });

  it('tells key, algorithm and what it covers', async () => {
    const { facts } = await verify(received({ signedAt: seconds('2026-11-26T08:59:00Z') }));
    expect(facts[0]).toMatchObject({
      domain: 'example.com',
      selector: 's1',
      algorithm: 'rsa-sha256',
      canonicalization: 'relaxed/relaxed',
      signedAt: '2026-11-26T08:59:00.000Z',
      parsedKey: { bits: 2048 },
      covers: ['from', 'to', 'subject', 'date', 'message-id', 'mime-version', 'content-type'],
      bodyLimit: null,
    });
  });
});

describe('l=', () => {
  const body = 'Dear member,\r\n\r\nyour invoice is here: https://www.example.com/pay\r\n'.length;

  it('tells how many octets nobody signed', async () => {
    const { facts, states } = await verify(`${received({ limit: body })}Pay here: https://evil.example\r\n`);
    expect(states).toEqual(['valid']);
    expect(facts[0]?.bodyLimit).toBe(body);
    expect(facts[0]?.unsigned).toBeGreaterThan(20);
  });

  it('of 0 signs no body, and stands', async () => {
    const { facts, states } = await verify(received({ limit: 0 }));
    expect(states).toEqual(['valid']);
    expect(facts[0]).toMatchObject({ bodyLimit: 0 });
    expect(facts[0]?.unsigned).toBeGreaterThan(20);
  });

  it('beyond the body prints nothing on stdout', async () => {
    const said = vi.spyOn(console, 'log');
    await verify(received({ limit: 100_000 }));
    expect(said).not.toHaveBeenCalled();
    said.mockRestore();
  });
});

describe('a signature that does not stand', () => {
  const before = seconds('2026-11-26T08:00:00Z');
  const cases: readonly [string, string, SignOptions, Zone, ((text: string) => string)?][] = [
    ['the body was changed', 'body-altered', {}, zoneOf(), (text) => text.replace('Dear', 'Hello')],
    ['a footer was added', 'body-altered', {}, zoneOf(), (text) => `${text}-- \r\nA list\r\n`],
    ['Subject was changed', 'header-altered', {}, zoneOf(), (text) => text.replace('Your invoice', '[list] Your invoice')],
    [
      'another From stands above the signed one',
      'valid',
      {},
      zoneOf(),
      (text) => text.replace('From: Main', 'From: <ceo@evil.example>\r\nFrom: Main'),
    ],
    ['From was changed', 'header-altered', {}, zoneOf(), (text) => text.replace('billing@example.com', 'ceo@example.com')],
    ['another key stands in DNS', 'header-altered', {}, zoneOf(RSA_1024.record)],
    [
      'b= was changed',
      'header-altered',
      {},
      zoneOf(),
      (text) => text.replace(/b=([A-Za-z0-9])/, (_, one: string) => `b=${one === 'A' ? 'B' : 'A'}`),
    ],
    ['no key stands in DNS', 'key-missing', {}, {}],
    ['the name has other records', 'key-missing', {}, { [NAME]: { A: ['192.0.2.1'] } }],
    ['the key is revoked', 'key-revoked', {}, zoneOf('v=DKIM1; k=rsa; p=')],
    ['the key is cut off', 'key-unusable', {}, zoneOf(RSA.record.slice(0, 200))],
    ['another text stands there', 'key-unusable', {}, zoneOf('v=spf1 -all')],
    ['the key is of another type', 'header-altered', {}, zoneOf(ED25519.record)],
    ['the key is for other services', 'key-unusable', {}, zoneOf(RSA.record.replace('k=rsa', 'k=rsa; s=tlsrpt'))],
    ['the key has 512 bits', 'too-weak', { key: RSA_512 }, zoneOf(RSA_512.record)],
    ['it is made with SHA-1', 'too-weak', { algorithm: 'rsa-sha1' }, zoneOf()],
    ['it had expired', 'expired', { signedAt: before, expiresAt: before + 60 }, zoneOf()],
    ['it expires before it was made', 'expired', { signedAt: before, expiresAt: before - 60 }, zoneOf()],
    ['From is not covered', 'from-unsigned', { fields: ['to', 'subject', 'date'] }, zoneOf()],
    ['i= lies elsewhere', 'malformed', { tags: 'i=@other.example' }, zoneOf()],
    [
      'i= lies below, and the key forbids that',
      'malformed',
      { tags: 'i=@mail.example.com' },
      zoneOf(RSA.record.replace('k=rsa', 'k=rsa; t=s')),
    ],
    ['its algorithm is not known', 'malformed', { algorithm: 'rsa-md5' }, zoneOf()],
    ['its canonicalization is not known', 'malformed', { canonicalization: 'nofws/simple' }, zoneOf()],
    ['DNS timed out', 'key-unseen', {}, zoneOf('timeout')],
    ['DNS failed', 'key-unseen', {}, zoneOf('servfail')],
    ['DNS refused', 'key-unseen', {}, zoneOf('refused')],
    ['no resolver could be reached', 'key-unseen', {}, zoneOf('unreachable')],
  ];

  it.each(cases.map(([what, ...rest]) => [what, rest] as const))('%s', async (_, [state, options, zone, change]) => {
    const { states } = await verify((change ?? String)(received(options)), zone);
    expect(states).toEqual([state]);
  });

  it('was valid when it came, and has expired since', async () => {
    const raw = Buffer.from(received({ signedAt: before, expiresAt: before + 7200 }));
    const dns = fakeDns(zoneOf());
    const port = createMessagePort({ raw, expected: null, authservId: null });
    const { signatures } = await port.verify({ near: null, keyOf: (name) => dns.ask(name, 'TXT'), at: NOW });
    const later = new Date('2026-12-24T00:00:00Z');
    const [one] = signatures;
    expect(signatureFact(one!, await dns.ask(NAME, 'TXT'), { expected: null, now: later })).toMatchObject({
      state: 'valid',
      expiredSince: true,
    });
  });

  it('is none where there is none', async () => {
    expect(await verify(RECEIVED + BARE)).toMatchObject({ signatures: [], more: 0, refused: null, chain: { result: 'none' } });
  });
});
