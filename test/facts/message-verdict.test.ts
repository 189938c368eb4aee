// DMARC of a received message (RFC 9989 §4.4, §5.4): one aligned way that authenticates is enough, and what was not answered stays open.
import { describe, expect, it } from 'vitest';
import type { Facts } from '../../src/facts/index.ts';
import { messageVerdict, signerLine, signerShown } from '../../src/facts/message-verdict.ts';
import { notAsked, observed } from '../fakes/dns-asking.ts';

type Dmarc = Facts['message.dmarc'];
type Signatures = Facts['message.signatures'];
type State = Signatures['signatures'][number]['state'];
type Outcome = Dmarc['from']['walk'][number]['outcome'];

const domain = (name: string, at: { readonly [zone: string]: string } = {}): Dmarc['from'] => {
  const labels = name.split('.');
  const walk = labels.map((_, index) => {
    const zone = labels.slice(index).join('.');
    const given = at[zone];
    const found = given?.startsWith('v=') === true;
    const outcome: Outcome = given === undefined ? 'nxdomain' : found ? 'found' : (given as Outcome);
    return {
      name: `_dmarc.${zone}`,
      type: 'TXT',
      outcome,
      values: found ? [given] : [],
      chain: [],
      ttl: 300,
      server: null,
      detail: null,
    };
  });
  return { domain: name, walk, registrable: labels.slice(-2).join('.') };
};

const REJECT = { 'example.com': 'v=DMARC1; p=reject' };
const dmarcOf = (zone: Parameters<typeof domain>[1] = REJECT, exists = true): Dmarc => ({
  from: domain('example.com', zone),
  exists,
  others: ['example.com', 'mail.example.com', 'vendor.example'].map((name) => domain(name, zone)),
});

const signed = (...all: readonly (readonly [domain: string, state: State])[]): Signatures =>
  ({
    refused: null,
    signatures: all.map(([name, state], at) => ({ domain: name, selector: `s${at + 1}`, state })),
  }) as unknown as Signatures;

const spf = (name: string, result: string) =>
  observed({
    client: '192.0.2.1',
    helo: null,
    domain: name,
    from: 'return-path',
    evaluation: { result },
  } as unknown as Facts['message.spf']);

const NONE = spf('vendor.example', 'none');

describe('what authenticates and is aligned', () => {
  it.each<[string, Signatures | null, ReturnType<typeof spf> | typeof notAsked, readonly string[]]>([
    ['a valid signature of the domain', signed(['example.com', 'valid']), NONE, ['pass', 'fail', 'pass']],
    ['one of a subdomain', signed(['mail.example.com', 'valid']), NONE, ['pass', 'fail', 'pass']],
    ['one of a stranger', signed(['vendor.example', 'valid']), NONE, ['fail', 'fail', 'fail']],
    ['one that is broken', signed(['example.com', 'body-altered']), NONE, ['fail', 'fail', 'fail']],
    [
      'one valid beside a broken one',
      signed(['example.com', 'key-missing'], ['mail.example.com', 'valid']),
      NONE,
      ['pass', 'fail', 'pass'],
    ],
    ['one whose key was not answered', signed(['example.com', 'key-unseen']), NONE, ['open', 'fail', 'open']],
    ['one of a stranger whose key was not answered', signed(['vendor.example', 'key-unseen']), NONE, ['fail', 'fail', 'fail']],
    ['one of a domain that was not looked at', signed(['unknown.example', 'valid']), NONE, ['open', 'fail', 'open']],
    ['no signature', signed(), NONE, ['fail', 'fail', 'fail']],
    ['signatures that were not verified', { ...signed(), refused: 'too large' }, NONE, ['open', 'fail', 'open']],
    ['signatures that nobody saw', null, NONE, ['open', 'fail', 'open']],
    ['SPF alone', signed(), spf('mail.example.com', 'pass'), ['fail', 'pass', 'pass']],
    ['SPF of a stranger', signed(), spf('vendor.example', 'pass'), ['fail', 'fail', 'fail']],
    ['SPF that fails softly', signed(), spf('mail.example.com', 'softfail'), ['fail', 'fail', 'fail']],
    ['SPF without an answer', signed(), spf('mail.example.com', 'temperror'), ['fail', 'open', 'open']],
    ['SPF that could not be evaluated', signed(), notAsked, ['fail', 'open', 'open']],
    ['SPF of the null sender', signed(), spf('', 'pass'), ['fail', 'fail', 'fail']],
    [
      'either, where the other is open',
      signed(['example.com', 'key-unseen']),
      spf('example.com', 'pass'),
      ['open', 'pass', 'pass'],
    ],
  ])('%s', (_, signatures, sender, expected) => {
    const verdict = messageVerdict(dmarcOf(), signatures, sender);
    expect([verdict.dkim, verdict.spfAligned, verdict.dmarc]).toEqual(expected);
  });

  it.each([
    ['adkim=s', ['fail', 'pass']],
    ['aspf=s', ['pass', 'fail']],
  ] as const)('is what the policy asks for: %s', (mode, expected) => {
    const dmarc = dmarcOf({ 'example.com': `v=DMARC1; p=reject; ${mode}` });
    const verdict = messageVerdict(dmarc, signed(['mail.example.com', 'valid']), spf('mail.example.com', 'pass'));
    expect([verdict.dkim, verdict.spfAligned]).toEqual(expected);
  });

  it('is by the suffix list where no policy applies', () => {
    expect(messageVerdict(dmarcOf({}), signed(['mail.example.com', 'valid']), NONE)).toMatchObject({
      policy: null,
      dmarc: 'pass',
    });
  });
});

describe('the policy', () => {
  it('is the one that applies, as is who was asked', () => {
    const verdict = messageVerdict(dmarcOf(), signed(), spf('', 'none'));
    expect(verdict).toMatchObject({
      from: 'example.com',
      policyUnseen: false,
      policy: { domain: 'example.com', policy: 'reject' },
    });
    expect(verdict.spf).toEqual({ result: 'none', domain: '', alignment: null });
    expect(messageVerdict(dmarcOf(), null, notAsked).spf).toBeNull();
  });

  it('is not known where its name was not answered', () => {
    expect(messageVerdict(dmarcOf({ 'example.com': 'timeout' }), signed(), NONE)).toMatchObject({
      policyUnseen: true,
      policy: null,
    });
  });
});

describe('the signer that a message shows', () => {
  const shown = (signatures: Signatures, zone = REJECT) =>
    signerShown({ 'message.dmarc': observed(dmarcOf(zone)), 'message.signatures': observed(signatures), 'message.spf': NONE });

  it.each<[string, Signatures, string | null]>([
    ['valid and aligned', signed(['example.com', 'valid']), 'd=example.com s=s1'],
    ['the first that counts', signed(['vendor.example', 'valid'], ['mail.example.com', 'valid']), 'd=mail.example.com s=s2'],
    ['broken', signed(['example.com', 'body-altered']), null],
    ['a stranger’s', signed(['vendor.example', 'valid']), null],
    ['of a domain that was not looked at', signed(['unknown.example', 'valid']), null],
    ['none', signed(), null],
  ])('%s', (_, signatures, says) => {
    expect(shown(signatures)).toBe(says);
  });

  it('is nobody where no message was seen', () => {
    const facts = {
      'message.dmarc': observed(dmarcOf()),
      'message.signatures': observed(signed(['example.com', 'valid'])),
      'message.spf': NONE,
    };
    expect(signerShown({ ...facts, 'message.dmarc': notAsked })).toBeNull();
    expect(signerShown({ ...facts, 'message.signatures': notAsked })).toBeNull();
  });

  it('is written for the profile, each once', () => {
    const one = { domain: 'example.com', selector: 's1' };
    expect(signerLine([one, one, { domain: 'vendor.example', selector: 'x' }])).toBe(
      '[{domain: example.com, selector: s1}, {domain: vendor.example, selector: x}]',
    );
    expect(signerLine([])).toBeNull();
  });
});
