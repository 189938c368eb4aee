// The JSON schemas that certify gives out, and that of SARIF 2.1.0, by a validator that everybody uses.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

const ROOT = join(import.meta.dirname, '..');
const SARIF = join('test', 'report', 'sarif', 'sarif-2.1.0-rtm.5.json');

const compiled = new Map<string, ValidateFunction>();

const validator = (path: string): ValidateFunction => {
  const known = compiled.get(path);
  if (known !== undefined) return known;
  const schema = JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as { readonly $schema?: string };
  // What the schema itself gets wrong stops the test too; SARIF's is of another hand.
  const ours = path !== SARIF;
  const options = { allErrors: true, strict: ours, unicodeRegExp: ours, strictRequired: false, allowUnionTypes: true };
  const ajv = schema.$schema?.includes('2020-12') === true ? new Ajv2020(options) : new Ajv(options);
  formats.default(ajv);
  const made = ajv.compile(schema);
  compiled.set(path, made);
  return made;
};

const faultsBy = (path: string, value: unknown): readonly string[] => {
  const validate = validator(path);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`,
  );
};

/** By `certify schema NAME`; empty: it fits. */
export const schemaFaults = (name: string, value: unknown): readonly string[] => faultsBy(`runbooks/${name}.schema.json`, value);

export const sarifSchemaFaults = (text: string): readonly string[] => faultsBy(SARIF, JSON.parse(text));
