// A DMARC policy applies to the From domain, and receivers read it as it was meant.
import type { Facts } from '../../facts/index.ts';
import { isDmarc, meantAsDmarc } from '../../mail/dmarc/record.ts';
import { dmarcPolicy } from '../../mail/dmarc/policy.ts';
import { type WalkStep, walkSteps } from '../../mail/dmarc/walk.ts';
import { defineCheck } from '../check.ts';
import { pendingInCaches } from './caches.ts';
import { judgeApplied, judgeFault, unseen } from './dmarc-record-judgement.ts';

type Fact = Facts['dns.dmarc'];

/** A record was meant for the From domain itself, and receivers discard it: a parent's policy applying instead is no answer. */
const isSpoiled = (fact: Fact, [own]: readonly WalkStep[]): boolean =>
  own?.kind === 'several' ||
  (own?.kind === 'none' && (own.discarded !== null || fact.walk[0]?.values.some(meantAsDmarc) === true));

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
    const fact = seen.value;
    const steps = walkSteps(fact.walk);
    const result = dmarcPolicy(steps, fact.apex.outcome !== 'nxdomain');
    if (result.kind === 'unseen') return unseen(fact, result.domain);
    if (result.kind === 'applied' && !isSpoiled(fact, steps)) return judgeApplied(fact, result);
    const fault = judgeFault(fact, steps);
    const right = (values: readonly string[]): boolean => values.filter(isDmarc).length === 1;
    return pendingInCaches(facts, [{ name: `_dmarc.${fact.domain}`, type: 'TXT', right }], fault) ?? fault;
  },
});
