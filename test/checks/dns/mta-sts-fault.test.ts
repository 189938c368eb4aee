// Why senders do not apply an MTA-STS policy (RFC 8461 §3.2, §3.3), and what mends it.
import { describe, expect, it } from 'vitest';
import { policyFault, policyUnseen } from '../../../src/checks/dns/mta-sts-fault.ts';
import type { Facts } from '../../../src/facts/index.ts';

type Fact = Facts['dns.mtaSts'];
const answered = (status: number, mediaType: string | null = 'text/plain'): Fact['answer'] => ({
  kind: 'answered',
  status,
  mediaType,
});
const policy = (change: Partial<NonNullable<Fact['policy']>> = {}) => ({
  mode: 'enforce' as const,
  maxAge: 604_800,
  mx: ['mx.example.com'],
  ...change,
});
const fact = (change: Partial<Fact> = {}): Fact => ({
  domain: 'example.com',
  id: '1',
  answer: answered(200),
  policy: policy(),
  problems: [],
  hosts: ['mx.example.com'],
  unlisted: [],
  ...change,
});

const FILE = "printf '%s\\r\\n' 'version: STSv1' 'mode: testing' 'mx: mx.example.com' 'max_age: 604800' > mta-sts.txt";

describe('a policy', () => {
  it.each<[string, Partial<Fact>]>([
    ['in order', {}],
    ['for testing, kept shortly', { policy: policy({ mode: 'testing', maxAge: 60 }) }],
    ['kept a day', { policy: policy({ maxAge: 86_400 }) }],
    ['of mode none, which names nobody', { policy: policy({ mode: 'none' }), unlisted: ['mx.example.com'] }],
    ['of nobody: no record, and nothing that was meant as one', { id: null, policy: null, answer: answered(404) }],
    [
      'that could not be reached, of which nothing is known',
      { policy: null, answer: { kind: 'unreachable', code: 'ETIMEDOUT' } },
    ],
  ])('%s has no fault', (_, change) => {
    expect(policyFault(fact(change))).toBeNull();
  });

  it.each<[string, Fact['answer'], string]>([
    [
      'an expired certificate',
      { kind: 'certificate', code: 'CERT_HAS_EXPIRED' },
      'the certificate of mta-sts.example.com has expired.',
    ],
    [
      'one of no public authority',
      { kind: 'certificate', code: 'SELF_SIGNED_CERT_IN_CHAIN' },
      'comes from an authority that is not trusted here.',
    ],
    ['too much', { kind: 'too-large' }, 'it is longer than 64 KB.'],
    ['a private address', { kind: 'not-public' }, 'mta-sts.example.com leads to an address that is not public.'],
    ['no such host', { kind: 'unreachable', code: 'ENOTFOUND' }, 'mta-sts.example.com does not exist.'],
    ['the first redirect', answered(300), 'answers with a redirect (HTTP 300), which senders do not follow.'],
    ['a redirect', answered(399), 'answers with a redirect (HTTP 399), which senders do not follow.'],
    ['an error', answered(404), 'mta-sts.example.com answers HTTP 404.'],
    ['success of another kind', answered(204), 'mta-sts.example.com answers HTTP 204.'],
    ['another type', answered(200, 'text/html'), 'it comes as text/html, and senders may insist on text/plain.'],
    ['no type', answered(200, null), 'it comes as no content type, and senders may insist on text/plain.'],
  ])('is not served with %s', (_, answer, why) => {
    const fault = policyFault(fact({ answer }));
    expect(fault?.reason).toBe('policy-not-served');
    expect(fault?.remedy[0]?.say).toContain(why);
    expect(fault?.remedy[0]?.command).toBe(FILE);
  });

  it.each<[string, Partial<Fact>, string, string]>([
    [
      'that cannot be read',
      { policy: null, problems: [{ kind: 'no-version' }, { kind: 'mode', value: 'x' }] },
      'policy-malformed',
      'it has no line “version: STSv1”; its mode is “x”',
    ],
    ['without a record', { id: null }, 'policy-without-record', 'tells senders of the policy'],
    [
      'that leaves a host out',
      { unlisted: ['b.example.com'] },
      'policy-omits-host',
      'take it out of the MX: senders that honour it do not deliver there',
    ],
    [
      'for testing that leaves two out',
      { unlisted: ['b.example.com', 'c.example.com'], policy: policy({ mode: 'testing' }) },
      'policy-omits-host',
      'take them out of the MX: mail would not arrive there once it is enforced',
    ],
    ['that is forgotten within a day', { policy: policy({ maxAge: 86_399 }) }, 'policy-short-lived', 'it is 86399 seconds'],
  ])('%s', (_, change, reason, says) => {
    const fault = policyFault(fact(change));
    expect(fault?.reason).toBe(reason);
    expect(fault?.remedy[0]?.say).toContain(says);
  });

  it('is written with its own mode and age where hosts are missing, and not at all with names that a shell reads otherwise', () => {
    const change = { unlisted: ['mx.example.com'], policy: policy({ mode: 'testing', maxAge: 60 }) } as const;
    expect(policyFault(fact(change))?.remedy[0]?.command).toContain("'mode: testing' 'mx: mx.example.com' 'max_age: 60'");
    for (const hosts of [["mx'$(x).example.com"], ['mx.example.com', '`x`'], [], null])
      expect(policyFault(fact({ ...change, hosts }))?.remedy[0]?.command).toBeUndefined();
  });

  it('tells which record is missing', () => {
    expect(policyFault(fact({ id: null }))?.remedy[0]?.records).toMatchObject([
      { name: '_mta-sts.example.com', type: 'TXT', add: ['v=STSv1; id=1'] },
    ]);
  });

  it('is unseen where its host did not answer, and not where there is no such host or no record', () => {
    const silent = (code: string, id: string | null = '1') => policyUnseen(fact({ id, answer: { kind: 'unreachable', code } }));
    expect(silent('ETIMEDOUT')).toContain('port 443 outward: mta-sts.example.com could not be reached (ETIMEDOUT)');
    expect(silent('ENOTFOUND')).toBeNull();
    expect(silent('ETIMEDOUT', null)).toBeNull();
    expect(policyUnseen(fact())).toBeNull();
  });

  it.each([429, 500, 502, 503])('where the web server answers HTTP %s: it has trouble of its own', (status) => {
    const troubled = fact({ policy: null, answer: answered(status) });
    expect(policyFault(troubled)).toBeNull();
    expect(policyUnseen(troubled)).toContain(`it answers HTTP ${status}`);
  });
});
