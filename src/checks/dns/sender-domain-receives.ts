// From and Reply-To addresses that answers can reach.
import type { Facts } from '../../facts/index.ts';
import { isAbsent, isAnswer, outcomeText } from '../../mail/dns/outcome.ts';
import { parseMx } from '../../mail/dns/mail-from-mx.ts';
import { defineCheck } from '../check.ts';
import { askAgain, UNANSWERED } from './unanswered.ts';

type Domain = Facts['dns.mailDomains']['domains'][number];
type Fault = 'null-mx' | 'no-such-domain' | 'cname-loop' | 'no-mail-host';
type State = 'receives' | 'implicit-mx' | 'unseen' | Fault;

/** Worst first. */
const FAULTS: readonly Fault[] = ['no-such-domain', 'cname-loop', 'null-mx', 'no-mail-host'];

const ROLE = { from: 'From', 'reply-to': 'Reply-To', 'mail-from': 'Return-Path' } as const;

const stateOf = ({ mx, address }: Domain): State => {
  if (mx.outcome === 'found') return mx.values.every((value) => parseMx(value)?.host === '.') ? 'null-mx' : 'receives';
  if (mx.outcome === 'loop') return 'cname-loop';
  if (!isAbsent(mx.outcome) || address === null) return isAnswer(mx.outcome) ? 'no-mail-host' : 'unseen';
  if (address.outcome === 'found') return 'implicit-mx';
  if (!isAnswer(address.outcome)) return 'unseen';
  return mx.outcome === 'nxdomain' ? 'no-such-domain' : 'no-mail-host';
};

const sentence = (fault: Fault, { role, domain }: Domain): string => {
  const subject = `the ${ROLE[role]} domain ${domain}`;
  switch (fault) {
    case 'no-such-domain':
      return `Correct the ${ROLE[role]} address, or register and delegate its domain: ${domain} does not exist in DNS.`;
    case 'cname-loop':
      return `Remove the CNAME of ${subject}, which leads back to itself, and publish the MX of a mailbox host.`;
    case 'no-mail-host':
      return `Publish the MX of a mailbox host for ${subject}, or use another ${ROLE[role]} address: it has no mail host, so answers and bounces are lost.`;
    case 'null-mx':
      return `Publish the MX of a mailbox host for ${subject}, or use another ${ROLE[role]} address: it says that it takes no mail (null MX, RFC 7505), receivers may refuse mail from it (5.7.27), and answers are lost.`;
  }
};

export const senderDomainReceives = defineCheck({
  id: 'sender-domain-receives',
  title: 'Answers to the From and Reply-To addresses can be delivered',
  severity: 'warning',
  why: 'Customers answer invoices; and receivers distrust, or refuse, a sender domain that cannot take mail.',
  owner: 'DNS admin',
  references: ['RFC 5321 §5.1', 'RFC 7505 §4'],
  reasons: {
    'no-such-domain': { status: ['fail'], says: 'A domain that answers go to does not exist in DNS.' },
    'cname-loop': { status: ['fail'], says: 'A domain that answers go to is a CNAME that leads back to itself.' },
    'null-mx': { status: ['fail'], says: 'A domain that answers go to says that it takes no mail (RFC 7505).' },
    'no-mail-host': { status: ['warn'], says: 'A domain that answers go to has no mail host.' },
    ...UNANSWERED,
  },
  needs: ['dns.mailDomains'],
  evaluate(facts) {
    const judged = facts['dns.mailDomains'].value.domains.map((domain) => ({ domain, state: stateOf(domain) }));
    const observed = {
      domains: judged.map(({ domain, state }) => ({ role: domain.role, domain: domain.domain, state, mx: domain.mx.values })),
    };
    const expected = 'Every address that customers see has a domain with a mail host.';
    const bad = FAULTS.flatMap((fault) => judged.filter(({ state }) => state === fault).map(({ domain }) => ({ domain, fault })));
    const [worst] = bad;
    if (worst !== undefined) {
      const remedy = bad.map(({ fault, domain }) => ({ say: sentence(fault, domain) }));
      // Mail from a domain that only lacks a mail host is often taken; from one that is not there, or takes none, it is refused.
      const status = worst.fault === 'no-mail-host' ? 'warn' : 'fail';
      return { status, reason: worst.fault, observed, expected, remedy };
    }
    const unseen = judged.filter(({ state }) => state === 'unseen');
    if (unseen.length > 0) {
      const reason = unseen.length === judged.length ? 'cannot-judge' : 'partly-observed';
      const domains = unseen.map(({ domain }) => domain.domain);
      const why = outcomeText(unseen[0]?.domain.mx.outcome ?? 'timeout');
      const questions = domains.map((domain) => `${domain} MX`);
      const remedy = [askAgain(`the mail hosts of ${domains.join(', ')}`, why, questions)];
      return { status: 'inconclusive', reason, observed, expected, remedy };
    }
    return { status: 'pass', reason: 'ok', observed };
  },
});
