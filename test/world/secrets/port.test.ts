import { describe, expect, it } from 'vitest';
import type { SecretName } from '../../../src/core/profile.ts';
import { Secret } from '../../../src/core/secret.ts';
import { createSecretsPort } from '../../../src/world/secrets/port.ts';
import { storeOf } from '../../../src/world/secrets/secrets.ts';

const port = (values: { readonly [K in SecretName]?: string }) =>
  createSecretsPort(
    storeOf(new Map(Object.entries(values).map(([name, value]) => [name as SecretName, new Secret(name, value)]))),
  );

const TOKEN = 'a token with + and %';

describe('the secrets port', () => {
  it('compares without showing, whatever the lengths', () => {
    const secrets = port({ 'callback.verifyToken': TOKEN });
    expect(secrets.matches('callback.verifyToken', TOKEN)).toBe(true);
    expect(secrets.matches('callback.verifyToken', `${TOKEN} `)).toBe(false);
    expect(secrets.matches('callback.verifyToken', '')).toBe(false);
    expect(secrets.matches('smtp.password', '')).toBe(false);
  });

  it('gives equal prints for equal secrets, and none for one that is not there', () => {
    const secrets = port({ 'callback.verifyToken': TOKEN, 'callback.ledger.token': TOKEN, 'smtp.password': 'another one' });
    expect(secrets.fingerprint('callback.verifyToken')).toBe(secrets.fingerprint('callback.ledger.token'));
    expect(secrets.fingerprint('callback.verifyToken')).not.toBe(secrets.fingerprint('smtp.password'));
    expect(secrets.fingerprint('aws.send.sessionToken')).toBeNull();
    expect(secrets.fingerprint('callback.verifyToken', 'k')).toBe(secrets.fingerprint('callback.ledger.token', 'k'));
    expect(secrets.fingerprint('callback.verifyToken', 'k')).not.toBe(secrets.fingerprint('callback.verifyToken', 'l'));
    expect(secrets.has('aws.send.sessionToken')).toBe(false);
  });

  it('finds the token of a URL, however it is encoded', () => {
    const secrets = port({ 'callback.verifyToken': TOKEN });
    const url = (query: string): string => `https://api.squareos.example/x${query}`;
    expect(secrets.inUrl('callback.verifyToken', url(`?token=${encodeURIComponent(TOKEN)}`))).toBe('equal');
    expect(secrets.inUrl('callback.verifyToken', url('?a=1&token=other'))).toBe('different');
    expect(secrets.inUrl('callback.verifyToken', url('?tokens=1'))).toBe('missing');
    expect(secrets.inUrl('callback.verifyToken', 'no url')).toBe('missing');
  });

  // The sample secret of AWS's documentation; one password for each region (SES Developer Guide, smtp-credentials).
  it.each([
    ['us-east-1', 'BLBM/9hSUELfq8Gw+rU1YcBjkOxGbhT2XG763xVLGWL9'],
    ['us-west-2', 'BF2PynzbSCAjX08zhZZnP/kW+T9P5zs/1Er0pi5vTEmd'],
    ['eu-west-1', 'BMW5RDrXmmVs0lV7GpI4oLkHXpZ4stDsk6q91z1g38Pk'],
    ['ap-south-1', 'BC+0XHfzX9OCIS1tbpn8R5pwm6cCZJGBRZ/nTeWUV9n+'],
  ])('knows the SMTP password that SES derives for %s', (region, password) => {
    const key = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    const secrets = port({ 'aws.send.secretAccessKey': key, 'smtp.password': password });
    expect(secrets.sesSmtpPasswordMatches(region)).toBe(true);
    expect(secrets.sesSmtpPasswordMatches('sa-east-1')).toBe(false);
    expect(port({ 'smtp.password': password }).sesSmtpPasswordMatches(region)).toBeNull();
  });

  it('tells length and form', () => {
    expect(port({ 'smtp.password': 'short' }).shape('smtp.password')).toEqual({ length: 5, form: 'other' });
    expect(port({ 'smtp.password': ' BC%2Bshort' }).shape('smtp.password')?.flaws).toEqual(['blank', 'percent-encoded']);
    expect(port({}).shape('smtp.password')).toBeNull();
  });

  it('lists each secret once for the gate', () => {
    const shared = new Secret('env:X', TOKEN);
    const store = storeOf(
      new Map<SecretName, Secret>([
        ['callback.verifyToken', shared],
        ['callback.ledger.token', shared],
      ]),
    );
    expect(store.all()).toEqual([shared]);
  });
});
