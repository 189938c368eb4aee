// Bundles the command line and the library into dist/: split, so that each command loads only what it needs; writes the manifest
// of the commands and the library's types. A build that fails leaves the last one.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle, bundleQuick } from './bundle.mjs';
import { keepReachable } from './declarations.mjs';
import { bundledIn, licencesOf } from './licences.mjs';

const COMMANDS = 'src/cli/commands';

/** `evidence/list`, for each command's file. */
const files = () =>
  readdirSync(COMMANDS, { recursive: true })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => path.replaceAll('\\', '/').slice(0, -'.ts'.length));

/** What the command files state, in the order of help; a file that is not listed, or a name without a file, stops the build. */
const manifestOf = async (outdir, commands) => {
  const from = (path) => import(pathToFileURL(resolve(outdir, `${path}.js`)).href);
  const { COMMANDS: names, fileOf, manifestEntry } = await from('manifest');
  const stray = commands.filter((path) => !names.some((name) => fileOf(name) === path));
  if (stray.length > 0) throw new Error(`not listed in src/cli/manifest.ts: ${stray.join(', ')}`);
  const entries = [];
  for (const name of names) entries.push(manifestEntry(name, (await from(`commands/${fileOf(name)}`)).command));
  return entries;
};

/** Manual page, completion, and the names that it offers. */
const writeShipped = async (outdir, manifest) => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const { shippedFiles } = await import(pathToFileURL(resolve(outdir, 'shipped.js')).href);
  for (const [path, text] of await shippedFiles(process.cwd(), manifest, version)) {
    mkdirSync(dirname(join(outdir, path)), { recursive: true });
    writeFileSync(join(outdir, path), text);
  }
};

/** The runbooks as they are once read and checked, each with the digest of the text it was made of: commands need not read YAML. */
const writeRunbooks = async (outdir) => {
  const { loadRunbook } = await import(pathToFileURL(resolve(outdir, 'runbook.js')).href);
  mkdirSync(join(outdir, 'runbooks'));
  for (const id of ['ses', 'smtp']) {
    const text = readFileSync(join('runbooks', `${id}.yaml`), 'utf8');
    const runbook = loadRunbook({ text, path: `runbooks/${id}.yaml` });
    writeFileSync(
      join(outdir, 'runbooks', `${id}.json`),
      JSON.stringify({ made: `sha256:${createHash('sha256').update(text).digest('hex')}`, runbook }),
    );
  }
};

/** What the checks say of themselves. */
const writeChecks = async (outdir) => {
  const { checks } = await import(pathToFileURL(resolve(outdir, 'checks.js')).href);
  writeFileSync(join(outdir, 'checks.json'), JSON.stringify(checks));
};

/** Declarations name their neighbours with the ending that is there at run time. */
const withRunTimeEndings = (directory) => {
  for (const name of readdirSync(directory, { recursive: true }).filter((one) => one.endsWith('.d.ts'))) {
    const path = join(directory, name);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replaceAll(/((?:from |import\()['"]\.[^'"]*)\.ts(['"])/g, '$1.js$2'));
  }
};

const writeTypes = (outdir) => {
  const types = join(outdir, 'types');
  execFileSync(
    process.execPath,
    [join('node_modules', 'typescript', 'bin', 'tsc'), '--project', 'tsconfig.types.json', '--outDir', types],
    { stdio: 'inherit' },
  );
  keepReachable(types, 'app/index.d.ts');
  withRunTimeEndings(types);
};

/** Builds dist/ in the working directory. */
export const buildAll = async () => {
  const fresh = `dist.${process.pid}`;
  try {
    const commands = files();
    const inputs = await bundle(fresh, commands);
    await bundleQuick(fresh);
    const bundled = bundledIn(inputs);
    writeFileSync(join(fresh, 'LICENCES.txt'), licencesOf(bundled));
    writeFileSync(join(fresh, 'bundled.json'), JSON.stringify(bundled.map(({ name, version }) => `${name}@${version}`)));
    const manifest = await manifestOf(fresh, commands);
    writeFileSync(join(fresh, 'manifest.json'), JSON.stringify(manifest));
    await writeShipped(fresh, manifest);
    await writeRunbooks(fresh);
    await writeChecks(fresh);
    writeTypes(fresh);
    writeFileSync(join(fresh, 'index.d.ts'), "export * from './types/app/index.js';\n");
    rmSync('dist', { recursive: true, force: true });
    renameSync(fresh, 'dist');
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildAll();
