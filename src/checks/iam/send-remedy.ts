// What mends a right to send that the sending credential lacks.
import { listed } from '../../text/listed.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Grant } from '../../facts/iam.ts';
import { doThis } from '../remedy.ts';
import {
  holding,
  inWordsOf,
  isSure,
  type PlacedStatement,
  type Right,
  type RightInput,
  speaking,
  unmetConditions,
} from './rights.ts';
import { inWords } from './statement-words.ts';
import { statementOfNeeds } from './send-statement.ts';

/** Why sending is refused. */
export type Code =
  | 'organization-denies'
  | 'boundary-denies'
  | 'explicit-deny'
  | 'condition-not-met'
  | 'set-not-allowed'
  | 'identity-not-allowed';

export interface Given {
  readonly principal: string;
  readonly grants: readonly Grant[];
  /** The From address. */
  readonly from: string;
  readonly identityPolicies: { readonly [name: string]: string };
}

export interface Judged {
  readonly input: RightInput;
  readonly right: Right;
  /** Name of the identity's policy that denies it. */
  readonly deniedBy: string | null;
}

/** Deny statements that hit the grant: those that do so for certain, else those that perhaps do. */
const denying = (input: RightInput): readonly PlacedStatement[] => {
  const denies = speaking(input, 'Deny').filter((placed) => holding(placed, input) !== false);
  const sure = denies.filter((placed) => isSure(placed, input));
  return sure.length > 0 ? sure : denies;
};

/** A policy perhaps gives it, or not all of them could be read. */
const givenByPolicies = (input: RightInput): boolean =>
  !input.policies.complete || speaking(input, 'Allow').some((placed) => holding(placed, input) !== false);

/** The boundary could be read, and an Allow there lets it through. */
const allowedByBoundary = (input: RightInput): boolean =>
  input.policies.boundary?.some((placed) => placed.statement.effect === 'Allow' && isSure(placed, input)) === true;

/** A Deny with what it rests on: who reads it must find out why it meets this message. */
const inFull = (placed: PlacedStatement): string => {
  const conditions = placed.statement.conditions.map(inWordsOf);
  return `${placed.place} (${inWords(placed)}${conditions.length === 0 ? '' : `, if ${listed(conditions)}`})`;
};

const deniesOf = (refused: readonly Judged[]): readonly PlacedStatement[] => [
  ...new Set(refused.flatMap(({ input }) => denying(input))),
];

const denyAct = ({ principal, from }: Given, refused: readonly Judged[]): DraftAct => {
  const policy = refused.find(({ deniedBy }) => deniedBy !== null)?.deniedBy ?? null;
  if (policy !== null) {
    return doThis(
      `Take ${principal} out of the Deny in the identity’s policy ${policy} (Amazon SES / Identities / the identity / Authorization): an Allow does not help against a Deny.`,
    );
  }
  const denies = deniesOf(refused);
  const where =
    denies.length === 0
      ? `the Deny statement of ${principal} or its groups`
      : `the Deny in ${denies.map(inFull).join(' and the one in ')}`;
  const or = denies.some(({ statement }) => statement.conditions.length > 0)
    ? `, or change its condition so that a message from ${from}, sent with an access key, does not meet it`
    : '';
  return doThis(`Take SES sending out of ${where}${or}: an Allow does not help against a Deny.`);
};

const conditionAct = (given: Given, refused: readonly Judged[]): DraftAct => {
  const unmet = refused.flatMap(({ input }) => unmetConditions(input));
  const told = [
    ...new Set(
      unmet.map(
        ({ place, condition, given: values }) =>
          `in ${place} the condition ${inWordsOf(condition)} is not met by ${values.length === 0 ? 'a send, which carries no such value' : values.join(', ')}`,
      ),
    ),
  ];
  return {
    say: `Replace the statement by this one: ${told.join('; ')}. IAM compares literally, and with * and ? as wildcards under StringLike.`,
    statement: [statementOfNeeds(given.grants, given.from)],
  };
};

/** The boundary lacks an Allow, or has a Deny; and what it lets through the policies must give besides. */
const boundaryActs = (given: Given, refused: readonly Judged[]): readonly DraftAct[] => {
  const { principal, grants, from } = given;
  const statement = [statementOfNeeds(grants, from)];
  const denied = deniesOf(refused).length > 0;
  const lacks = refused.some(({ input }) => !allowedByBoundary(input));
  const ungiven = refused.some(({ input }) => !givenByPolicies(input));
  return [
    ...(denied ? [denyAct(given, refused)] : []),
    ...(lacks || !denied ? [{ say: `Add this to the permissions boundary of ${principal}, which forbids it:`, statement }] : []),
    ...(ungiven
      ? [{ say: `Put this statement into the policy of ${principal} as well: a boundary gives no right.`, statement }]
      : []),
  ];
};

export const actsOf = (reason: Code, given: Given, refused: readonly Judged[]): readonly DraftAct[] => {
  const { principal, grants, from } = given;
  const statement = [statementOfNeeds(grants, from)];
  switch (reason) {
    case 'organization-denies':
      return [
        doThis(
          'Have the administrator of the AWS organization allow SES for this account: a service control policy forbids it, and a statement on the user does not help.',
        ),
      ];
    case 'boundary-denies':
      return boundaryActs(given, refused);
    case 'explicit-deny':
      return [denyAct(given, refused)];
    case 'condition-not-met':
      return [conditionAct(given, refused)];
    case 'set-not-allowed':
      return [{ say: `Put this statement into the policy of ${principal}; the configuration set is what it lacks:`, statement }];
    case 'identity-not-allowed':
      return [{ say: `Put this statement into the policy of ${principal}:`, statement }];
  }
};
