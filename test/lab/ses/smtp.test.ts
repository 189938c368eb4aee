// SES behind its SMTP interface: the password that it derives, and what it reads from a message's headers.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Cloud } from '../../../src/lab/aws/cloud.ts';
import type { AcceptedMessage } from '../../../src/lab/aws/message.ts';
import { loadScenario } from '../../../src/lab/scenario/scenario.ts';
import { sesJudge, sesSmtpPassword } from '../../../src/lab/ses/smtp.ts';

describe('the SMTP password of SES', () => {
  it.each([
    ['us-east-1', 'BLBM/9hSUELfq8Gw+rU1YcBjkOxGbhT2XG763xVLGWL9'],
    ['ap-south-1', 'BC+0XHfzX9OCIS1tbpn8R5pwm6cCZJGBRZ/nTeWUV9n+'],
  ])('is the one of AWS’s sample secret in %s', (region, password) => {
    expect(sesSmtpPassword('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', region)).toBe(password);
  });
});

describe('a message that comes in over SMTP', () => {
  const ROOT = join(import.meta.dirname, '..', '..', '..');
  const FOREIGN = 'arn:aws:ses:ap-south-1:444455556666:identity/example.com';
  const told = (world: string, ...headers: readonly string[]) => {
    const taken: AcceptedMessage[] = [];
    const cloud = new Cloud({ spec: loadScenario(ROOT, world).aws!, secretOf: () => '' });
    const raw = [...headers, 'From: billing@example.com', 'To: ops@example.com', 'Subject: hello', '', 'hello'].join('\r\n');
    const given = { id: 'r-1', from: 'billing@example.com', to: ['ops@example.com'], messageId: null };
    const judge = sesJudge(cloud, (message) => taken.push(message), 'ap-south-1');
    return { reply: judge({ ...given, username: 'AKIALABSEND000000001', raw }), taken };
  };

  it.each([
    ['smtp-ses-tenant', 'X-SES-TENANT: main-gym'],
    ['smtp-ses-identity-other-account', `X-SES-SOURCE-ARN: ${FOREIGN}\r\nX-SES-FROM-ARN: ${FOREIGN}`],
  ])('is taken in %s, and keeps none of the headers that steer SES', (world, headers) => {
    const { reply, taken } = told(world, headers, 'X-SES-CONFIGURATION-SET: squareos-main');
    expect(reply).toMatchObject({ text: expect.stringMatching(/^Ok 0109/) as string });
    expect(taken[0]).toMatchObject({ configurationSet: 'squareos-main' });
    expect(JSON.stringify(taken[0]?.headers)).not.toMatch(/x-ses/i);
  });

  it.each([
    ['a tenant that does not exist', 'smtp-ses-tenant', 'X-SES-TENANT: maingym', 'Tenant maingym does not exist.'],
    [
      'a set that is not the tenant’s',
      'smtp-ses-tenant',
      'X-SES-TENANT: main-gym\r\nX-SES-CONFIGURATION-SET: other',
      'not authorized to perform',
    ],
    [
      'an identity that lets nobody in',
      'healthy-smtp-ses',
      `X-SES-SOURCE-ARN: ${FOREIGN}`,
      `not authorized to send with the identity ${FOREIGN}`,
    ],
    ['no ARN for another account’s identity', 'smtp-ses-identity-other-account', 'X-Nothing: x', 'not authorized to perform'],
  ])('is refused where it names %s', (_, world, headers, words) => {
    const { reply, taken } = told(world, headers);
    expect(reply).toMatchObject({ code: 554, text: expect.stringContaining(words) as string });
    expect(taken).toEqual([]);
  });
});
