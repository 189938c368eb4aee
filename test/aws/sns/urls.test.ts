// Which certificate and subscribe URLs may be fetched for a topic.
import { describe, expect, it } from 'vitest';
import { isCertificateUrl, isSubscribeUrl } from '../../../src/aws/sns/certificate-url.ts';
import { parseTopicArn, signingCertificateName } from '../../../src/aws/sns/topic-arn.ts';

const FILE = 'SimpleNotificationService-0123456789abcdef0123456789abcdef.pem';
const topic = parseTopicArn('arn:aws:sns:us-east-1:111122223333:events')!;

describe('parseTopicArn', () => {
  it.each([
    ['arn:aws:sns:ap-south-1:111122223333:t', 'sns.ap-south-1.amazonaws.com', 'sns.amazonaws.com'],
    ['arn:aws:sns:me-central-1:111122223333:t', 'sns.me-central-1.amazonaws.com', 'sns-signing.me-central-1.amazonaws.com'],
    ['arn:aws-cn:sns:cn-north-1:111122223333:t', 'sns.cn-north-1.amazonaws.com.cn', 'sns-cn-north-1.amazonaws.com.cn'],
    ['arn:aws-us-gov:sns:us-gov-east-1:111122223333:t', 'sns.us-gov-east-1.amazonaws.com', 'sns-us-gov-west-1.amazonaws.com'],
    [
      'arn:aws-eusc:sns:eusc-de-east-1:111122223333:t',
      'sns.eusc-de-east-1.amazonaws.eu',
      'sns-signing.eusc-de-east-1.amazonaws.eu',
    ],
  ])('knows host and certificate name of %s', (arn, host, name) => {
    const parsed = parseTopicArn(arn)!;
    expect(parsed.host).toBe(host);
    expect(signingCertificateName(parsed)).toBe(name);
  });

  it.each([
    'arn:aws:sns:us-east-1:111122223333:events:c9135db0-26c4-47ec-8998-413945fb5a96',
    'arn:aws:sqs:us-east-1:111122223333:events',
    'arn:aws-evil:sns:us-east-1:111122223333:events',
    'arn:aws:sns:us-east-1.evil.tld/:111122223333:events',
    'arn:aws:sns:us-east-1:1111:events',
    'arn:aws:sns:constructor-x-1:111122223333:',
    '',
  ])('refuses %s', (arn) => {
    expect(parseTopicArn(arn)).toBeNull();
  });
});

describe('isCertificateUrl', () => {
  it('takes the SNS host of the topic’s region and nothing around the file', () => {
    expect(isCertificateUrl(`https://sns.us-east-1.amazonaws.com/${FILE}`, topic)).toBe(true);
  });

  it.each([
    `http://sns.us-east-1.amazonaws.com/${FILE}`,
    `https://sns.us-west-2.amazonaws.com/${FILE}`,
    `https://sns.us-east-1.amazonaws.com.evil.tld/${FILE}`,
    `https://sns.us-east-1.amazonaws.com.cn/${FILE}`,
    `https://sns.s3.amazonaws.com/${FILE}`,
    `https://sns.s3-us-west-2.amazonaws.com/${FILE}`,
    `https://evil.s3.amazonaws.com/${FILE}`,
    `https://sns.us-east-1.amazonaws.com@evil.tld/${FILE}`,
    `https://evil@sns.us-east-1.amazonaws.com/${FILE}`,
    `https://sns.us-east-1.amazonaws.com:8443/${FILE}`,
    `https://sns.us-east-1.amazonaws.com:443/${FILE}`,
    `https://sns.us-east-1.amazonaws.com./${FILE}`,
    `https://SNS.us-east-1.amazonaws.com/${FILE}`,
    `https://sns.us-east-1.amazonaws.com/${FILE}?a=b`,
    `https://sns.us-east-1.amazonaws.com/${FILE}#a`,
    `https://sns.us-east-1.amazonaws.com/?x=${FILE}`,
    `https://sns.us-east-1.amazonaws.com//${FILE}`,
    `https://sns.us-east-1.amazonaws.com/a/../${FILE}`,
    `https://sns.us-east-1.amazonaws.com\\@evil.tld/${FILE}`,
    `https://sns.us-east-1.amazonaws.com/${FILE}\n`,
    ` https://sns.us-east-1.amazonaws.com/${FILE}`,
    'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123.pem',
    'https://192.0.2.1/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
    '',
  ])('refuses %j', (url) => {
    expect(isCertificateUrl(url, topic)).toBe(false);
  });
});

describe('isSubscribeUrl', () => {
  const good = `https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${topic.arn}&Token=abc`;
  it('takes the confirmation of exactly this topic and token', () => {
    expect(isSubscribeUrl(good, topic, 'abc')).toBe(true);
  });

  it.each([
    good.replace('ConfirmSubscription', 'DeleteTopic'),
    good.replace('Token=abc', 'Token=other'),
    `${good}&Token=other`,
    good.replace('events', 'other'),
    good.replace('sns.us-east-1', 'sns.eu-west-1'),
    good.replace('https://', 'https://169.254.169.254@'),
    good.replace('/?', '/admin?'),
    `${good}#a`,
    good.replace('&Token=abc', ''),
    `${good}&Action=ConfirmSubscription`,
    'https://169.254.169.254/latest/meta-data/',
    'http://localhost/',
  ])('refuses %s', (url) => {
    expect(isSubscribeUrl(url, topic, 'abc')).toBe(false);
  });
});
