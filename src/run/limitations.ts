// Limitations: failing checks that support accepted. Shown first, never hidden, and judged themselves.
import type { AnyCheck } from '../checks/check.ts';
import type { Finding, Judgement } from '../core/finding.ts';
import type { Limitation } from '../core/profile.ts';
import { LIMITATION_REASONS } from '../core/reason.ts';
import type { UsedLimitation } from '../core/record.ts';
import { findingFrom } from './evaluate.ts';

type State = UsedLimitation['state'];

const stateOf = (limitation: Limitation, finding: Finding | undefined, check: AnyCheck | undefined, now: string): State => {
  if (check?.waivable === false || finding?.check.startsWith('attestation-') === true) return 'not-waivable';
  // The last day counts whole.
  if (now.slice(0, 10) > limitation.expires.slice(0, 10)) return 'expired';
  if (finding === undefined) return 'unused';
  return finding.status === 'fail' || finding.status === 'warn'
    ? 'used'
    : finding.status === 'pass'
      ? 'no-longer-failing'
      : 'unused';
};

const SAYS: { readonly [S in Exclude<State, 'used'>]: (l: Limitation) => Judgement<keyof typeof LIMITATION_REASONS> } = {
  expired: (l) => ({
    status: 'fail',
    reason: 'expired',
    observed: { check: l.check, expires: l.expires, ticket: l.ticket },
    expected: 'A limitation that is still valid.',
    remedy: [{ say: `Repair what ${l.check} reports, or have support renew ${l.ticket} with a new date in \`limitations:\`.` }],
  }),
  'not-waivable': (l) => ({
    status: 'fail',
    reason: 'not-waivable',
    observed: { check: l.check, ticket: l.ticket },
    expected: `${l.check} holds; nobody can waive it.`,
    remedy: [{ say: `Repair what ${l.check} reports and take it out of \`limitations:\`.` }],
  }),
  unused: (l) => ({
    status: 'warn',
    reason: 'unused',
    observed: { check: l.check, ticket: l.ticket },
    expected: 'Each limitation names a check that fails in this run.',
    remedy: [{ say: `Take ${l.check} out of \`limitations:\` in the profile, or correct its name.` }],
  }),
  'no-longer-failing': (l) => ({
    status: 'warn',
    reason: 'no-longer-failing',
    observed: { check: l.check, ticket: l.ticket },
    expected: 'A limitation goes when its cause goes.',
    remedy: [{ say: `Take ${l.check} out of \`limitations:\` and close ${l.ticket}.` }],
  }),
};

const ownFinding = (limitation: Limitation, state: Exclude<State, 'used'>): Finding => {
  const judgement = SAYS[state](limitation);
  return findingFrom(judgement, {
    check: 'limitations',
    step: 'limitations',
    title: 'Every accepted limitation is valid and still needed',
    reasons: LIMITATION_REASONS,
    severity: judgement.status === 'fail' ? 'blocker' : 'warning',
    owner: 'support',
    references: [],
    observations: [],
  });
};

/** Marks accepted findings with their ticket and adds a finding for each limitation that does not count. */
export const applyLimitations = (
  findings: readonly Finding[],
  limitations: readonly Limitation[],
  checks: ReadonlyMap<string, AnyCheck>,
  now: string,
): { readonly findings: readonly Finding[]; readonly limitations: readonly UsedLimitation[] } => {
  const used = limitations.map((limitation) => {
    const finding = findings.find((one) => one.check === limitation.check);
    return { ...limitation, state: stateOf(limitation, finding, checks.get(limitation.check), now) };
  });
  const accepted = new Map(used.filter((one) => one.state === 'used').map((one) => [one.check, one.ticket]));
  const marked = findings.map((finding) => {
    const ticket = accepted.get(finding.check);
    return ticket === undefined || (finding.status !== 'fail' && finding.status !== 'warn')
      ? finding
      : { ...finding, limitation: ticket };
  });
  const own = used.flatMap((one) => (one.state === 'used' ? [] : [ownFinding(one, one.state)]));
  return { findings: [...marked, ...own], limitations: used };
};
