// A world of the lab for the benches, in this process, with a profile in a directory that goes with it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export const ROOT = join(import.meta.dirname, '..');
export const BIN = join(ROOT, 'bin', 'certify.cjs');

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Modules of the sources by their paths below src/. Call the second one at the end. */
export const loadSources = async (paths) => {
  const directory = mkdtempSync(join(ROOT, 'dist.bench-'));
  const entryPoints = Object.fromEntries(paths.map((path, at) => [`entry${at}`, join(ROOT, 'src', path)]));
  const how = { bundle: true, splitting: true, platform: 'node', format: 'esm', packages: 'external' };
  await build({ ...how, entryPoints, outdir: directory, outExtension: { '.js': '.mjs' } });
  const modules = await Promise.all(paths.map((_, at) => import(pathToFileURL(join(directory, `entry${at}.mjs`)).href)));
  return [Object.assign({}, ...modules), () => rmSync(directory, { recursive: true, force: true })];
};

/** `act(profile, home)` while the world of this scenario is up, each of its AWS answers after `latencyMs`. */
export const inLab = async ({ startLab, loadScenario }, name, latencyMs, act) => {
  const home = mkdtempSync(join(tmpdir(), 'certify-bench-'));
  const lab = await startLab({ scenario: { ...loadScenario(ROOT, name), latencyMs }, stateDir: join(home, 'state'), root: ROOT });
  try {
    const profile = join(home, 'lab.yaml');
    lab.writeProfile(profile);
    return await act(profile, home);
  } finally {
    await lab.stop();
    rmSync(home, { recursive: true, force: true });
  }
};
