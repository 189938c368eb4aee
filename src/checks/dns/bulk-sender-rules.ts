// What Gmail, Yahoo and Microsoft ask of a domain that sends more than 5,000 messages a day to their consumers.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { dmarcPolicy } from '../../mail/dmarc/policy.ts';
import { walkSteps } from '../../mail/dmarc/walk.ts';
import { spfFaults } from '../../mail/spf/faults.ts';
import { authorised } from '../../mail/spf/provider.ts';
import { defineCheck } from '../check.ts';
import { isAligned, predict } from './dmarc-prediction.ts';

/** Messages a day to personal mailboxes of one provider (Gmail “close to 5,000”, Microsoft “over 5,000”). */
const BULK = 5_000;

type Rule = { readonly rule: string; readonly held: boolean | null; readonly todo: string };

const spfHeld = ({ mailFrom, provider }: Facts['dns.spf']): boolean | null => {
  if (mailFrom === null) return true;
  const root = mailFrom.tree.nodes[0];
  const faults = spfFaults(mailFrom.tree);
  if (root?.state === 'none' || faults.some((fault) => fault.level === 'error')) return false;
  if (faults.some((fault) => fault.level === 'unseen')) return null;
  return (
    provider === null || ['by-name', 'by-address', 'dynamic'].includes(authorised(mailFrom.tree, provider.target, provider.tree))
  );
};

const dmarcHeld = (fact: Facts['dns.dmarc']): boolean | null => {
  const result = dmarcPolicy(walkSteps(fact.walk), true);
  return result.kind === 'unseen' ? null : result.kind === 'applied';
};

const rulesFor = (spf: Facts['dns.spf'], dmarc: Facts['dns.dmarc'], alignment: Facts['dns.alignment']): readonly Rule[] => {
  const { dkim, all, unseen } = predict(alignment);
  const aligned = all.some(isAligned) ? true : unseen || all.length === 0 ? null : false;
  return [
    { rule: 'SPF passes', held: spfHeld(spf), todo: 'publish the SPF record that spf-authorises shows' },
    {
      rule: 'DKIM signs',
      held: dkim.length === 0 ? null : dkim.some((one) => one.domain !== 'amazonses.com'),
      todo: 'turn on DKIM for the From domain',
    },
    { rule: 'DMARC is published', held: dmarcHeld(dmarc), todo: 'publish the DMARC record that dmarc-record shows' },
    { rule: 'From is aligned', held: aligned, todo: 'follow dmarc-alignment' },
  ];
};

export const bulkSenderRules = defineCheck({
  id: 'bulk-sender-rules',
  title: 'The domain meets what large mailbox providers ask of bulk senders',
  severity: 'blocker',
  why: 'Above 5,000 messages a day Gmail, Yahoo and Microsoft refuse mail from domains that do not.',
  owner: 'DNS admin',
  references: ['https://support.google.com/a/answer/81126', 'https://senders.yahooinc.com/best-practices/', 'RFC 8058'],
  needs: ['profile.tenant', 'dns.spf', 'dns.dmarc', 'dns.alignment'],
  evaluate(facts): Judgement {
    const { 'profile.tenant': tenant, 'dns.spf': spf, 'dns.dmarc': dmarc, 'dns.alignment': alignment } = facts;
    const { dailyVolume, mailType } = tenant.value.sending;
    const rules = rulesFor(spf.value, dmarc.value, alignment.value);
    const observed = { dailyVolume, mailType, rules: rules.map(({ rule, held }) => ({ rule, held })) };
    const broken = rules.filter(({ held }) => held === false);
    if (dailyVolume === null || dailyVolume <= BULK)
      return { status: 'not-applicable', reason: dailyVolume === null ? 'volume-not-declared' : 'below-bulk', observed };
    const expected = `SPF and DKIM both pass, DMARC is published, and From is aligned, for ${dailyVolume} messages a day.`;
    if (broken.length > 0) {
      const fix = `Before sending ${dailyVolume} messages a day: ${broken.map(({ todo }) => todo).join('; ')}.`;
      return { status: 'fail', reason: 'rules-not-met', observed, expected, fix };
    }
    if (rules.some(({ held }) => held === null)) {
      const fix =
        'Settle the checks that could not be judged, or name the DKIM selectors in squareos.sender.dkimSelectors; then run again.';
      return { status: 'inconclusive', reason: 'partly-observed', observed, expected, fix };
    }
    return { status: 'pass', reason: 'ok', observed };
  },
});
