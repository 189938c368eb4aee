// Asks for the Organizational Domains of what SPF and DKIM will authenticate.
import type { Observation } from '../../core/observation.ts';
import type { Sender } from '../../core/sender.ts';
import { SES_OWN, signersOf } from '../../facts/derived.ts';
import type { Facts } from '../../facts/index.ts';
import { defineProbe } from '../probe.ts';
import { spfSubject } from './spf.ts';
import { askAuthenticated } from './walk.ts';

type Identity = Observation<Facts['ses.identity']>;

/** d= of the signatures, by SES where it was asked, else as somebody named them. */
const signersFor = (
  { ses, dkim }: Sender,
  identity: Identity,
): { readonly signers: 'ses' | 'named'; readonly domains: readonly string[] } =>
  ses !== null && identity.state === 'observed'
    ? { signers: 'ses', domains: signersOf(identity.value) }
    : { signers: 'named', domains: [...new Set(dkim.map(({ domain }) => domain))] };

/** Without a custom MAIL FROM, SES's own; but only where SES was asked, or nothing was declared. */
const returnPath = (sender: Sender, identity: Identity): string | null => {
  const subject = spfSubject(sender, identity);
  if (subject !== null) return subject.domain;
  return sender.ses !== null && identity.state === 'observed' ? SES_OWN : null;
};

export const alignmentProbe = defineProbe({
  key: 'dns.alignment',
  needs: [],
  uses: ['ses.identity'],
  permissions: [],
  async ask({ dns, sender }, facts) {
    const identity = facts['ses.identity'];
    const path = returnPath(sender, identity);
    const { signers, domains } = signersFor(sender, identity);
    const [own, spf, ...dkim] = await Promise.all([
      askAuthenticated(dns, sender.domain),
      path === null ? null : askAuthenticated(dns, path),
      ...domains.map((domain) => askAuthenticated(dns, domain)),
    ]);
    const spfAssumed = spfSubject(sender, identity)?.kind === 'from';
    return { from: own, spf, spfAssumed, dkim, signers };
  },
});
