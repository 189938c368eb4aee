// Bundles the command line into dist/: split, so that each command loads only what it needs. A build that fails leaves the last one.
import { renameSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const fresh = `dist.${process.pid}`;
try {
  await build({
    entryPoints: { cli: 'src/cli/main.ts' },
    outdir: fresh,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: true,
    sourcemap: true,
    logLevel: 'warning',
    external: ['@photostructure/sqlite', 'pg-native', 'node:sqlite'],
    banner: { js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);" },
  });
  rmSync('dist', { recursive: true, force: true });
  renameSync(fresh, 'dist');
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
