// The licences of what the bundle holds: a package whose licence is not among those accepted stops the build; the texts go along.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Permissive: they ask that their text goes along, and nothing more. */
const ACCEPTED = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
]);

/** The directory of the package that a bundled file belongs to. */
const directoryOf = (input) => {
  const at = input.lastIndexOf('node_modules/');
  if (at === -1) return null;
  const rest = input.slice(at + 'node_modules/'.length).split('/');
  const name = rest[0].startsWith('@') ? rest.slice(0, 2) : rest.slice(0, 1);
  return join(input.slice(0, at), 'node_modules', ...name);
};

const statedBy = ({ license, licenses }) =>
  typeof license === 'string' ? license : (license?.type ?? (licenses ?? []).map(({ type }) => type).join(' OR '));

/** `(MIT OR GPL-3.0)` is accepted for the MIT. */
const accepted = (stated) =>
  stated
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((one) => ACCEPTED.has(one.trim())));

const textOf = (directory) => {
  const name = readdirSync(directory).find((one) => /^(licen[cs]e|copying)(\.|-|$)/i.test(one));
  return name === undefined ? null : readFileSync(join(directory, name), 'utf8').trim();
};

const read = (directory) => {
  const file = join(directory, 'package.json');
  if (!existsSync(file)) throw new Error(`no package.json in ${directory}`);
  const described = JSON.parse(readFileSync(file, 'utf8'));
  return { name: described.name, version: described.version, licence: statedBy(described), text: textOf(directory) };
};

/** The packages that went into a bundle: name, version, licence and its text. `inputs`: paths of the bundled files. */
export const bundledIn = (inputs) => {
  const directories = [...new Set(inputs.map(directoryOf).filter((one) => one !== null))];
  return directories.map(read).toSorted((a, b) => (a.name < b.name ? -1 : 1));
};

/** The page of licences for these packages; throws where one is not accepted. */
export const licencesOf = (packages) => {
  const refused = packages.filter(({ licence }) => !accepted(licence));
  if (refused.length > 0) {
    const list = refused.map(({ name, version, licence }) => `${name} ${version}: ${licence || 'none stated'}`).join(', ');
    throw new Error(
      `bundled under a licence that is not accepted: ${list}. Take another package, or add the licence in scripts/licences.mjs with the reason.`,
    );
  }
  const texts = new Map();
  for (const { name, version, licence, text } of packages) {
    const key = text ?? `${licence} (the package holds no text of it)`;
    texts.set(key, [...(texts.get(key) ?? []), `${name} ${version} · ${licence}`]);
  }
  const blocks = [...texts].map(([text, names]) => `${names.join('\n')}\n\n${text}`);
  return `certify's bundle holds ${packages.length} packages, each under the licence beside its name.\n\n${blocks.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
};
