// An apply that is killed, refused, throttled or not answered; that meets what is somebody else's; that is not alone.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/lab/scenario/scenario.ts';
import type { FaultSpec, Scenario } from '../../src/lab/scenario/types.ts';
import { createFiles } from '../../src/world/files/files.ts';
import { certify, ROOT } from '../cli/certify.ts';
import { inWorld, type World, writesIn } from './world.ts';

const fault = (operation: string, given: Partial<FaultSpec>): FaultSpec => ({
  service: null,
  operation,
  error: 'AccessDeniedException',
  status: 403,
  message: 'Denied.',
  times: null,
  ...given,
});

const nothingYet = (): Scenario => loadScenario(ROOT, 'ses-nothing-yet');
const withFault = (...faults: readonly FaultSpec[]): Scenario => ({ ...nothingYet(), faults });

const journalsIn = ({ evidence }: World): readonly string[] => {
  const directory = join(evidence, '.runs');
  return readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8'));
};

type Death = readonly [of: string, at: 'intent' | 'outcome'];

const run = ({ profile, evidence }: World, death: Death | null) =>
  certify(['provision', 'ses', profile, '--apply', '--yes', '--json', '--evidence-dir', evidence], {
    env:
      death === null
        ? {}
        : {
            NODE_OPTIONS: `--require ${join(ROOT, 'test', 'kill', 'die-at-act.cjs')}`,
            CERTIFY_DIE_OF: death[0],
            CERTIFY_DIE_IN: death[1],
          },
  });

const CREATES = [
  'ses:CreateConfigurationSet',
  'ses:CreateEmailIdentity',
  'ses:PutEmailIdentityMailFromAttributes',
  'sns:CreateTopic',
  'ses:CreateConfigurationSetEventDestination',
  'sqs:CreateQueue',
  'sns:Subscribe',
];

describe('provision ses --apply', () => {
  it('goes on after kill -9 in every act, and makes nothing twice', { timeout: 180_000 }, async () => {
    await inWorld('ses-nothing-yet', async (world) => {
      const deaths: readonly Death[] = [
        ['ses:CreateConfigurationSet', 'intent'],
        ...CREATES.map((of) => [of, 'outcome'] as const),
      ];
      for (const death of deaths) expect([death, (await run(world, death)).signal]).toEqual([death, 'SIGKILL']);
      const last = await run(world, null);
      expect(last.exitCode).toBe(0);
      const asked = world.lab.requests();
      // Whether the queue stands is not looked at: asked for again with the same attributes, SQS answers with the one that does.
      const times = (action: string): number => (action === 'sqs:CreateQueue' ? 2 : 1);
      expect(CREATES.map((action) => [action, asked[action]])).toEqual(CREATES.map((action) => [action, times(action)]));
      expect(Object.keys(world.lab.aws?.cloud.region('ap-south-1').queues ?? {})).toEqual(['squareos-email-dead-letters']);
      const [journal = '', ...others] = journalsIn(world);
      const types = journal
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { readonly type: string }).type);
      expect(others).toEqual([]);
      // Once more for the one that was killed before it was made, and for the queue.
      expect(types.filter((type) => type === 'act-intended')).toHaveLength(CREATES.length + 2);
      expect(types.at(-1)).toBe('apply-ended');
    });
  });

  it('names act, resource and permission of a refusal, leaves what builds on it, and does the rest', async () => {
    const message =
      'User: arn:aws:iam::111122223333:user/certify-provision is not authorized to perform: ses:CreateConfigurationSet on resource: arn:aws:ses:ap-south-1:111122223333:configuration-set/squareos-main';
    await inWorld(withFault(fault('CreateConfigurationSet', { message })), async (world) => {
      const { acts, exitCode } = await world.apply();
      expect(exitCode).toBe(1);
      const ended = acts?.map(({ permission, outcome }) => [permission, outcome.kind]);
      expect(ended).toEqual(
        CREATES.map((action) => [
          action,
          action === 'ses:CreateConfigurationSet' ? 'refused' : action.endsWith('EventDestination') ? 'left' : 'done',
        ]),
      );
      expect(JSON.stringify(acts?.[0])).toContain(
        'The provisioning credential may not do ses:CreateConfigurationSet on arn:aws:ses:ap-south-1:111122223333:configuration-set/squareos-main',
      );
    });
  });

  it('ends with 3 where nobody knows whether an act was done', async () => {
    await inWorld(withFault(fault('CreateQueue', { error: 'reset-after' })), async (world) => {
      const { acts, exitCode } = await world.apply();
      expect(acts?.find(({ permission }) => permission === 'sqs:CreateQueue')?.outcome.kind).toBe('ambiguous');
      expect(exitCode).toBe(3);
    });
  });

  it('asks again where AWS throttles, and where it does not see yet what was made a moment ago', async () => {
    const throttled = fault('CreateConfigurationSet', { error: 'TooManyRequestsException', status: 429, times: 1 });
    const unseen = fault('CreateConfigurationSetEventDestination', { error: 'NotFoundException', status: 404, times: 1 });
    await inWorld(withFault(throttled, unseen), async (world) => {
      const { acts, exitCode } = await world.apply();
      expect([exitCode, acts?.every(({ outcome }) => outcome.kind === 'done')]).toEqual([0, true]);
    });
  });

  it('touches no queue of somebody else that has the name', async () => {
    const scenario = nothingYet();
    const home = scenario.aws?.regions['ap-south-1'];
    if (scenario.aws === null || home === undefined) throw new Error('the scenario has no region');
    const queues = { 'squareos-email-dead-letters': { VisibilityTimeout: '5' } };
    const aws = { ...scenario.aws, regions: { 'ap-south-1': { ...home, queues } } };
    await inWorld({ ...scenario, aws }, async (world) => {
      const { acts, exitCode } = await world.apply();
      expect(acts?.slice(-2).map(({ outcome }) => outcome.kind)).toEqual(['refused', 'left']);
      expect(exitCode).toBe(1);
      expect(world.lab.aws?.cloud.region('ap-south-1').queues).toEqual(queues);
    });
  });

  it('writes over no topic policy that somebody changed while the question stood open', async () => {
    await inWorld('ses-topic-policy-wrong-source', async (world) => {
      const cloud = world.lab.aws?.cloud;
      const [name = '', before] = Object.entries(cloud?.region('ap-south-1').topics ?? {})[0] ?? [];
      if (cloud === undefined || before === undefined) throw new Error('the scenario has no topic');
      const added = { Sid: 'Added', Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sns:Publish', Resource: '*' };
      const policy = { Version: '2012-10-17', Statement: [added] };
      const { acts, exitCode } = await world.agree(() =>
        cloud.change('ap-south-1', { topics: { [name]: { ...before, policy } } }),
      );
      expect(acts?.map(({ permission, outcome }) => [permission, outcome])).toEqual([
        [
          'sns:SetTopicAttributes',
          { kind: 'refused', code: 'changed-meanwhile', message: expect.stringContaining('Plan again') },
        ],
      ]);
      expect([exitCode, cloud.region('ap-south-1').topics[name]?.policy, writesIn(world)]).toEqual([1, policy, []]);
      expect(journalsIn(world).join('')).toContain('changed-meanwhile');
      // Planned again, what was added stays.
      const again = await world.agree(() => undefined);
      expect(again.acts?.map(({ permission, outcome }) => [permission, outcome.kind])).toEqual([
        ['sns:SetTopicAttributes', 'done'],
      ]);
      expect(JSON.stringify(cloud.region('ap-south-1').topics[name]?.policy)).toContain('Added');
    });
  });

  it('shows the token nowhere, not even where AWS repeats it', async () => {
    await inWorld(nothingYet(), async (world) => {
      const token = world.lab.secrets['verify-token'] ?? '';
      const message = `Invalid parameter: Endpoint https://gym.example/hook?token=${token} and ${encodeURIComponent(token)}`;
      (world.lab.scenario.faults as FaultSpec[]).push(fault('Subscribe', { error: 'AuthorizationError', message }));
      const ran = await certify([
        'provision',
        'ses',
        world.profile,
        '--apply',
        '--yes',
        '--transcript',
        '--evidence-dir',
        world.evidence,
      ]);
      expect(ran.exitCode).toBe(1);
      expect(ran.stdout).toContain('sns:Subscribe');
      expect(token.length).toBeGreaterThan(20);
      expect([ran.stdout, ran.stderr, ...journalsIn(world)].filter((text) => text.includes(token))).toEqual([]);
    });
  });

  it('is refused while another one holds the tenant, and where nobody can agree', async () => {
    await inWorld('ses-nothing-yet', async (world) => {
      const lock = await createFiles().lock(join(world.evidence, '.locks', 'provision-main-gym.lock'));
      const second = await run(world, null);
      expect([second.exitCode, (JSON.parse(second.stdout) as { readonly code: string }).code]).toEqual([2, 'locked']);
      await lock.release();
      const unasked = await certify(['provision', 'ses', world.profile, '--apply', '--evidence-dir', world.evidence]);
      expect([unasked.exitCode, unasked.stderr.includes('--yes')]).toEqual([2, true]);
      expect(Object.keys(world.lab.requests()).filter((name) => /Create|Put|Subscribe$/.test(name))).toEqual([]);
    });
  });
});
