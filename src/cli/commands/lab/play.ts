// certify lab play [scenario]
import { type Move, type Player, playLab } from '../../../app/lab/play.ts';
import { labSymptoms, type World } from '../../../app/lab/worlds.ts';
import { UsageError } from '../../../core/errors.ts';
import { diffReport } from '../../../report/terminal/diff.ts';
import { indent, wrap } from '../../../report/terminal/style.ts';
import { terminalReport } from '../../../report/terminal/terminal.ts';
import { didYouMean } from '../../../text/nearest.ts';
import { callerOf } from '../../caller.ts';
import { type Call, defineCommand } from '../../command.ts';
import type { Io } from '../../io.ts';
import { completing, optional } from '../../options.ts';

const named = async ({ setting }: Call, name: string): Promise<World> => {
  const worlds = (await labSymptoms(setting, [])).flatMap((symptom) => symptom.worlds);
  const world = worlds.find((one) => one.name === name);
  if (world !== undefined) return world;
  throw new UsageError({
    code: 'scenario-unknown',
    message: `There is no scenario "${name.slice(0, 60)}".`,
    fix: `${didYouMean(
      name,
      worlds.map((one) => one.name),
    )}\`certify lab list\` shows them by what one sees.`,
  });
};

/** First what one sees, then one of its worlds. */
const chosen = async (call: Call): Promise<World> => {
  const { setting, signal } = call;
  const { choose } = await import('../../prompts.ts');
  const symptoms = await labSymptoms(setting, []);
  const says = await choose(
    'What do you see?',
    symptoms.map((one) => one.says),
    signal,
  );
  const worlds = symptoms.find((one) => one.says === says)?.worlds ?? [];
  const title = await choose(
    'Which of them?',
    worlds.map((one) => one.title),
    signal,
  );
  return worlds.find((one) => one.title === title) ?? named(call, title);
};

const MOVES: readonly (readonly [Move, string])[] = [
  ['look', 'Look again: I changed the profile'],
  ['mend', 'Put the world in order, and look again'],
  ['end', 'End'],
];

/** Two columns in, broken between words. */
const broken = ({ style }: Io, text: string): string => `${indent(wrap(text, Math.min(style.width, 100) - 2), 2).join('\n')}\n`;

/** Whoever has seen a fault found wants to see it on a whole run, then on a gym. */
const NEXT =
  'Next: `certify ses --lab` walks a whole run, its live message included; `certify init gym.yaml` writes a profile of your own.';

const playerAt = ({ io, signal }: Call): Player => {
  return {
    looked: (document, change) => {
      io.out(
        change === null
          ? terminalReport(document, { ...io.style, verbose: false })
          : diffReport({ ...change, facts: [] }, io.style),
      );
      io.out('\n');
    },
    next: async ({ profile, mended }) => {
      const { choose } = await import('../../prompts.ts');
      io.out(broken(io, `The profile is ${profile}: open it in an editor beside this.`));
      const moves = MOVES.filter(([move]) => move !== 'mend' || !mended);
      const said = await choose(
        'What now?',
        moves.map(([, words]) => words),
        signal,
      );
      return moves.find(([, words]) => words === said)?.[0] ?? 'end';
    },
  };
};

export const command = defineCommand({
  description: 'pick a symptom, run the checks, fix the scenario or the profile, and check again',
  args: { scenario: completing('scenario', optional('the scenario; asked for if left out')) },
  options: {},
  examples: ['certify lab play', 'certify lab play ses-dkim-off'],
  run: async ({ args }, call) => {
    // A name that is none is told to whoever typed it, at a terminal or not.
    const picked = args.scenario === null ? null : await named(call, args.scenario);
    if (!call.io.interactive)
      throw new UsageError({
        code: 'person-needed',
        message: 'This is played at a terminal, and nobody is at one.',
        fix:
          picked === null
            ? 'Use `certify check --lab --scenario NAME` instead; `certify lab list` names the worlds.'
            : `Use \`certify check --lab --scenario ${picked.name}\` instead.`,
      });
    const world = picked ?? (await chosen(call));
    call.io.out(`\n${broken(call.io, world.title)}\n`);
    await playLab(call.setting, await callerOf(call), world, playerAt(call));
    call.io.out(broken(call.io, NEXT));
    return 0;
  },
});
