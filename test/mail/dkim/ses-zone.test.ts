import { expect, it } from 'vitest';
import { dkimZoneOf, isSesDkimName, replicaRegion, sesDkimZone } from '../../../src/mail/dkim/ses-zone.ts';

it.each([
  ['us-east-1', 'dkim.amazonses.com'],
  ['ap-south-1', 'dkim.amazonses.com'],
  ['me-south-1', 'dkim.amazonses.com'],
  ['us-gov-west-1', 'dkim.amazonses.com'],
  ['ap-south-2', 'dkim.ap-south-2.amazonses.com'],
  ['eu-south-1', 'dkim.eu-south-1.amazonses.com'],
  ['us-gov-east-1', 'dkim.us-gov-east-1.amazonses.com'],
])('%s keeps its keys in %s', (region, zone) => {
  expect(sesDkimZone(region)).toBe(zone);
});

it('reads the parent region of a replica, unseen ones too', () => {
  expect(replicaRegion('AWS_SES_US_GOV_EAST_1')).toBe('us-gov-east-1');
  expect(replicaRegion('AWS_SES_MX_CENTRAL_1')).toBe('mx-central-1');
  expect(replicaRegion('AWS_SES')).toBeNull();
  expect(replicaRegion('XAWS_SES_EU_WEST_1')).toBeNull();
  expect(replicaRegion('EXTERNAL')).toBeNull();
});

it('believes SES before the table, and the parent before the region', () => {
  const identity = { origin: 'AWS_SES_EU_SOUTH_1', signingHostedZone: null, region: 'us-east-1' };
  expect(dkimZoneOf(identity)).toEqual({ zone: 'dkim.eu-south-1.amazonses.com', from: 'table' });
  expect(dkimZoneOf({ ...identity, signingHostedZone: 'Cell7.DKIM.amazonses.com.' })).toEqual({
    zone: 'cell7.dkim.amazonses.com',
    from: 'ses',
  });
});

it('knows its own names and no look-alike', () => {
  expect(isSesDkimName('abc.dkim.amazonses.com.')).toBe(true);
  expect(isSesDkimName('abc.dkim.eu-south-1.amazonses.com')).toBe(true);
  expect(isSesDkimName('abc.dkim.amazonses.com.example.com')).toBe(false);
  expect(isSesDkimName('abc.xdkim.amazonses.com')).toBe(false);
});
