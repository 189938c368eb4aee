// The sending credential, or the relay login, is this gym's alone, and so is what else gyms should not share, unless somebody approved it.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { SHARED_THINGS, type SharedThing } from '../../facts/run.ts';
import { defineCheck } from '../check.ts';
import { profileField } from '../remedy.ts';
import { requirement } from '../requirement.ts';

const reasons = {
  shared: { status: ['warn'], says: 'Another tenant names the same sending credential or relay login.' },
  'shared-token': { status: ['warn'], says: 'Another tenant’s webhook has the same verify token.' },
  'shared-topic': { status: ['warn'], says: 'Another tenant names the same SNS topic.' },
  'shared-identity': { status: ['warn'], says: 'Another tenant names the same SES identity.' },
  'shared-account': { status: ['warn'], says: 'Another tenant names the same AWS account.' },
  'shared-probe': { status: ['warn'], says: 'Another tenant names the same role or key to look with.' },
  'nothing-to-compare': {
    status: ['not-applicable'],
    says: 'No other tenant is known here with which the sending credential could be compared.',
  },
} as const satisfies Reasons;

type Verdict = Judgement<keyof typeof reasons | EngineReason>;

const TOLD: Readonly<Record<SharedThing, { readonly reason: keyof typeof reasons; readonly act: string }>> = {
  credential: {
    reason: 'shared',
    act: 'Create a sending credential or relay login for this gym alone',
  },
  webhook: {
    reason: 'shared-token',
    act: 'Give this gym’s webhook a verify token of its own, as whoever knows the other’s can post events to this one',
  },
  topic: { reason: 'shared-topic', act: 'Create an SNS topic for this gym alone, as each gym’s webhook gets the other’s events' },
  identity: { reason: 'shared-identity', act: 'Verify an identity for this gym alone, as both send on one reputation' },
  account: {
    reason: 'shared-account',
    act: 'Give this gym an AWS account of its own, as quota, suppression list and reputation are one for both',
  },
  probe: {
    reason: 'shared-probe',
    act: 'Give certify a role for this gym alone to look with, as one for several can read what each of them holds',
  },
};

/** An entry that covers all that is open. */
const inFleetFile = (open: readonly { readonly what: readonly SharedThing[] }[]): string => {
  const what = SHARED_THINGS.filter((thing) => open.some((one) => one.what.includes(thing)));
  return `\`sharing: [{tenants: PATTERN, what: [${what.join(', ')}], approvedBy: …, reference: …}]\``;
};

export const credentialNotShared = defineCheck({
  id: 'credential-not-shared',
  title: 'What could be compared with other tenants here is this gym’s alone, or sharing it is approved',
  severity: 'warning',
  why: 'One credential for two gyms mixes their reputation, suppression and billing, and a leak at one stops both.',
  owner: 'AWS admin',
  references: [requirement('R44')],
  reasons,
  needs: ['run.neighbours'],
  uses: ['profile.tenant'],
  evaluate(facts): Verdict {
    const { sharing, compared, things, inFleet, declared } = facts['run.neighbours'].value;
    if (compared === 0) return { status: 'not-applicable', reason: 'nothing-to-compare' };
    const seen =
      things === undefined ? {} : { of: things, notCompared: SHARED_THINGS.filter((thing) => !things.includes(thing)) };
    const tenant = facts['profile.tenant'];
    const approved = tenant.state === 'observed' ? tenant.value.sharing : null;
    const open = sharing.filter((one) => approved?.with.includes(one.tenant) !== true);
    const gravest = SHARED_THINGS.find((thing) => open.some(({ what }) => what.includes(thing)));
    if (gravest === undefined) {
      if (things?.includes('credential') === false) {
        return { status: 'not-applicable', reason: 'nothing-to-compare', observed: { compared: compared ?? null, ...seen } };
      }
      const observed = {
        compared: compared ?? null,
        ...seen,
        ...(approved === null || sharing.length === 0 ? {} : { sharing, ...approved }),
        ...(declared === undefined ? {} : { declared }),
      };
      return { status: 'pass', reason: 'ok', observed };
    }
    const { reason, act } = TOLD[gravest];
    const tenants = open.filter(({ what }) => what.includes(gravest)).map((one) => one.tenant);
    return {
      status: 'warn',
      reason,
      observed: { sharing: open },
      expected:
        'Each gym has a sending credential, verify token, topic, identity, AWS account and probing role of its own, or sharing them is approved.',
      remedy: [
        { say: `${act}: ${tenants.join(', ')} ${tenants.length === 1 ? 'has' : 'have'} the same one.` },
        profileField(
          'Or, once support has approved it in writing, name those tenants, who approved it and where.',
          'aws.sharing',
          `{with: [${open.map((one) => one.tenant).join(', ')}], approvedBy: …, reference: …}`,
        ),
        ...(inFleet === true ? [{ say: `Or say it for many tenants at once, in fleet.yaml: ${inFleetFile(open)}.` }] : []),
      ],
    };
  },
});
