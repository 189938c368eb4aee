// The key that values of tenants are compared under: one for a directory, whoever comes first.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sharingTenants } from '../../src/app/sharing.ts';
import type { Files } from '../../src/core/ports/files.ts';
import type { SecretsPort } from '../../src/core/ports/secrets.ts';
import { createFiles } from '../../src/world/files/files.ts';
import { load, SES } from '../profile/source.ts';

const NONE: SecretsPort = {
  has: () => false,
  matches: () => false,
  shape: () => null,
  guessable: () => false,
  fingerprint: (_, key = '') => key,
  sesSmtpPasswordMatches: () => null,
  inUrl: () => 'missing',
};

it('is the same for two first runs, one of which looked for it before the other made it, and leaves no lock', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'certify-sharing-'));
  const { profile } = load(SES);
  const files = createFiles();
  let go = (): void => undefined;
  const made = new Promise<void>((resolve) => {
    go = resolve;
  });
  let looked = false;
  const late: Files = {
    ...files,
    exists: async (path) => {
      const there = await files.exists(path);
      if (!looked) {
        looked = true;
        await made;
      }
      return there;
    },
  };
  const second = sharingTenants(late, directory, profile, NONE);
  const first = await sharingTenants(files, directory, profile, NONE);
  go();
  expect((await second)['run.marks']?.key).toBe(first['run.marks']?.key);
  expect(readdirSync(directory)).toEqual(['.comparing-key']);
  rmSync(directory, { recursive: true });
});
