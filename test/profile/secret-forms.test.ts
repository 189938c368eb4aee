import { describe, expect, it } from 'vitest';
import type { SecretName } from '../../src/core/profile.ts';
import { Secret } from '../../src/core/secret.ts';
import { secretForms } from '../../src/profile/secret-forms.ts';
import { createSecretsPort } from '../../src/world/secrets/port.ts';
import { storeOf } from '../../src/world/secrets/secrets.ts';
import { load, SES } from './source.ts';

const fact = (values: { readonly [K in SecretName]?: string }) => {
  const found = new Map(Object.entries(values).map(([name, value]) => [name as SecretName, new Secret(name, value)]));
  return secretForms(load(SES), createSecretsPort(storeOf(found)));
};

describe('profile.secrets', () => {
  it('tells form and place of each, and no value', () => {
    const secrets = fact({
      'aws.send.secretAccessKey': 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      'callback.verifyToken': 'swordfish',
    });
    expect(secrets['aws.send.secretAccessKey']).toEqual({
      reference: 'env:CERTIFY_SES_SECRET',
      shape: { length: 40, form: 'aws-secret-access-key' },
      sharedWith: [],
    });
    expect(JSON.stringify(secrets)).not.toMatch(/swordfish|wJalr/);
  });

  it('tells which secrets are equal', () => {
    const secrets = fact({ 'callback.verifyToken': 'one for both', 'callback.ledger.token': 'one for both' });
    expect(secrets['callback.verifyToken']?.sharedWith).toEqual(['callback.ledger.token']);
  });

  it('says null for what was not read, which equals nothing', () => {
    const secrets = fact({});
    expect(Object.keys(secrets)).toEqual(['aws.send.secretAccessKey', 'callback.verifyToken', 'callback.ledger.token']);
    expect(Object.values(secrets).every((one) => one.shape === null && one.sharedWith.length === 0)).toBe(true);
  });
});
