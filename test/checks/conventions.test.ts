// What makes a check a check: listed, named like its file, and complete. A new check that misses something is told here what.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { probes } from '../../src/probes/index.ts';
import type { ProbeLoaders } from '../../src/run/plan.ts';
import { profileProbes } from '../../src/run/profile-probes.ts';
import { load, SES } from '../profile/source.ts';
import { listScenarios, loadScenario } from '../../src/lab/scenario/scenario.ts';
import { MADE_BY_THE_RUN, runFactsOf } from '../../src/run/observing.ts';
import { isAboutMessage } from '../../src/run/message-runbook.ts';
import { loadRunbook } from '../../src/runbook/load.ts';
import { acceptCommand } from '../cli/verdicts.ts';
import { contextOf, NOW } from '../run/context.ts';
import { goldenOf } from '../kept.ts';

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

/** Statuses that can decide an outcome. */
const DECIDES: ReadonlySet<string> = new Set(['fail', 'pending', 'inconclusive']);

/** Every test and scenario in one text. */
const allTests = ['test/checks', 'test/mail', 'test/aws', 'fixtures/scenarios']
  .flatMap((directory) =>
    readdirSync(join(ROOT, directory), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(test\.ts|yaml)$/.test(name))
      .map((name) => readFileSync(join(ROOT, directory, name), 'utf8')),
  )
  .join('\n');

const ofTheRun = new Set<string>(runFactsOf(contextOf(), NOW).map(([key]) => key));

const camel = (id: string): string => id.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

describe('every check', () => {
  it('is listed in src/checks/index.ts, and no id twice', () => {
    const listed = checks.map((check) => check.id);
    expect([...listed].sort(), 'src/checks/index.ts lists each file of src/checks').toEqual(
      files.map(({ name }) => name.replace('.ts', '')).sort(),
    );
    expect(new Set(listed).size).toBe(listed.length);
  });

  it('is exported under its id in camel case', () => {
    const wrong = files
      .filter(({ name, text }) => !text.includes(`export const ${camel(name.replace('.ts', ''))} `))
      .map(({ name }) => name);
    expect(wrong, 'the export of a check is its id in camel case').toEqual([]);
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

  it.each(['dns', 'smtp', 'message', 'iam', 'ses', 'sns'])(
    'of %s rests each finding that needs work on a clause, or on the page of the party',
    (room) => {
      const own = files.filter(({ folder }) => folder === room).map(({ name }) => name.replace('.ts', ''));
      const bare = checks.flatMap(({ id, reasons, clauses = {}, references }) =>
        Object.entries(reasons).flatMap(([code, { status }]) => {
          const wants = own.includes(id) && status.some((one) => one === 'fail' || one === 'warn');
          const named = Object.values(clauses).filter((codes) => codes.includes(code)).length;
          // A check with one reference rests on it whatever it finds.
          const enough = named === 1 || (named === 0 && room !== 'dns' && references.length === 1);
          return wants && !enough ? [`${id}/${code} is named by ${named} clauses`] : [];
        }),
      );
      expect(
        bare,
        "name each of these codes under one clause in the check's `clauses`, as src/checks/dns/name-servers.ts does",
      ).toEqual([]);
    },
  );

  const brought: ProbeLoaders = { ...probes, ...profileProbes(load(SES)) };

  it.each(checks.map((check) => [check.id, check] as const))('%s needs only facts that a probe or the run brings', (_, check) => {
    const unknown = [...check.needs, ...(check.uses ?? [])].filter(
      (key) => brought[key] === undefined && !MADE_BY_THE_RUN.has(key) && !ofTheRun.has(key),
    );
    expect(unknown, 'list a probe of each of these facts in src/probes/index.ts').toEqual([]);
  });

  it('is named in a step of a runbook', () => {
    const named = new Set(
      ['ses', 'smtp'].flatMap((id) => {
        const path = join(ROOT, 'runbooks', `${id}.yaml`);
        return loadRunbook({ text: readFileSync(path, 'utf8'), path }).steps.flatMap((step) => step.checks);
      }),
    );
    // Those of a received message are the steps of `certify message`.
    const others = checks.filter((check) => !isAboutMessage(check)).map((check) => check.id);
    const bare = others.filter((id) => !named.has(id));
    expect(bare, 'name each in `checks:` of a step of runbooks/ses.yaml or runbooks/smtp.yaml').toEqual([]);
  });

  it('has a test of its own, which judges and names each of its reasons', () => {
    const wrong = files.flatMap(({ folder, name }) => {
      const id = name.replace('.ts', '');
      const path = join(ROOT, 'test', 'checks', folder, `${id}.test.ts`);
      if (!existsSync(path)) return [`test/checks/${folder}/${id}.test.ts is missing`];
      const text = readFileSync(path, 'utf8');
      const judges = new RegExp(`\\b${camel(id)}\\b[^;]*[.(,]`).test(text) && /toldBy\(|judged\(/.test(text);
      const declared = Object.entries(checks.find((check) => check.id === id)?.reasons ?? {});
      const unnamed = declared
        .filter(([, { status }]) => status.some((one) => DECIDES.has(one)))
        .map(([code]) => code)
        .filter((code) => !allTests.includes(code) && !code.startsWith('accepted-'));
      return [
        ...(judges ? [] : [`${id}: its test does not judge with toldBy, which holds it to its reasons`]),
        ...(unnamed.length === 0 ? [] : [`${id}: no test gives ${unnamed.join(', ')}`]),
      ];
    });
    expect(wrong).toEqual([]);
  });

  it.each(['checks', 'run'])('keeps no texts of a test file of %s that is gone', (room) => {
    const kept = readdirSync(goldenOf(room), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.txt'));
    const gone = kept.filter((name) => !existsSync(join(goldenOf(room), '..', name.replace('.txt', '.test.ts'))));
    expect(gone, `delete these below test/${room}/golden`).toEqual([]);
    expect(kept.length).toBeGreaterThan(0);
  });

  it('is named in the expectations of at least one scenario, or of a message', () => {
    const named = new Set(
      listScenarios(ROOT).flatMap((name) => loadScenario(ROOT, name).expect.findings.map(({ check }) => check)),
    );
    const messages = readFileSync(join(ROOT, 'test', 'cli', 'message.it.test.ts'), 'utf8');
    const wrong = checks.filter((check) => (isAboutMessage(check) ? !messages.includes(`'${check.id}'`) : !named.has(check.id)));
    expect(
      wrong.map((check) => check.id),
      'give each a world: fixtures/scenarios/<name>.yaml with its finding under `expect:`, ' +
        `then ${acceptCommand('NAME')}; one of a received message has a case in test/cli/message.it.test.ts`,
    ).toEqual([]);
  });
});
