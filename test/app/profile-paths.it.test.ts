// No path of a profile leads out of its directory, whatever dots and links say; a directory that the user names is open.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/core/errors.ts';
import { NO_TENANT_OPTIONS, type TenantOptions } from '../../src/app/options.ts';
import { createSetting } from '../../src/app/setting.ts';
import { readProfile } from '../../src/app/tenant.ts';
import { ROOT, temporary } from '../cli/certify.ts';
import { changed, SES } from '../profile/source.ts';

const root = temporary();
const at = (...names: string[]): string => join(root.path, ...names);

beforeAll(() => {
  for (const name of ['gym/.github', 'gym/below', 'named', 'away']) mkdirSync(at(name), { recursive: true });
  for (const name of ['away/x.yaml', 'named/x.yaml', 'gym/x.yaml']) writeFileSync(at(name), 'rows: []\n');
  symlinkSync(at('away'), at('gym/out'));
  symlinkSync(at('away/x.yaml'), at('gym/link.yaml'));
  symlinkSync(at('away/not-yet.yaml'), at('gym/dangling.yaml'));
  symlinkSync('ring.yaml', at('gym/ring.yaml'));
  symlinkSync(at('named/x.yaml'), at('gym/to-named.yaml'));
  symlinkSync(at('gym/x.yaml'), at('gym/inner.yaml'));
});
afterAll(() => root[Symbol.dispose]());

const SHEET = /sheet: .*?(?=,|\n)/;
const withPath = (key: string, path: string): string => {
  const where = JSON.stringify(path);
  if (key === 'extraction.sheet') return SES.replace(SHEET, `sheet: ${where}`);
  if (key === 'trust.caFile') return changed(SES, 'caFile: null', `caFile: ${where}`);
  if (key === 'routing.otherProfile')
    return changed(SES, 'routing: null', `routing: {documentedBy: x, ticket: T-1, otherProfile: ${where}}`);
  return changed(SES, 'squareos:\n', `squareos:\n  state: {export: ${where}}\n`);
};

const reading = async (text: string, tenant: Partial<TenantOptions> = {}): Promise<UsageError | null> => {
  writeFileSync(at('gym/gym.yaml'), text);
  const setting = createSetting({ root: ROOT, version: '0', env: {} });
  try {
    await readProfile(at('gym/gym.yaml'), { setting, tenant: { ...NO_TENANT_OPTIONS, ...tenant }, command: 'check' });
    return null;
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
};

describe.each(['extraction.sheet', 'trust.caFile', 'squareos.state.export', 'routing.otherProfile'])('%s', (key) => {
  it.each(['x.yaml', 'below/new.yaml', 'inner.yaml'])('may be %s', async (path) => {
    expect(await reading(withPath(key, path))).toBeNull();
  });

  it.each(['out/x.yaml', 'out/new.yaml', 'link.yaml', 'dangling.yaml', 'to-named.yaml', '.github/x.yaml'])(
    'is refused as %s, with its place and the way out',
    async (path) => {
      const error = await reading(withPath(key, path));
      expect(error).toMatchObject({ code: 'path-outside', place: { line: expect.any(Number) } });
      expect(error?.message).toContain(key);
      expect(error?.fix).toContain('--secrets-dir');
    },
  );

  it('may lead into a directory that the user names', async () => {
    expect(await reading(withPath(key, 'to-named.yaml'), { secretsDir: at('named') })).toBeNull();
    expect(await reading(withPath(key, 'out/x.yaml'), { secretsDir: at('named') })).not.toBeNull();
  });
});

describe('a sheet', () => {
  it('is refused by its dots or as an absolute path, and taken when the user says it', async () => {
    for (const path of ['../away/x.yaml', at('away/x.yaml'), 'ring.yaml/../../away/x.yaml'])
      expect(await reading(withPath('extraction.sheet', path))).toMatchObject({ code: 'path-outside' });
    expect(await reading(SES, { set: [`extraction.sheet=${at('away/x.yaml')}`] })).toBeNull();
  });
});
