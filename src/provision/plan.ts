// What a tenant's account lacks, from what was seen of it: pure, by the values that the checks judge by.
import type { Finding } from '../core/finding.ts';
import type { ProvisionPlan } from '../core/provision.ts';
import type { LeftOut } from '../core/provision.ts';
import { fact, observationOf, type Observed } from '../facts/fact.ts';
import type { Facts } from '../facts/index.ts';
import { destinationPart, setPart } from './configuration-set.ts';
import { identityPart } from './identity.ts';
import { subscriptionPart } from './subscription.ts';
import { topicPart } from './topic.ts';
import { NOTHING, type Part, type Wanted } from './wanted.ts';

const why = (observed: Observed, key: string): string => {
  const observation = observationOf(observed, key);
  if (observation === undefined || observation.state === 'observed') return 'A part of it was not answered.';
  return observation.message;
};

/** What still stands wrong and is none of the changes. */
const remaining = (findings: readonly Finding[], mended: ReadonlySet<string>): readonly LeftOut[] =>
  findings
    .filter(({ status, cause, check }) => (status === 'fail' || status === 'warn') && cause === null && !mended.has(check))
    .map(({ check, fix, owner }) => ({
      what: (fix ?? check).split('\n')[0] ?? check,
      why:
        owner === 'AWS admin'
          ? `${check}: it would delete, loosen, or decide for a person.`
          : `${check}: it lies outside the account.`,
      owner,
    }));

/** The findings are those of the same look. */
export const provisionPlan = (
  tenant: Facts['profile.tenant'],
  ses: NonNullable<Facts['profile.tenant']['ses']>,
  observed: Observed,
  findings: readonly Finding[],
): ProvisionPlan => {
  const wanted: Wanted = {
    observed,
    ses,
    callback: tenant.callback,
    marketing: tenant.sending.mailType === 'MARKETING',
    account: fact(observed, 'sts.probeIdentity')?.account ?? null,
  };
  const { part: topic, arn } = topicPart(wanted);
  const onTopic: readonly Part[] = arn === null ? [NOTHING] : [destinationPart(wanted, arn), subscriptionPart(wanted, arn)];
  const parts = [setPart(wanted), identityPart(wanted), topic, ...onTopic];
  const changes = parts.flatMap((part) => part.changes);
  const mended = new Set(changes.flatMap(({ mends }) => mends));
  const unseen = [...new Set(parts.flatMap(({ needs }) => needs))];
  return {
    schema: 'certify.provision/1',
    tenant: tenant.tenant,
    region: ses.region,
    changes,
    leftOut: [...parts.flatMap(({ leftOut }) => leftOut), ...remaining(findings, mended)],
    unseen: unseen.map((key) => ({ fact: key, why: why(observed, key) })),
    permissions: [...new Set(changes.flatMap(({ permissions }) => permissions))].toSorted(),
  };
};
