// The message of a template, sent by the built binary in the lab: the journal is what shows that each has an intent of its own and is sent once.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { document, temporary } from './certify.ts';
import { certifyWarm } from './warm.ts';

const run = (directory: string, ...more: readonly string[]) =>
  certifyWarm(['ses', '--lab', '--json', '--operator', 'test', '--evidence-dir', directory, ...more]);

const purposes = (directory: string): readonly string[] => {
  const [file = ''] = readdirSync(join(directory, '.runs'));
  const lines = readFileSync(join(directory, '.runs', file), 'utf8')
    .trim()
    .split('\n');
  return lines
    .map((line) => JSON.parse(line) as { type: string; purpose?: string })
    .flatMap((one) => (one.type === 'send-intended' ? [one.purpose ?? ''] : []));
};

describe('a message of a template', () => {
  it('is sent once beside the live one, with an intent of its own, and judged by its own callback', async () => {
    using directory = temporary();
    const ran = await run(
      directory.path,
      '--scenario',
      'healthy-ses-templates',
      '--template',
      'invoice',
      '--template',
      'invoice',
    );
    const record = document(ran);
    expect(purposes(directory.path)).toEqual(['live', 'template-invoice']);
    expect(record.findings.find(({ check }) => check === 'template-messages')).toMatchObject({
      status: 'pass',
      observed: { messages: [{ template: 'invoice', sent: 'yes', event: 'delivery' }] },
    });
  });

  it('is ordered of the platform where the platform sends, by its name', async () => {
    using directory = temporary();
    const ran = await run(directory.path, '--scenario', 'healthy-ses-templates-squareos', '--template', 'paymentLink');
    expect(purposes(directory.path)).toEqual(['live', 'template-paymentLink']);
    const [found] = document(ran).findings.filter(({ check }) => check === 'template-messages');
    expect(found).toMatchObject({ status: 'pass', observed: { messages: [{ template: 'paymentLink', event: 'delivery' }] } });
    expect(ran.exitCode).toBe(0);
  });

  it('that SES takes and cannot render does not certify, and follows from the template', async () => {
    using directory = temporary();
    const ran = await run(directory.path, '--scenario', 'ses-templates-broken', '--template', 'paymentLink');
    const record = document(ran);
    expect(record.findings.find(({ check }) => check === 'template-messages')).toMatchObject({
      status: 'fail',
      reason: 'rendering-failure',
      observed: { messages: [{ template: 'paymentLink', sent: 'yes', event: 'rendering-failure' }] },
    });
    expect(ran.exitCode).toBe(1);
  });

  it.each([
    ['inovice', 'template-unknown'],
    ['renewal', 'template-not-in-ses'],
  ])('of %s is refused before anything is asked', async (name, code) => {
    using directory = temporary();
    const ran = await run(directory.path, '--scenario', 'healthy-ses-templates', '--template', name);
    expect(ran.exitCode).toBe(2);
    expect(ran.stdout).toContain(`"${code}"`);
  });

  it('is refused where nobody agreed to it', async () => {
    using directory = temporary();
    const ran = await run(directory.path, '--scenario', 'ses-templates-broken', '--template', 'renewal');
    expect(ran.exitCode).toBe(2);
    expect(ran.stdout).toContain('"template-opt-in"');
  });
});
