// What makes a check a check: listed, named like its file, and complete. A new check that misses something is told here what.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { probes } from '../../src/probes/index.ts';
import type { ProbeLoaders } from '../../src/run/plan.ts';
import { profileProbes } from '../../src/run/profile-probes.ts';
import { load, SES } from '../profile/source.ts';
import { MADE_BY_THE_RUN } from '../../src/run/observing.ts';

const CHECKS = join(import.meta.dirname, '..', '..', 'src', 'checks');
const ROOT = join(import.meta.dirname, '..', '..');

const files = readdirSync(CHECKS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap((folder) =>
    readdirSync(join(CHECKS, folder.name)).map((name) => ({
      folder: folder.name,
      name,
      text: readFileSync(join(CHECKS, folder.name, name), 'utf8'),
    })),
  )
  .filter(({ text }) => text.includes('defineCheck('));

const camel = (id: string): string => id.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

describe('every check', () => {
  it('is listed in src/checks/index.ts, and no id twice', () => {
    const listed = checks.map((check) => check.id);
    expect([...listed].sort()).toEqual(files.map(({ name }) => name.replace('.ts', '')).sort());
    expect(new Set(listed).size).toBe(listed.length);
  });

  it('is exported under its id in camel case', () => {
    const wrong = files
      .filter(({ name, text }) => !text.includes(`export const ${camel(name.replace('.ts', ''))} `))
      .map(({ name }) => name);
    expect(wrong).toEqual([]);
  });

  it.each(checks.map((check) => [check.id, check] as const))(
    '%s says what holds, why it matters, and where that is written',
    (_, check) => {
      expect(check.title.length).toBeGreaterThan(10);
      expect(check.why.length).toBeGreaterThan(20);
      expect(check.references.length).toBeGreaterThan(0);
      expect(check.needs.length).toBeGreaterThan(0);
    },
  );

  const brought: ProbeLoaders = { ...probes, ...profileProbes(load(SES)) };

  it.each(checks.map((check) => [check.id, check] as const))('%s needs only facts that a probe or the run brings', (_, check) => {
    const unknown = [...check.needs, ...(check.uses ?? [])].filter(
      (key) => brought[key] === undefined && !MADE_BY_THE_RUN.has(key) && !key.startsWith('run.'),
    );
    expect(unknown).toEqual([]);
  });

  it('is named in a runbook', () => {
    const runbooks = ['ses.yaml', 'smtp.yaml'].map((name) => readFileSync(join(ROOT, 'runbooks', name), 'utf8')).join('\n');
    expect(checks.map((check) => check.id).filter((id) => !new RegExp(`\\b${id}\\b`).test(runbooks))).toEqual([]);
  });

  it('has a test of its own', () => {
    const missing = files
      .map(({ folder, name }) => `${folder}/${name.replace('.ts', '.test.ts')}`)
      .filter((path) => {
        const [folder = '', name = ''] = path.split('/');
        return !readdirSync(join(ROOT, 'test', 'checks', folder)).includes(name);
      });
    expect(missing).toEqual([]);
  });
});
