// A DMARC policy applies to the From domain, and receivers read it as it was meant.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { dmarcFault } from '../../parsers/dmarc-faults.ts';
import { isDmarc } from '../../parsers/dmarc-record.ts';
import { dmarcPolicy, type DmarcResult } from '../../parsers/dmarc-policy.ts';
import { type WalkStep, walkSteps } from '../../parsers/dmarc-walk.ts';
import { outcomeText } from '../../parsers/dns-outcome.ts';
import { zoneLine } from '../../parsers/dns-zone-line.ts';
import { defineCheck } from '../check.ts';
import { pendingInCaches } from './caches.ts';

type Fact = Facts['dns.dmarc'];

const unseen = (fact: Fact, domain: string): Judgement => {
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

const judgeApplied = (fact: Fact, { applied, organizational }: DmarcResult & { kind: 'applied' }): Judgement => {
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
  return { status: 'pass', reason: policy === 'none' ? 'policy-none' : 'ok', observed };
};

const judgeFault = (fact: Fact, steps: readonly WalkStep[]): Judgement => {
  const { reason, advice, keep } = dmarcFault({ ...fact, steps });
  const record = keep ?? `v=DMARC1; p=none; rua=mailto:dmarc@${fact.domain}`;
  return {
    status: 'fail',
    reason,
    observed: { domain: fact.domain, walk: fact.walk.map(({ name, outcome, values }) => ({ name, outcome, values })) },
    expected: expectedAt(fact),
    fix: `${advice}\n${zoneLine(`_dmarc.${fact.domain}`, 'TXT', record)}`,
  };
};

export const dmarcRecord = defineCheck({
  id: 'dmarc-record',
  title: 'One DMARC policy applies to the From domain',
  severity: 'warning',
  why: 'Gmail, Yahoo and Microsoft ask bulk senders for DMARC; without it anybody can send invoices in the gym’s name.',
  owner: 'DNS admin',
  references: ['RFC 9989 §4.10', 'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dmarc.html'],
  needs: ['dns.dmarc'],
  uses: ['dns.whereSeen', 'run.clock'],
  evaluate(facts) {
    const seen = facts['dns.dmarc'];
    if (seen.state === 'absent') return { status: 'not-applicable', reason: 'no-from-domain' };
    const fact = seen.value;
    const steps = walkSteps(fact.walk);
    const result = dmarcPolicy(steps, fact.apex.outcome !== 'nxdomain');
    if (result.kind === 'unseen') return unseen(fact, result.domain);
    if (result.kind === 'applied') return judgeApplied(fact, result);
    const fault = judgeFault(fact, steps);
    const right = (values: readonly string[]): boolean => values.filter(isDmarc).length === 1;
    return pendingInCaches(facts, [{ name: `_dmarc.${fact.domain}`, type: 'TXT', right }], fault) ?? fault;
  },
});
