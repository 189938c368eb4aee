import { describe, expect, it } from 'vitest';
import { configurationSetArn, formatArn, identityArn, identityIn, parseArn, templateArn } from '../../src/aws/arn.ts';

describe('parseArn', () => {
  it('splits at the first five colons only', () => {
    const text = 'arn:aws:sns:ap-south-1:111122223333:topic:sub';
    expect(parseArn(text)).toEqual({
      partition: 'aws',
      service: 'sns',
      region: 'ap-south-1',
      account: '111122223333',
      resource: 'topic:sub',
    });
    expect(formatArn(parseArn(text)!)).toBe(text);
    expect(parseArn(` ${text}\n`)).toEqual(parseArn(text));
  });

  it.each([
    '',
    'arn',
    'arn:aws:sns',
    'arn::sns:r:a:x',
    'arn:aws::r:a:x',
    'xarn:aws:sns:r:a:x',
    'arn:aws:sns:r:a:',
    'urn:aws:sns:r:a:x',
  ])('refuses %j', (text) => {
    expect(parseArn(text)).toBeNull();
  });

  it('writes the ARNs of SES resources in any partition', () => {
    const scope = { partition: 'aws-us-gov', region: 'us-gov-west-1', account: '111122223333' };
    expect(identityArn(scope, 'example.com')).toBe('arn:aws-us-gov:ses:us-gov-west-1:111122223333:identity/example.com');
    expect(configurationSetArn(scope, 'main')).toBe('arn:aws-us-gov:ses:us-gov-west-1:111122223333:configuration-set/main');
    expect(templateArn(scope, 'bill')).toBe('arn:aws-us-gov:ses:us-gov-west-1:111122223333:template/bill');
  });

  it.each([
    ['arn:aws:ses:eu-west-1:111122223333:identity/example.com', 'example.com'],
    ['arn:aws:ses:eu-west-1:111122223333:identity/a/b@example.com', 'a/b@example.com'],
    ['arn:aws:ses:eu-west-1:111122223333:other-identity/example.com', null],
    ['arn:aws:ses:eu-west-1:111122223333:identity/', null],
    ['example.com', null],
  ])('reads the identity out of %s: %s', (arn, identity) => {
    expect(identityIn(arn)).toBe(identity);
  });
});
