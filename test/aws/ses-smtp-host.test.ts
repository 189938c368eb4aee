import { describe, expect, it } from 'vitest';
import { sesSmtpHost, sesSmtpRegion } from '../../src/aws/region.ts';
import { relayFor } from '../../src/mail/smtp/relay-table.ts';

describe('a host of SES’s SMTP interface', () => {
  it.each([
    ['email-smtp.ap-south-1.amazonaws.com', 'ap-south-1'],
    ['Email-SMTP-fips.us-gov-west-1.amazonaws.com.', 'us-gov-west-1'],
    ['email-smtp.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
    ['email-smtp.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1'],
    ['email-smtp.eu-west-1.api.aws', 'eu-west-1'],
    ['vpce-0f1e2d3c4b5a69788-a1b2c3d4.email-smtp.us-east-1.vpce.amazonaws.com', 'us-east-1'],
    ['email-smtp.eu-west-1.amazonaws.com.example', null],
    ['smtp.gym.example', null],
  ])('%s is known to the profile’s reader and to the table of relays alike', (host, region) => {
    expect(sesSmtpRegion(host)).toBe(region);
    expect(relayFor({ relay: null, host, banner: null })?.key === 'ses').toBe(region !== null);
  });

  it.each([
    ['ap-south-1', 'email-smtp.ap-south-1.amazonaws.com'],
    ['us-gov-west-1', 'email-smtp.us-gov-west-1.amazonaws.com'],
    ['cn-northwest-1', 'email-smtp.cn-northwest-1.amazonaws.com.cn'],
    ['eusc-de-east-1', 'email-smtp.eusc-de-east-1.amazonaws.eu'],
  ])('is named for a person in the names of the partition of %s', (region, host) => {
    expect(sesSmtpHost(region)).toBe(host);
    expect(sesSmtpRegion(host)).toBe(region);
  });
});
