// SES uses the gym's own MAIL FROM domain, or says why not.
import { coveringOf, governingOf } from '../../facts/derived.ts';
import { defineCheck } from '../check.ts';
import { partlyObserved } from '../unseen.ts';
import { byStatus, inDns, where } from './mail-from-states.ts';

export const sesMailFromStatus = defineCheck({
  id: 'ses-mail-from-status',
  title: 'SES sends with the gym’s own MAIL FROM domain',
  severity: 'blocker',
  why: 'Without it the envelope sender is amazonses.com: SPF passes and does not count for the gym’s domain.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/mail-from.html'],
  needs: ['ses.identity', 'profile.tenant'],
  uses: ['dns.mailFrom'],
  evaluate(facts) {
    const seen = facts['ses.identity'];
    const governing = governingOf(seen.value);
    if (governing.kind === 'none') return { status: 'not-applicable', reason: 'no-identity' };
    if (governing.kind === 'uncertain') return partlyObserved(`The identity ${governing.name}`, governing.unseen);
    const covering = coveringOf(seen.value);
    // An address identity without a MAIL FROM of its own: whether it takes its domain's is not documented, so that one is judged.
    const own = governing.detail.mailFrom?.domain !== null && governing.detail.mailFrom !== null;
    const { name, detail } = own || covering.kind !== 'known' ? governing : covering;
    const declared = facts['profile.tenant'].value.ses?.mailFrom ?? null;
    const domain = detail.mailFrom?.domain ?? null;
    if (detail.mailFrom === null || domain === null) {
      return {
        status: declared === null ? 'warn' : 'fail',
        reason: declared === null ? 'not-set' : 'declared-not-set',
        observed: { identity: name, declared },
        expected: `A custom MAIL FROM domain below ${name}.`,
        fix: `${where(name)}: set ${declared ?? `bounce.${name.split('@').at(-1) ?? name}`}, and publish the MX and SPF records shown there.`,
      };
    }
    if (declared !== null && declared.toLowerCase() !== domain.toLowerCase()) {
      return {
        status: 'fail',
        reason: 'other-than-declared',
        observed: { identity: name, declared, domain },
        expected: `The MAIL FROM domain is ${declared}.`,
        fix: `Correct ses.mailFrom in the profile to ${domain}, or set ${declared} at ${where(name)}.`,
      };
    }
    return byStatus(name, detail.mailFrom, inDns(facts['dns.mailFrom']));
  },
});
