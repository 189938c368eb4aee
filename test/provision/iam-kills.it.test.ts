// The sending user, the roles and delivery logging under kills, throttling and IAM's eventual consistency; and nothing is asked twice.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/lab/scenario/scenario.ts';
import type { FaultSpec } from '../../src/lab/scenario/types.ts';
import { certify, ROOT } from '../cli/certify.ts';
import { inWorld, naming, writesIn, type World } from './world.ts';

const NAMED =
  'sendUser: squareos-new, topicLogRole: certify-logs, probeRole: {name: certify-look, trusts: "arn:aws:iam::111122223333:user/certify-probe"}';
const ACTS = [
  'iam:CreateUser',
  'iam:PutUserPolicy',
  'iam:CreateRole',
  'iam:PutRolePolicy',
  'iam:CreateRole',
  'iam:PutRolePolicy',
  'sns:SetTopicAttributes',
  'sns:SetTopicAttributes',
] as const;
const TIMES = {
  'iam:CreateRole': 2,
  'iam:CreateUser': 1,
  'iam:PutRolePolicy': 2,
  'iam:PutUserPolicy': 1,
  'sns:SetTopicAttributes': 2,
};

const timesIn = (world: World): object =>
  Object.fromEntries(writesIn(world).map((action) => [action, world.lab.requests()[action]]));

describe('IAM in provision ses --apply', () => {
  it('goes on after kill -9 in every act, makes nothing twice, and then has nothing left to do', {
    timeout: 300_000,
  }, async () => {
    await inWorld('healthy-ses', async (world) => {
      naming(world, NAMED);
      const run = (env: { readonly [name: string]: string }) =>
        certify(['provision', 'ses', world.profile, '--apply', '--yes', '--json', '--evidence-dir', world.evidence], {
          env,
          timeoutMs: 120_000,
        });
      for (const act of ACTS) {
        const env = {
          NODE_OPTIONS: `--require ${join(ROOT, 'test', 'kill', 'die-at-act.cjs')}`,
          CERTIFY_DIE_OF: act,
          CERTIFY_DIE_IN: 'outcome',
        };
        expect([act, (await run(env)).signal]).toEqual([act, 'SIGKILL']);
      }
      expect(timesIn(world)).toEqual(TIMES);
      expect([(await run({})).exitCode, timesIn(world)]).toEqual([0, TIMES]);
    });
  });

  it('asks again where IAM throttles, and where it does not know yet what was made a moment ago', {
    timeout: 180_000,
  }, async () => {
    const fault = (operation: string, error: string, status: number): FaultSpec => ({
      service: null,
      operation,
      error,
      status,
      message: 'Not now.',
      times: 1,
    });
    const faults = [
      fault('CreateUser', 'Throttling', 400),
      fault('PutUserPolicy', 'NoSuchEntity', 404),
      fault('PutRolePolicy', 'NoSuchEntity', 404),
      fault('CreateRole', 'ServiceUnavailable', 503),
    ];
    await inWorld({ ...loadScenario(ROOT, 'healthy-ses'), faults }, async (world) => {
      naming(world, NAMED);
      const { acts, exitCode } = await world.apply();
      expect([exitCode, acts?.map(({ outcome }) => outcome.kind)]).toEqual([0, ACTS.map(() => 'done')]);
      const before = timesIn(world);
      const second = await world.apply();
      expect([second.acts, timesIn(world)]).toEqual([[], before]);
    });
  });
});
