// Asks for the SPF policy of the MAIL FROM domain, with everything it draws in.
import type { Reads } from '../../core/ports/reads.ts';
import type { Observation } from '../../core/observation.ts';
import type { Facts } from '../../facts/index.ts';
import { mailDomain, parseMailAddress } from '../../text/mail-address.ts';
import { relayFor } from '../../mail/smtp/relay-table.ts';
import type { SpfLookup } from '../../mail/spf/check.ts';
import { evaluateSpf } from '../../mail/spf/evaluate.ts';
import { authorised, spfTargetOf } from '../../mail/spf/provider.ts';
import { isSpf } from '../../mail/spf/record.ts';
import { type SpfTree, spfTree } from '../../mail/spf/tree.ts';
import { defineProbe } from '../probe.ts';
import { mailFromOf } from './mail-from.ts';
import { spfLookup } from './spf-lookup.ts';

type Identity = Observation<Facts['ses.identity']>;
type Kind = 'custom' | 'return-path' | 'from';
type Target = { readonly target: string; readonly owned: boolean };

/** Through its API, or through its SMTP interface. */
export const usesSes = ({ profile }: Reads): boolean => profile.ses !== undefined || profile.smtp?.ses !== undefined;

const targetOf = (reads: Reads): Target | null => {
  const { smtp } = reads.profile;
  if (usesSes(reads)) return spfTargetOf('ses');
  if (smtp === undefined) return null;
  const relay = relayFor({ relay: smtp.relay ?? null, host: smtp.host, banner: null });
  return relay === null ? null : spfTargetOf(relay.key);
};

/** Where receivers will look; null: at a name of the provider's. */
export const spfSubject = (reads: Reads, identity: Identity): { readonly domain: string; readonly kind: Kind } | null => {
  const { squareos } = reads.profile;
  if (usesSes(reads)) {
    const domain = mailFromOf(reads, identity);
    return domain === null ? null : { domain, kind: 'custom' };
  }
  const { returnPath, senderValue } = squareos.sender;
  const declared = returnPath === undefined ? null : mailDomain(returnPath);
  if (declared !== null) return { domain: declared, kind: 'return-path' };
  if (targetOf(reads)?.owned === true) return null;
  const from = parseMailAddress(senderValue)?.domain ?? null;
  return from === null ? null : { domain: from, kind: 'from' };
};

const providerOf = async (target: Target | null, tree: SpfTree | null, lookup: SpfLookup) => {
  if (target === null) return null;
  const named = tree === null || tree.nodes[0]?.state !== 'ok' || authorised(tree, target.target, null) === 'by-name';
  return { ...target, tree: named ? null : await spfTree(target.target, lookup) };
};

const fromDomainOf = async (reads: Reads, subject: string | null) => {
  const domain = parseMailAddress(reads.profile.squareos.sender.senderValue)?.domain ?? null;
  if (domain === null || domain === subject) return null;
  const { records } = await reads.dns.ask(domain, 'TXT');
  return { domain, records: records.map((record) => record.data).filter(isSpf) };
};

const evaluationOf = async (reads: Reads, lookup: SpfLookup): Promise<Facts['dns.spf']['evaluation']> => {
  const { client } = reads.profile.dns ?? {};
  return client === undefined ? null : { ...client, ...(await evaluateSpf({ ...client, lookup })) };
};

export const spfProbe = defineProbe({
  key: 'dns.spf',
  needs: [],
  uses: ['ses.identity'],
  permissions: [],
  async ask(reads, facts): Promise<Facts['dns.spf']> {
    const subject = spfSubject(reads, facts['ses.identity']);
    const lookup = spfLookup(reads.dns);
    const policy = async () => {
      const tree = subject === null ? null : await spfTree(subject.domain, lookup);
      const mailFrom = subject === null || tree === null ? null : { ...subject, tree };
      return { mailFrom, provider: await providerOf(targetOf(reads), tree, lookup) };
    };
    const [asked, fromDomain, evaluation] = await Promise.all([
      policy(),
      fromDomainOf(reads, subject?.domain ?? null),
      evaluationOf(reads, lookup),
    ]);
    return { ...asked, fromDomain, evaluation };
  },
});
