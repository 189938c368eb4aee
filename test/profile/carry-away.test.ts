// A profile can come from a ticket: what it must not be able to take along or reach.
import { describe, expect, it } from 'vitest';
import { changed, load, refusalOf, SES } from './source.ts';

const withUrl = (url: string): string => changed(SES, 'https://api.squareos.example/engagement/email/ses/webhook', `"${url}"`);

describe('a profile from a stranger', () => {
  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://0xa9fea9fe/engagement/email/ses/webhook',
    'http://2852039166/x',
    'https://metadata.google.internal/x',
    'https://[fd00:ec2::254]/x',
    'https://[::ffff:169.254.169.254]/x',
    'https://[fe80::1]/x',
    'https://100.100.100.200/x',
    'file:///etc/passwd',
    'https://user:password@api.squareos.example/x',
    'https://api.squareos.example/x?token=abc',
  ])('cannot name %s as callback', (url) => {
    expect(refusalOf(withUrl(url)).message).toMatch(/^gym\.yaml:29:8: `callback\.url` must /);
  });

  it.each([
    'https://evil.example',
    'https://email.s3.amazonaws.com',
    'http://127.0.0.1:4566',
    'https://sns.us-east-1.amazonaws.com.evil.example',
  ])('cannot send the user’s own AWS credentials to %s', (url) => {
    const text = changed(SES, 'endpoints: {}', `endpoints: {sns: "${url}"}`);
    expect(refusalOf(text).code).toBe('foreign-endpoint');
    expect(refusalOf(changed(text, 'probe: {profile: main-gym-readonly}', 'probe: {}')).code).toBe('foreign-endpoint');
    const named = changed(
      text,
      '{profile: main-gym-readonly}',
      '{accessKeyId: AKIAEXAMPLEEXAMPLE34, secretAccessKey: "env:CERTIFY_X"}',
    );
    expect(load(named).profile.ses?.endpoints.sns).toBe(url);
  });

  it('may name AWS’s own endpoints', () => {
    const text = changed(SES, 'endpoints: {}', 'endpoints: {sns: "https://sns.ap-south-1.amazonaws.com"}');
    expect(load(text).profile.ses?.endpoints.sns).toContain('amazonaws.com');
  });

  it('cannot lead the platform’s trigger to another host', () => {
    const error = refusalOf(changed(SES, 'trigger: person', 'trigger: {path: "//evil.example/x", body: {}}'));
    expect(error.message).toContain('`live.trigger.path` must be a path that begins with one `/`');
  });

  it('cannot hide a credential in a plain field, which goes into the record', () => {
    const error = refusalOf(
      changed(SES, 'accountName: SES Live - Main Gym', 'accountName: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'),
    );
    expect(error.message).toContain('`squareos.accountName` looks like a credential');
    expect(error.message).not.toContain('wJalr');
  });

  it.each(['/etc/ssl/key.pem', '../ca.pem', 'a/../../ca.pem', '~/ca.pem', '..'])('cannot name %s as an authority', (path) => {
    const error = refusalOf(changed(SES, 'caFile: null', `caFile: "${path}"`));
    expect(error.message).toContain('`trust.caFile` must be a path below the profile’s directory');
  });

  it.each(['lab.secrets/lab-ca.pem', './ca.pem', 'a..b/ca.pem'])('may name %s as an authority', (path) => {
    expect(load(changed(SES, 'caFile: null', `caFile: "${path}"`)).profile.trust.caFile).toBe(path);
  });

  it('cannot have anything but a sheet written to', () => {
    expect(refusalOf(changed(SES, 'sheet: extraction.yaml', 'sheet: ../../.bashrc')).message).toContain(
      '`extraction.sheet` must be a path',
    );
  });
});
