// `--apply` as a person meets it at a terminal: one question, and what each answer does; and in the embedded lab, killed, or two at once.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { certify, ROOT, temporary } from '../cli/certify.ts';
import { KEY, onTerminal } from '../cli/terminal.ts';
import { inWorld, writesIn } from './world.ts';

const [CTRL_C, CTRL_D] = ['\u0003', '\u0004'];
const QUESTION = /Carry out this act in account 111122223333, ap-south-1\? Nothing is deleted\./;

describe('the question of provision ses --apply', () => {
  it.each([
    ['yes', ['y', KEY.enter], 0, true],
    ['no', ['n', KEY.enter], 3, false],
    ['only Enter', [KEY.enter], 3, false],
    ['Ctrl-C', [CTRL_C], 130, false],
    ['the end of the input', [CTRL_D], 130, false],
  ])('answered with %s', async (_, keys, exitCode, isDone) => {
    await inWorld('ses-topic-signature-version-1', async (world) => {
      const line = ['provision', 'ses', world.profile, '--apply', '--evidence-dir', world.evidence];
      using terminal = onTerminal(line, world.evidence.replace(/evidence$/, ''));
      const shown = (await terminal.until(QUESTION)).replaceAll(/\s+/g, ' ');
      expect(shown).toMatch(/~ topic .*signature version: 1 → 2/);
      expect(writesIn(world)).toEqual([]);
      await terminal.press(...keys);
      if (exitCode === 3) await terminal.until('Nothing was changed.');
      expect([await terminal.ended, writesIn(world)]).toEqual([exitCode, isDone ? ['sns:SetTopicAttributes'] : []]);
      if (exitCode !== 130) return;
      // The lock went with it, and no journal says that something was begun.
      const again = await certify([...line, '--yes', '--json']);
      expect([again.exitCode, writesIn(world)]).toEqual([0, ['sns:SetTopicAttributes']]);
    });
  });
});

it('takes the end of the input for no name of what is to be deleted', async () => {
  await inWorld('ses-send-two-identities', async (world) => {
    mkdirSync(world.evidence);
    const line = ['identity', 'delete', 'other.example', world.profile, '--evidence-dir', world.evidence];
    using terminal = onTerminal(line, world.evidence.replace(/evidence$/, ''));
    await terminal.until('Type other.example to delete it');
    await terminal.press(CTRL_D);
    expect([await terminal.ended, writesIn(world)]).toEqual([130, []]);
  });
});

describe('provision ses --apply --lab', () => {
  const line = ['provision', 'ses', '--lab', '--scenario', 'ses-nothing-yet', '--apply', '--yes', '--json', '--evidence-dir'];

  it('goes on after kill -9 in the world as it was left', async () => {
    using home = temporary();
    const dying = {
      NODE_OPTIONS: `--require ${join(ROOT, 'test', 'kill', 'die-at-act.cjs')}`,
      CERTIFY_DIE_OF: 'sns:CreateTopic',
      CERTIFY_DIE_IN: 'outcome',
    };
    const died = await certify([...line, home.path], { env: dying });
    expect([died.signal, died.stderr]).toEqual(['SIGKILL', expect.any(String)]);
    const ran = await certify([...line, home.path]);
    const { acts } = JSON.parse(ran.stdout) as { readonly acts: readonly { readonly permission: string }[] };
    expect([ran.exitCode, acts.map(({ permission }) => permission)]).toEqual([
      0,
      ['ses:CreateConfigurationSetEventDestination', 'sqs:CreateQueue', 'sns:Subscribe'],
    ]);
  });
});

it('lets one of two applies work, and has the other one do nothing', async () => {
  await inWorld('ses-nothing-yet', async (world) => {
    const line = ['provision', 'ses', world.profile, '--apply', '--yes', '--json', '--evidence-dir', world.evidence];
    const both = await Promise.all([certify(line), certify(line)]);
    const codes = both.map(({ stdout }) => (JSON.parse(stdout) as { readonly code?: string }).code ?? null);
    const [refused, other] = codes[0] === null ? [both[1], codes] : [both[0], codes.toReversed()];
    // Under load the second may begin when the first has ended: then it finds nothing to do.
    expect([other[0], ['locked', null].includes(other[1] ?? null)]).toEqual([null, true]);
    if (other[1] === 'locked') expect(refused.exitCode).toBe(2);
    const asked = world.lab.requests();
    expect(writesIn(world).map((action) => [action, asked[action]])).toEqual(writesIn(world).map((action) => [action, 1]));
    expect(writesIn(world)).toHaveLength(7);
  });
});
