// From and Reply-To addresses that answers can reach.
import type { Reasons } from '../../core/reason.ts';
import type { DraftAct, RecordSetChange } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { parseMx } from '../../mail/dns/mail-from-mx.ts';
import { HOST_FAULTS, type RouteFault, type RouteState, routeState } from '../../mail/dns/mail-hosts.ts';
import { isAnswer, loopText } from '../../mail/dns/outcome.ts';
import { sameName } from '../../text/domain-name.ts';
import { defineCheck } from '../check.ts';
import { addRecord } from '../remedy.ts';
import { aliasGone } from './alias.ts';
import { besideServers, STALE } from './caches.ts';
import { hostActs, implicitAct } from './mail-route.ts';
import { spfRecords } from './spf-record.ts';
import { askAgain, firstUnanswered, UNANSWERED } from './unanswered.ts';
import { ofSender } from './of-sender.ts';

type Domain = Facts['dns.mailDomains']['domains'][number];

interface Judged {
  readonly domain: Domain;
  readonly route: RouteState;
}

const EITHER = ['fail', 'warn'] as const;
const STATUSES: readonly string[] = EITHER;

/** Worst first. */
const FAULTS: readonly RouteFault[] = [
  'no-such-domain',
  'cname-loop',
  'null-mx',
  ...HOST_FAULTS,
  'alias-beside',
  'alias-in-the-way',
  'no-mail-host',
];

const ROLE = { from: 'From', 'reply-to': 'Reply-To', 'mail-from': 'Return-Path' } as const;

/** Mail from a domain that only lacks a mail host is often taken; from one that is not there, or takes none, it is refused. */
const statusOf = (fault: RouteFault, arrives: boolean): 'fail' | 'warn' =>
  arrives || fault === 'no-mail-host' || fault === 'alias-in-the-way' ? 'warn' : 'fail';

/**
 * An alias that stands beside other records is the fault, whatever those say: beside the MX, or where a domain is delegated, which has
 * SOA and NS there (RFC 1912 §2.4). `registered`: the registrable domain of the From domain.
 */
const stateOf = (domain: Domain, registered: string | null): RouteState => {
  const route = routeState(domain);
  const alone = domain.mx.chain.length > 0;
  const both =
    domain.cname.outcome === 'found' && (alone ? sameName(domain.domain, registered ?? '') : domain.mx.outcome === 'found');
  return both && route.arrives && route.faulty.length === 0 ? { ...route, state: 'alias-beside' } : route;
};

const OF_THE_MX: readonly RouteFault[] = ['null-mx', 'no-mail-host', ...HOST_FAULTS, 'alias-in-the-way'];

/** An older MX in a cache is no fault where the name servers have one that names other hosts; nor is that there was no such domain. */
const newerRoute = ({ fault, one: { domain, route } }: { readonly fault: RouteFault; readonly one: Judged }) => {
  const known = fault === 'no-such-domain' ? ({ known: true } as const) : {};
  const faulty = route.faulty.map(({ host }) => host.host);
  const right = (values: readonly string[]): boolean => {
    const hosts = values.map((value) => parseMx(value)?.host ?? '.');
    return OF_THE_MX.includes(fault) && !hosts.includes('.') && !hosts.some((host) => faulty.includes(host));
  };
  return [{ name: domain.domain, type: 'MX' as const, right, ...known }];
};

/** The questions about where its mail goes that got no answer. */
const unansweredOf = ({ mx, address, hosts }: Domain) =>
  [mx, address, ...hosts.flatMap(({ a, aaaa }) => [a, aaaa])]
    .filter((one) => one !== null)
    .filter(({ outcome }) => !isAnswer(outcome));

const withoutAlias = (domain: Domain, subject: string): DraftAct => {
  const { mx } = domain;
  return {
    say: `Replace the CNAME of ${subject} by records of its own, the MX of a mailbox host among them: it leads to ${mx.chain.at(-1)}, which takes no mail, and nothing can stand beside a CNAME (RFC 1034 §3.6.2).`,
    records: aliasGone(domain.domain, mx.chain),
  };
};

/** The alias goes, and what it led to is published at the domain itself. */
const ownRecords = ({ domain, mx, cname }: Domain, subject: string, spf: readonly RecordSetChange[]): DraftAct => {
  const added = [...mx.values.map((value) => addRecord(domain, 'MX', value, null)), ...spf];
  return {
    say: `Remove the CNAME of ${subject}, and publish there itself what now comes from ${mx.chain.at(-1)}: a registered domain has SOA and NS records, beside which no CNAME may stand (RFC 1034 §3.6.2), so resolvers see now the one, now the others. A web page under this name then needs an A record.`,
    records: [...aliasGone(domain, cname.values), ...added],
  };
};

const actsFor = (fault: RouteFault, { domain: one, route }: Judged, spf: readonly RecordSetChange[]): readonly DraftAct[] => {
  const { role, domain } = one;
  const subject = `the ${ROLE[role]} domain ${domain}`;
  switch (fault) {
    case 'no-such-domain':
      return [
        {
          say: `Correct the ${ROLE[role]} address, or have its domain registered and its records published: ${domain} does not exist in DNS.`,
        },
      ];
    case 'cname-loop':
      return [
        {
          say: `Remove the CNAME of ${subject}, and publish the MX of a mailbox host: the CNAMEs from there ${loopText(domain, one.mx.chain)}.`,
        },
      ];
    case 'no-mail-host':
      return [
        {
          say: `Publish the MX of a mailbox host for ${subject}, or use another ${ROLE[role]} address: it has no mail host, so answers and bounces are lost.`,
        },
      ];
    case 'null-mx':
      return [
        {
          say: `Publish the MX of a mailbox host for ${subject}, or use another ${ROLE[role]} address: it says that it takes no mail (null MX, RFC 7505), receivers may refuse mail from it (5.7.27), and answers are lost.`,
        },
      ];
    case 'alias-beside':
      if (one.mx.chain.length > 0) return [ownRecords(one, subject, spf)];
      return [
        {
          say: `Remove the CNAME of ${subject}: other records stand beside it, which no zone may have (RFC 1034 §3.6.2), so resolvers see now the one, now the others. A web page under this name then needs an A record.`,
          records: aliasGone(domain, one.cname.values),
        },
      ];
    case 'alias-in-the-way':
      return [withoutAlias(one, subject)];
    default:
      return route.faulty.length === 0 ? [implicitAct(domain, one)] : hostActs(domain, one, route);
  }
};

const reasons = {
  'no-such-domain': { status: ['fail'], says: 'A domain that answers go to does not exist in DNS.' },
  'cname-loop': {
    status: ['fail'],
    says: 'A domain that answers go to is a CNAME that leads back to itself, or over more of them than resolvers follow.',
  },
  'null-mx': { status: ['fail'], says: 'A domain that answers go to says that it takes no mail (RFC 7505).' },
  'mx-literal': { status: EITHER, says: 'An MX record holds an address where a host name belongs.' },
  'mx-localhost': { status: EITHER, says: 'An MX record names localhost, which every sender takes for itself.' },
  'mx-trailing-domain': { status: EITHER, says: 'A mail host ends in the customer’s own domain: its final dot was left out.' },
  'mx-no-address': { status: EITHER, says: 'A mail host has no address.' },
  'mx-loopback': { status: EITHER, says: 'A mail host leads to every sender’s own machine.' },
  'mx-partly-private': {
    status: EITHER,
    says: 'A mail host has an address in private use beside one that is reached from outside.',
  },
  'mx-private': { status: EITHER, says: 'A mail host has an address in private use, which nobody reaches from outside.' },
  'mx-null-beside': { status: EITHER, says: 'A null MX stands beside other MX records, which contradicts them (RFC 7505 §3).' },
  'mx-alias': { status: EITHER, says: 'An MX record names an alias, which some senders do not follow (RFC 2181 §10.3).' },
  'alias-beside': {
    status: ['warn'],
    says: 'A CNAME and other records stand at the same name, so it depends on the resolver which of them is seen.',
  },
  'alias-in-the-way': {
    status: ['warn'],
    says: 'A CNAME stands where the MX belongs, and leads to a name that takes no mail.',
  },
  'no-mail-host': { status: ['warn'], says: 'A domain that answers go to has no mail host.' },
  ...STALE,
  ...UNANSWERED,
} as const satisfies Reasons;

export const senderDomainReceives = defineCheck({
  id: 'sender-domain-receives',
  title: 'Answers to the From and Reply-To addresses can be delivered',
  severity: 'warning',
  why: 'Customers answer invoices; and receivers distrust, or refuse, a sender domain that cannot take mail.',
  owner: 'DNS admin',
  references: ['RFC 5321 §5.1', 'RFC 7505 §4.2', 'RFC 2181 §10.3'],
  reasons: ofSender(reasons),
  clauses: {
    'RFC 5321 §5.1': [
      'mx-literal',
      'mx-localhost',
      'mx-no-address',
      'mx-loopback',
      'mx-partly-private',
      'mx-private',
      'no-mail-host',
    ],
    'RFC 7505 §3': ['mx-null-beside'],
    'RFC 7505 §4.2': ['null-mx'],
    'RFC 2181 §10.3': ['mx-alias'],
    'RFC 2181 §10.1': ['alias-beside'],
    'RFC 1034 §3.6.2': ['cname-loop', 'alias-in-the-way'],
    'RFC 1035 §5.1': ['mx-trailing-domain'],
    'RFC 8020 §2': ['no-such-domain'],
  },
  needs: ['dns.mailDomains'],
  uses: ['dns.spf', 'dns.alignment', 'dns.whereSeen', 'run.clock'],
  evaluate(facts) {
    const alignment = facts['dns.alignment'];
    const registered = alignment.state === 'observed' ? alignment.value.from.registrable : null;
    const judged = facts['dns.mailDomains'].value.domains.map((domain) => ({ domain, route: stateOf(domain, registered) }));
    const observed = {
      domains: judged.map(({ domain, route }) => ({
        role: domain.role,
        domain: domain.domain,
        state: route.state,
        mx: domain.mx.values,
        faulty: route.faulty.map(({ host, fault }) => ({ host: host.host, fault })),
      })),
    };
    const expected = 'Every address that customers see has a domain with a mail host that the internet reaches.';
    const bad = FAULTS.flatMap((fault) => judged.filter(({ route }) => route.state === fault).map((one) => ({ fault, one })))
      .map((one) => ({ ...one, status: statusOf(one.fault, one.one.route.arrives) }))
      .toSorted((a, b) => STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status));
    const [worst] = bad;
    if (worst !== undefined) {
      const spf = facts['dns.spf'];
      const subject = spf.state === 'observed' ? spf.value.mailFrom : null;
      const policy =
        subject === null || spf.state !== 'observed' ? [] : spfRecords(spf.value, true).filter(({ type }) => type === 'TXT');
      const remedy = bad.flatMap(({ fault, one }) => actsFor(fault, one, subject?.domain === one.domain.domain ? policy : []));
      // One CNAME, told where the SPF record is missing behind it too.
      const leads =
        worst.fault === 'alias-in-the-way' || (worst.fault === 'alias-beside' && worst.one.domain.mx.chain.length > 0);
      const shared =
        leads && subject?.domain === worst.one.domain.domain && subject.alias !== null && subject.tree.nodes[0]?.state === 'none';
      const follows = shared ? { follows: ['spf-authorises'] } : {};
      const told = { status: worst.status, reason: worst.fault, observed, expected, remedy, ...follows } as const;
      return besideServers(facts, bad.flatMap(newerRoute), told);
    }
    const unseen = judged.filter(({ route }) => route.state === 'unseen').map(({ domain }) => domain);
    if (unseen.length > 0) {
      const reason = unseen.length === judged.length ? 'cannot-judge' : 'partly-observed';
      const domains = unseen.map(({ domain }) => domain);
      const asked = unseen.flatMap(unansweredOf);
      const why = firstUnanswered(asked.map(({ outcome }) => outcome));
      const questions = [...new Set(asked.map(({ name, type }) => `${name} ${type}`))];
      const again = askAgain(`the mail hosts of ${domains.join(', ')}`, why, questions);
      return { status: 'inconclusive', reason, observed, expected, ...again };
    }
    return { status: 'pass', reason: 'ok', observed };
  },
});
