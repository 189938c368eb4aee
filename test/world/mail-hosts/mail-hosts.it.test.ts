// Incoming mail of a domain against real hosts on loopback: the policy host over HTTPS, the mail host with STARTTLS, TLSA in DNS.
import { X509Certificate, createHash } from 'node:crypto';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailHostSecurity } from '../../../src/checks/dns/mail-host-security.ts';
import { mailPolicies } from '../../../src/checks/dns/mail-policies.ts';
import type { DnsPort } from '../../../src/core/ports/dns.ts';
import { type LabMailHost, startMailHost } from '../../../src/lab/inbound/mail-host.ts';
import type { PolicySpec } from '../../../src/lab/inbound/spec.ts';
import { type Authority, createAuthority } from '../../../src/lab/pki.ts';
import type { CertificateKind } from '../../../src/lab/smtp/behaviour.ts';
import { mailHostsProbe } from '../../../src/probes/dns/mail-hosts.ts';
import { mailPoliciesProbe } from '../../../src/probes/dns/mail-policies.ts';
import { mtaStsProbe } from '../../../src/probes/dns/mta-sts.ts';
import { NotAsked } from '../../../src/core/probe.ts';
import { createMailHosts } from '../../../src/world/mail-hosts/mail-hosts.ts';
import { placesOf } from '../../../src/profile/places.ts';
import { readsWith } from '../../fakes/reads.ts';
import { load, SES } from '../../profile/source.ts';
import type { Facts } from '../../../src/facts/index.ts';

const signal = new AbortController().signal;
const TIMED = { at: '2026-11-26T00:00:00Z', durationMs: 1 };
const notAsked = { state: 'skipped', code: 'not-asked', message: 'not asked', ...TIMED } as const;

let authority: Authority;
let host: LabMailHost;
const hosts: LabMailHost[] = [];

const started = async (smtp: object = {}, policy: object = {}): Promise<LabMailHost> => {
  const spec = { domain: 'example.com', hostName: 'mx1.example.com', smtp: { ...smtp }, policy: { ...policy } };
  const one = await startMailHost(spec, authority);
  hosts.push(one);
  return one;
};

beforeAll(async () => {
  authority = await createAuthority();
  host = await started();
});
afterAll(() => Promise.all(hosts.map((one) => one.stop())));

interface World {
  readonly records?: { readonly [question: string]: readonly string[] };
  /** Names that the resolver vouches for. */
  readonly validated?: boolean;
}

const RECORDS: NonNullable<World['records']> = {
  'example.com MX': ['10 mx1.example.com'],
  '_mta-sts.example.com TXT': ['v=STSv1; id=1'],
};

const dnsOf = ({ records = {}, validated = false }: World): DnsPort => ({
  ask: async (name, type) => {
    const values = { ...RECORDS, ...records }[`${name} ${type}`] ?? [];
    return {
      question: { name, type },
      outcome: values.length === 0 ? 'nodata' : 'found',
      records: values.map((data) => ({ name, type, ttl: 300, data })),
      chain: [],
      negativeTtl: 300,
      server: 'test:53',
      authoritative: false,
      authenticated: validated,
      durationMs: 1,
      zone: null,
      transport: 'udp',
      detail: null,
    };
  },
  askServer: () => Promise.reject(new Error('not asked')),
});

const readsOf = (world: World, { ports }: Pick<LabMailHost, 'ports'>, allowPrivate = true) =>
  readsWith({
    dns: dnsOf(world),
    mailHosts: createMailHosts({ ca: authority.certPem, allowPrivate, lookup: async () => ['127.0.0.1'], ports }),
    sender: { domain: 'example.com', deep: true } as never,
  });

const seen = async <K extends 'dns.mtaSts' | 'dns.mailHosts' | 'dns.mailPolicies'>(asked: Promise<Facts[K] | NotAsked>) => {
  const value = await asked;
  return value instanceof NotAsked ? notAsked : ({ state: 'observed', value, ...TIMED } as const);
};

it('are not dialled in a lab that does not play them', async () => {
  const reads = readsWith({ mailHosts: null, sender: { domain: 'example.com', deep: true } as never });
  for (const probe of [mailHostsProbe, mtaStsProbe])
    expect(await probe.ask(reads, {}, signal)).toEqual(
      new NotAsked('This lab plays no host that takes mail: its scenario has no mailHost.'),
    );
  const { profile } = load(SES);
  expect([placesOf(profile).mailPorts, placesOf({ ...profile, lab: { scenario: 'a' } }).mailPorts]).toEqual([
    { https: 443, smtp: 25 },
    null,
  ]);
});

const judgedPolicy = async (world: World, at: Pick<LabMailHost, 'ports'> = host, allowPrivate = true) => {
  const reads = readsOf(world, at, allowPrivate);
  const [records, policy] = await Promise.all([
    seen<'dns.mailPolicies'>(mailPoliciesProbe.ask(reads, {}, signal) as never),
    seen<'dns.mtaSts'>(mtaStsProbe.ask(reads, {}, signal) as never),
  ]);
  return mailPolicies.evaluate({ 'dns.mailPolicies': records, 'dns.mtaSts': policy, 'dns.dmarc': notAsked } as never);
};

const GOOD = 'version: STSv1\r\nmode: enforce\r\nmx: mx1.example.com\r\nmax_age: 604800\r\n';

describe('the MTA-STS policy', () => {
  it.each<[string, Partial<PolicySpec>, string, RegExp | null]>([
    ['in order', {}, 'ok', null],
    ['with LF', { body: GOOD.replaceAll('\r', '') }, 'ok', null],
    ['with charset', { contentType: 'text/plain; charset=utf-8' }, 'ok', null],
    ['with a wildcard', { body: GOOD.replace('mx1.', '*.') }, 'ok', null],
    ['testing', { body: GOOD.replace('enforce', 'testing').replace('604800', '3600') }, 'ok', null],
    ['none', { body: 'version: STSv1\nmode: none\nmax_age: 86400\n' }, 'ok', null],
    ['HTML', { contentType: 'text/html' }, 'policy-not-served', /text\/html, and senders may insist on text\/plain/],
    ['no type', { contentType: '' }, 'policy-not-served', /no content type/],
    ['moved', { status: 301 }, 'policy-not-served', /a redirect \(HTTP 301\), which senders do not follow/],
    ['found elsewhere', { status: 302, body: GOOD }, 'policy-not-served', /redirect/],
    ['gone', { status: 404 }, 'policy-not-served', /HTTP 404/],
    ['huge', { body: `${GOOD}${'x_pad: 1\n'.repeat(9000)}` }, 'policy-not-served', /longer than 64 KB/],
    ['empty', { body: '' }, 'policy-malformed', /no line “version: STSv1”/],
    ['a web page', { body: '<html>' }, 'policy-malformed', /the line “<html>” is none/],
    ['without mx', { body: GOOD.replace('mx: mx1.example.com\r\n', '') }, 'policy-malformed', /names no mail host/],
    [
      'of another host',
      { body: GOOD.replace('mx1.', 'mx9.') },
      'policy-omits-host',
      /Name mx1.example.com .* do not deliver there/,
    ],
    ['two labels off', { body: GOOD.replace('mx1.example.com', '*.com') }, 'policy-omits-host', /mx1.example.com/],
    [
      'of another host, testing',
      { body: GOOD.replace('mx1.', 'mx9.').replace('enforce', 'testing') },
      'policy-omits-host',
      /once it is enforced/,
    ],
    ['forgotten soon', { body: GOOD.replace('604800', '3600') }, 'policy-short-lived', /3600 seconds/],
  ])('%s', async (_, policy, reason, words) => {
    host.serve({ body: GOOD, status: 200, contentType: 'text/plain', ...policy });
    const judged = await judgedPolicy({});
    expect(judged.reason).toBe(reason);
    expect(judged.status).toBe(reason === 'ok' ? 'pass' : 'warn');
    if (words !== null) expect(judged.remedy?.[0]?.say).toMatch(words);
    // A redirect was not followed.
    expect(host.asked.at(-1)).toBe('/.well-known/mta-sts.txt');
  });

  it.each<[CertificateKind, RegExp]>([
    ['expired', /has expired/],
    ['other-host', /is for another name/],
    ['self-signed', /is signed by itself|not trusted/],
    ['unknown-authority', /an authority that is not trusted here/],
  ])('under a certificate that is %s is not had', async (certificate, words) => {
    const judged = await judgedPolicy({}, await started({}, { certificate, body: GOOD }));
    expect(judged).toMatchObject({ status: 'warn', reason: 'policy-not-served' });
    expect(judged.remedy?.[0]?.say).toMatch(words);
  });

  it.each([503, 429])('whose host answers %i for the moment is not wrong', async (status) => {
    host.serve({ body: GOOD, status, contentType: 'text/plain' });
    const judged = await judgedPolicy({});
    expect(judged).toMatchObject({ status: 'inconclusive', reason: 'partly-observed' });
    expect(judged.remedy?.[0]?.say).toContain(`HTTP ${status}, which says nothing of the policy`);
  });

  it('that cannot be reached is not wrong, and one at a private address is', async () => {
    const closed = { ports: { https: 1, smtp: 1 } };
    expect(await judgedPolicy({}, closed)).toMatchObject({ status: 'inconclusive', reason: 'partly-observed' });
    const guarded = await judgedPolicy({}, host, false);
    expect(guarded.remedy?.[0]?.say).toContain('an address that is not public');
  });

  it('without its record is told; without record and host nothing is', async () => {
    host.serve({ body: GOOD, status: 200, contentType: 'text/plain' });
    const none = { '_mta-sts.example.com TXT': [] };
    expect(await judgedPolicy({ records: { ...none, 'mta-sts.example.com A': ['192.0.2.1'] } })).toMatchObject({
      reason: 'policy-without-record',
      remedy: [{ records: [{ name: '_mta-sts.example.com', add: ['v=STSv1; id=1'] }] }],
    });
    expect(await judgedPolicy({ records: none })).toMatchObject({ status: 'not-applicable' });
  });

  it('is compared with the domain itself where it has no MX', async () => {
    const judged = await judgedPolicy({ records: { 'example.com MX': [] } });
    expect(judged.remedy?.[0]?.say).toContain('Name example.com in the policy');
  });
});

const judgedHosts = async (world: World, at: Pick<LabMailHost, 'ports'>) => {
  const fact = await seen<'dns.mailHosts'>(mailHostsProbe.ask(readsOf(world, at), {}, signal));
  return fact.state === 'observed' ? mailHostSecurity.evaluate({ 'dns.mailHosts': fact }) : fact;
};

const certificateAt = (port: number): Promise<X509Certificate> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      resolve(new X509Certificate(socket.getPeerCertificate().raw));
      socket.end();
    });
    socket.on('error', reject);
  });

describe('the mail host', () => {
  it.each<[string, object, string, RegExp | null]>([
    ['in order', {}, 'ok', null],
    ['without STARTTLS', { starttls: 'missing' }, 'no-starttls', /STARTTLS switched on at the mail host mx1/],
    ['that refuses STARTTLS', { starttls: 'unavailable' }, 'no-starttls', null],
    ['with an expired certificate', { certificate: 'expired' }, 'certificate', /has expired/],
    ['with another name', { certificate: 'other-host' }, 'certificate', /is for another name/],
    ['signed by itself', { certificate: 'self-signed' }, 'certificate', /is signed by itself/],
    ['that speaks TLS 1.0 alone', { minVersion: 'TLSv1', maxVersion: 'TLSv1' }, 'tls-fails', /the handshake fails/],
    ['that hangs up', { speech: 'closes-mid-word' }, 'cannot-judge', /could not be met from here/],
  ])('%s', async (_, smtp, reason, words) => {
    const judged = await judgedHosts({}, await started(smtp));
    expect(judged).toMatchObject({ reason });
    if (words !== null && 'remedy' in judged) expect(judged.remedy?.[0]?.say).toMatch(words);
  });

  it('behind a closed port 25 is not wrong', async () => {
    expect(await judgedHosts({}, { ports: { https: 1, smtp: 1 } })).toMatchObject({
      status: 'inconclusive',
      reason: 'cannot-judge',
    });
  });

  it('is judged by DANE only where DNSSEC vouches for it', async () => {
    const own = await started({ certificate: 'self-signed' });
    const policyHost = await certificateAt(host.ports.https);
    const wrong = createHash('sha256')
      .update(policyHost.publicKey.export({ type: 'spki', format: 'der' }))
      .digest('hex');
    const told = (tlsa: string, validated: boolean, at: LabMailHost) =>
      judgedHosts({ records: { '_25._tcp.mx1.example.com TLSA': [tlsa] }, validated }, at);
    expect(await told(`3 1 1 ${wrong}`, false, host)).toMatchObject({ reason: 'ok' });
    expect(await told(`3 1 1 ${wrong}`, true, host)).toMatchObject({ reason: 'dane-mismatch' });
    expect(await told(`1 1 1 ${wrong}`, true, host)).toMatchObject({ reason: 'dane-unusable' });
    const seenChain = await createMailHosts({
      ca: authority.certPem,
      allowPrivate: true,
      lookup: async () => ['127.0.0.1'],
      ports: own.ports,
    }).session('mx1.example.com');
    const right = seenChain.tls?.path[0]?.keyDigest ?? '';
    // A certificate that DANE names needs no authority (RFC 7672 §3.1.1).
    expect(await told(`3 1 1 ${right}`, true, own)).toMatchObject({ status: 'pass' });
    expect(await told(`3 1 1 ${right}`, false, own)).toMatchObject({ reason: 'certificate' });
    const [leaf] = seenChain.tls?.path ?? [];
    expect(await told(`3 0 2 ${leaf?.digest512}`, true, own)).toMatchObject({ status: 'pass' });
    expect(await told(`3 1 2 ${leaf?.keyDigest512}`, true, own)).toMatchObject({ status: 'pass' });
    expect(await told(`3 0 2 ${'00'.repeat(64)}`, true, own)).toMatchObject({ reason: 'dane-mismatch' });
    expect(await told(`3 0 0 ${policyHost.raw.toString('hex')}`, true, own)).toMatchObject({ reason: 'dane-mismatch' });
  });
});

describe('the host of tracked links', () => {
  const site = (at: Pick<LabMailHost, 'ports'>, host: string) =>
    createMailHosts({ ca: authority.certPem, allowPrivate: true, lookup: async () => ['127.0.0.1'], ports: at.ports }).site(host);

  it('tells its status, a certificate of another name, and that it is not there', async () => {
    expect(await site(host, 'mta-sts.example.com')).toEqual({ kind: 'answered', status: 404, sesRegion: null });
    expect(await site(host, 'click.example.com')).toMatchObject({ kind: 'certificate', code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    expect(await site({ ports: { https: 1, smtp: 1 } }, 'click.example.com')).toMatchObject({ kind: 'unreachable' });
  });
});
