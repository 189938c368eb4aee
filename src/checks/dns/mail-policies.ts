// MTA-STS, TLS reporting and BIMI: nobody needs them to send, but what is published must be readable.
import type { JsonObject } from '../../core/json.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Observation } from '../../core/observation.ts';
import type { Facts } from '../../facts/index.ts';
import { dmarcPolicy } from '../../mail/dmarc/policy.ts';
import { walkSteps } from '../../mail/dmarc/walk.ts';
import {
  MAIL_POLICIES,
  mendMailPolicy,
  type MailPolicyKind,
  mailPolicyState,
  onlyReadable,
} from '../../mail/dns/mail-policies.ts';
import { tlsReportsTo } from '../../mail/dns/tls-rpt.ts';
import { defineCheck } from '../check.ts';
import { changeRecord } from '../remedy.ts';
import { POLICY_REASONS, policyFault, policyUnseen } from './mta-sts-fault.ts';
import { askAgain, firstUnanswered, UNANSWERED } from './unanswered.ts';
import { ofSender } from './of-sender.ts';

type Fact = Facts['dns.mailPolicies'];

const KINDS: readonly MailPolicyKind[] = ['mtaSts', 'tlsRpt', 'bimi'];

/** What keeps a published BIMI record from being used (draft-brand-indicators, domain owner requirements); null: nothing that DNS shows. */
const notEnforced = (dmarc: Observation<Facts['dns.dmarc']>): string | null => {
  if (dmarc.state !== 'observed') return null;
  const result = dmarcPolicy(walkSteps(dmarc.value.walk), true);
  if (result.kind === 'none' || result.kind === 'several') return 'no DMARC policy applies';
  if (result.kind !== 'applied') return null;
  const { record } = result.applied;
  if (record.p === 'none') return 'p=none';
  if (record.sp === 'none') return 'sp=none';
  if (record.testing) return 't=y holds the policy back';
  return record.pct !== null && record.pct < 100 ? `pct=${record.pct} leaves out some of the mail` : null;
};

/** Where TLS reports were to go and cannot. */
const unusable = (values: readonly string[]): readonly string[] =>
  values.flatMap((value) => tlsReportsTo(value)?.unusable ?? []).map((uri) => (uri === '' ? 'an empty entry' : uri.slice(0, 80)));

/** What to do about a record that counts for nothing, with the one that was meant. */
const brokenAct = (fact: Fact, kind: MailPolicyKind, name: string, state: 'several' | 'malformed'): DraftAct => {
  const { title, example, begins } = MAIL_POLICIES[kind];
  const { values, chain } = fact[kind];
  if (state === 'several') {
    const keep = chain.length > 0 ? null : onlyReadable(kind, values);
    const before = values.filter((value) => begins.test(value));
    const gone = keep === null ? null : changeRecord({ name, type: 'TXT', before, after: [keep], all: values });
    const say = `Keep one ${title} record at ${name}: it has more than one, so none counts.`;
    return { say, ...(gone === null ? {} : { records: [gone] }) };
  }
  const mended = chain.length > 0 ? null : mendMailPolicy(kind, values);
  const change =
    mended === null ? null : changeRecord({ name, type: 'TXT', before: [mended.before], after: [mended.after], all: values });
  const lost = kind === 'tlsRpt' ? unusable(values) : [];
  const say =
    lost.length > 0
      ? `Correct rua= of the ${title} record at ${name}: ${lost.join(', ')} is neither a mailto: address nor an https: URL, with commas between them.`
      : `Rewrite the ${title} record at ${name} so that it begins as ${example}…, or remove it: it cannot be read.`;
  return { say, ...(change === null ? {} : { records: [change] }) };
};

/** The policy as fetched, for the record. */
const policyOf = (fact: Facts['dns.mtaSts'] | null): JsonObject => {
  if (fact === null) return {};
  const { id, answer, policy, problems, hosts, unlisted } = fact;
  return { policy: { id, answer, ...policy, problems, hosts, unlisted } };
};

export const mailPolicies = defineCheck({
  id: 'mail-policies',
  title: 'MTA-STS, TLS reporting and BIMI can be read where they are published',
  severity: 'info',
  why: 'A record that cannot be read protects nothing and reports nothing, while it looks as if it did.',
  owner: 'DNS admin',
  references: ['RFC 8461 §3.1', 'RFC 8461 §3.2', 'RFC 8461 §3.3', 'RFC 8461 §4.1', 'RFC 8460 §3'],
  reasons: ofSender({
    several: { status: ['warn'], says: 'More than one record of a kind stands at a name, so none counts.' },
    malformed: { status: ['warn'], says: 'A record lacks what it must say, so it counts for nothing.' },
    'bimi-not-enforced': {
      status: ['warn'],
      says: 'BIMI is published, and no logo is shown: it asks for a DMARC policy that is enforced for all mail and all subdomains.',
    },
    ...POLICY_REASONS,
    'none-published': { status: ['not-applicable'], says: 'None of these records is published; nobody needs them to send.' },
    ...UNANSWERED,
  }),
  clauses: {
    'RFC 8461 §3.1': ['several', 'malformed', 'policy-without-record'],
    'RFC 8461 §3.2': ['policy-malformed', 'policy-short-lived'],
    'RFC 8461 §3.3': ['policy-not-served'],
    'RFC 8461 §4.1': ['policy-omits-host'],
    'draft-brand-indicators-for-message-identification': ['bimi-not-enforced'],
  },
  needs: ['dns.mailPolicies'],
  uses: ['dns.dmarc', 'dns.mtaSts'],
  evaluate(facts) {
    const fact = facts['dns.mailPolicies'].value;
    const states = KINDS.map((kind) => ({
      kind,
      name: `${MAIL_POLICIES[kind].label}.${fact.domain}`,
      state: mailPolicyState(kind, fact[kind]),
    }));
    const observed = Object.fromEntries(states.map(({ kind, state }) => [kind, state]));
    const broken = states.flatMap(({ kind, name, state }) =>
      state === 'several' || state === 'malformed' ? [{ kind, name, state }] : [],
    );
    if (broken[0] !== undefined) {
      const remedy = broken.map(({ kind, name, state }) => brokenAct(fact, kind, name, state));
      const expected = 'At each of these names no record, or one that can be read.';
      return {
        status: 'warn',
        reason: broken[0].state,
        clause: MAIL_POLICIES[broken[0].kind].clause,
        observed,
        expected,
        remedy,
      };
    }
    const policy = facts['dns.mtaSts'];
    const seen = policy.state === 'observed' ? policy.value : null;
    const fault = seen === null ? null : policyFault(seen);
    if (fault !== null) return { status: 'warn', observed: { ...observed, ...policyOf(seen) }, ...fault };
    const dmarc = facts['dns.dmarc'];
    // A record with an empty l= declines (nobody wants a logo there).
    const wantsLogo = fact.bimi.values.some((text) => /;\s*l\s*=\s*https:/i.test(text));
    const lacking = wantsLogo ? notEnforced(dmarc) : null;
    if (lacking !== null) {
      const say = `Enforce the DMARC policy of ${fact.domain}, or remove the BIMI record: no logo is shown while ${lacking}.`;
      const expected = 'p= quarantine or reject for all mail, and no sp=none.';
      const follows = /^(no|pct)/.test(lacking) ? ['dmarc-record'] : [];
      return { status: 'warn', reason: 'bimi-not-enforced', observed, expected, remedy: [{ say }], follows };
    }
    const silent = states.filter(({ state }) => state === 'unseen');
    if (silent.length > 0) {
      const reason = silent.length === states.length ? 'cannot-judge' : 'partly-observed';
      const titles = silent.map(({ kind }) => MAIL_POLICIES[kind].title).join(', ');
      const again = askAgain(
        `${titles} of ${fact.domain}`,
        firstUnanswered(silent.map(({ kind }) => fact[kind].outcome)),
        silent.map(({ name }) => `${name} TXT`),
      );
      return { status: 'inconclusive', reason, observed, expected: 'DNS answers for these names.', ...again };
    }
    const say = seen === null ? null : policyUnseen(seen);
    if (say !== null) {
      return {
        status: 'inconclusive',
        reason: 'partly-observed',
        observed,
        expected: 'The policy host answers.',
        remedy: [{ say, command: `curl -si https://mta-sts.${fact.domain}/.well-known/mta-sts.txt` }],
      };
    }
    if (states.some(({ state }) => state === 'published'))
      return { status: 'pass', reason: 'ok', observed: { ...observed, ...policyOf(seen) } };
    return { status: 'not-applicable', reason: 'none-published', observed };
  },
});
