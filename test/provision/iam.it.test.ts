// The sending user and the probing role, made in the lab: real requests of the SDK, against IAM's wire protocol.
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planExit } from '../../src/app/provision/plan.ts';
import { certifyWarm } from '../cli/warm.ts';
import { loadScenario } from '../../src/lab/scenario/scenario.ts';
import type { Scenario } from '../../src/lab/scenario/types.ts';
import { ROOT } from '../cli/certify.ts';
import { changesOf, inWorld, type World } from './world.ts';

const TRUSTS = 'arn:aws:iam::111122223333:user/certify-probe';
const NAMED = `aws:
  iam:
    sendUser: squareos-new
    topicLogRole: certify-sns-logs
    probeRole: {name: certify-look, trusts: "${TRUSTS}", externalId: "gym-7"}
`;

/** The world's profile, with the user and the role that are to be made. */
const naming = ({ profile }: World): void => writeFileSync(profile, readFileSync(profile, 'utf8').replace(/^aws:\n/m, NAMED));

const principals = ({ lab }: World) => {
  const { users = {}, roles = {} } = lab.aws?.cloud.spec ?? {};
  return { user: users['squareos-new'], role: roles['certify-look'] };
};

describe('the sending user and the probing role', () => {
  it('are made with their policies, tags and external id, without a key, and nothing is left to do', async () => {
    await inWorld('ses-nothing-yet', async (world) => {
      naming(world);
      const first = await world.plan();
      expect(changesOf(first)).toEqual(
        expect.arrayContaining(['+ sending user', '+ probing role', '+ logging role', '~ delivery logging']),
      );
      expect(first.leftOut.map(({ what }) => what).join('\n')).toContain('aws iam create-access-key --user-name squareos-new');
      const { acts, exitCode } = await world.apply();
      expect([exitCode, acts?.filter(({ outcome }) => outcome.kind !== 'done')]).toEqual([0, []]);
      const { user, role } = principals(world);
      expect(user).toMatchObject({ tags: { 'certify:tenant': 'main-gym' }, keys: [], policyName: 'certify-send' });
      expect(user?.statements).toMatchObject([{ Condition: { StringEquals: { 'ses:FromAddress': 'billing@example.com' } } }]);
      expect(role).toMatchObject({ trusts: ['certify-probe'], externalId: 'gym-7', policyName: 'certify-probe' });
      expect(JSON.stringify(role?.statements)).not.toMatch(/:(Put|Create|Delete|Send|Update)/);
      const { attributes } = world.lab.aws?.cloud.topic('arn:aws:sns:ap-south-1:111122223333:squareos-email') ?? {};
      expect(attributes?.['HTTPFailureFeedbackRoleArn']).toBe('arn:aws:iam::111122223333:role/certify-sns-logs');
      const second = await world.plan();
      expect([planExit(second), changesOf(second)]).toEqual([0, []]);
      const certified = await certifyWarm([
        'ses',
        world.profile,
        '--evidence-dir',
        world.evidence,
        '--operator',
        'sam',
        '--json',
      ]);
      const { decision } = JSON.parse(certified.stdout) as { readonly decision: { readonly outcome: string } };
      expect([certified.exitCode, decision.outcome]).toEqual([0, 'LAB_ONLY']);
    });
  });

  it.each([
    ['has no tag', {}, /carries no tag certify:tenant/],
    ['is another tenant’s', { 'certify:tenant': 'other-gym' }, /says other-gym/],
    ['lets more than it should', { 'certify:tenant': 'main-gym' }, /is not what certify would write/],
  ])('are left alone where one of that name %s', async (_, tags, why) => {
    const scenario = loadScenario(ROOT, 'healthy-ses');
    const { aws } = scenario;
    const sample = aws?.users['squareos-send'];
    if (aws === null || sample === undefined) throw new Error('the scenario has no sending user');
    const statements = [{ Effect: 'Allow' as const, Action: 'ses:*', Resource: '*' }];
    const theirs = { ...sample, keys: [], tags, statements, policyName: 'certify-send' };
    const world: Scenario = { ...scenario, aws: { ...aws, users: { ...aws.users, 'squareos-new': theirs } } };
    await inWorld(world, async (one) => {
      naming(one);
      const plan = await one.plan();
      expect(changesOf(plan)).toEqual(['+ probing role', '+ logging role', '~ delivery logging']);
      expect(plan.leftOut.map((left) => `${left.what} ${left.why}`).join('\n')).toMatch(why);
      await one.apply();
      expect(principals(one).user).toEqual(theirs);
    });
  });

  it('writes no policy onto a user that somebody made between the look and the act', async () => {
    const scenario = loadScenario(ROOT, 'healthy-ses');
    const exists = {
      service: null,
      operation: 'CreateUser',
      error: 'EntityAlreadyExists',
      status: 409,
      message: 'It exists.',
      times: null,
    };
    await inWorld({ ...scenario, faults: [exists] }, async (world) => {
      naming(world);
      const { acts } = await world.apply();
      const ended = acts?.filter(({ resource }) => resource === 'sending user').map(({ outcome }) => outcome.kind);
      expect(ended).toEqual(['there-already', 'left']);
    });
  });
});
