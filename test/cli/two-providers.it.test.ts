// A gym with two providers whose profiles name each other: certified one after the other; the sheet of each keeps its last proof.
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSheet } from '../../src/evidence/sheet.ts';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import { document, ROOT, temporary } from './certify.ts';
import { certifyWarm } from './warm.ts';

const home = temporary();
const labs: RunningLab[] = [];
const directory = join(home.path, 'gym');

const begin = async (scenario: 'healthy-ses' | 'healthy-smtp', file: string, other: string): Promise<void> => {
  const lab = await startLab({ scenario, stateDir: join(home.path, scenario), root: ROOT });
  labs.push(lab);
  lab.writeProfile(join(directory, file));
  appendFileSync(join(directory, file), `routing: {documentedBy: Support, ticket: T-9, otherProfile: ${other}}\n`);
};

beforeAll(async () => {
  mkdirSync(directory);
  await begin('healthy-ses', 'ses.yaml', 'smtp.yaml');
  await begin('healthy-smtp', 'smtp.yaml', 'ses.yaml');
});
afterAll(async () => {
  for (const lab of labs) await lab.stop();
  home[Symbol.dispose]();
});

const run = async (provider: 'ses' | 'smtp') => {
  const file = join(directory, `${provider}.yaml`);
  const flags = ['--operator', 'x', '--json', '--evidence-dir', join(home.path, 'evidence')];
  const record = document(await certifyWarm([provider, file, ...flags]));
  const rows = readSheet(readFileSync(join(directory, 'extraction.yaml'), 'utf8'), 'extraction.yaml');
  const cell = (field: string) => rows.find((one) => one['field'] === field && one['row'] === `${provider}-main-gym`);
  return { record, cell, id: record.evidence?.id };
};

it('the first is kept back by routing alone, the second passes on it, and then the first passes too', async () => {
  const first = await run('ses');
  expect(first.record.decision).toMatchObject({ outcome: 'NOT_CERTIFIED', blockers: ['provider-routing'] });
  expect(first.cell('region')).toMatchObject({ value: 'ap-south-1', evidenceId: first.id, outcome: 'NOT_CERTIFIED' });
  expect(first.cell('providerMessageId')?.['evidenceId'] ?? '').toBe('');

  const second = await run('smtp');
  expect(second.record.decision).toMatchObject({ outcome: 'LAB_ONLY' });
  expect(second.record.findings.find(({ check }) => check === 'provider-routing')).toMatchObject({
    status: 'warn',
    reason: 'two-providers',
  });

  const third = await run('ses');
  expect(third.record.decision).toMatchObject({ outcome: 'LAB_ONLY' });
  const message = third.cell('providerMessageId');
  expect(message).toMatchObject({ evidenceId: third.id, outcome: 'LAB_ONLY' });
  for (const field of ['attemptMessageId', 'messageMessageId']) expect(third.cell(field)?.['value']).toBe(message?.['value']);
  expect(third.cell('dkimState')).toMatchObject({ value: 'SUCCESS', owner: 'Dora Lang (DNS admin)', ticket: 'LAB-1' });
  expect(third.record.findings.find(({ check }) => check === 'dkim-tokens')).toMatchObject({
    owner: 'DNS admin',
    who: 'Dora Lang',
  });
  expect(third.cell('subscriptionState')).toMatchObject({ value: 'confirmed' });
  expect(third.cell('spfState')?.['value']).toContain('lets the provider pass');
  expect(third.cell('verificationState')).toMatchObject({ value: 'SUCCESS' });
  expect(third.cell('mailFromState')).toMatchObject({ value: 'SUCCESS' });
}, 120_000);
