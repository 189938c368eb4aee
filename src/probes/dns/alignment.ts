// Asks for the Organizational Domains of what SPF and DKIM will authenticate.
import type { Observation } from '../../core/observation.ts';
import type { Sender } from '../../core/sender.ts';
import { SES_OWN, signersOf } from '../../facts/derived.ts';
import type { Facts } from '../../facts/index.ts';
import { defineProbe } from '../probe.ts';
import { spfSubject } from './spf.ts';
import { askAuthenticated } from './walk.ts';

type Identity = Observation<Facts['ses.identity']>;

/** d= of the signatures, as far as it is known before anything is sent. */
const dkimDomains = ({ ses, domain, dkimSelectors }: Sender, identity: Identity): readonly string[] =>
  ses !== null && identity.state === 'observed' ? signersOf(identity.value) : dkimSelectors.length > 0 ? [domain] : [];

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
    const [own, spf, ...dkim] = await Promise.all([
      askAuthenticated(dns, sender.domain),
      path === null ? null : askAuthenticated(dns, path),
      ...dkimDomains(sender, identity).map((domain) => askAuthenticated(dns, domain)),
    ]);
    return { from: own, spf, dkim };
  },
});
