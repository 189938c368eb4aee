// Rights that the sending principal's own statements give and IAM was not asked about: no question stands for every pattern.
import type { Grant } from '../../facts/iam.ts';
import type { Facts } from '../../facts/index.ts';
import { speaksOf } from '../../aws/policy/evaluate.ts';
import { wildcardMatches } from '../../aws/policy/match.ts';
import type { PolicyStatement } from '../../aws/policy/policy.ts';
import { contextOf, type KnownPolicies, type PlacedStatement, type Right, rightByStatements } from './rights.ts';
import { allBut } from './statement-words.ts';

/** A right as a statement writes it, such as `athena:*`. */
export interface UnaskedRight {
  readonly action: string;
  readonly resource: string;
  readonly purpose: Grant['purpose'];
  readonly by: PlacedStatement;
  readonly right: Right;
}

/** The right to look at SES, or at oneself, does no harm. */
const HARMLESS = /^(ses:(get|list|describe|batchget)|sts:getcalleridentity$)/i;
const SENDS = /^ses:send/i;

/** One name that the pattern covers, and that is nobody's. */
const named = (pattern: string, filling: string): string => pattern.replaceAll('*', filling).replaceAll('?', 'x');

const purposeOf = (pattern: string): Grant['purpose'] => {
  if (SENDS.test(pattern)) return 'other-identity';
  return /^ses:/i.test(pattern) ? 'ses-write' : 'beyond-ses';
};

/** It speaks of no resource, so it gives nothing. */
const namesNothing = ({ resources, notResources }: PolicyStatement): boolean =>
  notResources === null && (resources === null || resources.length === 0);

/** What an Allow gives: its patterns, or with NotAction everything of some service that it does not name. */
const patternsOf = ({ actions, notActions }: PolicyStatement): readonly (readonly [shown: string, action: string])[] =>
  notActions === null
    ? actions.map((pattern) => [pattern, named(pattern, 'CertifyCanary')])
    : [[allBut(notActions), 'certify-canary:Anything']];

/** Sends through identities alone say as whom: a right on sets and templates is none to send as somebody. */
const namesNobody = ({ resources }: PolicyStatement): boolean =>
  resources !== null &&
  resources.length > 0 &&
  resources.every((one) => /^arn:[^:]*:ses:[^:]*:[^:]*:(template|configuration-set)\//.test(one));

/** IAM decided about it: about one action and resource at least that the statement gives by this pattern. */
const wasAsked = (
  statement: PolicyStatement,
  pattern: string,
  grants: readonly Grant[],
  known: Facts['iam.sendGrants']['context'],
): boolean =>
  statement.notActions === null &&
  grants.some(
    (grant) =>
      (grant.purpose !== 'needed' || SENDS.test(pattern)) &&
      wildcardMatches(pattern, grant.action, true) &&
      speaksOf(statement, { ...grant, context: contextOf(grant, known) }) === true,
  );

/** Each with whether it holds, by the statements and the boundary alone. */
export const unaskedRights = (
  policies: KnownPolicies,
  { grants, context: known }: Pick<Facts['iam.sendGrants'], 'grants' | 'context'>,
): readonly UnaskedRight[] =>
  policies.statements
    .filter(({ statement }) => statement.effect === 'Allow' && !namesNothing(statement))
    .flatMap((by) =>
      patternsOf(by.statement)
        .filter(
          ([shown]) =>
            !HARMLESS.test(shown) &&
            !(SENDS.test(shown) && namesNobody(by.statement)) &&
            !wasAsked(by.statement, shown, grants, known),
        )
        .map(([shown, action]): UnaskedRight => {
          const written = by.statement.resources?.[0] ?? '*';
          const purpose = purposeOf(shown);
          const grant: Grant = {
            purpose,
            action,
            resource: written === '*' ? '*' : named(written, 'certify-canary'),
            from: null,
            decision: 'unknown',
            missingContext: [],
            allowedByOrganization: null,
            allowedByBoundary: null,
          };
          return { action: shown, resource: written, purpose, by, right: rightByStatements(by, { grant, policies, known }) };
        }),
    );
