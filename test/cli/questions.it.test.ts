// The questions of a run as a person meets them: on a terminal, line by line, with keys.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { EvidenceRecord } from '../../src/core/record.ts';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import { certify, ROOT, temporary } from './certify.ts';
import { KEY, onTerminal } from './terminal.ts';

const home = temporary();
let lab: RunningLab;

/** The profile answers what shows no value; the fields and the rows are a person's. */
beforeAll(async () => {
  lab = await startLab({ scenario: 'healthy-ses', stateDir: join(home.path, 'state'), root: ROOT });
  const path = join(home.path, 'gym.yaml');
  lab.writeProfile(path);
  const profile = parse(readFileSync(path, 'utf8')) as { callback: object; attestations: readonly { readonly id: string }[] };
  const attestations = profile.attestations.filter(({ id }) => id !== 'squareos-fields-entered');
  writeFileSync(path, stringify({ ...profile, attestations, callback: { ...profile.callback, ledger: { attest: true } } }));
});
afterAll(async () => {
  await lab.stop();
  home[Symbol.dispose]();
});

const LINES = [
  ['Channel Account name', 'SES Live - Main Gym'],
  ['External account id', 'example.com'],
  ['Fake mode', 'false'],
  ['From address', 'billing@example.com'],
  ['Reply-to address', 'help@example.com'],
  ['Sending region', 'ap-south-1'],
  ['Configuration set', 'squareos-main'],
  ['SNS topic ARN', 'arn:aws:sns:ap-south-1:111122223333:squareos-email'],
  ['Signature rule', 'true'],
  ['Template invoice', 'tpl_invoice'],
  ['Template appointmentReminder', 'tpl_appointment'],
] as const;

/** The whole list, down to the keys that it takes. */
const DRAWN = /Tick each line that is so.*submit/;

const flat = (screen: string): string => screen.replaceAll(/\s+/g, ' ');

it('shows every value that is sworn to, takes no answer for lines that nobody ticked, and keeps the digest of the screen', async () => {
  const words = ['ses', 'gym.yaml', '--operator', 'Ann'];
  using first = onTerminal(words, home.path);
  const table = flat(await first.until(DRAWN));
  for (const [label, value] of LINES) expect(table).toContain(`${label}: ${value}`);
  expect(table).not.toContain('unused');
  await first.press(KEY.space, KEY.enter);
  await first.until('(no / later)');
  await first.press('yes', KEY.enter);
  await first.until('not every line is ticked');
  await first.press(...Array.from({ length: 3 }, () => '\u007F'), 'later', KEY.enter);
  expect(await first.ended).toBe(3);
  expect(lab.messages()).toHaveLength(0);

  using again = onTerminal([...words, '--resume'], home.path);
  const count = (flat(await again.until(DRAWN)).match(/[◯]/g) ?? []).length;
  expect(count).toBeGreaterThan(LINES.length);
  await again.press(...Array.from({ length: count }, () => [KEY.space, KEY.down]).flat(), KEY.enter);
  await again.until('(yes / no / later)');
  await again.press('yes', KEY.enter);
  await again.until('Ticket or note');
  await again.press('T-1', KEY.enter);
  const rows = flat(await again.until(DRAWN));
  const [message] = lab.messages();
  expect(rows).toContain('The message:');
  await again.press(KEY.space, KEY.enter);
  await again.until('(yes / no / later)');
  await again.press('yes', KEY.enter);
  await again.until('Ticket or note');
  await again.press('T-2', KEY.enter);
  await again.until('Evidence');
  expect(await again.ended).toBe(0);
  expect(message).toBeDefined();
  expect(lab.messages()).toHaveLength(1);

  const [name = ''] = readdirSync(join(home.path, 'evidence')).filter((one) => one.endsWith('.json'));
  const record = JSON.parse(readFileSync(join(home.path, 'evidence', name), 'utf8')) as EvidenceRecord;
  expect(rows).toContain(record.receipt?.providerMessageId ?? 'no id');
  const given = (id: string) => record.attestations.find((one) => one.id === id);
  const printed = await certify(['fields', 'gym.yaml', '--json'], { cwd: home.path });
  const { digests } = JSON.parse(printed.stdout) as { digests: readonly { id: string; digest: string }[] };
  expect(given('squareos-fields-entered')).toMatchObject({
    by: 'Ann',
    answer: 'yes',
    reference: 'T-1',
    message: null,
    digest: digests.find(({ id }) => id === 'squareos-fields-entered')?.digest,
  });
  expect(given('rows-updated')).toMatchObject({ by: 'Ann', reference: 'T-2', message: record.receipt?.providerMessageId });
  const shown = await certify(['evidence', 'show', record.evidence?.id ?? ''], { cwd: home.path });
  expect(flat(shown.stdout)).toContain('attested by Ann');
}, 120_000);
