// The sending credential can do nothing else: canaries on real resources that must be refused, by simulation only.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Grant } from '../../facts/iam.ts';
import type { Facts } from '../../facts/index.ts';
import { parsePolicy } from '../../aws/policy/policy.ts';
import { defineCheck } from '../check.ts';
import { cannotJudge } from '../unseen.ts';
import {
  knownPolicies,
  type PlacedStatement,
  restsOn,
  type Right,
  rightOf,
  speaking,
  unseenIdentity,
  unseenPolicies,
} from './rights.ts';
import { inWords } from './statement-words.ts';
import { statementOfNeeds } from './send-statement.ts';
import { unaskedRights } from './unasked.ts';

const reasons = {
  administrator: { status: ['fail'], says: 'The sending credential may create users, keys and rights.' },
  'beyond-ses': { status: ['fail'], says: 'The sending credential may do something outside SES.' },
  'changes-ses': { status: ['fail'], says: 'The sending credential may change what SES holds.' },
  'sends-as-anyone': { status: ['warn'], says: 'The sending credential may send as other identities.' },
  'any-from-address': { status: ['warn'], says: 'The sending credential may send from any address of the identity.' },
} as const satisfies Reasons;

type Code = keyof typeof reasons;
type Verdict = Judgement<Code | EngineReason>;

/** A right that a canary or a statement shows, with the statements that give it. */
interface Wide {
  readonly action: string;
  readonly resource: string;
  readonly purpose: Grant['purpose'];
  readonly by: readonly PlacedStatement[];
}

interface Fault {
  readonly status: 'fail' | 'warn';
  readonly reason: Code;
  readonly expected: string;
  readonly is: (wide: Wide) => boolean;
}

/** Whoever may do this to others, or give itself rights, may do everything. */
const ADMINISTERS = /^iam:(createuser|attachuserpolicy|putuserpolicy)$/i;
const OWN_KEYS = /^iam:createaccesskey$/i;

const faults = (principal: string): readonly Fault[] => [
  {
    status: 'fail',
    reason: 'administrator',
    expected: 'The sending credential cannot create users, keys or rights.',
    is: ({ action, resource }) => ADMINISTERS.test(action) || (OWN_KEYS.test(action) && resource !== principal),
  },
  {
    status: 'fail',
    reason: 'beyond-ses',
    expected: 'The sending credential may do nothing outside SES.',
    is: ({ purpose }) => purpose === 'beyond-ses',
  },
  {
    status: 'fail',
    reason: 'changes-ses',
    expected: 'The sending credential may change nothing in SES.',
    is: ({ purpose }) => purpose === 'ses-write',
  },
  {
    status: 'warn',
    reason: 'sends-as-anyone',
    expected: 'The sending credential may send as this identity only.',
    is: ({ purpose }) => purpose === 'other-identity',
  },
  {
    status: 'warn',
    reason: 'any-from-address',
    expected: 'A condition on ses:FromAddress lets it send as this sender only.',
    is: ({ purpose }) => purpose === 'other-sender',
  },
];

/** What the topic's own policy gives the sending principal by name, beside its policies in IAM. */
const byTopic = (topic: Observation<Facts['sns.topic']>, principal: string): readonly Wide[] => {
  if (topic.state !== 'observed' || topic.value.policy === null) return [];
  const { arn, policy } = topic.value;
  return (parsePolicy(policy) ?? [])
    .filter(
      ({ effect, principals }) =>
        effect === 'Allow' && principals?.some(({ kind, value }) => kind === 'AWS' && value === principal),
    )
    .map((statement) => ({
      action: statement.actions.join(', '),
      resource: arn,
      purpose: 'beyond-ses',
      by: [{ statement, place: 'the access policy of the topic' }],
    }));
};

const once = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];

const actOf = (principal: string, by: readonly PlacedStatement[], statement: ReturnType<typeof statementOfNeeds>): DraftAct => {
  const named = once(by.map((placed) => `${inWords(placed)} (${placed.place})`));
  const say =
    named.length === 0
      ? `Replace the policies of ${principal} by this one statement: one identity, one configuration set, one From address.`
      : `Take from ${principal} what is too wide, ${named.join('; ')}, and leave it this one statement:`;
  return { say, statement: [statement] };
};

/** What was found, the gravest first; null when nothing is. */
const worst = (
  wide: readonly Wide[],
  principal: string,
  status: Fault['status'],
): { fault: Fault; wide: readonly Wide[] } | null => {
  for (const fault of faults(principal)) {
    const fitting = wide.filter(fault.is);
    if (fault.status === status && fitting.length > 0) return { fault, wide: fitting };
  }
  return null;
};

/** The role may do it; what the session's own policy takes away again is not shown by IAM. */
const ofRole = ({ observed, remedy = [] }: Verdict): Verdict => ({
  status: 'inconclusive',
  reason: 'cannot-judge',
  observed: { ...observed, session: true },
  expected: 'The role whose session SquareOS sends with may send and nothing else, whatever the session’s own policy says.',
  remedy,
});

interface Canary {
  readonly grant: Grant;
  readonly right: Right;
  readonly by: readonly PlacedStatement[];
}

export const sendLeastPrivilege = defineCheck({
  id: 'send-least-privilege',
  title: 'The sending credential may send and nothing else',
  severity: 'blocker',
  why: 'The key is stored in a platform; whoever gets it can do all that it may do.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html',
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html',
  ],
  reasons,
  clauses: {
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html': ['administrator', 'beyond-ses'],
    'https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html': ['changes-ses', 'sends-as-anyone', 'any-from-address'],
  },
  needs: ['iam.sendGrants', 'profile.tenant'],
  uses: ['iam.sendPolicies', 'sns.topic', 'ses.identity'],
  evaluate(facts): Verdict {
    const seen = facts['iam.sendGrants'];
    if (seen.state === 'absent') return cannotJudge('what the sending principal may do');
    const { principal, grants, context: known, session } = seen.value;
    const asked = grants.filter(({ purpose }) => purpose !== 'needed');
    if (asked.length === 0) return cannotJudge('what the sending principal may do', { principal });
    const policies = knownPolicies(facts['iam.sendPolicies']);
    const canaries: readonly Canary[] = asked.map((grant) => {
      const input = { grant, policies, known };
      return { grant, right: rightOf(input), by: speaking(input, 'Allow') };
    });
    const unasked = unaskedRights(policies, seen.value);
    const allowed = canaries.filter(({ right }) => right.holds === true);
    const wide = [
      ...allowed.map(({ grant, by }): Wide => ({ ...grant, by })),
      ...unasked.flatMap(({ by, right, ...one }): readonly Wide[] => (right.holds === true ? [{ ...one, by: [by] }] : [])),
      ...byTopic(facts['sns.topic'], principal),
    ];
    const told = (one: { fault: Fault; wide: readonly Wide[] }): Verdict => {
      const by = one.wide.flatMap((each) => each.by);
      const { status, reason, expected } = one.fault;
      const statement = statementOfNeeds(grants, facts['profile.tenant'].value.squareos.senderValue);
      const observed = {
        principal,
        allowed: wide.map(({ action, resource }) => ({ action, resource })),
        refused: canaries.filter(({ right }) => right.holds === false).length,
        statements: once(by.map((placed) => `${placed.place}: ${inWords(placed)}`)),
      };
      return { status, reason, expected, observed, remedy: [actOf(principal, by, statement)] };
    };
    const found = (one: Parameters<typeof told>[0]): Verdict => (session ? ofRole(told(one)) : told(one));
    const grave = worst(wide, principal, 'fail');
    if (grave !== null) return found(grave);
    const open = [...canaries, ...unasked].flatMap(({ right }) => (right.holds === null ? right.conditions : []));
    if (open.length > 0) return restsOn(principal, open);
    const light = worst(wide, principal, 'warn');
    if (light !== null) return found(light);
    const unseen = unseenIdentity(facts['ses.identity']) ?? unseenPolicies(facts['iam.sendPolicies'], policies);
    if (unseen !== null) return unseen;
    return { status: 'pass', reason: 'ok', observed: { principal, allowed: [], refused: canaries.length } };
  },
});
