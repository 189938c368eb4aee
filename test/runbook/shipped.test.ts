// The runbooks that come with certify, linted with the checks and facts that certify has.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { VIEW_FIELDS } from '../../src/facts/views.ts';
import { probes } from '../../src/probes/index.ts';
import { lintRunbook } from '../../src/runbook/load.ts';
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
});
