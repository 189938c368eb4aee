// The JSON schemas that come with certify.
import { readFile } from 'node:fs/promises';
import { UsageError } from '../core/errors.ts';
import { didYouMean } from '../text/nearest.ts';

const SCHEMAS: { readonly [name: string]: string } = {
  profile: 'runbooks/profile.schema.json',
  runbook: 'runbooks/runbook.schema.json',
  evidence: 'runbooks/evidence.schema.json',
  fleet: 'runbooks/fleet.schema.json',
  error: 'runbooks/error.schema.json',
  'squareos-state': 'runbooks/squareos-state.schema.json',
};

/** Text of the schema with this name; UsageError when there is none. */
export const schemaText = async (root: string, name: string): Promise<string> => {
  const path = Object.hasOwn(SCHEMAS, name) ? SCHEMAS[name] : undefined;
  if (path !== undefined) return readFile(`${root}/${path}`, 'utf8');
  throw new UsageError({
    code: 'schema-unknown',
    message: `There is no schema "${name}".`,
    fix: `${didYouMean(name, Object.keys(SCHEMAS))}Use one of: ${Object.keys(SCHEMAS).join(', ')}.`,
  });
};
