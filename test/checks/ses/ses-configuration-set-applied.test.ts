import { describe, expect, it } from 'vitest';
import { sesConfigurationSetApplied } from '../../../src/checks/ses/ses-configuration-set-applied.ts';
import { absent, denied, detail, identity, judged, observed, skipped, tenant, TOPIC } from '../aws-builders.ts';

const judge = (set: object, feedback: { readonly state: string } = skipped, destinations: { readonly state: string } = skipped) =>
  judged(sesConfigurationSetApplied, {
    'ses.configurationSet': observed(set),
    'ses.feedbackTopics': feedback,
    'ses.eventDestinations': destinations,
    'profile.tenant': observed({ ...(tenant() as object), provider: 'SES' }),
  });
const topics = (change = {}) =>
  observed({ identity: 'example.com', bounce: null, complaint: null, delivery: null, forwarding: true, ...change });
const none = { name: null, source: 'none', detail: null };

describe('ses-configuration-set-applied', () => {
  it.each([
    ['the platform passes a set that exists', { name: 'main', source: 'explicit', detail: observed({}) }],
    ['the address has a default set', { name: 'main', source: 'address-default', detail: observed({}) }],
    ['the domain has a default set', { name: 'main', source: 'domain-default', detail: observed({}) }],
  ])('passes when %s', (_, set) => {
    expect(judge(set)).toMatchObject({ status: 'pass' });
  });

  it('passes when the identity’s feedback topics are the route', () => {
    expect(judge(none, topics({ bounce: TOPIC }))).toMatchObject({ status: 'pass', reason: 'feedback-topics' });
  });

  it('fails only when there is no explicit set, no default and no feedback topic', () => {
    expect(judge(none, topics())).toMatchObject({ status: 'fail', reason: 'none-applies' });
  });

  it('tells a set that was never there from a default that was deleted', () => {
    const missing = judge({ name: 'main', source: 'explicit', detail: absent });
    expect(missing).toMatchObject({ status: 'fail', reason: 'set-missing' });
    // The identity was not seen: the profile says where.
    expect(missing.remedy[0]?.command).toContain('--region ap-south-1');
    expect(judge({ name: 'main', source: 'domain-default', detail: absent })).toMatchObject({ reason: 'default-set-missing' });
  });

  const besides = (provider: 'SES' | 'SMTP', identityDefault: object | null) =>
    judged(sesConfigurationSetApplied, {
      'ses.configurationSet': observed({ name: 'main', source: 'explicit', detail: observed({}), identityDefault }),
      'ses.identity': observed(identity(absent, observed(detail()))),
      'profile.tenant': observed({ ...(tenant() as object), provider }),
    });

  it('warns of a default set that does not exist, or is another one, while the platform names another', () => {
    const finding = besides('SES', { name: 'old', answer: absent });
    expect(finding).toMatchObject({ status: 'warn', reason: 'default-set-dangling' });
    expect(finding.remedy[0]?.command).toContain(
      '--email-identity example.com --configuration-set-name main --region ap-south-1',
    );
    expect(besides('SES', { name: 'old', answer: observed({ exists: true }) })).toMatchObject({
      status: 'warn',
      reason: 'default-set-differs',
    });
    expect(besides('SES', { name: 'main', answer: null }).status).toBe('pass');
  });

  it('warns over SMTP when the set is not the identity’s default: only a header applies it then', () => {
    expect(besides('SMTP', null)).toMatchObject({ status: 'warn', reason: 'header-needed' });
    expect(besides('SMTP', { name: 'other', answer: observed({ exists: true }) })).toMatchObject({ reason: 'header-needed' });
    expect(besides('SMTP', { name: 'main', answer: null }).status).toBe('pass');
    expect(besides('SES', null).status).toBe('pass');
  });

  it('takes answering destinations as proof that the set exists', () => {
    const set = { name: 'main', source: 'explicit', detail: denied('ses:GetConfigurationSet') };
    expect(judge(set, skipped, observed({ configurationSet: 'main', destinations: [] })).status).toBe('pass');
    expect(judge(set)).toMatchObject({ status: 'inconclusive', reason: 'partly-observed' });
  });

  it('does not call the route empty when the feedback topics may not be seen', () => {
    expect(judge(none, denied('ses:GetIdentityNotificationAttributes'))).toMatchObject({ status: 'inconclusive' });
  });
});
