// What of a plan's permissions the caller holds, by IAM's own simulator; what was refused while looking is another matter, and told apart.
import type { JsonValue } from '../../core/json.ts';
import type { ProbeSource } from '../../core/places.ts';
import type { IamReads } from '../../core/ports/aws.ts';
import type { PermissionRow, PermissionsHeld, ProvisionPlan } from '../../core/provision.ts';
import type { Observed } from '../../facts/fact.ts';
import { answerOf } from '../../probes/answer.ts';
import { provisionPolicy, type PolicyScope } from '../../provision/policies.ts';
import { isObject } from '../../text/unknown-json.ts';

type Refused = PermissionsHeld['refusedReads'][number];

/** Wherever in an observation a refusal stands. */
const refusalsIn = (value: unknown): readonly Refused[] => {
  if (Array.isArray(value)) return value.flatMap(refusalsIn);
  if (!isObject(value)) return [];
  const { state, action, resource } = value;
  const own =
    state === 'denied' && typeof action === 'string'
      ? [{ action, resource: typeof resource === 'string' ? resource : null }]
      : [];
  return [...own, ...Object.values(value).flatMap(refusalsIn)];
};

const refusedReads = (observations: Observed): readonly Refused[] => {
  const all: readonly JsonValue[] =
    observations instanceof Map ? [...observations.values()] : (Object.values(observations) as readonly JsonValue[]);
  const found = new Map(all.flatMap(refusalsIn).map((one) => [`${one.action} ${one.resource ?? ''}`, one]));
  return [...found.values()].toSorted((a, b) => a.action.localeCompare(b.action));
};

/** Without the secret: who signs in with an AWS profile of this machine is known once it does. Never the credential that looks. */
const whoProvisions = async (iam: IamReads, source: ProbeSource | null): Promise<string | null> => {
  if (source === null) return null;
  if (source.kind === 'role') return source.roleArn;
  if (source.kind !== 'static') return null;
  const user = await answerOf(
    iam.getAccessKeyLastUsed(source.accessKeyId).then(({ UserName }) => (UserName === undefined ? null : iam.getUser(UserName))),
  );
  return user.state === 'observed' ? (user.value?.User?.Arn ?? null) : null;
};

interface Statement {
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

const simulated = async (
  iam: IamReads,
  principal: string,
  { Action: actions, Resource }: Statement,
): Promise<readonly PermissionRow[]> => {
  const resource = Resource.join(', ');
  const asked = await answerOf(
    iam.simulatePrincipalPolicy({
      PolicySourceArn: principal,
      ActionNames: [...actions],
      ...(Resource.includes('*') ? {} : { ResourceArns: [...Resource] }),
    }),
  );
  const row = (action: string, state: PermissionRow['state'], says: string | null): PermissionRow => ({
    action,
    resource,
    state,
    says,
  });
  if (asked.state !== 'observed') return actions.map((action) => row(action, 'not-seen', asked.message));
  const results = asked.value.EvaluationResults ?? [];
  return actions.map((action) => {
    const one = results.find(({ EvalActionName = '' }) => EvalActionName.toLowerCase() === action.toLowerCase());
    if (one?.EvalDecision === undefined) return row(action, 'not-seen', 'IAM’s simulator gave no decision on it.');
    const bounded =
      one.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary === false ||
      one.OrganizationsDecisionDetail?.AllowedByOrganizations === false;
    return row(action, one.EvalDecision === 'allowed' && !bounded ? 'held' : 'not-held', null);
  });
};

const WORST: readonly PermissionRow['state'][] = ['not-held', 'not-seen', 'held'];

/** One row an action: held where it is held on all that it is needed on. */
const byAction = (rows: readonly PermissionRow[]): readonly PermissionRow[] =>
  [...new Set(rows.map(({ action }) => action))].toSorted().map((action) => {
    const same = rows.filter((one) => one.action === action);
    const state = WORST.find((one) => same.some((row) => row.state === one)) ?? 'not-seen';
    const says = same.find((row) => row.state === state)?.says ?? null;
    return { action, resource: same.map(({ resource }) => resource).join(', '), state, says };
  });

const UNKNOWN = 'Who would change the account is not known before the credential is used.';
const UNNAMED =
  'The profile names no credential that provisions (aws.provision), so nobody’s rights were judged: --apply asks for one.';

/** Of the permissions that the changes need; asks nobody where there is none. */
export const permissionsHeld = async (
  iam: IamReads,
  plan: ProvisionPlan,
  given: { readonly scope: PolicyScope; readonly source: ProbeSource | null; readonly observed: Observed },
): Promise<PermissionsHeld> => {
  const statements = (provisionPolicy(given.scope).Statement as readonly Statement[]).flatMap(({ Action, Resource }) => {
    const needed = Action.filter((action) => plan.permissions.includes(action));
    return needed.length === 0 ? [] : [{ Action: needed, Resource }];
  });
  const refused = refusedReads(given.observed);
  if (statements.length === 0) return { principal: null, rows: [], refusedReads: refused };
  const principal = await whoProvisions(iam, given.source);
  const rows: PermissionRow[] = [];
  for (const statement of statements) {
    if (principal !== null) rows.push(...(await simulated(iam, principal, statement)));
    else
      for (const action of statement.Action)
        rows.push({
          action,
          resource: statement.Resource.join(', '),
          state: 'not-seen',
          says: given.source === null ? UNNAMED : UNKNOWN,
        });
  }
  return { principal, rows: byAction(rows), refusedReads: refused };
};
