// What mends the way that mail to a domain takes: sentences and records, for every check that looks at mail hosts.
import type { DraftAct, RecordSetChange } from '../../core/remedy.ts';
import type { MailHost, MailRoute } from '../../facts/dns.ts';
import { parseMx } from '../../mail/dns/mail-from-mx.ts';
import { type HostFault, leadsNowhere, type RouteState } from '../../mail/dns/mail-hosts.ts';
import { nameAsMeant } from '../../text/name-as-meant.ts';
import { addRecord, changeRecord } from '../remedy.ts';

interface Faulty {
  readonly host: MailHost;
  readonly fault: HostFault;
}

const addressesOf = ({ a, aaaa }: MailHost): readonly string[] => [...(a?.values ?? []), ...(aaaa?.values ?? [])];
const targetOf = ({ a, aaaa }: MailHost): string | null => a?.chain.at(-1) ?? aaaa?.chain.at(-1) ?? null;

/** Imperative; `domain` is the one that mail is sent to. */
const WORDS: { readonly [K in HostFault]: (host: MailHost, domain: string) => string } = {
  'mx-literal': ({ host }, domain) =>
    `Put a host name into the MX of ${domain} instead of the address ${host}: an MX record takes a name, and senders look an address up as one (RFC 5321 §5.1).`,
  'mx-localhost': ({ host }, domain) =>
    `Replace ${host} in the MX of ${domain}: every sender takes that for its own machine, so nothing arrives.`,
  'mx-trailing-domain': ({ host, undotted }, domain) =>
    `Correct the MX of ${domain}: it says ${host}, which does not exist, because the final dot behind ${undotted?.host ?? 'the host'} was left out.`,
  'mx-no-address': (host, domain) => {
    const target = targetOf(host);
    const meant = nameAsMeant(host.host);
    if (meant !== null) return `Correct the MX of ${domain} to ${meant}: it says ${host.host}, which is no name of a host.`;
    return target === null
      ? `Give ${host.host} an A record, or take it out of the MX of ${domain}: it has no address, so nothing can be delivered there.`
      : `Replace the CNAME of ${host.host} by an A record, or take it out of the MX of ${domain}: it leads to ${target}, which has no address, so nothing can be delivered there.`;
  },
  'mx-loopback': (host, domain) =>
    `Give ${host.host}, a mail host of ${domain}, an address that the internet reaches, or take it out of the MX: ${addressesOf(host).join(', ')} is every sender’s own machine.`,
  'mx-private': (host, domain) =>
    `Give ${host.host}, a mail host of ${domain}, an address that the internet reaches, or take it out of the MX: ${addressesOf(host).join(', ')} is in private use, and leads nowhere from outside.`,
  'mx-partly-private': (host, domain) =>
    `Take ${addressesOf(host).filter(leadsNowhere).join(', ')} out of the addresses of ${host.host}, a mail host of ${domain}: nobody outside reaches it, and senders that try it first deliver late.`,
  'mx-null-beside': (_host, domain) =>
    `Take the MX “0 .” out of ${domain}: it says that the domain takes no mail, beside hosts that do (RFC 7505 §3).`,
  'mx-alias': (host, domain) =>
    `Name ${targetOf(host) ?? 'the host itself'} instead of ${host.host} in the MX of ${domain}: ${host.host} is an alias (CNAME), which an MX must not name, and some senders do not follow (RFC 2181 §10.3).`,
};

/** What is to stand in an MX record instead of the faulty host; null: the record goes. */
const insteadOf = ({ host, fault }: Faulty, domain: string): string | null => {
  if (fault === 'mx-alias') return targetOf(host);
  if (fault === 'mx-trailing-domain') return host.undotted?.host ?? null;
  if (fault === 'mx-no-address') return nameAsMeant(host.host);
  return fault === 'mx-literal' ? `mail.${domain}` : null;
};

/** The MX record set of the domain without its faults; none where nobody can say what is to stand there. */
const mxRecords = (domain: string, { mx }: MailRoute, faulty: readonly Faulty[]): readonly RecordSetChange[] => {
  if (mx.chain.length > 0) return [];
  const after = mx.values.flatMap((value) => {
    const parsed = parseMx(value);
    const found = faulty.find(({ host }) => host.host === parsed?.host);
    if (parsed === null || found === undefined) return [value];
    if (found.fault === 'mx-partly-private') return [value];
    const instead = insteadOf(found, domain);
    return instead === null ? [] : [`${parsed.preference} ${instead}`];
  });
  if (after.length === 0) return [];
  const change = changeRecord({ name: domain, type: 'MX', before: mx.values, after: [...new Set(after)], all: mx.values });
  const [literal] = faulty.filter(({ fault }) => fault === 'mx-literal');
  const named =
    literal === undefined
      ? []
      : [addRecord(`mail.${domain}`, literal.host.host.includes(':') ? 'AAAA' : 'A', literal.host.host, null)];
  return change === null ? [] : [...named, change];
};

/** The addresses of a host that nobody outside reaches go. */
const addressRecords = ({ host, fault }: Faulty): readonly RecordSetChange[] => {
  if (fault !== 'mx-partly-private') return [];
  return (
    [
      ['A', host.a],
      ['AAAA', host.aaaa],
    ] as const
  ).flatMap(([type, answer]) => {
    const all = answer?.values ?? [];
    const change =
      answer?.chain.length === 0
        ? changeRecord({ name: host.host, type, before: all.filter(leadsNowhere), after: [], all })
        : null;
    return change === null ? [] : [change];
  });
};

/** One act a fault; the records stand with the first. None where the route is sound. */
export const hostActs = (domain: string, route: MailRoute, { faulty }: Pick<RouteState, 'faulty'>): readonly DraftAct[] => {
  const all = faulty as readonly Faulty[];
  const records = mxRecords(domain, route, all);
  return all.map((one, at) => {
    const own = [...(at === 0 ? records : []), ...addressRecords(one)];
    return { say: WORDS[one.fault](one.host, domain), ...(own.length > 0 ? { records: own } : {}) };
  });
};

/** For a domain whose own address is where its mail goes, and leads nowhere. */
export const implicitAct = (domain: string, { address }: MailRoute): DraftAct => ({
  say: `Publish the MX of a mailbox host for ${domain}: it has none, and its own address ${address?.values.join(', ') ?? ''} leads nowhere from the internet.`,
});
