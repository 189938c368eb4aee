// In a GitHub job, and only there.
import { expect, it } from 'vitest';
import { tellGithub } from '../../src/app/github.ts';
import type { Gate } from '../../src/masking/gate.ts';
import { failedDocument } from '../records.ts';
import { memoryFiles } from '../evidence/memory-files.ts';

const desk = () => {
  const files = memoryFiles();
  const said: string[] = [];
  const checked: string[] = [];
  const gate: Gate = { check: (_text, sink) => void checked.push(sink) };
  const io = { err: (text: string) => void said.push(text), gate: () => gate };
  return { files, said, checked, io };
};

it('annotates on stderr and appends the summary, through the gate', async () => {
  const { files, said, checked, io } = desk();
  files.texts.set('/summary.md', 'before\n');
  await tellGithub(io, failedDocument(), { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: '/summary.md' }, files);
  expect(said.join('')).toMatch(/^::error title=main-gym dkim-tokens::/);
  expect(files.texts.get('/summary.md')).toMatch(/^before\n## NOT CERTIFIED/);
  expect(checked).toEqual(['/summary.md']);
});

it('says nothing elsewhere', async () => {
  const { files, said, io } = desk();
  await tellGithub(io, failedDocument(), { GITHUB_STEP_SUMMARY: '/summary.md' }, files);
  expect([said, [...files.texts]]).toEqual([[], []]);
});
