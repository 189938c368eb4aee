// What certify prints fits the schemas it gives out: records of all scenarios are held to them where they are run (invariants.ts),
// here what they are not: looks that leave no record, errors, and what is refused by the schemas.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { schemaFaults } from '../json-schemas.ts';
import { ROOT, temporary } from './certify.ts';
import { certifyWarm } from './warm.ts';

const printed = async (line: string): Promise<Record<string, unknown>> =>
  JSON.parse((await certifyWarm(line.split(' '))).stdout) as Record<string, unknown>;

describe('certify schema', () => {
  it.each(['profile', 'runbook', 'evidence', 'fleet', 'night', 'error', 'squareos-state'])(
    'prints the schema of %s',
    async (name) => {
      const schema = await printed(`schema ${name}`);
      expect(schema).toEqual(JSON.parse(readFileSync(join(ROOT, 'runbooks', `${name}.schema.json`), 'utf8')));
    },
  );

  it.each([
    'check --lab --json',
    'check --lab --scenario ses-access-denied-one-probe --json',
    'dns nowhere.example --resolver 127.0.0.1:1 --json',
  ])('evidence takes what certify %s prints', async (line) => {
    const document = await printed(line);
    expect(document['schema']).toBe('certify.run/2');
    expect(schemaFaults('evidence', document)).toEqual([]);
    expect(schemaFaults('evidence', { ...document, surprise: 1 })).not.toEqual([]);
    expect(schemaFaults('evidence', { ...document, decision: undefined })).not.toEqual([]);
  });

  it('error takes a refusal of the command, of a file at its place, and of one of several', async () => {
    using home = temporary();
    const [broken, other] = ['broken.yaml', 'other.yaml'].map((name) => join(home.path, name));
    writeFileSync(broken!, 'rows: [1');
    writeFileSync(other!, 'version: 2\n');
    const errors = [await printed('ses --json'), await printed(`check ${broken} --json`)];
    const { stdout } = await certifyWarm(['check', broken!, other!, '--json']);
    const [first, second] = stdout.split('\n').map((line) => (line === '' ? null : (JSON.parse(line) as unknown)));
    for (const error of [...errors, first, second]) expect(schemaFaults('error', error)).toEqual([]);
    expect(errors[1]).toMatchObject({ file: broken, line: 1 });
    expect(schemaFaults('error', { ...errors[0], message: '' })).not.toEqual([]);
  });
});
