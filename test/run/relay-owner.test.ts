// Whoever runs the relay is whom its faults are for: of SES's SMTP interface the admin of the AWS account, of any other the provider's.
import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../src/app/context.ts';
import type { JsonValue } from '../../src/core/json.ts';
import type { Observation } from '../../src/core/observation.ts';
import { findingOf } from '../../src/run/evaluate.ts';
import { endedAt, observed } from '../checks/smtp/builders.ts';

const input = { runbook: { severities: [] } as never, checks: CHECKS, environment: 'production', failOnWarning: false } as const;

const ownersAt = (host: string, text: string, stage: 'auth' | 'mail' | 'rcpt', id: string): readonly string[] => {
  const check = CHECKS.get(id);
  if (check === undefined) throw new Error(`There is no check ${id}.`);
  const session = observed(endedAt(stage, { reply: text }, { host, banner: null })) as unknown as Observation<JsonValue>;
  const { status, owner, remedy } = findingOf(check, 'step', new Map([['smtp.session', session]]), input);
  expect(status).not.toBe('pass');
  return [owner, ...remedy.map((act) => act.owner)];
};

describe('what a relay refuses, by who runs it', () => {
  it.each([
    ['454 Throttling failure: Daily message quota exceeded', 'mail', 'smtp-sender-accepted'],
    ['454 Throttling failure: Maximum sending rate exceeded', 'auth', 'smtp-auth'],
    ['454 Temporary authentication failure', 'auth', 'smtp-auth'],
    ['535 5.7.13 Account disabled', 'auth', 'smtp-auth'],
    ['554 The client IP address is not allowed', 'auth', 'smtp-auth'],
    ['554 Your credits are used up', 'auth', 'smtp-auth'],
    ['550 5.7.1 Refused', 'auth', 'smtp-auth'],
    ['550 5.7.1 Refused', 'rcpt', 'smtp-recipient-accepted'],
  ] as const)('%s at %s is for whoever runs it', (text, stage, id) => {
    for (const host of [
      'email-smtp.eu-west-1.amazonaws.com',
      'email-smtp-fips.us-gov-west-1.amazonaws.com',
      'email-smtp.cn-north-1.amazonaws.com.cn',
      'email-smtp.us-east-1.api.aws',
    ])
      expect(new Set(ownersAt(host, text, stage, id))).toEqual(new Set(['AWS admin']));
    expect(ownersAt('smtp.relay.example', text, stage, id)).toContain('mail provider admin');
    expect(ownersAt('email-smtp.example.com', text, stage, id)).toContain('mail provider admin');
  });

  it('leaves to the engineer what the profile says', () => {
    expect(
      new Set(ownersAt('email-smtp.eu-west-1.amazonaws.com', '530 5.7.0 Authentication required', 'auth', 'smtp-auth')),
    ).toEqual(new Set(['implementation engineer']));
  });
});
