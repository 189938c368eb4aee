// The SES tenant that sends name exists, may send, and has identity and configuration set associated.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import { configurationSetArn, identityArn, parseArn } from '../../aws/arn.ts';
import { governingOf, sesPlaceOf } from '../../facts/derived.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { doThis, profileField } from '../remedy.ts';
import { cannotJudge, partlyObserved } from '../unseen.ts';

const reasons = {
  'no-such-tenant': {
    status: ['fail'],
    says: 'SES has no tenant of this name in the region.',
    follows: [{ check: 'ses-region', reasons: ['topic-elsewhere'] }],
  },
  'sending-disabled': { status: ['fail'], says: 'Sending is switched off for the tenant.' },
  'not-associated': {
    status: ['fail'],
    says: 'The identity or the configuration set is not associated with the tenant, and SES refuses every send that names both.',
  },
  'reputation-at-risk': { status: ['warn'], says: 'SES has a finding of high impact about the tenant’s reputation.' },
} as const satisfies Reasons;

/** SES Developer Guide, tenants; any other word is not known to let it send. */
const MAY_SEND: readonly string[] = ['ENABLED', 'REINSTATED'];
const HARMLESS: readonly (string | null)[] = ['LOW', null];

type Fact = Facts['ses.tenant'];
type Found = Judgement<keyof typeof reasons | EngineReason>;

const observedOf = (fact: Fact): NonNullable<Judgement['observed']> => ({
  tenant: fact.name,
  sendingStatus: fact.sendingStatus,
  resources: fact.resources.state === 'observed' ? fact.resources.value.arns : fact.resources.state,
  reputation: fact.reputation.state === 'observed' ? fact.reputation.value : fact.reputation.state,
});

const disabled = (fact: Fact, observed: NonNullable<Judgement['observed']>): Found | null => {
  const reputation = fact.reputation.state === 'observed' ? fact.reputation.value : null;
  if (fact.sendingStatus !== 'DISABLED' && reputation?.sendingStatus !== 'DISABLED') return null;
  const byAws = reputation?.awsStatus === 'DISABLED';
  const cause = reputation?.awsCause === null || reputation?.awsCause === undefined ? '' : ` AWS says: ${reputation.awsCause}`;
  const say = byAws
    ? `Mend what AWS switched sending of the tenant ${fact.name} off for, then have it reinstated: Amazon SES / Tenants / ${fact.name}.${cause}`
    : `Find out who switched sending of the tenant ${fact.name} off and why, then have it switched on again: Amazon SES / Tenants / ${fact.name}.`;
  const expected = `Sending of the tenant ${fact.name} is enabled.`;
  return { status: 'fail', reason: 'sending-disabled', observed, expected, remedy: [doThis(say)] };
};

/** The resources of the sends, by ARN; the tenant's own ARN gives account and region. */
const needed = (fact: Fact, identity: string | null, set: string | null): readonly string[] | null => {
  const scope = fact.arn === null ? null : parseArn(fact.arn);
  if (scope === null) return null;
  return [
    ...(identity === null ? [] : [identityArn(scope, identity)]),
    ...(set === null ? [] : [configurationSetArn(scope, set)]),
  ];
};

const associate = (tenant: string, arn: string): DraftAct => ({
  say: `Associate it with the tenant ${tenant}: SES refuses sends that name the tenant and a resource that is not its own.`,
  command: `aws sesv2 create-tenant-resource-association --tenant-name ${tenant} --resource-arn ${arn} --region ${parseArn(arn)?.region ?? ''}`,
});

const association = (fact: Fact, wanted: readonly string[], observed: NonNullable<Judgement['observed']>): Found | null => {
  if (fact.resources.state !== 'observed') {
    if (fact.resources.state === 'absent') return null;
    return partlyObserved(`What is associated with the tenant ${fact.name}`, fact.resources, 'ses.tenant');
  }
  const { arns, complete } = fact.resources.value;
  const missing = wanted.filter((arn) => !arns.some((one) => one.toLowerCase() === arn.toLowerCase()));
  if (missing.length === 0) return null;
  if (!complete) return cannotJudge(`all that is associated with the tenant ${fact.name}`, observed);
  return {
    status: 'fail',
    reason: 'not-associated',
    observed: { ...observed, missing },
    expected: 'Identity and configuration set of the sends are associated with the tenant.',
    remedy: missing.map((arn) => associate(fact.name, arn)),
  };
};

export const sesTenant = defineCheck({
  id: 'ses-tenant',
  title: 'The SES tenant may send, with this identity and this configuration set',
  severity: 'blocker',
  why: 'A send that names a tenant is refused when the tenant is switched off, or when identity or set are not its own.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/tenants.html'],
  reasons,
  needs: ['ses.tenant', 'profile.tenant'],
  uses: ['ses.identity', 'ses.configurationSet'],
  evaluate(facts) {
    const seen = facts['ses.tenant'];
    const place = sesPlaceOf(facts['profile.tenant'].value);
    if (seen.state === 'absent') {
      const name = place.tenant ?? '';
      const region = place.region ?? '';
      return {
        status: 'fail',
        reason: 'no-such-tenant',
        observed: { tenant: name, region },
        expected: `SES has the tenant ${name} in ${region}.`,
        remedy: [
          profileField(
            `Correct the name of the tenant, or leave it out when sends name none: ${region} has no ${name}.`,
            `${place.section}.tenant`,
            null,
          ),
          {
            say: 'Or create it, and associate identity and configuration set with it.',
            command: `aws sesv2 create-tenant --tenant-name ${name} --region ${region}`,
            owner: 'AWS admin',
          },
        ],
        owner: 'implementation engineer',
      };
    }
    const fact = seen.value;
    const observed = observedOf(fact);
    const off = disabled(fact, observed);
    if (off !== null) return off;
    const identity = facts['ses.identity'].state === 'observed' ? governingOf(facts['ses.identity'].value) : null;
    const set = facts['ses.configurationSet'].state === 'observed' ? facts['ses.configurationSet'].value.name : null;
    const wanted = needed(fact, identity?.kind === 'known' ? identity.name : null, set);
    if (wanted === null) return cannotJudge(`the ARN of the tenant ${fact.name}`, observed);
    const apart = association(fact, wanted, observed);
    if (apart !== null) return apart;
    if (fact.sendingStatus === null || !MAY_SEND.includes(fact.sendingStatus))
      return cannotJudge(`whether the tenant ${fact.name} may send`, observed);
    if (fact.reputation.state === 'observed' && !HARMLESS.includes(fact.reputation.value.impact)) {
      const say = `Look at Amazon SES / Tenants / ${fact.name} / Reputation, and mend what it finds, before anything new goes live.`;
      const expected = 'SES has no finding of high impact about the tenant.';
      return { status: 'warn', reason: 'reputation-at-risk', observed, expected, remedy: [doThis(say)] };
    }
    return { status: 'pass', reason: 'ok', observed };
  },
});
