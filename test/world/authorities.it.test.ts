// Which authorities are in force: those that a machine adds by NODE_EXTRA_CA_CERTS too, on every Node that certify runs on.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { createAuthority } from '../../src/lab/pki.ts';
import { temporary } from '../cli/certify.ts';

const MODULE = join(import.meta.dirname, '..', '..', 'src', 'world', 'authorities.ts');

it.each([
  ['a file', true],
  ['a file that is not there', false],
])('hold what NODE_EXTRA_CA_CERTS names, as %s, beside the public ones', async (_, there) => {
  using place = temporary();
  const { certPem } = await createAuthority();
  const file = join(place.path, 'extra.pem');
  if (there) writeFileSync(file, `# ours\n${certPem}`);
  const built = await build({
    stdin: {
      contents: `import { systemAuthorities } from ${JSON.stringify(MODULE)}; console.log(JSON.stringify(systemAuthorities()))`,
      resolveDir: place.path,
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  const args = ['--eval', built.outputFiles[0]?.text ?? ''];
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: file };
  const known = JSON.parse(execFileSync(process.execPath, args, { env, encoding: 'utf8' })) as readonly string[];
  expect(known.length).toBeGreaterThan(50);
  expect(known.map((pem) => pem.trim()).includes(certPem.trim())).toBe(there);
});
