// Looks for a secret in a text, in every form it may take. The search is the tests' own, not the gate's.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const base64At = (value: string, offset: number): string => {
  const text = Buffer.from('x'.repeat(offset) + value)
    .toString('base64')
    .replace(/=+$/, '');
  // The ends depend on the neighbours; what stands between them does not.
  return text.slice(offset === 0 ? 0 : 4, Math.floor(((value.length + offset) * 8) / 6) - 1);
};

export const forms = (value: string): readonly (readonly [string, string])[] => [
  ['plain', value],
  ['reversed', value.split('').reverse().join('')],
  ['hex', Buffer.from(value).toString('hex')],
  ['HEX', Buffer.from(value).toString('hex').toUpperCase()],
  ['percent', [...Buffer.from(value)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')],
  ['encodeURIComponent', encodeURIComponent(value)],
  ['json', JSON.stringify(value).slice(1, -1)],
  ['base64', base64At(value, 0)],
  ['base64, one on', base64At(value, 1)],
  ['base64, two on', base64At(value, 2)],
  ['base64url', Buffer.from(value).toString('base64url')],
];

/** `where: name as form` for every secret found. */
export const found = (where: string, text: string, secrets: { readonly [name: string]: string }): readonly string[] =>
  Object.entries(secrets).flatMap(([name, value]) =>
    forms(value)
      .filter(([, form]) => form.length >= 8 && text.includes(form))
      .map(([form]) => `${where}: ${name} as ${form}`),
  );

export const everyFile = (directory: string): readonly (readonly [string, string])[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path, readFileSync(path, 'utf8')] as const);
