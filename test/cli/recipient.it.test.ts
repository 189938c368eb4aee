// A relay names the recipient in its refusal: whatever certify writes holds the shortened address, at the live send as in check.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporary } from './certify.ts';
import { certifyWarm } from './warm.ts';

const filesBelow = (directory: string): readonly string[] =>
  readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });

it('shortens the recipient that a relay echoes when it refuses the live message', async () => {
  using directory = temporary();
  const scenario = ['--lab', '--scenario', 'smtp-recipient-echoed', '--json', '--transcript', '--operator', 'test'];
  const ran = await certifyWarm(['smtp', ...scenario, '--evidence-dir', directory.path]);
  const written = [ran.stdout, ran.stderr, ...filesBelow(directory.path).map((path) => readFileSync(path, 'utf8'))];
  expect(written.filter((text) => /\bops@example\.com/i.test(text))).toEqual([]);
  expect(ran.stdout).toContain('o…@Example.COM');
});
