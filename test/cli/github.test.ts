// In a GitHub job, and only there.
import { expect, it } from 'vitest';
import { tellGithub } from '../../src/cli/github.ts';
import type { Io } from '../../src/cli/io.ts';
import { failedDocument } from '../records.ts';
import { memoryFiles } from '../evidence/memory-files.ts';

const desk = () => {
  const files = memoryFiles();
  const said: string[] = [];
  const checked: string[] = [];
  const io = {
    err: (text: string) => said.push(text),
    gate: () => ({ check: (_text: string, sink: string) => checked.push(sink) }),
  } as unknown as Io;
  return { files, said, checked, io };
};

it('annotates on stderr and appends the summary, through the gate', async () => {
  const { files, said, checked, io } = desk();
  files.texts.set('/summary.md', 'before\n');
  await tellGithub({ files, io }, failedDocument(), { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: '/summary.md' });
  expect(said.join('')).toMatch(/^::error title=main-gym dkim-tokens::/);
  expect(files.texts.get('/summary.md')).toMatch(/^before\n## NOT CERTIFIED/);
  expect(checked).toEqual(['/summary.md']);
});

it('says nothing elsewhere', async () => {
  const { files, said, io } = desk();
  await tellGithub({ files, io }, failedDocument(), { GITHUB_STEP_SUMMARY: '/summary.md' });
  expect([said, [...files.texts]]).toEqual([[], []]);
});
