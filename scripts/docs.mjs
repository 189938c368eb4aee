// Writes the generated pages of docs/ from the built manifest and the checks; pages of commands and checks that are gone are removed.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildAll } from './build.mjs';

await buildAll();
const bundle = `dist.docs.${process.pid}`;
try {
  await build({
    entryPoints: { docs: 'src/cli/docs.ts', runbooks: 'src/runbook/load.ts' },
    outdir: bundle,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    packages: 'external',
  });
  const from = (name) => import(pathToFileURL(join(process.cwd(), bundle, `${name}.mjs`)).href);
  const { documentation } = await from('docs');
  const { loadRunbook } = await from('runbooks');
  const runbooks = ['ses', 'smtp'].map((id) => loadRunbook({ text: readFileSync(`runbooks/${id}.yaml`, 'utf8'), path: id }));
  const manifest = JSON.parse(readFileSync('dist/manifest.json', 'utf8'));
  for (const folder of ['docs/checks', 'docs/commands']) rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of documentation(runbooks, manifest)) {
    mkdirSync(dirname(join('docs', path)), { recursive: true });
    writeFileSync(join('docs', path), text);
  }
} finally {
  rmSync(bundle, { recursive: true, force: true });
}
