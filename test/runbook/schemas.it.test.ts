// The JSON schemas for editors are those of the source, and take the examples.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { faults, type JsonSchema } from './json-schema.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const schema = (name: string): JsonSchema => JSON.parse(readFileSync(join(ROOT, 'runbooks', name), 'utf8')) as JsonSchema;
const yaml = (path: string): unknown => parse(readFileSync(join(ROOT, path), 'utf8'));

describe('the JSON schemas', () => {
  it('are what the source says', () => {
    expect(execFileSync(process.execPath, ['scripts/schemas.mjs', '--check'], { cwd: ROOT, encoding: 'utf8' })).toBe('');
  });

  it.each(['docs/profile-ses.example.yaml', 'docs/profile-smtp.example.yaml'])('take the profile %s', (path) => {
    expect(faults(schema('profile.schema.json'), yaml(path))).toEqual([]);
  });

  it.each(['runbooks/ses.yaml', 'runbooks/smtp.yaml'])('take the runbook %s', (path) => {
    expect(faults(schema('runbook.schema.json'), yaml(path))).toEqual([]);
  });

  it('take a fleet, and refuse one without profiles', () => {
    const fleet = { version: 1, name: 'staging', profiles: ['gyms/*.yaml', { list: 'more.txt' }] };
    expect(faults(schema('fleet.schema.json'), fleet)).toEqual([]);
    expect(faults(schema('fleet.schema.json'), { version: 1, name: 'staging' })).not.toEqual([]);
  });

  it('refuse an unknown key, a missing one, and a literal secret', () => {
    const good = yaml('docs/profile-ses.example.yaml') as { callback: object };
    const profile = schema('profile.schema.json');
    expect(faults(profile, { ...good, regoin: 1 })).not.toEqual([]);
    expect(faults(profile, { ...good, callback: undefined })).not.toEqual([]);
    expect(faults(profile, { ...good, callback: { ...good.callback, verifyToken: 'swordfish' } })).not.toEqual([]);
  });
});
