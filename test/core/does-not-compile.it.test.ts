// The expected errors of does-not-compile.test.ts are errors: without their marks the compiler refuses each of these lines.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../cli/certify.ts';

const SOURCE = join(ROOT, 'test', 'core', 'does-not-compile.test.ts');
const COPY = join(ROOT, 'test', 'core', `without-marks-${process.pid}.ts`);
const CONFIG = join(ROOT, `tsconfig.without-marks-${process.pid}.json`);

it('every line that must not compile is refused by the compiler', () => {
  const text = readFileSync(SOURCE, 'utf8');
  const marks = text.split('\n').flatMap((line, n) => (line.includes('@ts-expect-error') ? [n + 2] : []));
  writeFileSync(COPY, text.replaceAll('@ts-expect-error', 'expected'));
  writeFileSync(CONFIG, JSON.stringify({ extends: './tsconfig.json', include: [COPY] }));
  try {
    const ran = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '--noEmit', '--project', CONFIG], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    const refused = new Set([...ran.stdout.matchAll(/without-marks-\d+\.ts\((\d+),/g)].map((match) => Number(match[1])));
    expect(marks.length).toBeGreaterThan(5);
    expect(marks.filter((line) => !refused.has(line))).toEqual([]);
  } finally {
    rmSync(COPY, { force: true });
    rmSync(CONFIG, { force: true });
  }
});
