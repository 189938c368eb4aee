// After each test file: nothing stays accepted that no test obtains (test/kept.ts).
import { afterAll, beforeEach, type RunnerTask, type RunnerTestFile } from 'vitest';
import { type RanTest, settle } from '../kept.ts';

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
  if (file !== undefined) settle(file.filepath, testsOf(file.tasks, []));
});
