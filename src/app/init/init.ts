// Writes a commented profile and an empty extraction sheet: from answers given beforehand, from what the account has, from a person.
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import type { Provider } from '../../core/profile.ts';
import { blankSheet, type RowSetting } from '../../evidence/sheet-rows.ts';
import { initAnswers, type InitQuestion, initQuestions } from '../../profile/init-questions.ts';
import type { InitAnswers } from '../../profile/init-answers.ts';
import { renderProfile } from '../../profile/init.ts';
import { loadProfile } from '../../profile/load.ts';
import { didYouMean } from '../../text/nearest.ts';
import { createFiles } from '../../world/files/files.ts';
import type { Caller } from '../caller.ts';
import { readRunbook } from '../runbooks.ts';
import type { Setting } from '../setting.ts';
import { asAnswers, discover } from './discover.ts';

type InitGiven = { [key: string]: string };

export interface InitOptions {
  /** The profile to write; the sheet is written beside it. */
  readonly path: string;
  readonly provider: 'ses' | 'smtp' | null;
  /** The From address. */
  readonly from: string | null;
  readonly region: string | null;
  /** `key=value`: answers to questions beforehand. */
  readonly answers: readonly string[];
}

/** Somebody who can be asked; null: nobody is there. */
export interface InitPerson {
  chooseProvider(): Promise<Provider>;
  /** Null: back to the question before; only where there is one. */
  answer(question: InitQuestion, asked: Asked): Promise<string | null>;
}

/** Where a question stands among those that are asked. */
interface Asked {
  /** 1-based. */
  readonly number: number;
  readonly of: number;
  /** What was answered before it was taken back, else what is likely. */
  readonly suggestion: string | undefined;
}

export interface Initiated {
  readonly profile: string;
  readonly sheet: string;
  readonly sheetWritten: boolean;
  /** Variables that the profile takes secrets from. */
  readonly variables: readonly string[];
  /** What is still to be filled in, a line each; empty when the profile loads. */
  readonly remaining: readonly string[];
}

/** What is still to be filled in, a line each; empty when the profile loads. */
const remainingIn = (text: string, path: string): readonly string[] => {
  try {
    loadProfile({ text, path, directory: dirname(resolve(path)) });
    return [];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.message.split('\n');
  }
};

const answersOf = ({ from, region, answers }: InitOptions, questions: readonly InitQuestion[]): InitGiven => {
  const pairs = [...(from === null ? [] : [`sender=${from}`]), ...(region === null ? [] : [`region=${region}`]), ...answers];
  const keys = questions.map((one) => one.key);
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      const [key, answer] = [pair.slice(0, at), pair.slice(at + 1)];
      const problem = questions.find((one) => one.key === key)?.problem(answer);
      if (problem === null) return [key, answer];
      throw new UsageError({
        code: 'answer-refused',
        message: problem === undefined ? 'An --answer names no question.' : `The answer to ${key} ${problem}.`,
        fix: problem === undefined ? `${didYouMean(key, keys)}Answer one of: ${keys.join(', ')}.` : `Answer ${key} again.`,
      });
    }),
  );
};

const refuseExisting = async (path: string): Promise<void> => {
  if (!(await createFiles().exists(path))) return;
  throw new UsageError({
    code: 'file-exists',
    message: `${path} is there already.`,
    fix: 'Name another file, or edit this one.',
  });
};

const providerOf = async ({ provider }: InitOptions, person: InitPerson | null): Promise<Provider> => {
  if (provider !== null) return provider === 'ses' ? 'SES' : 'SMTP';
  return person === null ? 'SES' : person.chooseProvider();
};

/** Answers from what the account has; `unseen` is told what could not be seen. */
const fromAccount = async (
  setting: Setting,
  caller: Caller,
  { sender, region }: InitGiven,
  unseen: (what: string) => void,
): Promise<InitGiven> => {
  if (sender === undefined || region === undefined) return {};
  const found = await discover(setting, caller, sender, region);
  for (const one of found.unseen) unseen(one);
  return asAnswers(found);
};

/** What nobody answered yet, one after the other. */
const askAll = async (person: InitPerson, questions: readonly InitQuestion[], given: InitGiven): Promise<void> => {
  const open = questions.filter(({ key }) => given[key] === undefined);
  const before: InitGiven = {};
  const asked: InitQuestion[] = [];
  for (;;) {
    const left = open.filter((one) => !asked.includes(one) && one.applies(given));
    const [one] = left;
    if (one === undefined) return;
    const suggestion = before[one.key] ?? one.suggest(given);
    const answer = await person.answer(one, { number: asked.length + 1, of: asked.length + left.length, suggestion });
    if (answer !== null) {
      given[one.key] = answer;
      asked.push(one);
      continue;
    }
    const last = asked.pop();
    if (last === undefined) continue;
    before[last.key] = given[last.key] ?? '';
    delete given[last.key];
  }
};

/** Of the lines that count: a comment names some that nobody needs yet. */
const variablesIn = (text: string): readonly string[] => [
  ...new Set(text.split('\n').flatMap((line) => /env:(CERTIFY_\w+)/.exec(line.replace(/(^|\s)#.*$/, ''))?.[1] ?? [])),
];

const rowSetting = ({ ticket, dnsOwner, awsOwner, relayOwner, squareosOwner }: InitAnswers): RowSetting => ({
  ticket: ticket ?? null,
  owners: { dns: dnsOwner ?? null, aws: awsOwner ?? null, relay: relayOwner ?? null, squareos: squareosOwner ?? null },
});

const write = async (setting: Setting, path: string, provider: Provider, given: InitGiven): Promise<Initiated> => {
  const answers = initAnswers(provider, given);
  const text = renderProfile(answers);
  const files = createFiles();
  await files.writeAtomic(path, text);
  const sheet = join(dirname(path), 'extraction.yaml');
  const hasSheet = await files.exists(sheet);
  if (!hasSheet) {
    const runbook = await readRunbook(setting.root, provider.toLowerCase());
    await files.writeAtomic(sheet, blankSheet(runbook, `${provider.toLowerCase()}-${answers.tenant}`, rowSetting(answers)));
  }
  return { profile: path, sheet, sheetWritten: !hasSheet, variables: variablesIn(text), remaining: remainingIn(text, path) };
};

/** Never overwrites. UsageError before anything is written when an answer is wrong or the gym has no name. */
export const init = async (
  setting: Setting,
  caller: Caller,
  options: InitOptions,
  desk: { readonly person: InitPerson | null; readonly unseen: (what: string) => void },
): Promise<Initiated> => {
  await refuseExisting(options.path);
  const provider = await providerOf(options, desk.person);
  const questions = initQuestions(provider);
  const given = answersOf(options, questions);
  const found = provider === 'SES' ? await fromAccount(setting, caller, given, desk.unseen) : {};
  for (const [key, answer] of Object.entries(found)) given[key] ??= answer;
  if (desk.person !== null) await askAll(desk.person, questions, given);
  if (given['tenant'] === undefined) {
    throw new UsageError({
      code: 'tenant-missing',
      message: 'The gym has no name yet.',
      fix: 'Give it with --answer tenant=main-gym.',
    });
  }
  return write(setting, options.path, provider, given);
};
