// Sending with an identity of another account: both accounts must let it, and only one of them can be read from here.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { Grant } from '../../facts/iam.ts';
import type { Facts } from '../../facts/index.ts';
import { parseArn } from '../../aws/arn.ts';
import { conditionMatches } from '../../aws/policy/match.ts';
import { authorizationStatement } from '../../aws/policy/ses-send.ts';
import { contextOf, type Right, type RightInput, rightOf, speaking } from './rights.ts';

interface Given {
  readonly principal: string;
  /** The From address. */
  readonly from: string;
}

/** The identity is of another account, whose policy must allow it as well (SES Developer Guide, "Using sending authorization"). */
const isForeign = ({ resource }: Grant, principal: string): boolean =>
  resource.includes(':identity/') && parseArn(resource)?.account !== parseArn(principal)?.account;

/** Where IAM counts the other account's policy, which it was not given, as no: the principal's own statements tell its side. */
export const ownRight = (input: RightInput, principal: string): Right => {
  const right = rightOf(input);
  const { grant } = input;
  if (right.holds !== false || grant.decision !== 'implicitDeny' || !isForeign(grant, principal)) return right;
  if (grant.allowedByOrganization === false || grant.allowedByBoundary === false) return right;
  const context = contextOf(grant, input.known);
  const allows = speaking(input, 'Allow').some(({ statement }) =>
    statement.conditions.every((condition) => conditionMatches(condition, context) === true),
  );
  return allows ? { holds: true } : right;
};

type Live = Observation<Facts['live.receipt']>;

/** Its policy is there to be read and not here: SES names no policy of an identity to another account. A message that it took shows it. */
export const byOtherAccount = (given: Given, needed: readonly Grant[], live: Live): Judgement<'other-account-decides'> | null => {
  const foreign = needed.filter((grant) => isForeign(grant, given.principal));
  const [first] = foreign;
  if (first === undefined) return null;
  if (live.state === 'observed' && live.value.receipt?.providerMessageId) return null;
  const owner = parseArn(first.resource)?.account ?? '';
  const name = first.resource.split(':identity/')[1] ?? '';
  const actions = [...new Set(foreign.map(({ action }) => action))];
  return {
    status: 'inconclusive',
    reason: 'other-account-decides',
    observed: { principal: given.principal, allowedByIam: foreign.map(({ action, resource }) => ({ action, resource })), owner },
    expected: `A policy of the identity in account ${owner} lets ${given.principal} send with it, as a message that SES took shows.`,
    remedy: [
      {
        say: `In account ${owner}, let this principal send with the identity (Amazon SES / Identities / ${name} / Authorization):`,
        statement: [authorizationStatement(given.principal, { actions, resources: [first.resource], from: given.from })],
      },
      {
        say: `There, see which policies the identity has; from ${parseArn(given.principal)?.account ?? 'here'} nobody can:`,
        command: `aws sesv2 get-email-identity-policies --email-identity ${name} --region ${parseArn(first.resource)?.region ?? ''}`,
      },
    ],
    openUntilSent: true,
  };
};
