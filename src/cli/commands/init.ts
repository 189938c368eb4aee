// certify init [file]: asks, checks each answer at once, and writes a commented profile and an empty extraction sheet.
import { init, type InitPerson } from '../../app/init/init.ts';
import { forTerminal } from '../../masking/neutral.ts';
import { indent, wrap } from '../../report/terminal/style.ts';
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

/** Explains each question, and asks it. */
const personAt = ({ io, signal }: Call): InitPerson => ({
  chooseProvider: async () => {
    const { choose } = await import('../prompts.ts');
    return (await choose('Provider', ['SES', 'SMTP'], signal)) === 'SES' ? 'SES' : 'SMTP';
  },
  answer: async (question, given) => {
    const { askChecked, choose } = await import('../prompts.ts');
    io.out(`\n${lines(io, `${question.why}${question.optional ? ' May be left empty.' : ''}`)}`);
    if (question.choices !== undefined) return choose(question.text, question.choices, signal);
    const problem = (answer: string): string | null => (answer === '' && question.optional ? null : question.problem(answer));
    return (await askChecked(question.text, { suggestion: question.suggest(given), problem }, signal)).trim();
  },
});

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
    const { profile, sheet, sheetWritten, remaining } = await init(setting, caller, asked, {
      person: io.interactive ? personAt(call) : null,
      unseen: (what) => say(io, `Not seen: ${forTerminal(what)}`),
    });
    if (options.json) {
      io.out(document({ schema: 'certify.init/1', profile, sheet, remaining }));
      return 0;
    }
    answer(io, `Wrote ${forTerminal(profile)}${sheetWritten ? ` and ${forTerminal(sheet)}` : ''}.`);
    for (const one of remaining) io.out(lines(io, forTerminal(one)));
    answer(io, `Next: ${remaining.length > 0 ? 'fill these in, then run ' : ''}certify check ${forTerminal(profile)}`);
    return 0;
  },
});
