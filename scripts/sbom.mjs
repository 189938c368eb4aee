// Prints the CycloneDX bill of materials of the package: npm's own, without what only builds and tests it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const bundled = new Set(JSON.parse(readFileSync(join('dist', 'bundled.json'), 'utf8')));
const said = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'], {
  encoding: 'utf8',
  maxBuffer: 64e6,
});
const bill = JSON.parse(said);

const DEVELOPMENT = 'cdx:npm:package:development';
const isDevelopment = ({ properties = [] }) => properties.some(({ name, value }) => name === DEVELOPMENT && value === 'true');

const components = bill.components
  .filter((one) => !isDevelopment(one) || bundled.has(`${one.group ? `${one.group}/` : ''}${one.name}@${one.version}`))
  .map((one) => ({ ...one, properties: (one.properties ?? []).filter(({ name }) => name !== DEVELOPMENT) }));
const kept = new Set([bill.metadata.component['bom-ref'], ...components.map((one) => one['bom-ref'])]);
const dependencies = bill.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((one) => kept.has(one)) }));

// npm names it after the directory of the checkout.
const { name } = JSON.parse(readFileSync('package.json', 'utf8'));
const metadata = { ...bill.metadata, component: { ...bill.metadata.component, name } };

process.stdout.write(`${JSON.stringify({ ...bill, metadata, components, dependencies }, null, 2)}\n`);
