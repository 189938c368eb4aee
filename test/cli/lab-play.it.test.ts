// The lab as a teacher, as a learner meets it: at a terminal, a world is looked at, put in order, and the check turns.
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { certify, temporary } from './certify.ts';
import { KEY, onTerminal } from './terminal.ts';

it('shows the fault of a world, and how the check turns when the world is put in order; nothing stays', async () => {
  using home = temporary();
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith('certify-play-'));
  using terminal = onTerminal(['lab', 'play', 'ses-dkim-off'], home.path);
  expect(await terminal.until('What now?')).toMatch(/DKIM signing is switched off[^]*NOT CERTIFIED/);
  await terminal.press(KEY.down, KEY.enter);
  // The question that was answered is drawn once more before the next look.
  await terminal.until(/from NOT CERTIFIED to READY.*What now\?/);
  await terminal.press(KEY.down, KEY.enter);
  expect(await terminal.ended).toBe(0);
  expect(stripVTControlCharacters(terminal.written())).toMatch(/Next: `certify ses --lab` [^]*`certify init gym\.yaml`/);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('certify-play-') && !before.includes(name))).toEqual([]);
});

it('breaks what can be chosen between words on a narrow terminal', async () => {
  using home = temporary();
  using terminal = onTerminal(['lab', 'play'], home.path, { columns: 40 });
  await terminal.until('select');
  const screen = stripVTControlCharacters(terminal.written());
  expect(screen.split(/\r?\n/).filter((line) => line.length > 40)).toEqual([]);
  expect(screen).toMatch(/Mail lands in spam, or the\r?\n {2}recipient’s/);
});

it('asks for a terminal, and lists the worlds by what one sees', async () => {
  expect(await certify(['lab', 'play'])).toMatchObject({ exitCode: 2, stdout: '' });
  expect(await certify(['lab', 'play', 'ses-dkim-of'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('ses-dkim-off'),
  });
  const listed = await certify(['lab', 'list', 'never', 'hears']);
  expect(listed.stdout).toMatch(/SquareOS never hears of it\n {4}ses-/);
  expect(listed.stdout).not.toContain('ses-dkim-off');
  expect((await certify(['lab', 'list', 'xyzzy'])).stderr).toContain('certify lab list');
});
