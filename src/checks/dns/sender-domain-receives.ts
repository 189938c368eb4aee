// From and Reply-To addresses that answers can reach.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { isAbsent, isAnswer } from '../../mail/dns/outcome.ts';
import { parseMx } from '../../mail/dns/mail-from-mx.ts';
import { defineCheck } from '../check.ts';

type Domain = Facts['dns.mailDomains']['domains'][number];
type State = 'receives' | 'implicit-mx' | 'null-mx' | 'no-such-domain' | 'cname-loop' | 'no-mail-host' | 'unseen';

/** Worst first. */
const FAULTS: readonly State[] = ['no-such-domain', 'cname-loop', 'null-mx', 'no-mail-host'];

const ROLE = { from: 'From', 'reply-to': 'Reply-To', 'mail-from': 'Return-Path' } as const;

const stateOf = ({ mx, address }: Domain): State => {
  if (mx.outcome === 'found') return mx.values.every((value) => parseMx(value)?.host === '.') ? 'null-mx' : 'receives';
  if (mx.outcome === 'loop') return 'cname-loop';
  if (!isAbsent(mx.outcome) || address === null) return isAnswer(mx.outcome) ? 'no-mail-host' : 'unseen';
  if (address.outcome === 'found') return 'implicit-mx';
  if (!isAnswer(address.outcome)) return 'unseen';
  return mx.outcome === 'nxdomain' ? 'no-such-domain' : 'no-mail-host';
};

const sentence = (state: State, { role, domain }: Domain): string => {
  const subject = `The ${ROLE[role]} domain ${domain}`;
  if (state === 'no-such-domain')
    return `${subject} does not exist in DNS. Correct the ${ROLE[role]} address, or register and delegate the domain.`;
  if (state === 'cname-loop')
    return `${subject} is a CNAME that leads back to itself. Remove it, and publish the MX of a mailbox host.`;
  const remedy = `Publish the MX of a mailbox host there, or use another ${ROLE[role]} address.`;
  if (state === 'no-mail-host') return `${subject} has no mail host, so answers and bounces are lost. ${remedy}`;
  return `${subject} says that it takes no mail (null MX, RFC 7505): receivers may refuse mail from it (5.7.27), and answers are lost. ${remedy}`;
};

export const senderDomainReceives = defineCheck({
  id: 'sender-domain-receives',
  title: 'Answers to the From and Reply-To addresses can be delivered',
  severity: 'warning',
  why: 'Customers answer invoices; and receivers distrust, or refuse, a sender domain that cannot take mail.',
  owner: 'DNS admin',
  references: ['RFC 5321 §5.1', 'RFC 7505 §4'],
  needs: ['dns.mailDomains'],
  evaluate(facts): Judgement {
    const seen = facts['dns.mailDomains'];
    const judged = seen.value.domains.map((domain) => ({ domain, state: stateOf(domain) }));
    const observed = {
      domains: judged.map(({ domain, state }) => ({ role: domain.role, domain: domain.domain, state, mx: domain.mx.values })),
    };
    const expected = 'Every address that customers see has a domain with a mail host.';
    const bad = FAULTS.flatMap((fault) => judged.filter(({ state }) => state === fault));
    const [worst] = bad;
    if (worst !== undefined) {
      const fix = bad.map(({ state, domain }) => sentence(state, domain)).join('\n');
      // Mail from a domain that only lacks a mail host is often taken; from one that is not there, or takes none, it is refused.
      const status = worst.state === 'no-mail-host' ? 'warn' : 'fail';
      return { status, reason: worst.state, observed, expected, fix };
    }
    const unseen = judged.filter(({ state }) => state === 'unseen');
    if (unseen.length > 0) {
      const reason = unseen.length === judged.length ? 'cannot-judge' : 'partly-observed';
      const fix = `Ask again later; when it stays, have the name servers checked: ${unseen.map(({ domain }) => `dig ${domain.domain} MX`).join('; ')}`;
      return { status: 'inconclusive', reason, observed, expected, fix };
    }
    return { status: 'pass', reason: 'ok', observed };
  },
});
