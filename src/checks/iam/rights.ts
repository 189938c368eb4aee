// What IAM's answer about one right is worth: whether it holds, and what that depends on. Shared by the checks of the sending policy.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { EngineReason } from '../../core/reason.ts';
import type { Grant, SendPolicy } from '../../facts/iam.ts';
import type { Facts } from '../../facts/index.ts';
import { speaksOf } from '../../aws/policy/evaluate.ts';
import { conditionMatches, type PolicyContext } from '../../aws/policy/match.ts';
import { type PolicyCondition, parsePolicy, type PolicyStatement } from '../../aws/policy/policy.ts';
import { governingOf } from '../../facts/derived.ts';
import { partlyObserved } from '../unseen.ts';

/** A statement with where it stands. */
export interface PlacedStatement {
  readonly statement: PolicyStatement;
  /** Such as `inline policy SendOnly` or `managed policy AdministratorAccess of group Senders`. */
  readonly place: string;
}

/** The statements of the sending user or role. */
export interface KnownPolicies {
  readonly statements: readonly PlacedStatement[];
  /** Of its permissions boundary; null: it has none that could be read. */
  readonly boundary: readonly PlacedStatement[] | null;
  /** All of them could be read. */
  readonly complete: boolean;
}

/** null: the document could not be read. */
const placedIn = ({ document }: SendPolicy, place: string): readonly PlacedStatement[] | null => {
  const statements = document.state === 'observed' ? parsePolicy(document.value) : null;
  return statements?.map((statement) => ({ statement, place })) ?? null;
};

export const knownPolicies = (seen: Observation<Facts['iam.sendPolicies']>): KnownPolicies => {
  if (seen.state !== 'observed') return { statements: [], boundary: null, complete: false };
  const { policies, boundary, complete } = seen.value;
  const read = policies.map((one) =>
    placedIn(one, `${one.kind} policy ${one.name}${one.group === null ? '' : ` of group ${one.group}`}`),
  );
  return {
    statements: read.flatMap((statements) => statements ?? []),
    boundary: boundary === null ? null : placedIn(boundary, `the permissions boundary ${boundary.name}`),
    complete: complete && read.every((one) => one !== null),
  };
};

/** Keys that no request of a user carries: a service that acts for somebody sets them. */
const NEVER_SET = ['aws:sourcearn', 'aws:sourceaccount', 'aws:sourceowner', 'aws:principalservicename', 'aws:calledvia'];

/** What IAM was told of a send, besides the principal's own keys. */
const SENDING_KEYS = ['ses:fromaddress', 'ses:feedbackaddress'];
/** IAM was told it as well; no fact holds it, so its decision stands for it. */
const UNSHOWN = 'ses:recipients';

export const contextOf = (grant: Grant, known: Facts['iam.sendGrants']['context']): PolicyContext => {
  const context = new Map<string, readonly string[]>(NEVER_SET.map((key) => [key, []]));
  for (const { key, values } of known) context.set(key.toLowerCase(), values);
  for (const key of SENDING_KEYS) context.set(key, grant.from === null ? [] : [grant.from]);
  if (grant.from === null) context.set(UNSHOWN, []);
  return context;
};

export type Right =
  | { readonly holds: true | false }
  /** Condition keys that only a real request shows. */
  | { readonly holds: null; readonly conditions: readonly PolicyCondition[] };

const openConditions = (statements: readonly PlacedStatement[], context: PolicyContext): readonly PolicyCondition[] =>
  statements.flatMap(({ statement }) => {
    const judged = statement.conditions.map((condition) => ({ condition, met: conditionMatches(condition, context) }));
    return judged.some(({ met }) => met === false)
      ? []
      : judged.filter(({ met, condition }) => met === null && condition.key !== UNSHOWN).map(({ condition }) => condition);
  });

/** Conditions that IAM named and no statement that could be read explains. */
const unexplained = (grant: Grant, policies: KnownPolicies, context: PolicyContext): readonly PolicyCondition[] => {
  const all = [...policies.statements, ...(policies.boundary ?? [])];
  const read = new Set(all.flatMap(({ statement }) => statement.conditions.map(({ key }) => key)));
  return grant.missingContext
    .map((name) => ({ operator: '', key: name.toLowerCase(), name, values: [] }))
    .filter(({ key }) => !context.has(key) && key !== UNSHOWN && !(policies.complete && read.has(key)));
};

export interface RightInput {
  readonly grant: Grant;
  readonly policies: KnownPolicies;
  readonly known: Facts['iam.sendGrants']['context'];
}

/** Allow or Deny statements that speak of the grant's action and resource; a boundary's Deny forbids like every other, and its Allow gives nothing. */
export const speaking = ({ grant, policies, known }: RightInput, effect: 'Allow' | 'Deny'): readonly PlacedStatement[] => {
  const context = contextOf(grant, known);
  const { action, resource } = grant;
  const all = effect === 'Deny' ? [...policies.statements, ...(policies.boundary ?? [])] : policies.statements;
  return all.filter(
    ({ statement }) => statement.effect === effect && speaksOf(statement, { action, resource, context }) !== false,
  );
};

/** What the boundary's Allow statements rest on; none where one of them holds, where there is no boundary, and where the policies give nothing to limit. */
const boundaryConditions = (input: RightInput): readonly PolicyCondition[] => {
  const { grant, policies, known } = input;
  const context = contextOf(grant, known);
  const given = speaking(input, 'Allow').some(({ statement }) =>
    statement.conditions.every((condition) => conditionMatches(condition, context) !== false),
  );
  if (grant.decision !== 'allowed' && !given) return [];
  const allows = (policies.boundary ?? []).filter(
    ({ statement }) => statement.effect === 'Allow' && speaksOf(statement, { ...grant, context }) !== false,
  );
  const holds = allows.some(({ statement }) =>
    statement.conditions.every((condition) => conditionMatches(condition, context) === true),
  );
  return holds ? [] : openConditions(allows, context);
};

/** Conditions of an Allow that are surely not met, so that it does not help; with where they stand. */
export const unmetConditions = (
  input: RightInput,
): readonly { readonly place: string; readonly condition: PolicyCondition; readonly given: readonly string[] }[] => {
  const context = contextOf(input.grant, input.known);
  return speaking(input, 'Allow').flatMap(({ statement, place }) =>
    statement.conditions
      .filter((condition) => conditionMatches(condition, context) === false)
      .map((condition) => ({ place, condition, given: context.get(condition.key) ?? [] })),
  );
};

/** IAM's decision, unless it rests on a condition that only a real request answers: then neither yes nor no. */
export const rightOf = (input: RightInput): Right => {
  const { grant } = input;
  if (grant.allowedByOrganization === false) return { holds: false };
  const context = contextOf(grant, input.known);
  const allowed = grant.decision === 'allowed';
  const denies = openConditions(speaking(input, 'Deny'), context);
  const allows = grant.decision === 'implicitDeny' ? openConditions(speaking(input, 'Allow'), context) : [];
  const certainDeny = speaking(input, 'Deny').some(({ statement }) =>
    statement.conditions.every((condition) => conditionMatches(condition, context) === true),
  );
  if (!allowed && certainDeny) return { holds: false };
  const conditions = [...denies, ...allows, ...boundaryConditions(input), ...unexplained(grant, input.policies, context)];
  return conditions.length === 0 ? { holds: allowed } : { holds: null, conditions };
};

/** `IpAddress aws:SourceIp 203.0.113.0/24`; the key alone where no policy could be read. */
export const inWordsOf = ({ operator, name, values }: PolicyCondition): string =>
  operator === '' ? name : `${operator} ${name} ${values.join(', ')}`;

/** Neither yes nor no: what the rights rest on, and who can say. */
export const restsOn = (principal: string, conditions: readonly PolicyCondition[]): Judgement<EngineReason> => {
  const named = [...new Set(conditions.map(inWordsOf))];
  const keys = [...new Set(conditions.map(({ name }) => name))].join(', ');
  return {
    status: 'inconclusive',
    reason: 'cannot-judge',
    observed: { principal, conditions: named },
    expected: 'What the sending credential may do rests on conditions that can be known before a message is sent.',
    remedy: [
      {
        say: `Have whoever runs SquareOS confirm that its requests meet ${named.join('; ')}: the policy of ${principal} rests on ${keys}, which only SquareOS’s own requests show.`,
        owner: 'SquareOS admin',
      },
    ],
  };
};

/** The identity could not be read: IAM was asked about the declared one, and a more exact one may govern. */
export const unseenIdentity = (identity: Observation<Facts['ses.identity']>): Judgement<EngineReason> | null => {
  if (identity.state === 'skipped' || identity.state === 'absent') return null;
  if (identity.state !== 'observed') return partlyObserved('The identity that governs the sender', identity, 'ses.identity');
  const governing = governingOf(identity.value);
  return governing.kind === 'uncertain'
    ? partlyObserved(`The identity ${governing.name}`, governing.unseen, 'ses.identity')
    : null;
};

/** A session's own policy is not shown by IAM: it can only narrow what the role may do. */
export const sessionHidden = (principal: string): Judgement<EngineReason> => ({
  status: 'inconclusive',
  reason: 'cannot-judge',
  observed: { principal, session: true },
  expected: 'The sending credential is an IAM user’s, whose rights IAM shows.',
  remedy: [
    {
      say: `Give SquareOS the access key of an IAM user: aws.send is a session of ${principal}, and what the session’s own policy takes away is not shown by IAM.`,
      owner: 'AWS admin',
    },
  ],
  // That check says that a session is no credential to send with.
  follows: ['send-credential'],
});

/** A statement in few words: `SendAll (ses:* on *)`. */
export const inWords = ({ statement: { sid, actions, notActions, resources } }: PlacedStatement): string => {
  const what = notActions === null ? actions.join(', ') : `everything but ${notActions.join(', ')}`;
  return `${sid === null ? '' : `${sid}: `}${what} on ${(resources ?? ['*']).join(', ')}`;
};
