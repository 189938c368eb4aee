// What dmarc-record says: of the policy that applies, of one that was published and does not, and of silence.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { dmarcAdvice } from '../../mail/dmarc/advice.ts';
import { dmarcFault } from '../../mail/dmarc/faults.ts';
import type { DmarcResult } from '../../mail/dmarc/policy.ts';
import type { WalkStep } from '../../mail/dmarc/walk.ts';
import { outcomeText } from '../../mail/dns/outcome.ts';
import { zoneLine } from '../../text/zone-line.ts';

type Fact = Facts['dns.dmarc'];

export const unseen = (fact: Fact, domain: string): Judgement => {
  const lookup = fact.walk.find((one) => one.name === `_dmarc.${domain}`);
  return {
    status: 'inconclusive',
    reason: 'cannot-judge',
    observed: { name: `_dmarc.${domain}`, outcome: lookup?.outcome ?? null, detail: lookup?.detail ?? null },
    expected: 'DNS answers for every name of the DMARC tree walk.',
    fix: `Ask again later: ${outcomeText(lookup?.outcome ?? 'timeout')}. When it stays, have the name servers checked: dig _dmarc.${domain} TXT`,
  };
};

const expectedAt = (fact: Fact): string =>
  `One record that begins with v=DMARC1 at _dmarc.${fact.domain}, or at a parent domain.`;

export const judgeApplied = (fact: Fact, { applied, organizational }: DmarcResult & { kind: 'applied' }): Judgement => {
  const { record, policy, domain } = applied;
  const observed = {
    domain: fact.domain,
    at: `_dmarc.${domain}`,
    record: record.text,
    policy,
    organizationalDomain: organizational,
  };
  // Readers of RFC 7489 apply the policy to pct % of the mail; readers of RFC 9989 to all of it.
  if (policy !== 'none' && record.pct !== null && record.pct < 100) {
    const fix = `Remove pct=${record.pct} from _dmarc.${domain}: RFC 9989 dropped it, so receivers differ. To hold back, use t=y.`;
    return { status: 'warn', reason: 'pct-read-differently', observed, expected: expectedAt(fact), fix };
  }
  const [first, ...more] = dmarcAdvice(record);
  if (first !== undefined) {
    const fix = `At _dmarc.${domain}: ${[first, ...more].map(({ advice }) => advice).join(' ')}`;
    return { status: 'warn', reason: first.problem, observed, expected: expectedAt(fact), fix };
  }
  return { status: 'pass', reason: policy === 'none' ? 'policy-none' : 'ok', observed };
};

export const judgeFault = (fact: Fact, steps: readonly WalkStep[]): Judgement => {
  const { reason, advice, keep, at } = dmarcFault({ ...fact, steps });
  const record = keep ?? `v=DMARC1; p=none; rua=mailto:dmarc@${fact.domain}`;
  return {
    status: 'fail',
    reason,
    observed: { domain: fact.domain, walk: fact.walk.map(({ name, outcome, values }) => ({ name, outcome, values })) },
    expected: expectedAt(fact),
    fix: `${advice}\n${zoneLine(`_dmarc.${at ?? fact.domain}`, 'TXT', record)}`,
  };
};
