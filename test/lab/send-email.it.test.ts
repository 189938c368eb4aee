// SendEmail obeys the rules of SES: identity, sandbox, set, pause, permissions; and what it accepts may still not arrive.
import { SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import type { JsonObject } from '../../src/core/json.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { clients, PROBE, SEND, sendAs, started, type StartedLab, worldWith } from './sdk.ts';

const open: StartedLab[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.end();
});
const inWorld = async (region: JsonObject = {}, users: JsonObject = {}): Promise<StartedLab['lab']> => {
  const one = await started(worldWith({ region, users }));
  open.push(one);
  return one.lab;
};
const refusal = (promise: Promise<string>): Promise<string> =>
  promise.then(
    () => 'accepted',
    (error: { name: string; message: string }) => `${error.name}: ${error.message}`,
  );

const ANYTHING = { 'squareos-send': { statements: [{ Effect: 'Allow', Action: 'ses:Send*', Resource: '*' }] } };

describe('a send that SES refuses', () => {
  it('names the unverified sender and the region', async () => {
    const lab = await inWorld({ identities: { 'example.com': { verified: false, status: 'PENDING' } } });
    expect(await refusal(sendAs(lab, SEND))).toBe(
      'MessageRejected: Email address is not verified. The following identities failed the check in region AP-SOUTH-1: billing@example.com',
    );
  });

  it('names the unverified recipient in the sandbox, and lets verified and simulated ones pass', async () => {
    const lab = await inWorld({ production: false });
    const to = (address: string): Promise<string> => refusal(sendAs(lab, SEND, { Destination: { ToAddresses: [address] } }));
    expect(await to('member@elsewhere.example')).toMatch(/region AP-SOUTH-1: member@elsewhere\.example$/);
    expect(await to('ops@example.com')).toBe('accepted');
    expect(await to('success+run1@simulator.amazonses.com')).toBe('accepted');
  });

  it('tells a missing set from a deleted default and from a paused one', async () => {
    const lab = await inWorld(
      { identities: { 'example.com': { configurationSet: 'gone' } }, configurationSets: { paused: { sendingEnabled: false } } },
      ANYTHING,
    );
    expect(await refusal(sendAs(lab, SEND, { ConfigurationSetName: 'nothing' }))).toBe(
      'NotFoundException: Configuration set <nothing> does not exist.',
    );
    expect(await refusal(sendAs(lab, SEND, { ConfigurationSetName: undefined }))).toMatch(/^BadRequestException: .*gone/);
    expect(await refusal(sendAs(lab, SEND, { ConfigurationSetName: 'paused' }))).toMatch(/^SendingPausedException: .*paused/);
  });

  it('says that the account is paused, shut down, or over its daily quota', async () => {
    expect(await refusal(sendAs(await inWorld({ sendingEnabled: false }), SEND))).toMatch(/^SendingPausedException/);
    expect(await refusal(sendAs(await inWorld({ enforcement: 'SHUTDOWN' }), SEND))).toMatch(/^AccountSuspendedException/);
    const full = await inWorld({ quota: { max24Hour: 200, maxPerSecond: 1, sent24Hour: 200 } });
    expect(await refusal(sendAs(full, SEND))).toBe('LimitExceededException: Daily message quota exceeded.');
  });

  it('rejects when a broken MAIL FROM must reject', async () => {
    const mailFrom = { domain: 'bounce.example.com', status: 'FAILED', behavior: 'REJECT_MESSAGE' };
    const lab = await inWorld({ identities: { 'example.com': { mailFrom } } });
    expect(await refusal(sendAs(lab, SEND))).toMatch(/^MailFromDomainNotVerifiedException/);
  });

  it('names the configuration set when only the identity is allowed', async () => {
    const identity = 'arn:aws:ses:ap-south-1:111122223333:identity/example.com';
    const lab = await inWorld(
      {},
      { 'squareos-send': { statements: [{ Effect: 'Allow', Action: 'ses:SendEmail', Resource: identity }] } },
    );
    expect(await refusal(sendAs(lab, SEND))).toBe(
      "AccessDeniedException: User `arn:aws:iam::111122223333:user/squareos-send' is not authorized to perform `ses:SendEmail' on resource `arn:aws:ses:ap-south-1:111122223333:configuration-set/squareos-main'",
    );
    expect(await refusal(sendAs(lab, PROBE))).toMatch(/^AccessDeniedException: .*identity\/example\.com'$/);
  });

  it('names what is not associated with the tenant, and a tenant that is switched off', async () => {
    const tenants = {
      bare: { resources: ['identity/example.com'] },
      whole: { resources: ['identity/example.com', 'configuration-set/squareos-main'] },
      off: { resources: ['identity/example.com', 'configuration-set/squareos-main'], awsStatus: 'DISABLED' },
    };
    const lab = await inWorld({ tenants });
    const as = (TenantName: string): Promise<string> =>
      refusal(sendAs(lab, SEND, { TenantName, ConfigurationSetName: 'squareos-main' }));
    expect(await as('bare')).toBe(
      'BadRequestException: Tenant not associated with resources [arn:aws:ses:ap-south-1:111122223333:configuration-set/squareos-main]',
    );
    expect(await as('off')).toMatch(/^SendingPausedException: .*tenant off/);
    expect(await as('nobody')).toMatch(/^BadRequestException: Tenant nobody/);
    expect(await as('whole')).toBe('accepted');
  });

  it('is denied by the identity’s own policy, whatever the caller’s policies allow', async () => {
    const Statement = { Effect: 'Deny', Principal: '*', Action: 'ses:SendEmail', Resource: '*' };
    const lab = await inWorld({ identities: { 'example.com': { policies: { frozen: { Statement } } } } }, ANYTHING);
    expect(await refusal(sendAs(lab, SEND))).toMatch(/^AccessDeniedException: .*explicit deny in a resource-based policy/);
  });

  it('takes the identity of another account only where that one shares it', async () => {
    const arn = 'arn:aws:ses:ap-south-1:444455556666:identity/example.com';
    const named = { FromEmailAddressIdentityArn: arn };
    const shared = await inWorld({ identities: { 'example.com': null }, sharedIdentities: [arn] }, ANYTHING);
    expect(await refusal(sendAs(shared, SEND, named))).toBe('accepted');
    expect(await refusal(sendAs(shared, SEND))).toMatch(/^MessageRejected: Email address is not verified/);
    expect(await refusal(sendAs(await inWorld({}, ANYTHING), SEND, named))).toMatch(/^MessageRejected: User is not authorized/);
  });

  it('obeys the From condition of the policy', async () => {
    const lab = await inWorld();
    expect(await refusal(sendAs(lab, SEND, { FromEmailAddress: 'news@example.com' }))).toMatch(/^AccessDeniedException/);
    expect(await refusal(sendAs(lab, SEND, { FromEmailAddress: 'Main Gym <billing@example.com>' }))).toBe('accepted');
  });
});

describe('content', () => {
  const raw = (headers: string): SendEmailCommandInput => ({
    Content: {
      Raw: { Data: Buffer.from(`From: billing@example.com\r\nTo: ops@example.com\r\nSubject: raw\r\n${headers}\r\nbody\r\n`) },
    },
  });

  it('is checked as ses:SendRawEmail when it is raw, and its X-SES headers count', async () => {
    expect(await refusal(sendAs(await inWorld(), SEND, { ...raw(''), FromEmailAddress: undefined }))).toContain(
      'ses:SendRawEmail',
    );
    const lab = await inWorld({}, ANYTHING);
    await clients(lab, SEND).sesv2.send(
      new SendEmailCommand(raw('X-SES-CONFIGURATION-SET: squareos-main\r\nX-SES-MESSAGE-TAGS: a=1,\r\n b=2\r\n')),
    );
    expect(lab.messages()[0]).toMatchObject({
      configurationSet: 'squareos-main',
      subject: 'raw',
      destination: ['ops@example.com'],
      tags: { a: ['1'], b: ['2'] },
    });
  });

  it('fills a template, and accepts what cannot be rendered', async () => {
    const lab = await inWorld({ templates: { due: { subject: 'Due {{amount}}', text: 'Dear {{name}}', html: '' } } }, ANYTHING);
    const with_ = (data: object): Partial<SendEmailCommandInput> => ({
      Content: { Template: { TemplateName: 'due', TemplateData: JSON.stringify(data) } },
    });
    await sendAs(lab, SEND, with_({ amount: 5, name: 'A' }));
    await sendAs(lab, SEND, with_({ amount: 5 }));
    expect(lab.messages().map((one) => [one.subject, one.trouble])).toEqual([
      ['Due 5', null],
      ['Due {{amount}}', 'rendering'],
    ]);
    expect(await refusal(sendAs(lab, SEND, { Content: { Template: { TemplateName: 'none' } } }))).toMatch(
      /^NotFoundException: Template none/,
    );
  });
});
