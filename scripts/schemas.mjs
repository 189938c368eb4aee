// Writes the JSON schemas beside the runbooks from the schemas in src; with --check only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { build } from 'esbuild';

const SCHEMAS = [
  {
    file: 'runbooks/profile.schema.json',
    title: 'certify tenant profile',
    entry: 'src/profile/schema.ts',
    name: 'profileSchema',
  },
  { file: 'runbooks/fleet.schema.json', title: 'certify fleet', entry: 'src/profile/fleet-schema.ts', name: 'fleetSchema' },
  {
    file: 'runbooks/squareos-state.schema.json',
    title: 'what SquareOS holds for one gym',
    entry: 'src/text/squareos-state.ts',
    name: 'squareosStateSchema',
  },
  {
    file: 'runbooks/night.schema.json',
    title: 'what the commands of a fleet print with --json',
    entry: 'src/fleet/output-schema.ts',
    name: 'outputSchema',
    parts: 'outputParts',
    closed: true,
  },
  { file: 'runbooks/runbook.schema.json', title: 'certify runbook', entry: 'src/runbook/schema.ts', name: 'runbookSchema' },
];

/** The TypeScript source as a module, bundled in memory. */
const load = async (entry) => {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    external: ['node:*'],
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
};

/** certify prints no key that its schema does not name; whoever reads it back minds none that is new. */
const closed = (schema) => {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return schema.type === 'object' && typeof schema.properties === 'object' && schema.additionalProperties === undefined
    ? { ...inner, additionalProperties: false }
    : inner;
};

/** Rules beyond a single key (dates, addresses, ARNs) are left to the loader: an editor need not know them. */
const textOf = async ({ title, entry, name, parts, closed: isClosed = false }) => {
  const module = await load(entry);
  const given = toJsonSchema(module[name], {
    errorMode: 'ignore',
    ...(parts === undefined ? {} : { definitions: module[parts] }),
  });
  const schema = isClosed ? closed(given) : given;
  return `${JSON.stringify({ $schema: schema.$schema, title, ...schema }, null, 2)}\n`;
};

const stale = [];
for (const schema of SCHEMAS) {
  const text = await textOf(schema);
  if (!process.argv.includes('--check')) writeFileSync(schema.file, text);
  else if (readFileSync(schema.file, 'utf8') !== text) stale.push(schema.file);
}
if (stale.length > 0) {
  process.stderr.write(`${stale.join(', ')} is not what src says: run node scripts/schemas.mjs\n`);
  process.exitCode = 1;
}
