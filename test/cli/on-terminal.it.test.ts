// What reaches a terminal that wants no colour, or knows no movement, octet by octet; and what one sees who presses Ctrl-C.
import { afterAll, describe, expect, it } from 'vitest';
import { temporary } from './certify.ts';
import { onTerminal } from './terminal.ts';

const home = temporary();
afterAll(() => home[Symbol.dispose]());

const ESCAPE = '\u001B';
const COLOUR = new RegExp(String.raw`${ESCAPE}\[[1-9][\d;]*m`);

const looked = async (env: { readonly [name: string]: string }, more: readonly string[] = []): Promise<string> => {
  using terminal = onTerminal(['check', '--lab', '--scenario', 'ses-dkim-one-missing', ...more], home.path, { env });
  expect(await terminal.ended).toBe(1);
  return terminal.written();
};

it('says that Ctrl-C was heard while the lab is still on its way, and ends at the second one', async () => {
  using terminal = onTerminal(['ses', '--lab'], home.path);
  await terminal.until('Starting the lab');
  await terminal.press('\u0003');
  await terminal.until('Stopping. Ctrl-C again ends it at once.');
  await terminal.press('\u0003');
  expect(await terminal.ended).toBe(130);
}, 60_000);

describe('a look on a terminal', () => {
  it('is coloured, and moves while it waits', async () => {
    const written = await looked({});
    expect(written).toMatch(COLOUR);
    expect(written).toContain('asking');
  }, 60_000);

  it.each([
    ['NO_COLOR', { NO_COLOR: '1' }, []],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, []],
    ['--no-color', { FORCE_COLOR: '1' }, ['--no-color']],
  ])(
    'has no colour with %s, in what moves neither',
    async (_, env, more) => {
      const written = await looked(env, more);
      expect(written).not.toMatch(COLOUR);
      expect(written).toContain('asking');
    },
    60_000,
  );

  it('sends no control code at all to a terminal that is dumb', async () => {
    const written = await looked({ TERM: 'dumb' });
    expect(written.replaceAll('\r\n', '\n')).not.toMatch(/[^\n\P{Cc}]/u);
    expect(written).not.toContain('asking');
  }, 60_000);

  it('moves nothing on a build server that lends a terminal', async () => {
    const written = await looked({ CI: 'true' });
    expect(written).not.toContain(`${ESCAPE}[K`);
    expect(written).not.toContain('asking');
  }, 60_000);
});

it.each([
  [['lab', 'list'], 'Looking at the worlds ...', 0],
  [['evidence', 'verify', '.'], 'Looking at the records ...', 2],
  [['fleet', 'status'], 'Getting ready ...', 2],
] as const)('says first what %j does, and takes it away again', async (words, said, exitCode) => {
  using terminal = onTerminal(words, home.path);
  expect(await terminal.ended).toBe(exitCode);
  expect(terminal.written().startsWith(`${said}\r${ESCAPE}[K`)).toBe(true);
});
