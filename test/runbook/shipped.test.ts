// The runbooks that come with certify, linted with the checks and facts that certify has.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { digestOf } from '../../src/text/digest.ts';
import { VIEW_FIELDS } from '../../src/facts/views.ts';
import { probes } from '../../src/probes/index.ts';
import { readRunbook } from '../../src/app/runbooks.ts';
import { lintRunbook, loadRunbook } from '../../src/runbook/load.ts';
import { profileProbes } from '../../src/run/profile-probes.ts';
import { load, SES } from '../profile/source.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const MADE_BY_A_RUN = ['live.receipt', 'live.callback', 'live.rows', 'webhook.negatives'];

describe('the runbooks that come with certify', () => {
  it.each(['ses', 'smtp'])('%s has no problem', (id) => {
    const path = join('runbooks', `${id}.yaml`);
    const facts = [...Object.keys({ ...probes, ...profileProbes(load(SES)) }), ...MADE_BY_A_RUN];
    expect(
      lintRunbook({ text: readFileSync(join(ROOT, path), 'utf8'), path, known: { checks, facts, views: VIEW_FIELDS } }),
    ).toEqual([]);
  });

  /** What the build leaves, of which commands read the runbook, is JSON: nothing of it may be lost there. */
  it.each(['ses', 'smtp'])(
    '%s is the same once it was written as JSON, and is read anew where its text is another',
    async (id) => {
      const path = join('runbooks', `${id}.yaml`);
      const text = readFileSync(join(ROOT, path), 'utf8');
      const runbook = loadRunbook({ text, path });
      expect(JSON.parse(JSON.stringify(runbook))).toStrictEqual(runbook);
      const root = mkdtempSync(join(tmpdir(), 'certify-runbook-'));
      mkdirSync(join(root, 'runbooks'));
      mkdirSync(join(root, 'dist', 'runbooks'), { recursive: true });
      writeFileSync(join(root, path), text);
      const prepared = (of: string) =>
        writeFileSync(
          join(root, 'dist', 'runbooks', `${id}.json`),
          JSON.stringify({ made: digestOf(of), runbook: { ...runbook, id: 'prepared' } }),
        );
      expect(await readRunbook(root, id)).toEqual(runbook);
      prepared(text);
      expect((await readRunbook(root, id)).id).toBe('prepared');
      prepared(`${text}\n`);
      expect(await readRunbook(root, id)).toEqual(runbook);
      rmSync(root, { recursive: true });
    },
  );
});
