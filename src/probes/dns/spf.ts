// Asks for the SPF policy of the MAIL FROM domain, with everything it draws in.
import type { DnsPort } from '../../core/ports/dns.ts';
import type { Sender } from '../../core/sender.ts';
import type { Observation } from '../../core/observation.ts';
import type { Facts } from '../../facts/index.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';
import { sameName } from '../../text/domain-name.ts';
import { addressKind, isDocumentation } from '../../text/host-address.ts';
import { mailDomain } from '../../text/mail-address.ts';
import { relayFor } from '../../mail/smtp/relay-table.ts';
import type { SpfLookup } from '../../mail/spf/check.ts';
import { evaluateSpf } from '../../mail/spf/evaluate.ts';
import { spfTargetOf } from '../../mail/spf/provider.ts';
import { isSpf } from '../../mail/spf/record.ts';
import { type SpfTree, spfTree } from '../../mail/spf/tree.ts';
import { defineProbe } from '../probe.ts';
import { mailFromOf } from './mail-from.ts';
import { lookupOf } from './lookup.ts';
import { spfElsewhere } from './spf-elsewhere.ts';
import { spfLookup } from './spf-lookup.ts';
import { fromWildcard } from './wildcard.ts';

type Identity = Observation<Facts['ses.identity']>;
type Subject = { readonly domain: string; readonly kind: 'custom' | 'return-path' | 'from' };
type Target = { readonly target: string; readonly owned: boolean };

const targetOf = ({ ses, relay }: Sender): Target | null => {
  if (ses !== null) return spfTargetOf('ses');
  if (relay === null) return null;
  const known = relayFor({ relay: relay.relay, host: relay.host, banner: null });
  return known === null ? null : spfTargetOf(known.key);
};

/** Where receivers will look; null: at a name of the provider's. */
export const spfSubject = (sender: Sender, identity: Identity): Subject | null => {
  if (sender.ses !== null) {
    const domain = mailFromOf(sender, identity);
    return domain === null ? null : { domain, kind: 'custom' };
  }
  const declared = sender.returnPath === null ? null : mailDomain(sender.returnPath);
  if (declared !== null) return { domain: declared, kind: 'return-path' };
  return targetOf(sender)?.owned === true ? null : { domain: sender.domain, kind: 'from' };
};

const providerOf = async (target: Target | null, tree: SpfTree | null, lookup: SpfLookup) => {
  if (target === null) return null;
  const drawnIn =
    tree === null || tree.nodes[0]?.state !== 'ok' || tree.nodes.some(({ domain }) => sameName(domain, target.target));
  return { ...target, tree: drawnIn ? null : await spfTree(target.target, lookup) };
};

/** Of blocks that belong to nobody who sends mail: shared, benchmarking and documentation space (RFC 6890, RFC 3849). */
const STRANGERS = ['100.64.77.1', '198.18.77.1', '240.77.0.1', '2001:db8:77::1'];

/** What a term that depends on the message does for addresses that nobody owns. */
const strangersOf = async (tree: SpfTree, lookup: SpfLookup): Promise<Facts['dns.spf']['strangers']> => {
  const depends = tree.nodes.some(({ terms }) => terms.some((term) => term.dynamic && !term.dead && term.qualifier === '+'));
  if (!depends) return [];
  const sender = `postmaster@${tree.domain}`;
  return Promise.all(
    STRANGERS.map(async (ip) => ({ ip, result: (await evaluateSpf({ ip, sender, helo: tree.domain, lookup })).result })),
  );
};

const policyOf = async (dns: DnsPort, subject: Subject, lookup: SpfLookup) => {
  const [tree, answer, wildcard] = await Promise.all([
    spfTree(subject.domain, lookup),
    dns.ask(subject.domain, 'TXT').then(lookupOf),
    fromWildcard(dns, subject.domain, 'TXT'),
  ]);
  const own = isAnswer(answer.outcome) && answer.chain.length === 0 && !wildcard;
  const elsewhere = tree.nodes[0]?.state === 'none' ? await spfElsewhere(dns, subject, answer.outcome) : [];
  const alias = wildcard ? null : (answer.chain[0] ?? null);
  return { ...subject, tree, texts: own ? answer.values : null, alias, wildcard, elsewhere };
};

/** Inside a network of one's own an address is not the one that receivers see. */
const isReceivers = (address: string): boolean => addressKind(address) === 'public' || isDocumentation(address);

/** Of a server that one runs oneself; a service takes mail at one address, and sends it from others. */
const hostAddresses = async (dns: DnsPort, { relay }: Sender): Promise<readonly string[]> => {
  const make = relay === null ? null : relayFor({ relay: relay.relay, host: relay.host, banner: null });
  if (relay === null || make === null || make.hosts !== null) return [];
  const answers = await Promise.all(['A' as const, 'AAAA' as const].map((type) => dns.ask(relay.host, type)));
  return answers.flatMap(({ records }) => records.map(({ data }) => data)).filter(isReceivers);
};

const serversOf = async (
  dns: DnsPort,
  sender: Sender,
  domain: string,
  lookup: SpfLookup,
): Promise<Facts['dns.spf']['servers']> => {
  const named = sender.client === null ? sender.sendsFrom : [];
  const known = named.length > 0 ? 'named' : 'host';
  const addresses = named.length > 0 ? named : await hostAddresses(dns, sender);
  const helo = sender.relay?.host ?? domain;
  return Promise.all(
    addresses.map(async (ip) => {
      const evaluation = await evaluateSpf({ ip, sender: `postmaster@${domain}`, helo, lookup });
      return { address: ip, known, evaluation } as const;
    }),
  );
};

const fromDomainOf = async (dns: DnsPort, domain: string, subject: string | null) => {
  if (domain === subject) return null;
  const { records } = await dns.ask(domain, 'TXT');
  return { domain, records: records.map((record) => record.data).filter(isSpf) };
};

const evaluationOf = async ({ client }: Sender, lookup: SpfLookup): Promise<Facts['dns.spf']['evaluation']> => {
  return client === null ? null : { ...client, ...(await evaluateSpf({ ...client, lookup })) };
};

export const spfProbe = defineProbe({
  key: 'dns.spf',
  needs: [],
  uses: ['ses.identity'],
  permissions: [],
  async ask({ dns, sender }, facts): Promise<Facts['dns.spf']> {
    const subject = spfSubject(sender, facts['ses.identity']);
    const lookup = spfLookup(dns);
    const policy = async () => {
      const mailFrom = subject === null ? null : await policyOf(dns, subject, lookup);
      const tree = mailFrom?.tree ?? null;
      const [provider, strangers, servers] = await Promise.all([
        providerOf(targetOf(sender), tree, lookup),
        tree === null ? [] : strangersOf(tree, lookup),
        subject === null ? [] : serversOf(dns, sender, subject.domain, lookup),
      ]);
      return { mailFrom, provider, strangers, servers };
    };
    const [asked, fromDomain, evaluation] = await Promise.all([
      policy(),
      fromDomainOf(dns, sender.domain, subject?.domain ?? null),
      evaluationOf(sender, lookup),
    ]);
    return { ...asked, fromDomain, evaluation };
  },
});
