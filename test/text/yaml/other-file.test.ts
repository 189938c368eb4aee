import { describe, expect, it } from 'vitest';
import { otherFile } from '../../../src/text/yaml/other-file.ts';

const FILES = {
  profile: { version: 1, tenant: 'main-gym', environment: 'production', provider: 'SES' },
  fleet: { version: 1, name: 'gyms', profiles: ['gyms/*.yaml'] },
  receiver: { version: 1, listen: {}, accounts: [] },
  runbook: { id: 'ses', purpose: 'x', provider: 'SES', steps: [] },
  sheet: { rows: [] },
  record: { schema: 'certify.run/2', tenant: 'main-gym', environment: 'production', provider: 'SES', live: null },
  state: { schema: 'certify.squareos-state/1', channelAccounts: [] },
} as const;
const KINDS = Object.keys(FILES) as readonly (keyof typeof FILES)[];

describe('a file of another kind', () => {
  it.each(KINDS.flatMap((is) => KINDS.filter((wanted) => wanted !== is).map((wanted) => [is, wanted] as const)))(
    '%s where %s is wanted is told in one problem',
    (is, wanted) => {
      expect(otherFile(FILES[is], wanted, 'x.yaml')).toMatchObject({ code: 'other-file', line: 1 });
    },
  );

  it.each(KINDS)('%s where it is wanted is none', (kind) => {
    expect(otherFile(FILES[kind], kind, 'x.yaml')).toBeNull();
  });

  it.each([
    ['a fleet that names its gyms by another key', { name: 'gyms', tenants: [] }],
    ['a fleet with one key of a profile', { tenant: 'gym', name: 'gyms', provider: 'SES' }],
    ['what nobody knows', { a: 1 }],
    ['a list', []],
    ['nothing', null],
  ])('%s is judged key by key', (_, value) => {
    expect(otherFile(value, 'fleet', 'x.yaml')).toBeNull();
  });

  it('names the command that takes it, with its path as it was given', () => {
    expect(otherFile(FILES.fleet, 'profile', 'a $& b.yaml')?.fix).toContain('`certify fleet check a $& b.yaml`');
  });
});
