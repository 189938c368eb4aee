// From and Reply-To addresses that answers can reach.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { isAbsent, isAnswer } from '../../parsers/dns-outcome.ts';
import { parseMx } from '../../parsers/mail-from-mx.ts';
import { defineCheck } from '../check.ts';

type Domain = Facts['dns.mailDomains']['domains'][number];
type State = 'receives' | 'implicit-mx' | 'null-mx' | 'no-mail-host' | 'unseen';

const ROLE = { from: 'From', 'reply-to': 'Reply-To', 'mail-from': 'Return-Path' } as const;

const stateOf = ({ mx, address }: Domain): State => {
  if (mx.outcome === 'found') return mx.values.every((value) => parseMx(value)?.host === '.') ? 'null-mx' : 'receives';
  if (!isAbsent(mx.outcome) || address === null) return isAnswer(mx.outcome) ? 'no-mail-host' : 'unseen';
  if (address.outcome === 'found') return 'implicit-mx';
  return isAnswer(address.outcome) ? 'no-mail-host' : 'unseen';
};

const sentence = (state: State, { role, domain }: Domain): string =>
  state === 'null-mx'
    ? `The ${ROLE[role]} domain ${domain} says that it takes no mail (null MX, RFC 7505): receivers may refuse mail from it (5.7.27), and answers are lost. Publish the MX of a mailbox host there, or use another ${ROLE[role]} address.`
    : `The ${ROLE[role]} domain ${domain} has no mail host, so answers and bounces are lost. Publish the MX of a mailbox host there, or use another ${ROLE[role]} address.`;

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
    if (seen.state === 'absent') return { status: 'not-applicable', reason: 'no-domains' };
    const judged = seen.value.domains.map((domain) => ({ domain, state: stateOf(domain) }));
    const observed = {
      domains: judged.map(({ domain, state }) => ({ role: domain.role, domain: domain.domain, state, mx: domain.mx.values })),
    };
    const expected = 'Every address that customers see has a domain with a mail host.';
    const bad = judged.filter(({ state }) => state === 'null-mx' || state === 'no-mail-host');
    const worst = bad.find(({ state }) => state === 'null-mx') ?? bad[0];
    if (worst !== undefined) {
      const fix = bad.map(({ state, domain }) => sentence(state, domain)).join('\n');
      return { status: 'fail', reason: worst.state, observed, expected, fix };
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
