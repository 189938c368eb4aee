import { describe, expect, it } from 'vitest';
import { json, jsonError, xml, xmlError } from '../fakes/aws.ts';
import { attributes, CORE, ENDPOINT, member, observe, sesReadsOf, TOPIC } from './aws-world.ts';

const denied = () =>
  jsonError('AccessDeniedException', 403, 'User: u is not authorized to perform: ses:GetAccount on resource: *');

describe('the AWS probes', () => {
  it('observe a healthy tenant with six SES reads', async () => {
    const { facts, operations } = await observe(CORE);
    expect(Object.fromEntries(Object.entries(facts).map(([key, { state }]) => [key, state]))).toEqual({
      'sts.probeIdentity': 'observed',
      'sts.sendIdentity': 'observed',
      'iam.sendKey': 'observed',
      'ses.account': 'observed',
      'ses.identity': 'observed',
      'ses.configurationSet': 'observed',
      'ses.eventDestinations': 'observed',
      'ses.feedbackTopics': 'skipped',
      'ses.suppressedRecipient': 'absent',
      'sns.topic': 'observed',
      'sns.subscriptions': 'observed',
    });
    expect(sesReadsOf(operations)).toHaveLength(6);
  });

  it('find set, topic and subscription when the profile names none, still with six SES reads', async () => {
    const answers = {
      GetEmailIdentity: ({ subject }: { subject: string }) =>
        subject === 'example.com'
          ? json({ VerifiedForSendingStatus: true, ConfigurationSetName: 'found' })
          : jsonError('NotFoundException', 404),
    };
    const { facts, operations } = await observe(CORE, answers, { ses: { configurationSet: undefined, snsTopicArn: undefined } });
    expect(facts['ses.configurationSet']).toMatchObject({ value: { name: 'found', source: 'domain-default' } });
    expect(facts['sns.topic']).toMatchObject({ value: { arn: TOPIC } });
    expect(sesReadsOf(operations)).toHaveLength(6);
  });

  it('find the webhook by the platform’s path, and ask nothing of a recipient, where nobody named them', async () => {
    const notGiven = { callbackUrl: null, recipient: null };
    const { facts, operations } = await observe([...CORE, 'ses.recipientIdentity'], {}, { notGiven });
    expect(facts['sns.subscriptions']).toMatchObject({ value: { subscriptions: [{ isCallback: true }] } });
    expect(facts['ses.suppressedRecipient']).toMatchObject({
      state: 'skipped',
      message: 'the live recipient (--recipient ADDRESS)',
    });
    expect(operations).not.toContain('GetSuppressedDestination');
  });

  it('prefer the address identity’s default set to the domain’s', async () => {
    const answers = {
      GetEmailIdentity: ({ subject }: { subject: string }) =>
        json({ ConfigurationSetName: subject.includes('@') ? 'of-address' : 'of-domain' }),
    };
    const { facts } = await observe(['ses.identity', 'ses.configurationSet'], answers, { ses: { configurationSet: undefined } });
    expect(facts['ses.configurationSet']).toMatchObject({ value: { name: 'of-address', source: 'address-default' } });
  });

  it('walk from a sub-domain to the parent and stop at the first that exists', async () => {
    const { facts, requests } = await observe(['ses.identity'], {}, { sender: { senderValue: 'billing@mail.gym.example.com' } });
    expect(facts['ses.identity']).toMatchObject({ value: { governing: 'example.com' } });
    const asked = requests.filter(({ operation }) => operation === 'GetEmailIdentity').map(({ subject }) => subject);
    expect([...asked].sort()).toEqual(['billing@mail.gym.example.com', 'example.com', 'gym.example.com', 'mail.gym.example.com']);
  });

  it('do not name a governing identity when the more exact one may not be seen', async () => {
    const answers = {
      GetEmailIdentity: ({ subject }: { subject: string }) =>
        subject.includes('@') ? denied() : json({ VerifiedForSendingStatus: true }),
    };
    const { facts } = await observe(['ses.identity'], answers);
    expect(facts['ses.identity']).toMatchObject({ state: 'observed', value: { governing: null } });
  });

  it('list what the account has where none governs the sender, and in the sandbox', async () => {
    const listed = {
      ListEmailIdentities: () =>
        json({
          EmailIdentities: [
            { IdentityName: 'exampel.com', SendingEnabled: false },
            { IdentityName: 'ops@gym.org', SendingEnabled: true },
            { IdentityName: 'gym.org', SendingEnabled: true },
          ],
        }),
    };
    const keys = ['ses.account', 'ses.identity', 'ses.identities'] as const;
    const none = await observe(keys, { ...listed, GetEmailIdentity: () => jsonError('NotFoundException', 404) });
    expect(none.facts['ses.identities']).toMatchObject({
      value: { declared: 'not-listed', verified: ['gym.org', 'ops@gym.org'], more: 0, similar: ['exampel.com'], complete: true },
    });
    const sandbox = await observe(keys, { ...listed, GetAccount: () => json({ ProductionAccessEnabled: false }) });
    expect(sandbox.facts['ses.identities']).toMatchObject({ state: 'observed' });
    expect((await observe(keys, listed)).facts['ses.identities']).toMatchObject({ state: 'skipped' });
  });

  it('tell a region that AWS does not know from a signature that is wrong', async () => {
    const { facts } = await observe(['ses.account'], {
      GetAccount: () => jsonError('SignatureDoesNotMatch', 403, 'Credential should be scoped to a valid region.'),
    });
    expect(facts['ses.account']).toMatchObject({ state: 'failed', code: 'no-such-region' });
  });

  it('say denied, with the credential and the action', async () => {
    const { facts } = await observe(['ses.account'], { GetAccount: denied });
    expect(facts['ses.account']).toMatchObject({ state: 'denied', credential: 'probe', action: 'ses:GetAccount' });
  });

  it('ask the feedback topics only when no event destination is the route', async () => {
    const notifications = `<NotificationAttributes><entry><key>example.com</key><value><BounceTopic>${TOPIC}</BounceTopic><ForwardingEnabled>true</ForwardingEnabled></value></entry></NotificationAttributes>`;
    const answers = { GetIdentityNotificationAttributes: () => xml('GetIdentityNotificationAttributes', notifications) };
    const { facts } = await observe(CORE, answers, { ses: { configurationSet: undefined, snsTopicArn: undefined } });
    expect(facts['ses.eventDestinations']).toMatchObject({ state: 'skipped', code: 'not-applicable' });
    expect(facts['ses.feedbackTopics']).toMatchObject({ value: { bounce: TOPIC, complaint: null, forwarding: true } });
    expect(facts['sns.topic']).toMatchObject({ state: 'observed' });
  });

  it('do not ask whether a simulator address is suppressed', async () => {
    const { facts, operations } = await observe(
      ['ses.suppressedRecipient'],
      {},
      { live: { recipient: 'success@simulator.amazonses.com' } },
    );
    expect(facts['ses.suppressedRecipient']).toMatchObject({ state: 'skipped' });
    expect(operations).not.toContain('GetSuppressedDestination');
  });

  it('compare the endpoint’s token and keep it out of the fact', async () => {
    const { facts } = await observe(['sns.subscriptions']);
    expect(facts['sns.subscriptions']).toMatchObject({
      value: { subscriptions: [{ isCallback: true, token: 'equal', endpoint: ENDPOINT.replace('right', '***') }] },
    });
    expect(JSON.stringify(facts)).not.toContain('token=right');
  });

  it('read a pending subscription without asking for its attributes', async () => {
    const list = `<Subscriptions>${member({ SubscriptionArn: 'PendingConfirmation', Protocol: 'https', Endpoint: ENDPOINT })}</Subscriptions>`;
    const { facts, operations } = await observe(['sns.subscriptions'], {
      ListSubscriptionsByTopic: () => xml('ListSubscriptionsByTopic', list),
    });
    expect(facts['sns.subscriptions']).toMatchObject({
      value: { subscriptions: [{ arn: null, isCallback: true, detail: null }] },
    });
    expect(operations).not.toContain('GetSubscriptionAttributes');
  });

  it('call a deleted topic absent', async () => {
    const { facts } = await observe(['sns.topic', 'sns.subscriptions'], {
      GetTopicAttributes: () => xmlError('NotFound', 404),
      ListSubscriptionsByTopic: () => xmlError('NotFound', 404),
    });
    expect(facts).toMatchObject({ 'sns.topic': { state: 'absent' }, 'sns.subscriptions': { state: 'absent' } });
  });

  it('do not turn an answer of the wrong shape into a fact', async () => {
    const { facts } = await observe(['ses.account', 'sns.topic'], {
      GetAccount: () => json({ SendingEnabled: 'yes', SendQuota: 7, Details: null }),
      GetTopicAttributes: () => xml('GetTopicAttributes', attributes({ FifoTopic: 'maybe' })),
    });
    expect(facts['ses.account']).toMatchObject({ value: { sendingEnabled: null, quota: { max24Hour: null } } });
    expect(facts['sns.topic']).toMatchObject({ value: { fifo: null, signatureVersion: null } });
  });

  it('survive one read a second: throttled reads come later, not as findings', async () => {
    let last = 0;
    const limited = (answer: () => ReturnType<typeof json>) => () => {
      const now = performance.now();
      if (now - last < 5) return jsonError('TooManyRequestsException', 429);
      last = now;
      return answer();
    };
    const asked = ['ses.account', 'ses.identity', 'ses.configurationSet'] as const;
    const { facts } = await observe(asked, {
      GetAccount: limited(() => json({ SendingEnabled: true })),
      GetEmailIdentity: limited(() => json({ VerifiedForSendingStatus: true })),
      GetConfigurationSet: limited(() => json({})),
    });
    expect(asked.map((key) => facts[key]?.state)).toEqual(['observed', 'observed', 'observed']);
  });
});
