// What goes into which file of dist/: one file for what every look at a tenant loads, one for what its beginning shares with the small
// commands, and the rest split so that each command loads only what it needs. A file costs Node as much to find and link as 20 kB cost it
// to compile, and a look made of its 230 natural pieces began a quarter of its processor time later.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const COMMANDS = 'src/cli/commands';

/** Its messages in fifty languages, of which certify speaks one. */
const ONE_LANGUAGE = {
  name: 'one language of zod',
  load: (id) => (/[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/.test(id) ? "export { default as en } from './en.js';" : null),
};

/** Two libraries bring another version of the list of public suffixes, and the other form of the tables of media types. */
const oneCopy = () => {
  const { resolve: from } = createRequire(resolve('package.json'));
  const places = new Map([
    ['libmime', from('libmime')],
    ['tldts', join(dirname(from('tldts/package.json')), 'dist/es6/index.js')],
  ]);
  return { name: 'one copy of each table', resolveId: (id) => places.get(id) ?? null };
};

const below = (directory) =>
  readdirSync(directory, { recursive: true })
    .map((path) => join(directory, path))
    .filter((path) => path.endsWith('.ts'));

/** What every command loads before its own file, and what a look asks with: each is imported when it is needed, and all of it is. */
const GROUND = ['src/cli/main.ts', 'src/cli/program.ts', 'src/cli/failure.ts', 'src/cli/style.ts'];
const SETTING = 'src/app/setting.ts';
const looking = () => [
  ...GROUND,
  SETTING,
  `${COMMANDS}/check.ts`,
  ...below('src/probes').filter((path) => !path.startsWith(join('src', 'probes', 'message'))),
  ...['sesv2', 'ses-classic', 'sns', 'iam', 'cloudwatch', 'sts'].map((service) => `src/world/aws/${service}.ts`),
];

/** Whoever imports one of these looks at a tenant; other commands are small. */
const LOOKERS = ['src/world/world.ts', 'src/checks/index.ts'];

/** The groups, settled once all imports are known. */
const grouping = (commands) => {
  const inGroup = { ground: new Set(), common: new Set(), look: new Set() };
  const renderStart = function renderStart() {
    const withImports = (paths) => {
      const seen = new Set();
      const open = paths.map((path) => resolve(path));
      for (let id = open.pop(); id !== undefined; id = open.pop()) {
        const module = seen.has(id) ? null : this.getModuleInfo(id);
        if (module === null || module.isExternal) continue;
        seen.add(id);
        open.push(...module.importedIds);
      }
      return seen;
    };
    inGroup.ground = withImports(GROUND);
    inGroup.look = withImports(looking());
    const small = [SETTING, ...commands.map((path) => `${COMMANDS}/${path}.ts`)]
      .map((path) => withImports([path]))
      .filter(isSmall);
    inGroup.common = new Set(small.flatMap((modules) => [...modules].filter((id) => inGroup.look.has(id))));
  };
  const isSmall = (modules) => !LOOKERS.some((path) => modules.has(resolve(path)));
  const groups = Object.keys(inGroup).map((name, at, all) => ({
    name,
    test: (id) => inGroup[name].has(id),
    priority: all.length - at,
  }));
  return { plugin: { name: 'groups', renderStart }, groups };
};

/** Writes the commands and the library; the paths of all that went in. */
export const bundle = async (outdir, commands) => {
  const { plugin, groups } = grouping(commands);
  const made = await rolldown({
    input: {
      cli: 'src/cli/main.ts',
      index: 'src/app/index.ts',
      manifest: 'src/cli/manifest.ts',
      runbook: 'src/runbook/load.ts',
      checks: 'src/checks/index.ts',
      shipped: 'src/cli/shipped.ts',
      ...Object.fromEntries(commands.map((path) => [`commands/${path}`, `${COMMANDS}/${path}.ts`])),
    },
    platform: 'node',
    resolve: { mainFields: ['module', 'main'] },
    external: ['@photostructure/sqlite', 'pg-native', 'node:sqlite'],
    plugins: [ONE_LANGUAGE, oneCopy(), plugin],
    transform: { target: 'node20' },
    checks: { ineffectiveDynamicImport: false },
  });
  const { output } = await made.write({
    dir: outdir,
    format: 'esm',
    minify: true,
    keepNames: true,
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    codeSplitting: { groups },
  });
  await made.close();
  return output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
};

/** What the launcher tells without the command line: alone in its file, see src/cli/quick.ts. */
export const bundleQuick = async (outdir) => {
  const made = await rolldown({
    input: { quick: 'src/cli/quick.ts' },
    platform: 'node',
    transform: { target: 'node20' },
  });
  await made.write({ dir: outdir, format: 'cjs', minify: true, entryFileNames: '[name].cjs', codeSplitting: false });
  await made.close();
};
