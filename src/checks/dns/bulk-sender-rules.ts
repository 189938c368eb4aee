// What Gmail, Yahoo and Microsoft ask of a domain that sends more than 5,000 messages a day to their consumers.
import type { Observation } from '../../core/observation.ts';
import { SHOWN, signerShown } from '../../facts/message-verdict.ts';
import type { Facts } from '../../facts/index.ts';
import { spfHolds } from '../../facts/spf-servers.ts';
import { dmarcPolicy } from '../../mail/dmarc/policy.ts';
import { walkSteps } from '../../mail/dmarc/walk.ts';
import { spfFaults } from '../../mail/spf/faults.ts';
import { defineCheck } from '../check.ts';
import { isAligned, predict } from './dmarc-prediction.ts';
import { ofSender } from './of-sender.ts';

/** Messages a day to personal mailboxes of one provider (Gmail “close to 5,000”, Microsoft “over 5,000”). */
const BULK = 5_000;

const SPF_RULE = 'SPF passes';

interface Rule {
  readonly rule: string;
  readonly held: boolean | null;
  readonly todo: string;
  /** The checks that own what the rule asks for. */
  readonly owners: readonly string[];
}

const spfHeld = (fact: Facts['dns.spf'], message: Observation<Facts['message.spf']>): boolean | null => {
  const { mailFrom, strangers } = fact;
  if (mailFrom === null) return true;
  const root = mailFrom.tree.nodes[0];
  const faults = spfFaults(mailFrom.tree, strangers);
  if (root?.state === 'none' || faults.some((fault) => fault.level === 'error')) return false;
  if (faults.some((fault) => fault.level === 'unseen')) return null;
  return spfHolds(fact, message);
};

const dmarcHeld = (fact: Facts['dns.dmarc']): boolean | null => {
  const result = dmarcPolicy(walkSteps(fact.walk), true);
  return result.kind === 'unseen' ? null : result.kind === 'applied';
};

const rulesFor = (
  spf: boolean | null,
  dmarc: Facts['dns.dmarc'],
  alignment: Facts['dns.alignment'],
  keys: Observation<Facts['dns.dkimKeys']>,
): readonly Rule[] => {
  const { dkim, all, unseen } = predict(alignment, keys, dmarc);
  const aligned = all.some(isAligned) ? true : unseen || dkim.length === 0 ? null : false;
  const signs = dkim.length === 0 ? null : dkim.some((one) => one.domain !== 'amazonses.com');
  const { from } = alignment;
  return [
    { rule: SPF_RULE, held: spf, todo: 'have SPF pass at the MAIL FROM domain', owners: ['spf-authorises'] },
    {
      rule: 'DKIM signs',
      held: signs,
      todo: `have the provider sign with DKIM for ${from.domain}`,
      owners: ['ses-dkim-status', 'dkim-tokens', 'dkim-keys', 'dmarc-alignment'],
    },
    {
      rule: 'DMARC is published',
      held: dmarcHeld(dmarc),
      todo: `have a DMARC policy apply to ${from.domain}`,
      owners: ['dmarc-record'],
    },
    {
      rule: 'From is aligned',
      held: aligned,
      todo: `have SPF or DKIM count for ${from.domain}`,
      owners: ['dmarc-alignment'],
    },
  ];
};

/** Only a message that was received can tell, where nobody said it. */
const OF_THE_SIGNER: ReadonlySet<string> = new Set(['DKIM signs', 'From is aligned']);

/** A rule that is open because nobody saw from where mail leaves, or as what it is signed, and not because DNS did not answer. */
const isQuestion = ({ rule }: Rule, { mailFrom, strangers }: Facts['dns.spf']): boolean =>
  OF_THE_SIGNER.has(rule) ||
  (rule === SPF_RULE && mailFrom !== null && spfFaults(mailFrom.tree, strangers).every(({ level }) => level !== 'unseen'));

export const bulkSenderRules = defineCheck({
  id: 'bulk-sender-rules',
  title: 'The domain meets what large mailbox providers ask of bulk senders',
  severity: 'blocker',
  why: 'Above 5,000 messages a day Gmail, Yahoo and Microsoft refuse mail from domains that do not.',
  owner: 'DNS admin',
  references: ['https://support.google.com/a/answer/81126', 'https://senders.yahooinc.com/best-practices/', 'RFC 8058'],
  reasons: ofSender({
    'volume-not-declared': { status: ['not-applicable'], says: 'Nobody said how many messages a day are planned.' },
    'below-bulk': { status: ['not-applicable'], says: 'Fewer messages a day are planned than these rules are for.' },
    'rules-not-met': { status: ['fail'], says: 'A rule of the large mailbox providers for bulk senders is not met.' },
  }),
  clauses: {
    'https://support.google.com/a/answer/81126': ['rules-not-met'],
  },
  needs: ['profile.tenant', 'dns.spf', 'dns.dmarc', 'dns.alignment'],
  uses: ['dns.dkimKeys', ...SHOWN],
  evaluate(facts) {
    const { 'profile.tenant': tenant, 'dns.spf': spf, 'dns.dmarc': dmarc, 'dns.alignment': alignment } = facts;
    const { dailyVolume, mailType } = tenant.value.sending;
    const held = spfHeld(spf.value, facts['message.spf']);
    const rules = rulesFor(held, dmarc.value, alignment.value, facts['dns.dkimKeys']).map((one) =>
      // What nobody said, the message that was received shows.
      one.held === null && OF_THE_SIGNER.has(one.rule) && signerShown(facts) !== null ? { ...one, held: true } : one,
    );
    const observed = { dailyVolume, mailType, rules: rules.map(({ rule, held }) => ({ rule, held })) };
    if (dailyVolume === null) return { status: 'not-applicable', reason: 'volume-not-declared', observed };
    if (dailyVolume <= BULK) return { status: 'not-applicable', reason: 'below-bulk', observed };
    const expected = `SPF and DKIM both pass, DMARC is published, and From is aligned, for ${dailyVolume} messages a day.`;
    const broken = rules.filter(({ held }) => held === false);
    if (broken.length > 0) {
      const say = `Before sending ${dailyVolume} messages a day: ${broken.map(({ todo }) => todo).join('; ')}.`;
      const follows = [...new Set(broken.flatMap(({ owners }) => owners))];
      return { status: 'fail', reason: 'rules-not-met', observed, expected, remedy: [{ say }], follows };
    }
    const open = rules.filter(({ held }) => held === null);
    if (open.length > 0) {
      const sender = open.some(({ rule }) => rule === SPF_RULE)
        ? '; `smtp.sendsFrom` names the addresses that mail leaves from'
        : '';
      const say = `Settle what could not be judged, then run again: ${open.map(({ rule }) => rule).join(', ')}${sender}.`;
      const follows = [...new Set(open.flatMap(({ owners }) => owners))];
      // What only a message that was received can tell is a question, and stops nobody from sending it.
      const question = open.every((rule) => isQuestion(rule, spf.value)) ? { openUntilSent: true as const } : {};
      return { status: 'inconclusive', reason: 'partly-observed', observed, expected, remedy: [{ say }], follows, ...question };
    }
    return { status: 'pass', reason: 'ok', observed };
  },
});
