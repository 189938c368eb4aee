// What the shell is offered from the evidence directory: records and runs, and none of what lies beside them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporary } from './certify.ts';
import { certifyWarm } from './warm.ts';

const RECORD = '20261120T201655Z-ses-main-gym-1a2b3c4d';
const RUN = '01a21ab2-154b-739d-a8d6-f988aa1c4cca';

it('offers records and runs alone', async () => {
  using home = temporary();
  mkdirSync(join(home.path, '.runs'));
  for (const name of [
    `${RECORD}.json`,
    `${RECORD}.intoto.json`,
    `${RECORD} (copy).json`,
    'export.json',
    'package.json',
    '.hidden.json',
    '20261120T201655Z.json',
  ])
    writeFileSync(join(home.path, name), '{}');
  for (const [name, type] of [
    [RUN, 'run-started'],
    ['01a21ab2-154b-739d-a8d6-f988aa1c4ccb', 'apply-started'],
    ['01a21ab2-154b-739d-a8d6-f988aa1c4ccc', 'removal-started'],
  ] as const)
    writeFileSync(join(home.path, '.runs', `${name}.jsonl`), `{"type":"${type}","runId":"${name}"}\n`);
  writeFileSync(join(home.path, '.runs', 'empty.jsonl'), '');
  const offered = async (...words: readonly string[]) => {
    const { stdout } = await certifyWarm(['__complete', 'zsh', ...words], { env: { CERTIFY_EVIDENCE_DIR: home.path } });
    return stdout.split('\n').filter((line) => line !== '' && !line.startsWith(':'));
  };
  expect(await offered('evidence', 'show', '')).toEqual([RECORD]);
  expect(await offered('evidence', 'list', '--tenant', '')).toEqual(['main-gym']);
  expect(await offered('ses', '--resume', '')).toEqual([RUN]);
});
