// The answers of `certify init`: from flags first, then from a person, each checked at once.
import { UsageError } from '../core/errors.ts';
import type { Provider } from '../core/profile.ts';
import type { InitQuestion } from '../profile/init-questions.ts';
import type { Invocation } from './command.ts';

export type Given = { [key: string]: string };

export const providerOf = async ({ flags, io, signal }: Invocation): Promise<Provider> => {
  if (flags['provider'] === 'ses' || flags['provider'] === 'smtp') return flags['provider'] === 'ses' ? 'SES' : 'SMTP';
  if (!io.interactive) return 'SES';
  const { choose } = await import('./prompts.ts');
  return (await choose('Provider', ['SES', 'SMTP'], signal)) === 'SES' ? 'SES' : 'SMTP';
};

/** Answers given by flag: `--from`, `--region`, and `--answer key=value`. */
export const fromFlags = (flags: Invocation['flags'], questions: readonly InitQuestion[]): Given => {
  const text = (value: unknown): readonly string[] => (typeof value === 'string' ? [value] : []);
  const listed = Array.isArray(flags['answer']) ? (flags['answer'] as readonly string[]) : [];
  const pairs = [
    ...text(flags['from']).map((one) => `sender=${one}`),
    ...text(flags['region']).map((one) => `region=${one}`),
    ...listed,
  ];
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      const [key, answer] = [pair.slice(0, at), pair.slice(at + 1)];
      const problem = questions.find((one) => one.key === key)?.problem(answer);
      if (problem === null) return [key, answer];
      throw new UsageError({
        code: 'answer-refused',
        message: problem === undefined ? 'An --answer names no question.' : `The answer to ${key} ${problem}.`,
        fix: `Answer one of: ${questions.map((one) => one.key).join(', ')}.`,
      });
    }),
  );
};

export const ask = async (question: InitQuestion, given: Given, { io, signal }: Invocation): Promise<string> => {
  const { askChecked, choose } = await import('./prompts.ts');
  io.out(`  ${question.why}${question.optional ? ' May be left empty.' : ''}\n`);
  if (question.choices !== undefined) return choose(question.text, question.choices, signal);
  const problem = (answer: string): string | null => (answer === '' && question.optional ? null : question.problem(answer));
  return (await askChecked(question.text, { suggestion: question.suggest(given), problem }, signal)).trim();
};
