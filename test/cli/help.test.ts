// Help is read by people: it is short, fits its place, and answers for every word that may be asked for. What a shell offers, and
// the manual page, come from the same data.
import { describe, expect, it } from 'vitest';
import type { Names } from '../../src/app/names.ts';
import { complete, type Places } from '../../src/cli/complete.ts';
import { COMPLETION_SCRIPTS } from '../../src/cli/completion-scripts.ts';
import { helpFor } from '../../src/cli/help.ts';
import { escaped, manualPage } from '../../src/cli/man.ts';
import { read } from '../../src/cli/program.ts';
import { manifest } from './manifest.ts';

const commands = await manifest();
const help = (line: string, width = 80): string => helpFor(line.split(' '), commands, width);

const refused = (line: string): string => {
  try {
    read(line.split(' '), commands, 80);
    return 'read';
  } catch (error) {
    return error instanceof Error && 'fix' in error ? `${error.message} ${String(error.fix)}` : String(error);
  }
};

describe('help', () => {
  it('names every command in a group, and none is left for the end', () => {
    const text = help('--help');
    for (const { name } of commands) expect(text).toContain(`  ${name.split(' ')[0] ?? ''}`);
    expect(text).not.toContain('\nMore\n');
    expect(text.split('\n').length).toBeLessThan(86);
  });

  it.each([40, 80, 100])('fits %i columns, but for what is to be copied', (width) => {
    for (const line of ['--help', 'help flags', ...commands.map(({ name }) => `help ${name}`)]) {
      const wide = help(line, width)
        .split('\n')
        .filter((one) => one.length > width && !/^ {4}(--\S+ )?\S+( \\)?$|^Usage|`/.test(one) && /\S\s+\S/.test(one.trim()));
      expect(wide).toEqual([]);
    }
  });

  it('breaks an example that is too wide as a shell takes it, and leaves it whole elsewhere', () => {
    for (const { name, examples } of commands) {
      const narrow = help(`help ${name}`, 40).replaceAll(/ \\\n +/g, ' ');
      for (const example of examples) {
        expect(narrow).toContain(`  ${example}\n`);
        if (example.length < 98) expect(help(`help ${name}`, 100)).toContain(`  ${example}\n`);
      }
    }
  });

  it('stands in for a group of commands of which none was named, and a script is refused in its own form', () => {
    for (const group of ['evidence', 'fleet', 'lab', 'receiver dead-letters'])
      expect(read(group.split(' '), commands, 80)).toEqual({ help: help(`${group} --help`), exitCode: 2 });
    expect(refused('evidence --json')).toContain('none of them was named');
  });

  it('shows first what to type first', () => {
    expect(help('--help').indexOf('certify ses --lab')).toBeLessThan(help('--help').indexOf('Certify a tenant'));
    expect(help('--help', 40)).toContain('  certify init gym.yaml\n      a profile of your own\n');
  });

  it('is the same page however it is asked for', () => {
    expect(help('-h ses')).toBe(help('help ses'));
    expect(help('ses gym.yaml --help')).toBe(help('help ses'));
    expect(help('help help')).toBe(help('--help'));
    expect(help('help receiver dead-letters')).toContain('receiver dead-letters replay');
    expect(help('receiver --config x dead-letters list --help')).toBe(help('help receiver dead-letters list'));
  });

  it('tells the flags of a command, and names the common ones in one section', () => {
    const text = help('help ses');
    expect(text).toMatch(/\n {2}--resume \[runId\] {2,}continue/);
    expect(text.split('Common flags')[1]).toContain('--json');
    expect(text.split('Common flags')[0]).not.toContain('--quiet');
    expect(help('help flags')).toMatch(/--json {2,}print one JSON document/);
  });
});

describe('a command that does not exist', () => {
  it.each([
    ['sess', 'There is no command `certify sess`. Did you mean `certify ses`?'],
    ['nosuch --help', 'There is no command `certify nosuch`. `certify --help` lists them all.'],
    ['help lab triger', 'Did you mean `certify lab trigger`?'],
    ['evidence shw x', 'Did you mean `certify evidence show`?'],
    ['verify', 'Did you mean `certify evidence verify`?'],
    ['ses --scenaro x', 'Did you mean --scenario? See `certify ses --help`.'],
    ['schema', '`certify schema` needs <what> (profile, runbook, evidence,'],
    ['schema', 'For example: `certify schema profile > profile.schema.json`.'],
    ['evidence show', '`certify evidence show` needs <id> (a record’s id or path).'],
    ['evidence show', '`certify evidence list` lists the records.'],
    ['extraction set s.yaml --row r', 'needs --field <name> (the recorded value, such as region), --column <name> ('],
  ])('certify %s says %s', (line, said) => {
    expect(refused(line)).toContain(said);
  });
});

/** A few of what the build writes down. */
const names: Names = {
  check: [
    ['dkim-tokens', 'All are there'],
    ['dkim-keys', 'One key each'],
  ],
  reason: [['dkim-tokens/one-missing', 'One is not in DNS']],
  step: [['domain', 'The domain']],
  scenario: [
    ['ses-sandbox', 'The sandbox'],
    ['ses-sandbox-recipient', 'The recipient in it'],
  ],
  event: [['complaint', '']],
  relay: [['postfix', 'Postfix']],
};
const RECORD = '20261120T204615Z-ses-main-gym-45c407c5';
const places: Places = {
  records: (directory) => (directory === null ? [RECORD] : [`${directory}-record`]),
  runs: () => ['run-1'],
};

const at = (line: string) => complete(line.split(' '), commands, names, places);
const offered = (line: string): readonly string[] => at(line).words.map(([word]) => word);

describe('completion', () => {
  it.each([
    ['evid', ['evidence']],
    ['evidence sh', ['show']],
    ['help evidence sh', ['show']],
    ['receiver dead-letters ', ['list', 'replay']],
    ['check --scenario ses-sandbox-rec', ['ses-sandbox-recipient']],
    ['check --scenario=ses-sandbox-rec', ['--scenario=ses-sandbox-recipient']],
    ['check --scenario = ses-sandbox-rec', ['--scenario=ses-sandbox-recipient']],
    ['explain dkim-tok', ['dkim-tokens']],
    ['explain dkim-tokens/one-m', ['dkim-tokens/one-missing']],
    ['rerun --check dkim-k', ['dkim-keys']],
    ['rerun ', [RECORD]],
    ['evidence show --evidence-dir other ', ['other-record']],
    ['evidence list --tenant ', ['main-gym']],
    ['ses --resume ', ['run-1']],
    ['handoff --to aws', ['aws-admin']],
    ['adapter --relay postf', ['postfix']],
    ['lab trigger compl', ['complaint']],
    ['ses --report ht', ['html=']],
    ['completion z', ['zsh']],
    ['check --webhook --webho', ['--webhook-url']],
    ['rerun --check dkim-keys --chec', ['--check']],
  ])('certify %s offers %j', (line, words) => {
    expect(offered(line)).toEqual(words);
  });

  it.each([
    ['check ', 'file'],
    ['ses --report html=', 'file'],
    ['ses --evidence-dir ', 'directory'],
    ['evidence show ./', 'file'],
    ['check --from ', null],
  ] as const)('certify %s has the shell offer %s', (line, paths) => {
    expect(at(line)).toMatchObject({ words: [], paths });
  });

  it('offers only flags that the command takes, each with what it does', () => {
    for (const { name, options } of commands) {
      const flags = at(`${name} --`).words.filter(([word]) => word !== '--help');
      expect(flags.map(([word]) => word)).toEqual(options.map(({ flags: one }) => one.split(' ')[0]));
      expect(flags.every(([, says]) => says !== '')).toBe(true);
    }
  });

  it('knows what stands for a check, a step, a world or a record wherever a flag takes one', () => {
    const wrong = commands.flatMap(({ name, options }) =>
      options
        .filter(({ flags, completes }) => /^--(scenario|check|step|evidence|relay) </.test(flags) && completes === undefined)
        .map(({ flags }) => `${name} ${flags}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has a script for each shell, that asks the program it completes', () => {
    for (const [shell, script] of Object.entries(COMPLETION_SCRIPTS)) expect(script).toContain(`__complete ${shell} `);
  });
});

describe('the manual page', () => {
  const page = manualPage(commands, '1.2.3');

  it('names every command, flag and example', () => {
    for (const { name, options, examples } of commands) {
      expect(page).toContain(`.SS "${escaped(`certify ${name}`)}`);
      for (const { flags } of options) expect(page).toContain(escaped(flags.split(' ')[0] ?? ''));
      for (const example of examples) expect(page).toContain(escaped(example));
    }
  });

  it('is plain ASCII, and no line of text is taken for a request', () => {
    expect(page).toMatch(/^[\x20-\x7e\n]*$/);
    const requests = page.split('\n').filter((line) => line.startsWith('.') || line.startsWith("'"));
    expect(requests.filter((line) => !/^\.(TH|SH|SS|TP|PP|nf|fi|RS|RE|B|I|RI)\b/.test(line))).toEqual([]);
    expect(escaped(".so /etc/passwd\n'x \\n a-b ’")).toBe("\\&.so /etc/passwd\n\\&'x \\en a\\-b \\(cq");
  });
});
