// Name servers, mail hosts, keys and the optional records in the report of `certify dns`.
import { MAIL_POLICIES, type MailPolicyKind, mailPolicyState } from '../../../mail/dns/mail-policies.ts';
import type { Facts } from '../../../facts/index.ts';
import { parseMx } from '../../../mail/dns/mail-from-mx.ts';
import { type HostFault, type RouteState, routeState } from '../../../mail/dns/mail-hosts.ts';
import { ipv6Works, serversBehind, serverState } from '../../../mail/dns/zone-health.ts';
import { fact } from '../../../facts/fact.ts';
import { fatalKeyProblem } from '../../../mail/dkim/key.ts';
import { reasonWords } from '../../words.ts';
import { policyWords } from './inbound.ts';
import type { Finding } from '../../../core/finding.ts';
import { findingOf, type Section } from './section.ts';
import type { Reportable } from '../../outline.ts';
import { plural } from '../../../text/plural.ts';

type Zone = Facts['dns.zones']['zones'][number];

const STATE_WORDS = {
  serves: '',
  'does-not-serve': ': answers, but not for this zone',
  'no-address': ': has no address',
  silent: ': does not answer',
  alias: ': is a CNAME',
} as const;

/** The hosts on one line when all is well; else a line for each that is not. */
const serverLines = (zones: readonly Zone[], all: boolean): readonly string[] => {
  const ipv6 = ipv6Works(zones);
  const well = zones.every(
    ({ servers }) => serversBehind(servers).length === 0 && servers.every((server) => serverState(server, ipv6) === 'serves'),
  );
  if (well && !all) return zones.map(({ servers }) => servers.map(({ host }) => host).join(', '));
  return zones.flatMap((zone) => {
    const behind = serversBehind(zone.servers);
    return zone.servers.flatMap((server) => {
      const state = serverState(server, ipv6);
      const late = behind.includes(server.host) ? ': has an older serial' : '';
      const addresses = server.addresses.map(({ address, serial }) => `${address}${serial === null ? '' : ` serial ${serial}`}`);
      const detail = all ? `  ${addresses.join(', ')}` : '';
      return state === 'serves' && late === '' && !all ? [] : [`${server.host}${STATE_WORDS[state]}${late}${detail}`];
    });
  });
};

const sameList = (zone: Zone): string =>
  zone.delegation !== null && zone.servers.every(({ listedBy }) => listedBy === 'both')
    ? `; ${zone.delegation.parent === '' ? 'the root' : zone.delegation.parent} lists the same`
    : '';

/** No server of any zone could be asked: the way out is closed, which says nothing of the zones. */
const isBlind = (zones: readonly Zone[], { status }: Finding): boolean =>
  status === 'inconclusive' && zones.every(({ servers }) => servers.length > 0);

export const serversSection = (record: Reportable, all: boolean): readonly Section[] => {
  const zones = fact(record.observations, 'dns.zones')?.zones ?? [];
  const finding = findingOf(record, 'name-servers');
  if (finding === undefined || zones.length === 0) return [];
  const label = 'Name servers';
  if (isBlind(zones, finding)) {
    const head =
      'could not be asked from here (port 53 is closed); what follows is the resolver’s view alone. --no-authoritative leaves them out.';
    return [{ label, status: 'inconclusive', head, ...(all ? { seen: serverLines(zones, true) } : {}) }];
  }
  const told = zones.map((zone) => {
    const serving = zone.servers.filter((server) => serverState(server, ipv6Works(zones)) === 'serves').length;
    const of = serving === zone.servers.length ? String(serving) : `${serving} of ${zone.servers.length}`;
    return `${of} ${zone.servers.length === 1 ? 'server serves' : 'servers serve'} ${zone.zone ?? zone.domain}${sameList(zone)}`;
  });
  const head = zones.some((zone) => zone.servers.length === 0) ? 'not found' : told.join('; ');
  return [{ label, status: finding.status, head, seen: serverLines(zones, all), finding }, ...cachesSection(record)];
};

/** Only where name servers and resolver differ. */
const cachesSection = (record: Reportable): readonly Section[] => {
  const finding = findingOf(record, 'dns-propagation');
  if (finding === undefined || finding.status === 'pass' || finding.status === 'not-applicable') return [];
  const head = finding.status === 'pending' ? 'caches still have the old answer' : 'not the same everywhere';
  return [
    { label: 'Propagation', status: finding.status, head: finding.status === 'inconclusive' ? 'not compared' : head, finding },
  ];
};

const MAIL_WORDS: { readonly [state: string]: string } = {
  'no-such-domain': 'the domain does not exist',
  'null-mx': 'a null MX: the domain says that it takes no mail',
  'cname-loop': 'its CNAMEs lead back to themselves, or are too many',
  'no-mail-host': 'no MX and no address: answers and bounces are lost',
  'alias-in-the-way': 'a CNAME to a name that takes no mail',
};

const HOST_WORDS: { readonly [K in HostFault]: string } = {
  'mx-literal': 'an address, where a name belongs',
  'mx-localhost': 'every sender takes it for itself',
  'mx-trailing-domain': 'does not exist: the final dot was left out',
  'mx-no-address': 'has no address',
  'mx-loopback': 'leads to every sender’s own machine',
  'mx-private': 'is not reached from outside',
  'mx-partly-private': 'has a private address too',
  'mx-null-beside': 'says that the domain takes no mail',
  'mx-alias': 'is an alias, which an MX must not name',
};

/** `10 mx.example.com` with what is wrong with the host. */
const mxLine = (value: string, faulty: RouteState['faulty']): string => {
  const found = faulty.find(({ host }) => host.host === parseMx(value)?.host);
  return found === undefined ? value : `${value}: ${HOST_WORDS[found.fault]}`;
};

export const receivingSection = (record: Reportable): readonly Section[] => {
  const domains = fact(record.observations, 'dns.mailDomains')?.domains ?? [];
  const finding = findingOf(record, 'sender-domain-receives');
  if (finding === undefined || domains.length === 0) return [];
  const seen = domains.flatMap((route) => {
    const { domain, mx, address } = route;
    const { faulty } = routeState(route);
    const at = domains.length === 1 ? '' : `${domain}: `;
    const shown = mx.values.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
    const alias = mx.chain[0] === undefined ? [] : [`${at}alias of ${mx.chain[0]}`];
    if (shown.length > 0) return [...alias, ...shown.map((value) => `${at}${mxLine(value, faulty)}`)];
    return address?.outcome === 'found' ? [...alias, `${at}${address.type} ${address.values.join(', ')}`] : alias;
  });
  const hosts = domains.reduce((sum, { mx }) => sum + mx.values.length, 0);
  const fine = hosts === 0 ? 'none: mail goes to the address of the domain' : plural(hosts, 'mail host', 'mail hosts');
  const unseen = finding.status === 'inconclusive' ? 'not answered' : undefined;
  const lost = finding.status === 'fail' ? 'no mail host can be reached' : `${fine}, not all of them sound`;
  const wrong = domains.length === 1 ? (MAIL_WORDS[finding.reason] ?? lost) : 'not every address can be answered';
  const head = finding.status === 'pass' ? fine : (unseen ?? wrong);
  return [{ label: 'MX', status: finding.status, head, seen, finding }];
};

/** The custom MAIL FROM domain, where SES sends. */
export const mailFromSection = (record: Reportable): readonly Section[] => {
  const mailFrom = fact(record.observations, 'dns.mailFrom');
  const finding = findingOf(record, 'mail-from');
  if (mailFrom === null || finding === undefined) return [];
  const wrong = mailFrom.mx.values.length === 0 ? 'has no MX' : 'does not take bounces to SES';
  const said = finding.status === 'inconclusive' ? 'was not answered' : wrong;
  const head = `${mailFrom.domain} ${finding.status === 'pass' ? 'takes bounces to SES' : said}`;
  return [{ label: 'MAIL FROM', status: finding.status, head, seen: mailFrom.mx.values, finding }];
};

export const dkimSection = (record: Reportable): readonly Section[] => {
  const keys = fact(record.observations, 'dns.dkimKeys');
  const finding = findingOf(record, 'dkim-keys');
  if (finding === undefined || keys === null || keys.records.length === 0) {
    const head = 'not looked at: DNS does not list selectors. Name yours with --selector.';
    return [{ label: 'DKIM', status: 'not-applicable', head }];
  }
  const seen = keys.records.flatMap(({ name, cname, parsedKey, key }) => {
    const alias = cname.values[0] === undefined ? [] : [`  alias of ${cname.values[0]}`];
    const bits = parsedKey?.bits ?? null;
    const problem = parsedKey === null ? null : fatalKeyProblem(parsedKey);
    const material = parsedKey === null ? '' : [parsedKey.keyType, bits === null ? '' : `${bits} bits`].join(' ').trim();
    const what = parsedKey === null ? key.outcome : problem === null ? material : `no usable key (${reasonWords(problem)})`;
    return [`${name}: ${what}`, ...alias];
  });
  const head = plural(keys.records.length, 'selector', 'selectors');
  return [{ label: 'DKIM', status: finding.status, head, seen, finding }];
};

const POLICY_WORDS = {
  published: 'published',
  none: 'not published',
  several: 'published more than once',
  malformed: 'cannot be read',
  unseen: 'not answered',
} as const;

/** MTA-STS, TLS reporting, BIMI: information, unless something published is broken. */
export const optionalSection = (record: Reportable): readonly Section[] => {
  const policies = fact(record.observations, 'dns.mailPolicies');
  const finding = findingOf(record, 'mail-policies');
  if (policies === null || finding === undefined) return [];
  const kinds: readonly MailPolicyKind[] = ['mtaSts', 'tlsRpt', 'bimi'];
  const policy = policyWords(record);
  const words = kinds.map(
    (kind) =>
      `${MAIL_POLICIES[kind].title} ${POLICY_WORDS[mailPolicyState(kind, policies[kind])]}${kind === 'mtaSts' ? policy : ''}`,
  );
  const open = finding.status === 'warn' || finding.status === 'inconclusive';
  const status = open ? finding.status : 'not-applicable';
  return [{ label: 'Optional', status, head: words.join(', '), ...(open ? { finding } : {}) }];
};
