// Writes the generated pages of docs/ (a page a command, a page a check); pages of commands and checks that are gone are removed.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

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
  for (const folder of ['docs/checks', 'docs/commands']) rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of documentation(runbooks)) {
    mkdirSync(dirname(join('docs', path)), { recursive: true });
    writeFileSync(join('docs', path), text);
  }
} finally {
  rmSync(bundle, { recursive: true, force: true });
}
