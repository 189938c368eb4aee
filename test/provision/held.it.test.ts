// What the caller may do, asked of the lab's IAM by the SDK: held, not held, and not to be seen are three answers.
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadScenario } from '../../src/lab/scenario/scenario.ts';
import type { FaultSpec, Scenario } from '../../src/lab/scenario/types.ts';
import { provisionText } from '../../src/report/terminal/provision.ts';
import { ROOT } from '../cli/certify.ts';
import { inWorld } from './world.ts';

const nothingYet = (): Scenario => loadScenario(ROOT, 'ses-nothing-yet');

/** The writing credential may not do what this names. */
const without = (action: string): Scenario => {
  const scenario = nothingYet();
  const { aws } = scenario;
  const writer = aws?.users['certify-provision'];
  if (aws === null || writer === undefined) throw new Error('the scenario has no writing credential');
  const deny = { Effect: 'Deny' as const, Action: action, Resource: '*' };
  const users = { ...aws.users, 'certify-provision': { ...writer, statements: [...writer.statements, deny] } };
  return { ...scenario, aws: { ...aws, users } };
};

const refusing = (operation: string): Scenario => {
  const fault: FaultSpec = { service: null, operation, error: 'AccessDenied', status: 403, message: 'Denied.', times: null };
  return { ...nothingYet(), faults: [fault] };
};

const style = { colour: false, unicode: true, width: 80 };
const view = { next: 'certify provision ses gym.yaml --apply', verbose: false };

describe('the permissions of a plan', () => {
  it.each<readonly [what: string, Scenario, held: number, states: readonly string[], says: RegExp]>([
    [
      'are all held',
      nothingYet(),
      10,
      ['held'],
      /10 of 10 permissions held by arn:aws:iam::111122223333:user\/certify-provision/,
    ],
    ['lack one', without('sns:CreateTopic'), 9, ['held', 'not-held'], /9 of 10 permissions held/],
    ['cannot be asked about', refusing('SimulatePrincipalPolicy'), 0, ['not-seen'], /whether they are held could not be seen/],
    [
      'are of a caller whom nobody names',
      refusing('GetAccessKeyLastUsed'),
      0,
      ['not-seen'],
      /is not known before the credential/,
    ],
    ['are apart from a read that was refused', refusing('GetAccount'), 10, ['held'], /refused while looking[^]*ses:GetAccount/],
  ])('%s', async (_, scenario, held, states, says) => {
    await inWorld(scenario, async ({ plan: look }) => {
      const plan = await look();
      const rows = plan.held?.rows ?? [];
      expect(rows.filter(({ state }) => state === 'held')).toHaveLength(held);
      expect([...new Set(rows.map(({ state }) => state))].toSorted()).toEqual([...states].toSorted());
      expect(provisionText(plan, style, view)).toMatch(says);
    });
  });

  it('are never those of the credential that looks, where the profile names none that provisions', async () => {
    await inWorld(nothingYet(), async ({ profile, plan: look }) => {
      const text = readFileSync(profile, 'utf8');
      const { provision: _, ...aws } = (parse(text) as { aws: { provision: object } }).aws;
      writeFileSync(profile, stringify({ ...(parse(text) as object), aws }));
      const plan = await look();
      expect([plan.held?.principal, new Set(plan.held?.rows.map(({ state }) => state))]).toEqual([null, new Set(['not-seen'])]);
      expect(provisionText(plan, style, view)).toMatch(/names no credential that provisions/);
    });
  });
});
