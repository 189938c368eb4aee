// `certify doctor`: the surroundings of a run on this machine, everything looked at side by side. Asks nothing of a tenant.
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { type AwsService, awsEndpoint, regionDoubt, sesSmtpHost } from '../../aws/region.ts';
import { ObservationError, UsageError } from '../../core/errors.ts';
import type { Unseen } from '../../core/observation.ts';
import type { DnsPort } from '../../core/ports/dns.ts';
import type { Surrounding } from '../../core/surroundings.ts';
import { targetOf } from '../../profile/target.ts';
import { systemClock } from '../../world/clock.ts';
import { createDns } from '../../world/dns/port.ts';
import { lookupThrough } from '../../world/lookup.ts';
import { guardedFetch } from '../../world/http/http.ts';
import { proxyFor } from '../../world/http/proxy.ts';
import { certificatesIn, PUBLIC_AUTHORITIES } from '../../world/surroundings/authorities.ts';
import { lookAtPort, type PortPlace } from '../../world/surroundings/port.ts';
import { lookAtResolvers } from '../../world/surroundings/resolver.ts';
import { whyNotWritable } from '../../world/surroundings/writable.ts';
import { askedRegion } from '../asked-region.ts';
import type { Caller } from '../caller.ts';
import type { TenantOptions } from '../options.ts';
import type { Setting } from '../setting.ts';
import { readProfile } from '../tenant.ts';
import { lookAtCredential } from './credential.ts';
import * as judge from './judge.ts';
import type { Patient } from './patient.ts';

export interface DoctorOptions {
  /** Path of a profile; null: what a run of any gym needs, with AWS's public hosts. */
  readonly profile: string | null;
  /** Without a profile. */
  readonly region: string;
  readonly evidenceDir: string;
  readonly tenant: TenantOptions;
}

export interface Diagnosis {
  readonly schema: 'certify.doctor/1';
  readonly tenant: string | null;
  readonly surroundings: readonly Surrounding[];
  /** 0: nothing stands in the way; 2: something does. */
  readonly exitCode: 0 | 2;
}

type Row = judge.Row;
type Look = Row & Pick<Surrounding, 'id' | 'what'>;

/** Their domain is asked about where no profile names another. */
const SOME_DOMAIN = 'amazonaws.com';
const SERVICES: readonly AwsService[] = ['sts', 'sesv2', 'sns', 'iam'];

const placesIn = ({ target }: Patient) => target?.places ?? null;
const simulated = (patient: Patient): boolean => patient.tenant.allowPrivate || placesIn(patient)?.lab === true;

/** The URLs of AWS that a run asks. */
const awsUrls = (patient: Patient): readonly string[] => {
  const places = placesIn(patient);
  if (places !== null && places.ses === null) return [];
  const { region, endpoints } = places?.ses ?? { region: patient.region, endpoints: {} };
  return [...new Set(SERVICES.map((service) => endpoints[service] ?? awsEndpoint(service, region)))];
};

interface HttpsLook {
  readonly host: string;
  readonly unseen: Unseen | null;
  /** Date header of the answer, and when it came, both in milliseconds. */
  readonly date: number | null;
  readonly at: number;
}

/** Any answer will do: nothing is asked for, and nothing is signed. */
const lookAtHttps = async (url: string, ca: string | undefined, allowPrivate: boolean): Promise<HttpsLook> => {
  const { host, origin } = new URL(url);
  try {
    const { headers } = await guardedFetch(`${origin}/`, { ...(ca === undefined ? {} : { ca }), allowPrivate, maxBytes: 1e6 });
    const date = Date.parse(String(headers['date']));
    return { host, unseen: null, date: Number.isNaN(date) ? null : date, at: systemClock.now().getTime() };
  } catch (thrown) {
    if (!(thrown instanceof ObservationError)) throw thrown;
    return { host, unseen: thrown.unseen, date: null, at: 0 };
  }
};

const offsetOf = (looks: readonly HttpsLook[]): number | null => {
  const told = looks.find(({ date }) => date !== null);
  return told?.date == null ? null : told.at - told.date;
};

/** Where the callback arrives and where rows are read; none without a profile. */
const platformUrls = (patient: Patient): readonly string[] => {
  const places = placesIn(patient);
  const read = places?.squareos ?? null;
  const urls = [places?.callbackUrl, places?.ledger.baseUrl, read !== null && 'baseUrl' in read ? read.baseUrl : null];
  const known = urls.filter((url): url is string => url != null && URL.canParse(url));
  return [...new Map(known.map((url) => [new URL(url).host, url])).values()];
};

/** SMTP and IMAP go through no proxy. */
const mailPorts = (patient: Patient, ca: string | undefined, dns: DnsPort): readonly (readonly [string, string, PortPlace])[] => {
  const places = placesIn(patient);
  const trust = ca === undefined ? {} : { ca };
  if (places !== null) {
    const { relay } = places;
    if (relay === null) return [];
    const { host, port, secure } = relay;
    const lookup = places.resolvers.length === 0 ? {} : { lookup: lookupThrough(dns) };
    return [['smtp', 'the relay', { host, port, begins: secure ? 'tls' : 'greets', ...trust, ...lookup }]];
  }
  const host = sesSmtpHost(patient.region);
  return [
    ['smtp-587', 'SMTP, port 587', { host, port: 587, begins: 'greets' }],
    ['smtp-465', 'SMTP, port 465', { host, port: 465, begins: 'tls' }],
    ['imap-993', 'IMAP, port 993', { host: 'imap.gmail.com', port: 993, begins: 'tls' }],
  ];
};

/** Asks a name server outside directly, as the checks of a run do to see past caches. */
const lookAtAuthority = async (dns: DnsPort, domain: string): Promise<Row> => {
  const labels = domain.split('.');
  const zones = labels.slice(0, -1).map((_, from) => labels.slice(from).join('.'));
  const answers = await Promise.all(zones.map((zone) => dns.ask(zone, 'NS')));
  const at = answers.findIndex(({ outcome }) => outcome === 'found');
  const name = answers[at]?.records[0]?.data;
  if (name === undefined) return judge.judgeAuthority(null, null);
  const address = (await dns.ask(name, 'A')).records[0]?.data;
  if (address === undefined) return judge.judgeAuthority(null, null);
  const { outcome, detail } = await dns.askServer(address, zones[at] ?? domain, 'NS');
  const shut = outcome === 'timeout' || outcome === 'unreachable';
  return judge.judgeAuthority(`${name} (${address})`, shut ? (detail ?? outcome) : null);
};

const dnsOf = (patient: Patient) => {
  const places = placesIn(patient);
  const port = places?.authoritativePort ?? null;
  return createDns({
    resolvers: places?.resolvers ?? [],
    clock: systemClock,
    ...(port === null ? {} : { authoritativePort: port }),
  });
};

const lookAtRoots = async (path: string | null): Promise<Row> =>
  judge.judgeRoots(path, path === null ? 0 : await certificatesIn(path), PUBLIC_AUTHORITIES);

const proxyRow = (): Row => {
  try {
    const proxy = proxyFor('https://amazonaws.com');
    return { state: 'ok', seen: proxy === null ? 'none is named' : `${proxy.host}, by HTTPS_PROXY`, act: null, owner: null };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { state: 'blocked', seen: error.message, act: error.fix, owner: 'implementation engineer' };
  }
};

const named = (id: string, what: string, row: Row | Promise<Row>): Promise<Look> =>
  Promise.resolve(row).then((told) => ({ id, what, ...told }));

const lookAtMachine = (patient: Patient, caFile: string | null, extra: string | null): readonly Promise<Look>[] => {
  const { evidenceDir } = patient;
  const writable = async (directory: string) => judge.judgeWritable(directory, await whyNotWritable(directory));
  return [
    named('node', 'Node', judge.judgeNode(process.version)),
    named('evidence-dir', 'evidence', writable(evidenceDir)),
    named('temporary-dir', 'temporary files', writable(tmpdir())),
    named('roots', 'authorities', lookAtRoots(extra)),
    ...(caFile === null ? [] : [named('ca-file', 'trust.caFile', lookAtRoots(caFile))]),
  ];
};

/** AWS's hosts and the time that they tell, and SquareOS; through the proxy, where there is one. */
const lookAtHosts = (patient: Patient, ca: string | undefined, proxy: Row): readonly Promise<Look>[] => {
  const places = placesIn(patient);
  const [aws, platform] = [awsUrls(patient), platformUrls(patient)];
  // A proxy variable that cannot be read is told once, in its own row.
  const shut = proxy.state === 'blocked' ? judge.notLookedAt('proxy') : null;
  const ask = (urls: readonly string[], authority?: string) =>
    Promise.all(shut === null ? urls.map((url) => lookAtHttps(url, authority, simulated(patient))) : []);
  const doubt = regionDoubt(places?.ses?.region ?? patient.region);
  const ofAws = ask(aws);
  const atAws = ofAws.then((looks) => shut ?? judge.judgeRegion(judge.judgeHttps(looks), doubt));
  const atPlatform = ask(platform, ca).then((looks) => shut ?? judge.judgeHttps(looks));
  return [
    ...(aws.length === 0
      ? []
      : [
          named('aws-https', 'AWS', atAws),
          named(
            'clock',
            'clock',
            ofAws.then((looks) => judge.judgeClock(offsetOf(looks))),
          ),
        ]),
    ...(platform.length === 0 ? [] : [named('platform-https', 'SquareOS', atPlatform)]),
  ];
};

const lookAtNetwork = (patient: Patient, ca: string | undefined, dns: DnsPort): readonly Promise<Look>[] => {
  const domain = patient.target?.sender.domain ?? SOME_DOMAIN;
  const resolvers = lookAtResolvers(placesIn(patient)?.resolvers ?? [], domain);
  const proxy = proxyRow();
  return [
    named(
      'dns-udp',
      'DNS, UDP',
      resolvers.then((looks) => judge.judgeResolvers(looks, 'udp')),
    ),
    named(
      'dns-tcp',
      'DNS, TCP',
      resolvers.then((looks) => judge.judgeResolvers(looks, 'tcp')),
    ),
    named('dns-authority', 'name servers', lookAtAuthority(dns, domain)),
    named('proxy', 'proxy', proxy),
    ...lookAtHosts(patient, ca, proxy),
    ...mailPorts(patient, ca, dns).map(([id, what, place]) =>
      named(
        id,
        what,
        lookAtPort(place).then((look) => judge.judgePort(place, look)),
      ),
    ),
  ];
};

/** Looks at everything at once; a profile adds its own hosts. Throws UsageError for a profile that cannot be read. */
export const doctor = async (setting: Setting, caller: Caller, options: DoctorOptions): Promise<Diagnosis> => {
  const { profile, tenant, ...rest } = options;
  if (profile === null) askedRegion(options.region);
  const loaded = profile === null ? null : await readProfile(profile, { setting, tenant, command: 'doctor' });
  const target = loaded === null ? null : targetOf(loaded);
  const patient: Patient = { ...rest, tenant, target };
  const { caFile = null } = target?.places ?? {};
  const caPath = caFile === null || loaded === null ? null : resolve(loaded.directory, caFile);
  const ca = caPath === null ? undefined : await readFile(caPath, 'utf8').catch(() => undefined);
  // The credential first: it arms the gate before anything is printed.
  const credential = lookAtCredential(patient, setting, caller);
  const dns = dnsOf(patient);
  const looked = await Promise.all([
    ...lookAtMachine(patient, caPath, setting.env['NODE_EXTRA_CA_CERTS'] ?? null),
    ...lookAtNetwork(patient, ca, dns),
    credential.then((row) => (row === null ? null : { id: 'credential', what: 'credential', ...row })),
  ]).finally(() => dns.close());
  const surroundings = judge.withCauses(looked.filter((one): one is Look => one !== null));
  return {
    schema: 'certify.doctor/1',
    tenant: target?.subject.tenant ?? null,
    surroundings,
    exitCode: surroundings.some(({ state }) => state === 'blocked') ? 2 : 0,
  };
};
