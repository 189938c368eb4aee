import { describe, expect, it } from 'vitest';
import {
  OVERRIDABLE_PATHS,
  overridesFromEnvironment,
  overridesFromFlags,
  overrideVariable,
} from '../../src/profile/overrides.ts';
import { SECRET_NAMES } from '../../src/profile/secret-places.ts';
import { changed, load, refusalOf, SES, SMTP } from './source.ts';

const set = (...given: readonly string[]) => ({ overrides: overridesFromFlags(given) });

describe('an override', () => {
  it('replaces a plain value, by flag or by variable', () => {
    expect(load(SES, set('ses.region=eu-west-1')).profile.ses?.region).toBe('eu-west-1');
    const overrides = overridesFromEnvironment({ CERTIFY_LIVE_RECIPIENT: 'support@example.com', PATH: '/bin' });
    expect(load(SES, { overrides }).profile.live.recipient).toBe('support@example.com');
  });

  it('fills in what the file leaves out', () => {
    expect(load(changed(SES, '  region: ap-south-1\n', ''), set('ses.region=eu-west-1')).profile.ses?.region).toBe('eu-west-1');
  });

  it('turns numbers, booleans and lists into what they are', () => {
    const { profile } = load(SMTP, set('smtp.port=465', 'smtp.secure=true', 'dns.resolvers=192.0.2.53, 192.0.2.54:5353'));
    expect([profile.smtp?.port, profile.smtp?.secure, profile.dns.resolvers]).toEqual([
      465,
      true,
      ['192.0.2.53', '192.0.2.54:5353'],
    ]);
  });

  it('is refused under its own name, without a line of the file', () => {
    const error = refusalOf(SES, set('ses.region=the moon'));
    expect(error.message).toBe('gym.yaml: --set ses.region: `ses.region` must be an AWS region such as ap-south-1.');
    expect(error.place).toEqual({ file: 'gym.yaml' });
  });

  it('never sets a secret', () => {
    for (const name of SECRET_NAMES) {
      expect(OVERRIDABLE_PATHS).not.toContain(name);
      const error = refusalOf(SES, set(`${name}=swordfish-swordfish`));
      expect([error.code, error.message.includes('swordfish')]).toEqual(['secret-by-flag', false]);
    }
  });

  it('says the nearest field for one that cannot be set', () => {
    expect(refusalOf(SES, set('ses.regoin=eu-west-1')).fix).toBe('Did you mean `ses.region`?');
    expect(() => set('ses.region')).toThrow('--set needs a field and a value.');
  });

  it('leaves a variable alone that the profile uses for a secret', () => {
    const text = changed(SES, 'env:CERTIFY_WEBHOOK_TOKEN', `env:${overrideVariable('live.recipient')}`);
    const overrides = overridesFromEnvironment({ CERTIFY_LIVE_RECIPIENT: 'the-token-itself' });
    expect(load(text, { overrides }).profile.live.recipient).toBe('ops@example.com');
  });

  it('is named after its path', () => {
    expect(overrideVariable('ses.configurationSet')).toBe('CERTIFY_SES_CONFIGURATION_SET');
    expect(new Set(OVERRIDABLE_PATHS.map(overrideVariable)).size).toBe(OVERRIDABLE_PATHS.length);
  });
});
