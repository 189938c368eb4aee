// What every SARIF 2.1.0 (OASIS) document of certify shares: its frame, its driver, its places.
import type { Log, ReportingDescriptor, Result, Run } from 'sarif';
import { safeJson } from '../../masking/json-text.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json';

/** A file as a SARIF viewer finds it: relative as it was named, else by its last part, so that no path of a machine goes out. */
const uriOf = (path: string): string =>
  (path.startsWith('/') || /^[A-Za-z]:/.test(path) ? (path.split(/[\\/]/).at(-1) ?? path) : path)
    .replaceAll('\\', '/')
    .split('/')
    .map(encodeURIComponent)
    .join('/');

export const locationsOf = (path: string | undefined, at = { startLine: 1 }): Pick<Result, 'locations'> =>
  path === undefined ? {} : { locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path) }, region: at } }] };

/** One run, as a document; ends with a line feed. */
export const sarifText = (run: Run): string =>
  `${safeJson({ $schema: SCHEMA, version: '2.1.0', runs: [run] } satisfies Log, 2)}\n`;

export const driver = (version: string, rules: readonly ReportingDescriptor[]) => ({
  name: 'certify',
  version,
  rules: [...rules],
});

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** SARIF's own pattern knows the versions 1 to 5; ids of runs are of version 7. */
export const guidOf = (id: string): string => {
  const five = id.replace(/^(.{14})7/, '$15');
  return GUID.test(five) ? five : '00000000-0000-5000-8000-000000000000';
};
