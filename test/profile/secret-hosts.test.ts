// Each secret is told with the host it goes to, and goes nowhere that the user did not name.
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/core/errors.ts';
import { loadProfile } from '../../src/profile/load.ts';
import { bindSecrets, secretUses } from '../../src/profile/secret-hosts.ts';
import { targetOf } from '../../src/profile/target.ts';
import { changed, SES, SMTP } from './source.ts';

const target = (text: string) => targetOf(loadProfile({ text, path: 'gym.yaml', directory: '/gym' }));
const uses = (text: string) => {
  const { secrets, places } = target(text);
  return Object.fromEntries(secretUses(secrets, places).map(({ name, host }) => [name, host]));
};
const refused = (text: string, globs: readonly string[]): UsageError | null => {
  const { secrets, places } = target(text);
  try {
    bindSecrets(secrets, places, globs);
    return null;
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
};

describe('secrets and hosts', () => {
  it('tells where each goes, and that a secret key stays here', () => {
    expect(uses(SES)).toMatchObject({ 'aws.send.secretAccessKey': null, 'callback.verifyToken': 'api.squareos.example' });
    expect(uses(SMTP)['smtp.password']).toMatch(/:587$/);
  });

  it('tells of an endpoint that is not AWS’s, which gets what the key signs', () => {
    const text = changed(
      changed(SES, 'endpoints: {}', 'endpoints: {sesv2: "https://evil.example"}'),
      '{profile: main-gym-readonly}',
      '{accessKeyId: AKIAEXAMPLEEXAMPLE34, secretAccessKey: "env:CERTIFY_PROBE_SECRET"}',
    );
    expect(uses(text)['aws.send.secretAccessKey']).toBe('evil.example');
    expect(refused(text, ['*.squareos.example'])?.message).toContain('evil.example');
  });

  it('refuses a host that no glob names, with its place and the way out', () => {
    const error = refused(SMTP, ['*.nowhere.example']);
    expect(error).toMatchObject({ code: 'secret-host-refused', place: { file: 'gym.yaml', line: expect.any(Number) } });
    expect(error?.fix).toContain('--secret-hosts ');
  });

  it.each([
    [['*'], true],
    [['API.squareos.example', 'smtp.*'], true],
    [['*.squareos.example'], true],
    [['squareos.example'], false],
    [['api.squareos.exampl'], false],
    [['xapi.squareos.example'], false],
    [['api?squareos.example'], false],
    [['api.squareos.example:8443'], false],
  ])('%j: %s', (globs, allowed) => {
    expect(refused(SES, globs) === null).toBe(allowed);
  });
});
