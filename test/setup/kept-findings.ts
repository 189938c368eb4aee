// After each file with tests of checks: nothing stays accepted that no test obtains (test/checks/kept-findings.ts).
import { join } from 'node:path';
import { afterAll, beforeEach, type RunnerTask, type RunnerTestFile } from 'vitest';
import { type RanTest, settle } from '../checks/kept-findings.ts';

const CHECKS = join(import.meta.dirname, '..', 'checks');

const testsOf = (tasks: readonly RunnerTask[], above: readonly string[]): readonly RanTest[] =>
  tasks.flatMap((task) => {
    const path = [...above, task.name];
    if (task.type === 'suite') return testsOf(task.tasks, path);
    const state = task.result?.state === 'pass' ? 'passed' : task.result?.state === 'fail' ? 'failed' : 'left out';
    return [{ title: path.join(' > '), state }];
  });

let file: RunnerTestFile | undefined;

beforeEach(({ task }) => {
  file = task.file;
});

afterAll(() => {
  if (file?.filepath.startsWith(CHECKS) === true) settle(file.filepath, testsOf(file.tasks, []));
});
