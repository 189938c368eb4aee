// certify init [file]: asks, checks each answer at once, and writes a commented profile and an empty extraction sheet.
import { init, type InitPerson } from '../../app/init/init.ts';
import { forTerminal } from '../../masking/neutral.ts';
import { indent, wrap } from '../../report/terminal/style.ts';
import { typedSecret } from '../../text/typed-secret.ts';
import { callerOf } from '../caller.ts';
import { type Call, defineCommand } from '../command.ts';
import type { Io } from '../io.ts';
import { argumentOr, choice, completing, list, text } from '../options.ts';
import { document } from '../print.ts';
import * as shared from '../shared-options.ts';
import { answer, say } from '../say.ts';

/** Two columns in, and on a terminal broken between words. */
const lines = (io: Io, text: string): string =>
  `${indent(io.interactive ? wrap(text, io.style.width - 2) : [text], 2).join('\n')}\n`;

const BACK = '<';
const BACK_CHOSEN = `${BACK} the question before`;
const ASKS =
  'Each question says where its answer is found. Nothing is written before the last one; < goes back to the question before, Ctrl-C leaves.';

type Question = Parameters<InitPerson['answer']>[0];

const whyOf = ({ why, optional }: Question): string => (optional && !why.includes('empty') ? `${why} May be left empty.` : why);

/** Explains each question, and asks it. */
const personAt = ({ io, signal }: Call): InitPerson => {
  let told = false;
  return {
    chooseProvider: async () => {
      const { choose } = await import('../prompts.ts');
      return (await choose('Provider', ['SES', 'SMTP'], signal)) === 'SES' ? 'SES' : 'SMTP';
    },
    answer: async (question, { number, of, suggestion }) => {
      const { askChecked, choose } = await import('../prompts.ts');
      if (!told) io.out(`\n${lines(io, ASKS)}`);
      told = true;
      io.out(`\n${lines(io, `${number} of ${of}: ${whyOf(question)}`)}`);
      const isBack = (answer: string): boolean => number > 1 && answer.trim() === BACK;
      if (question.choices !== undefined) {
        const chosen = await choose(question.text, number > 1 ? [...question.choices, BACK_CHOSEN] : question.choices, signal);
        return chosen === BACK_CHOSEN ? null : chosen;
      }
      const problem = (answer: string): string | null =>
        isBack(answer) || (answer === '' && question.optional) ? null : question.problem(answer);
      const answer = (await askChecked(question.text, { suggestion, problem }, signal)).trim();
      return isBack(answer) ? null : answer;
    },
  };
};

/** How the secrets of a profile are given to whoever looks. */
const secretsLine = (variables: readonly string[]): string =>
  `Secrets stand in variables, never in the file. Set ${variables.join(', ')} first, each with a line that waits for it and leaves no trace in the shell’s history: \`${typedSecret(variables[0] ?? '')}\``;

export const command = defineCommand({
  description: 'write a commented profile and an empty sheet, asking for each value',
  args: { file: completing('file', argumentOr('the profile to write', 'gym.yaml')) },
  options: {
    provider: choice('--provider <name>', 'ses or smtp', ['ses', 'smtp']),
    from: text('--from <address>', 'the From address customers see'),
    region: text('--region <region>', 'the AWS region that sends'),
    answer: list('--answer <key=value>', 'answer a question in advance; repeatable'),
    json: shared.json,
    nonInteractive: shared.nonInteractive,
  },
  examples: ['certify init gym.yaml', 'certify init gym.yaml --provider ses --from billing@example.com --region ap-south-1'],
  run: async ({ args, options }, call) => {
    const { io, setting } = call;
    const caller = await callerOf(call);
    const { provider, from, region, answer: answers } = options;
    const asked = { path: args.file, provider, from, region, answers };
    const { profile, sheet, sheetWritten, variables, remaining } = await init(setting, caller, asked, {
      person: io.interactive ? personAt(call) : null,
      unseen: (what) => say(io, `Not seen: ${forTerminal(what)}`),
    });
    if (options.json) {
      io.out(document({ schema: 'certify.init/1', profile, sheet, variables, remaining }));
      return 0;
    }
    if (io.interactive) io.out('\n');
    answer(io, `Wrote ${forTerminal(profile)}${sheetWritten ? ` and ${forTerminal(sheet)}` : ''}.`);
    for (const one of remaining) io.out(lines(io, forTerminal(one)));
    if (variables.length > 0) answer(io, secretsLine(variables));
    answer(io, `Next: ${remaining.length > 0 ? 'fill these in, then run ' : ''}\`certify check ${forTerminal(profile)}\``);
    return 0;
  },
});
