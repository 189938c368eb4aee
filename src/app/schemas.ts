// The JSON schemas that come with certify.
import { readFileSync } from 'node:fs';
import { UsageError } from '../core/errors.ts';
import { didYouMean } from '../text/nearest.ts';

const SCHEMAS: { readonly [name: string]: string } = {
  profile: 'runbooks/profile.schema.json',
  runbook: 'runbooks/runbook.schema.json',
  evidence: 'runbooks/evidence.schema.json',
  fleet: 'runbooks/fleet.schema.json',
  night: 'runbooks/night.schema.json',
  error: 'runbooks/error.schema.json',
  'squareos-state': 'runbooks/squareos-state.schema.json',
};

/** null: there is none of that name. */
export const knownSchema = (root: string, name: string): string | null =>
  Object.hasOwn(SCHEMAS, name) ? readFileSync(`${root}/${SCHEMAS[name]}`, 'utf8') : null;

/** Text of the schema with this name; UsageError when there is none. */
export const schemaText = (root: string, name: string): string => {
  const text = knownSchema(root, name);
  if (text !== null) return text;
  throw new UsageError({
    code: 'schema-unknown',
    message: `There is no schema "${name}".`,
    fix: `${didYouMean(name, Object.keys(SCHEMAS))}Use one of: ${Object.keys(SCHEMAS).join(', ')}.`,
  });
};
