// The file of further authorities: what is no such file is told with the place that names it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { furtherAuthorities } from '../../src/world/further-authorities.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'certify-authorities-'));
  writeFileSync(join(directory, 'empty.pem'), 'nothing\n');
  writeFileSync(join(directory, 'good.pem'), rootCertificates[0] ?? '');
});
afterAll(() => rmSync(directory, { recursive: true }));

const named = (caFile: string | null, text = `version: 1\ntrust:\n  caFile: ${caFile}\n`) => {
  const path = join(directory, 'gym.yaml');
  writeFileSync(path, text);
  return furtherAuthorities({ caFile, from: { path, directory } });
};

it('is read where it holds certificates, and asked for by nobody else', async () => {
  expect(await named('good.pem')).toContain('BEGIN CERTIFICATE');
  expect(await named(null)).toBeUndefined();
});

it.each([
  ['nope.pem', 'there is no such file'],
  ['empty.pem', 'holds no certificate'],
  ['.', 'cannot be read (EISDIR)'],
])('%s is refused at its line', async (file, why) => {
  await expect(named(file)).rejects.toMatchObject({
    code: 'ca-file-unreadable',
    message: expect.stringMatching(/gym\.yaml:3:11: `trust\.caFile` names/),
    place: { line: 3, column: 11 },
  });
  await expect(named(file)).rejects.toThrow(why);
});

it('is told without a line where the profile does not name it', async () => {
  await expect(named('nope.pem', 'version: 1\n')).rejects.toMatchObject({ place: { file: expect.any(String) } });
  await expect(named('nope.pem', 'version: 1\n')).rejects.toThrow(/gym\.yaml: `trust/);
});
