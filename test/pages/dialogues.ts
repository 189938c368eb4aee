// Lines that ask whoever is at the terminal, and what is answered there.
import { initQuestions } from '../../src/profile/init-questions.ts';
import type { Ran } from '../cli/certify.ts';
import { KEY, onTerminal, type Terminal } from '../cli/terminal.ts';
import { words } from './words.ts';

/** Answers what is asked; gives what was shown. */
type Dialogue = (terminal: Terminal, line: string) => Promise<string>;

type Step = readonly [until: string | RegExp, ...keys: readonly string[]];

const step = async (terminal: Terminal, [until, ...keys]: Step): Promise<string> => {
  const shown = await terminal.until(until);
  await terminal.press(...keys);
  return shown;
};

const steps =
  (...each: readonly Step[]): Dialogue =>
  async (terminal) => {
    let shown = '';
    for (const one of each) shown += await step(terminal, one);
    return shown;
  };

const ANSWERS: { readonly [key: string]: string } = {
  tenant: 'new-gym',
  region: 'ap-south-1',
  identity: 'example.com',
  sender: 'billing@example.com',
};

const escaped = (text: string): RegExp => new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

/** Each question is explained once before it is asked; which ones are asked depends on what the account has. */
const ofInit: Dialogue = async (terminal, line) => {
  if (!line.includes('--provider')) await step(terminal, ['Provider', KEY.enter]);
  const asked = initQuestions('SES').map(({ key, text, why }) => ({
    key,
    why,
    begun: new RegExp(`${escaped(why).source}.*\\? ${escaped(text).source}`),
  }));
  const any = new RegExp([...asked.map(({ begun }) => begun.source), 'Wrote gym\\.yaml.*Next: '].join('|'));
  for (;;) {
    const screen = flat(await terminal.until(any));
    const one = asked.find(({ begun }) => begun.test(screen));
    if (one === undefined) return screen;
    await terminal.press(...[ANSWERS[one.key] ?? []].flat(), KEY.enter);
  }
};

/** Of a page's two lines the second finds it gone. */
const ofDelete: Dialogue = async (terminal) => {
  const shown = await terminal.until(/to delete it|nothing is to be deleted/);
  if (flat(shown).includes('to delete it')) await terminal.press('other.example', KEY.enter);
  return shown;
};

/** Where the page had the account made ready before, nothing is left to be asked. */
const ofCreate: Dialogue = async (terminal) => {
  const shown = await terminal.until(/Nothing is deleted\.|0 to create, 0 to change/);
  if (flat(shown).includes('is deleted')) await terminal.press('y', KEY.enter);
  return shown;
};

const YES: Step = ['Nothing is deleted.', 'y', KEY.enter];
const PLAY: readonly Step[] = [
  ['What now?', KEY.down, KEY.enter],
  [/to READY.*What now\?/, KEY.down, KEY.enter],
];

const DIALOGUES: readonly (readonly [RegExp, Dialogue])[] = [
  [/^certify provision ses gym\.yaml --apply$/, steps(YES)],
  [/^certify identity create gym\.yaml$/, ofCreate],
  [/^certify identity delete other\.example gym\.yaml/, ofDelete],
  [
    /^certify lab play$/,
    steps(['What do you see?', KEY.enter], ['Which of them?', KEY.enter], ['What now?', KEY.down, KEY.down, KEY.enter]),
  ],
  [/^certify lab play \S+$/, steps(...PLAY)],
  [/^certify init gym\.yaml/, ofInit],
];

export const dialogueOf = (line: string): Dialogue | null => DIALOGUES.find(([begins]) => begins.test(line))?.[1] ?? null;

/** A question that nobody expected is shown, and not waited for. */
const endOf = async (terminal: Terminal): Promise<number | null> => {
  const late = setTimeout(() => terminal[Symbol.dispose](), 120_000);
  const code = await terminal.ended;
  clearTimeout(late);
  if (code === null) throw new Error(`the command waits for an answer:\n${terminal.written().slice(-3000)}`);
  return code;
};

export const typedAtTerminal = async (
  line: string,
  dialogue: Dialogue,
  cwd: string,
  given: { readonly bin: string; readonly env: { readonly [name: string]: string } },
): Promise<Ran> => {
  using terminal = onTerminal(words(line).slice(1), cwd, given);
  const stdout = await dialogue(terminal, line);
  return { exitCode: await endOf(terminal), signal: null, stdout, stderr: '' };
};
