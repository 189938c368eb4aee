// What IAM's answer about one right is worth: whether it holds, and what that depends on. Shared by the checks of the sending policy.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { EngineReason } from '../../core/reason.ts';
import type { Grant, SendPolicy } from '../../facts/iam.ts';
import type { Facts } from '../../facts/index.ts';
import { speaksOf } from '../../aws/policy/evaluate.ts';
import { all, conditionMatches, type Known, type PolicyContext } from '../../aws/policy/match.ts';
import { neverSet } from '../../aws/policy/principal-context.ts';
import { type PolicyCondition, parsePolicy, type PolicyStatement } from '../../aws/policy/policy.ts';
import { governingOf } from '../../facts/derived.ts';
import { cannotJudge, partlyObserved } from '../unseen.ts';

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

/** What IAM was told of a send, besides the principal's own keys. */
const SENDING_KEYS = ['ses:fromaddress', 'ses:feedbackaddress'];
/** IAM was told it as well; no fact holds it, so its decision stands for it. */
const UNSHOWN = 'ses:recipients';

export const contextOf = (grant: Grant, known: Facts['iam.sendGrants']['context']): PolicyContext => {
  const byUser = known.some(({ key, values }) => key === 'aws:PrincipalType' && values.includes('User'));
  // SquareOS signs with the key itself; who has it otherwise may get a session for it, with a second factor.
  const absent = neverSet(byUser && grant.purpose === 'needed');
  const context = new Map<string, readonly string[]>(absent.map((key) => [key, []]));
  for (const { key, values } of known) context.set(key.toLowerCase(), values);
  for (const key of SENDING_KEYS) context.set(key, grant.from === null ? [] : [grant.from]);
  if (grant.from === null) context.set(UNSHOWN, []);
  return context;
};

export type Right =
  | { readonly holds: true | false }
  /** Condition keys that only a real request shows. */
  | { readonly holds: null; readonly conditions: readonly PolicyCondition[] };

/** Every request carries them; any other key that is unknown can also be absent. */
const ALWAYS_THERE = ['aws:sourceip', 'aws:useragent'];

/** Whoever has the key writes them as he likes: they keep nobody away (IAM User Guide, "aws:UserAgent", "aws:Referer"). */
const CHOSEN_BY_CALLER = ['aws:useragent', 'aws:referer', 'ses:fromdisplayname'];

/**
 * Whether a request meets it. Of what the principal must not be able to do the worst counts: an Allow holds for whoever can send a
 * request without the key, and for whoever can write its value; a Deny that he can evade so holds for nobody.
 */
const metBy = ({ effect }: PolicyStatement, condition: PolicyCondition, { grant, known }: RightInput): Known => {
  const context = contextOf(grant, known);
  const met = conditionMatches(condition, context);
  if (condition.key === UNSHOWN && grant.decision === 'allowed') return true;
  if (met !== null || grant.purpose === 'needed') return met;
  if (CHOSEN_BY_CALLER.includes(condition.key)) return effect === 'Allow';
  if (effect === 'Deny' || ALWAYS_THERE.includes(condition.key)) return null;
  return conditionMatches(condition, new Map([...context, [condition.key, []]])) === true ? true : null;
};

/** Whether its conditions are met, as far as that can be known. */
export const holding = ({ statement }: PlacedStatement, input: RightInput): Known =>
  all(statement.conditions.map((condition) => metBy(statement, condition, input)));

/** Speaks of the grant for certain, and its conditions are met. */
export const isSure = (placed: PlacedStatement, input: RightInput): boolean =>
  holding(placed, input) === true &&
  speaksOf(placed.statement, { ...input.grant, context: contextOf(input.grant, input.known) }) === true;

const openConditions = (statements: readonly PlacedStatement[], input: RightInput): readonly PolicyCondition[] =>
  statements
    .filter((placed) => holding(placed, input) === null)
    .flatMap(({ statement }) => statement.conditions.filter((condition) => metBy(statement, condition, input) === null))
    .filter(({ key }) => key !== UNSHOWN);

/** Conditions that IAM named and no statement that could be read explains. */
const unexplained = (grant: Grant, policies: KnownPolicies, context: PolicyContext): readonly PolicyCondition[] => {
  const every = [...policies.statements, ...(policies.boundary ?? [])];
  const read = new Set(every.flatMap(({ statement }) => statement.conditions.map(({ key }) => key)));
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
  const every = effect === 'Deny' ? [...policies.statements, ...(policies.boundary ?? [])] : policies.statements;
  return every.filter(
    ({ statement }) => statement.effect === effect && speaksOf(statement, { action, resource, context }) !== false,
  );
};

/** What the boundary's Allow statements rest on; none where one of them holds, where there is no boundary, and where the policies give nothing to limit. */
const boundaryConditions = (input: RightInput): readonly PolicyCondition[] => {
  const { grant, policies, known } = input;
  const context = contextOf(grant, known);
  const given = speaking(input, 'Allow').some((placed) => holding(placed, input) !== false);
  if (grant.decision !== 'allowed' && !given) return [];
  const allows = (policies.boundary ?? []).filter(
    ({ statement }) => statement.effect === 'Allow' && speaksOf(statement, { ...grant, context }) !== false,
  );
  return allows.some((placed) => isSure(placed, input)) ? [] : openConditions(allows, input);
};

/** Conditions of an Allow that are surely not met, so that it does not help; with where they stand. */
export const unmetConditions = (
  input: RightInput,
): readonly { readonly place: string; readonly condition: PolicyCondition; readonly given: readonly string[] }[] => {
  const context = contextOf(input.grant, input.known);
  return speaking(input, 'Allow').flatMap(({ statement, place }) => {
    const judged = statement.conditions.map((condition) => ({ condition, met: metBy(statement, condition, input) }));
    // IAM knew the recipient and refused: where everything else is met, it was this.
    const byRecipient = judged.every(({ condition, met }) => met === true || condition.key === UNSHOWN);
    return judged
      .filter(({ condition, met }) => met === false || (byRecipient && condition.key === UNSHOWN && met === null))
      .map(({ condition }) => ({
        place,
        condition,
        given: condition.key === UNSHOWN ? ['the recipient of the live message'] : (context.get(condition.key) ?? []),
      }));
  });
};

/** Somebody whom no policy names: who may not write to him may not write to every customer. */
const ANYBODY = 'anybody@recipient.invalid';

/** What lets a send go out to some recipients alone, the one of the live message among them; with where it stands. */
export const recipientLimits = (
  input: RightInput,
): readonly { readonly place: string; readonly condition: PolicyCondition }[] => {
  const context = new Map([...contextOf(input.grant, input.known), [UNSHOWN, [ANYBODY]]]);
  const met = (statement: PolicyStatement, condition: PolicyCondition): Known =>
    condition.key === UNSHOWN ? conditionMatches(condition, context) : metBy(statement, condition, input);
  const toAnybody = ({ statement }: PlacedStatement): Known =>
    all(statement.conditions.map((condition) => met(statement, condition)));
  const naming = (placed: readonly PlacedStatement[]) =>
    placed.flatMap(({ statement, place }) =>
      statement.conditions.filter(({ key }) => key === UNSHOWN).map((condition) => ({ place, condition })),
    );
  const limiting = (allows: readonly PlacedStatement[]) =>
    allows.every((one) => toAnybody(one) === false) ? naming(allows) : [];
  const { policies, grant } = input;
  const boundary = (policies.boundary ?? []).filter(
    ({ statement }) => statement.effect === 'Allow' && speaksOf(statement, { ...grant, context }) !== false,
  );
  return [
    ...naming(speaking(input, 'Deny').filter((one) => toAnybody(one) === true)),
    ...(policies.complete ? limiting(speaking(input, 'Allow')) : []),
    ...limiting(boundary),
  ];
};

const restingOn = (conditions: readonly PolicyCondition[], otherwise: boolean): Right =>
  conditions.length === 0 ? { holds: otherwise } : { holds: null, conditions };

/** IAM's decision, unless it rests on a condition that only a real request answers: then neither yes nor no. */
export const rightOf = (input: RightInput): Right => {
  const { grant, policies } = input;
  if (grant.allowedByOrganization === false) return { holds: false };
  const [allows, denies] = [speaking(input, 'Allow'), speaking(input, 'Deny')];
  const allowed = grant.decision === 'allowed';
  if (!allowed && denies.some((placed) => isSure(placed, input))) return { holds: false };
  // What nobody allows is refused, whatever a Deny or a boundary rests on.
  if (!allowed && policies.complete && allows.every((placed) => holding(placed, input) === false)) return { holds: false };
  const limits = [...openConditions(denies, input), ...boundaryConditions(input)];
  const unnamed = unexplained(grant, policies, contextOf(grant, input.known));
  const sure = allows.some((placed) => isSure(placed, input));
  // IAM was not told the key of a condition that keeps nobody away.
  if (grant.decision === 'implicitDeny' && sure && grant.missingContext.length > 0 && grant.allowedByBoundary !== false)
    return restingOn(limits, true);
  // A condition that IAM takes for met where its key is missing (IfExists, negation) is not met by every request.
  const gives = grant.decision === 'explicitDeny' || sure || (allowed && !policies.complete) ? [] : openConditions(allows, input);
  return restingOn([...limits, ...gives, ...unnamed], allowed);
};

/** What one Allow gives, where IAM was not asked: unless a Deny forbids it, or the boundary does not let it. */
export const rightByStatements = (by: PlacedStatement, input: RightInput): Right => {
  const denies = speaking(input, 'Deny');
  if (holding(by, input) === false || denies.some((placed) => isSure(placed, input))) return { holds: false };
  const { boundary } = input.policies;
  const context = contextOf(input.grant, input.known);
  const within = boundary?.some(
    (placed) =>
      placed.statement.effect === 'Allow' &&
      speaksOf(placed.statement, { ...input.grant, context }) !== false &&
      holding(placed, input) !== false,
  );
  if (within === false) return { holds: false };
  return restingOn([...openConditions([by], input), ...openConditions(denies, input)], true);
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

/** IAM refused what it was asked; what a policy gives beside that, somebody must have read. */
export const unseenPolicies = (
  seen: Observation<Facts['iam.sendPolicies']>,
  { complete }: KnownPolicies,
): Judgement<EngineReason> | null => {
  if (complete) return null;
  const what = 'What the policies of the sending principal give';
  if (seen.state !== 'observed') {
    return seen.state === 'absent'
      ? cannotJudge('the policies of the sending principal')
      : partlyObserved(what, seen, 'iam.sendPolicies');
  }
  for (const { name, document } of seen.value.policies) {
    if (document.state !== 'observed' && document.state !== 'absent')
      return partlyObserved(`The policy ${name} of the sending principal`, document, 'iam.sendPolicies');
  }
  return cannotJudge('every policy of the sending principal', { policies: seen.value.policies.length });
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
