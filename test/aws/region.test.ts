import { describe, expect, it } from 'vitest';
import {
  awsEndpoint,
  consoleHost,
  isAwsEndpoint,
  mistypedRegion,
  nearestRegion,
  partitionOf,
  sesRegion,
} from '../../src/aws/region.ts';

describe('regions', () => {
  it.each([
    ['ap-south-1', 'listed'],
    ['us-gov-west-1', 'listed'],
    ['ap-east-1', 'without-ses'],
    ['ap-central-9', 'unlisted'],
    ['eusc-de-east-1', 'unlisted'],
    ['ap_south_1', 'malformed'],
    ['Mumbai', 'malformed'],
    ['', 'malformed'],
  ])('call %s %s', (region, state) => {
    expect(sesRegion(region)).toBe(state);
  });

  it('suggest the nearest name, and none when nothing is near', () => {
    expect(nearestRegion('ap-sotuh-1')).toBe('ap-south-1');
    expect(nearestRegion('AP_SOUTH_1')).toBe('ap-south-1');
    expect(nearestRegion('mars')).toBeNull();
  });

  it.each([
    ['ap-suoth-1', 'ap-south-1'],
    ['us-eats-1', 'us-east-1'],
    ['ap-south-3', null],
    ['nz-north-1', null],
    ['us-isob-west-1', null],
    ['ap-south-1', null],
  ])('know %s as a slip or as newer than the list', (region, meant) => {
    expect(mistypedRegion(region)).toBe(meant);
  });

  it.each([
    ['sesv2', 'ap-south-1', 'https://email.ap-south-1.amazonaws.com'],
    ['sns', 'cn-north-1', 'https://sns.cn-north-1.amazonaws.com.cn'],
    ['iam', 'eu-west-1', 'https://iam.amazonaws.com'],
    ['iam', 'us-gov-east-1', 'https://iam.us-gov.amazonaws.com'],
    ['sts', 'eusc-de-east-1', 'https://sts.eusc-de-east-1.amazonaws.eu'],
  ] as const)('put %s of %s at %s', (service, region, url) => {
    expect(awsEndpoint(service, region)).toBe(url);
    expect(isAwsEndpoint(url)).toBe(true);
  });

  it.each([
    ['ap-south-1', 'ap-south-1.console.aws.amazon.com'],
    ['us-gov-west-1', 'us-gov-west-1.console.amazonaws-us-gov.com'],
    ['cn-north-1', 'cn-north-1.console.amazonaws.cn'],
    ['eusc-de-east-1', 'eusc-de-east-1.console.amazonaws-eusc.eu'],
  ])('have the console of %s at %s', (region, host) => {
    expect(consoleHost(region)).toBe(host);
  });

  it('know the partition of each region', () => {
    expect(['eu-west-1', 'us-gov-east-1', 'cn-north-1', 'eusc-de-east-1'].map((region) => partitionOf(region).id)).toEqual([
      'aws',
      'aws-us-gov',
      'aws-cn',
      'aws-eusc',
    ]);
  });
});

describe('isAwsEndpoint', () => {
  it.each([
    'https://email-fips.us-east-1.amazonaws.com',
    'https://email-fips.us-gov-west-1.amazonaws.com',
    'https://email.ap-south-1.api.aws',
    'https://iam.amazonaws.com/',
    'https://vpce-0f1e2d3c4b5a69788-a1b2c3d4.email.ap-south-1.vpce.amazonaws.com',
    'https://vpce-0f1e2d3c4b5a69788-a1b2c3d4-ap-south-1a.sns.ap-south-1.vpce.amazonaws.com',
    'https://vpce-0f1e2d3c4b5a69788-a1b2c3d4.sts.cn-north-1.vpce.amazonaws.com.cn',
  ])('takes %s', (url) => {
    expect(isAwsEndpoint(url)).toBe(true);
  });

  it.each([
    'http://email.ap-south-1.amazonaws.com',
    'https://email.ap-south-1.amazonaws.com:8443',
    'https://bucket.s3.amazonaws.com',
    'https://sns.s3.amazonaws.com',
    'https://email.ap-south-1.amazonaws.com.evil.example',
    'https://x@email.ap-south-1.amazonaws.com',
    'https://abc123.execute-api.ap-south-1.amazonaws.com',
    'https://vpce-0f1e2d3c4b5a69788-a1b2c3d4.vpce-svc-0a1b2c3d4e5f60718.ap-south-1.vpce.amazonaws.com',
    'https://vpce-0f1e2d3c4b5a69788-a1b2c3d4.execute-api.ap-south-1.vpce.amazonaws.com',
    'https://email.ap-south-1.vpce.amazonaws.com',
    'http://127.0.0.1:4566',
    'nonsense',
  ])('does not take %s for AWS', (url) => {
    expect(isAwsEndpoint(url)).toBe(false);
  });
});
