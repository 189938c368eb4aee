// Random policies without syntax errors, without voids and within the limits: mailauth must come to the same result.
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evaluateSpf } from '../../../src/mail/spf/evaluate.ts';
import { fakeDns, type Zone } from '../../fakes/dns-zone.ts';

type MailauthSpf = (options: {
  readonly sender: string;
  readonly ip: string;
  readonly helo: string;
  readonly mta: string;
  readonly resolver: (name: string, type: 'TXT' | 'A' | 'AAAA' | 'MX' | 'PTR') => Promise<unknown>;
}) => Promise<{ readonly status: { readonly result: string } }>;

const { spf } = createRequire(import.meta.url)('mailauth/lib/spf') as { readonly spf: MailauthSpf };

const IPS = ['192.0.2.1', '192.0.2.77', '198.51.100.9', '2001:db8::1', '2001:db8:1::1', '::ffff:192.0.2.1'];
const HOSTS: Zone = {
  'h1.example': { A: ['192.0.2.1'], AAAA: ['2001:db8::1'], MX: ['10 h2.example', '20 h3.example'] },
  'h2.example': { A: ['192.0.2.200', '198.51.100.9'], AAAA: ['2001:db8:1::2'], MX: ['10 h1.example'] },
  'h3.example': { A: ['203.0.113.3'], AAAA: ['2001:db8:3::3'], MX: ['10 h3.example'] },
  'user.d0.example.x.example': { A: ['127.0.0.2'] },
};

const qualifier = fc.constantFrom('', '+', '-', '~', '?');
const host = fc.constantFrom('h1.example', 'h2.example', 'h3.example');
const cidr = fc.constantFrom('', '/24', '/32', '//64', '/24//48', '/0');
const plain = fc.oneof(
  fc.constantFrom('ip4:192.0.2.0/25', 'ip4:198.51.100.9', 'ip6:2001:db8::/33', 'ip6:2001:db8:1::1', 'ip4:203.0.113.0/24'),
  fc.constantFrom('all', 'ALL', 'unknown=%{l}'),
);
const dnsTerm = fc.oneof(
  fc.tuple(fc.constantFrom('a', 'mx'), host, cidr).map(([kind, name, bits]) => `${kind}:${name}${bits}`),
  host.map((name) => `exists:${name}`),
  fc.constant('exists:%{l}.%{o}.x.example'),
);

const signed = (term: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(qualifier, term).map(([sign, text]) => (text.includes('=') ? text : sign + text));

/** Draws in only domains behind it, so that no policy loops. */
const record = (at: number): fc.Arbitrary<string> => {
  const next = fc.integer({ min: Math.min(at + 1, 4), max: 4 }).map((to) => `d${to}.example`);
  const include = at < 4 ? fc.option(signed(next.map((to) => `include:${to}`)), { nil: undefined }) : fc.constant(undefined);
  const redirect =
    at < 4
      ? fc.option(
          next.map((to) => `redirect=${to}`),
          { nil: undefined, freq: 4 },
        )
      : fc.constant(undefined);
  const terms = fc.tuple(fc.array(signed(plain), { maxLength: 3 }), fc.option(signed(dnsTerm), { nil: undefined }), include);
  return fc.tuple(terms, redirect, fc.integer()).map(([[plains, dns, drawn], last, seed]) => {
    const all = [...plains, dns, drawn].filter((term) => term !== undefined);
    const turned =
      all.length === 0 ? all : [...all.slice(Math.abs(seed) % all.length), ...all.slice(0, Math.abs(seed) % all.length)];
    return ['v=spf1', ...turned, last].filter((term) => term !== undefined).join(' ');
  });
};

const policies = fc.tuple(record(0), record(1), record(2), record(3), record(4));

const asMailauth = (zone: Zone) => {
  const dns = fakeDns(zone);
  return async (name: string, type: 'TXT' | 'A' | 'AAAA' | 'MX' | 'PTR'): Promise<unknown> => {
    const answer = await dns.ask(name, type);
    if (answer.outcome !== 'found')
      throw Object.assign(new Error(answer.outcome), { code: answer.outcome === 'nxdomain' ? 'ENOTFOUND' : 'ENODATA' });
    const values = answer.records.map(({ data }) => data);
    if (type === 'TXT') return values.map((text) => [text]);
    if (type !== 'MX') return values;
    return values.map((value) => ({ priority: Number(value.split(' ')[0]), exchange: value.split(' ')[1] }));
  };
};

it('comes to the same result as mailauth', async () => {
  await fc.assert(
    fc.asyncProperty(policies, fc.constantFrom(...IPS), async (records, ip) => {
      const zone = { ...HOSTS, ...Object.fromEntries(records.map((text, at) => [`d${at}.example`, { TXT: [text] }])) };
      const dns = fakeDns(zone);
      const sender = 'user@d0.example';
      const ours = await evaluateSpf({
        ip,
        sender,
        helo: 'h1.example',
        lookup: async (name, type) => {
          const { outcome, records: found } = await dns.ask(name, type);
          return { outcome, values: found.map(({ data }) => data) };
        },
      });
      const theirs = await spf({ sender, ip, helo: 'h1.example', mta: 'mx.example', resolver: asMailauth(zone) });
      expect(ours.result, JSON.stringify({ records, ip, problem: ours.problem })).toBe(theirs.status.result);
    }),
    { numRuns: 400 },
  );
});
