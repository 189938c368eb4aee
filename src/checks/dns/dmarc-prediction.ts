// DMARC for a message not yet sent: the policy of the From domain against what SPF and DKIM will authenticate.
import type { Observation } from '../../core/observation.ts';
import { signaturesOf } from '../../facts/derived.ts';
import type { Facts } from '../../facts/index.ts';
import { type Alignment, alignmentOf, policyBySuffixList, type Walked } from '../../mail/dmarc/alignment.ts';
import { dmarcPolicy } from '../../mail/dmarc/policy.ts';
import { walkSteps } from '../../mail/dmarc/walk.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';

type Fact = Facts['dns.alignment'];

const walked = (one: Fact['from']): Walked => ({ ...one, steps: walkSteps(one.walk) });

/** What the policy asks for and what will be there. A MAIL FROM that nobody named is shown, and counts for nothing. */
export const predict = (fact: Fact, keys: Observation<Facts['dns.dkimKeys']>, dmarc: Facts['dns.dmarc'] | null) => {
  const from = walked(fact.from);
  const result = dmarcPolicy(from.steps, dmarc?.apex.outcome !== 'nxdomain');
  const applied = result.kind === 'applied' ? result.applied : null;
  const modes = { adkim: applied?.record.adkim ?? 'r', aspf: applied?.record.aspf ?? 'r' } as const;
  const spf = fact.spf === null ? null : alignmentOf(from, walked(fact.spf), modes.aspf, applied !== null);
  const others = [...signaturesOf(fact, keys), ...(fact.spf === null ? [] : [fact.spf])].map(walked);
  const dkim = signaturesOf(fact, keys).map((one) => alignmentOf(from, walked(one), modes.adkim, applied !== null));
  const all = [...dkim, ...(spf === null || fact.spfAssumed ? [] : [spf])];
  const { spfAssumed, signers } = fact;
  return {
    from,
    signers,
    others,
    /** The answer in which the policy in force came. */
    policyAt: fact.from.walk.find(({ name }) => name === `_dmarc.${applied?.domain}`) ?? null,
    applied,
    modes,
    spf,
    spfAssumed,
    dkim,
    all,
    /** What was asked of all these domains and not answered. */
    unanswered: [fact.from, ...(fact.spf === null ? [] : [fact.spf]), ...signaturesOf(fact, keys)]
      .flatMap(({ walk }) => walk)
      .filter(({ outcome }) => !isAnswer(outcome)),
    unseen: result.kind === 'unseen' || all.some((one) => one.aligned === null),
  };
};

export type Prediction = ReturnType<typeof predict>;

export const observedIn = ({ from, applied, modes, spf, spfAssumed, dkim }: Prediction) => ({
  from: from.domain,
  policy: applied?.policy ?? null,
  policyByRfc7489: policyBySuffixList(from),
  ...modes,
  spf: spf === null ? null : { ...spf, assumed: spfAssumed },
  dkim: dkim.map((one) => ({ ...one })),
});

export const isAligned = (one: Alignment): boolean => one.aligned === true;

/** Receivers that still read RFC 7489 come to another result, or find no policy. */
export const readersDiffer = ({ from, applied, all }: Prediction): boolean =>
  applied !== null && (all.some(isAligned) !== all.some((one) => one.alignedBySuffixList) || policyBySuffixList(from) === null);
