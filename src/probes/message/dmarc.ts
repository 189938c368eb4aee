// The DMARC policy of the From domain, and the Organizational Domains of what could count for it.
import { NotAsked } from '../../core/probe.ts';
import { askAuthenticated } from '../dns/walk.ts';
import { defineProbe } from '../probe.ts';

export const messageDmarcProbe = defineProbe({
  key: 'message.dmarc',
  needs: ['message.header', 'message.signatures'],
  uses: ['message.spf'],
  permissions: [],
  async ask({ dns }, facts) {
    const { from, fromFields } = facts['message.header'].value;
    const [author] = from;
    // Several From addresses: no receiver can tell whose policy applies (RFC 9989 §4.4).
    if (author === undefined || fromFields !== 1 || from.some(({ domain }) => domain !== author.domain)) {
      return new NotAsked('The message has no single From domain, so no DMARC policy applies to it.');
    }
    const spf = facts['message.spf'];
    const domains = new Set([
      ...facts['message.signatures'].value.signatures.map(({ domain }) => domain),
      ...(spf.state === 'observed' && spf.value.domain !== '' ? [spf.value.domain] : []),
    ]);
    const [own, apex, ...others] = await Promise.all([
      askAuthenticated(dns, author.domain),
      dns.ask(author.domain, 'TXT'),
      ...[...domains].map((domain) => askAuthenticated(dns, domain)),
    ]);
    return { from: own, exists: apex.outcome !== 'nxdomain', others };
  },
});
