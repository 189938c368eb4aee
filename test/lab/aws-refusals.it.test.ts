// The lab refuses as AWS does: names, codes and words by which clients tell one refusal from another.
import { GetAccountCommand, GetEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { GetTopicAttributesCommand, ListTopicsCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clients, optionsFor, PROBE, REGION, SEND, started, type StartedLab, TOPIC, worldWith } from './sdk.ts';

let world: StartedLab;

beforeAll(async () => {
  world = await started(worldWith({ users: { idle: { keys: [{ id: 'AKIALABIDLE000000001', status: 'Inactive' }] } } }));
});
afterAll(() => world.end());

const rejection = (
  promise: Promise<unknown>,
): Promise<{ name: string; message: string; $metadata: { httpStatusCode?: number } }> =>
  promise.then(
    () => Promise.reject(new Error('it was not refused')),
    (error: { name: string; message: string; $metadata: { httpStatusCode?: number } }) => error,
  );

describe('a credential that AWS does not take', () => {
  it('is told apart: unknown, inactive, wrong secret, in both protocols', async () => {
    const { lab } = world;
    const ask = async (id: string): Promise<readonly string[]> => {
      const { sesv2, sts } = clients(lab, id);
      return [
        (await rejection(sesv2.send(new GetAccountCommand({})))).name,
        (await rejection(sts.send(new GetCallerIdentityCommand({})))).name,
      ];
    };
    expect(await ask('AKIANOBODY0000000001')).toEqual(['UnrecognizedClientException', 'InvalidClientTokenId']);
    expect(await ask('AKIALABIDLE000000001')).toEqual(['UnrecognizedClientException', 'InvalidClientTokenId']);
    const wrong = {
      ...optionsFor(lab, PROBE),
      credentials: { accessKeyId: PROBE, secretAccessKey: 'wrong-secret-of-forty-characters-00000000' },
    };
    expect((await rejection(new SESv2Client(wrong).send(new GetAccountCommand({})))).name).toBe('InvalidSignatureException');
    expect((await rejection(new STSClient(wrong).send(new GetCallerIdentityCommand({})))).name).toBe('SignatureDoesNotMatch');
  });

  it('is refused when a session token goes with a long-term key', async () => {
    const options = optionsFor(world.lab, PROBE);
    const client = new STSClient({ ...options, credentials: { ...options.credentials, sessionToken: 'x' } });
    expect((await rejection(client.send(new GetCallerIdentityCommand({})))).name).toBe('InvalidClientTokenId');
  });

  it('is refused without a signature, and with a broken one', async () => {
    const bare = await fetch(`${world.lab.endpoints.aws}/v2/email/account`);
    expect([bare.status, bare.headers.get('x-amzn-errortype')]).toEqual([403, 'MissingAuthenticationTokenException']);
    const broken = await fetch(`${world.lab.endpoints.aws}/`, {
      method: 'POST',
      body: 'Action=GetCallerIdentity',
      headers: { authorization: 'AWS4-HMAC-SHA256 nothing' },
    });
    expect(await broken.text()).toContain('<Code>IncompleteSignature</Code>');
  });
});

describe('a clock that is wrong', () => {
  it('is named in the refusal', async () => {
    const skewed = await started(worldWith({ aws: { clockSkewMs: 20 * 60_000 } }));
    try {
      const refused = await rejection(clients(skewed.lab, PROBE).sesv2.send(new GetAccountCommand({})));
      expect(refused.name).toBe('InvalidSignatureException');
      expect(refused.message).toMatch(/^Signature expired: \d{8}T\d{6}Z is now earlier than /);
      const date = (await fetch(`${skewed.lab.endpoints.aws}/v2/email/account`)).headers.get('date') ?? '';
      expect(Date.parse(date) - Date.now()).toBeGreaterThan(19 * 60_000);
    } finally {
      await skewed.end();
    }
  });
});

describe('a permission that is missing', () => {
  it('is named with user, action and resource, in the words of each service', async () => {
    const { sesv2, sns, iam, sts } = clients(world.lab, SEND);
    const ses = await rejection(sesv2.send(new GetEmailIdentityCommand({ EmailIdentity: 'example.com' })));
    expect([ses.name, ses.$metadata.httpStatusCode]).toEqual(['AccessDeniedException', 403]);
    expect(ses.message).toContain(
      'user/squareos-send is not authorized to perform: ses:GetEmailIdentity on resource: arn:aws:ses:ap-south-1:111122223333:identity/example.com',
    );
    expect((await rejection(sns.send(new GetTopicAttributesCommand({ TopicArn: TOPIC })))).name).toBe(
      'AuthorizationErrorException',
    );
    expect((await rejection(sns.send(new ListTopicsCommand({})))).name).toBe('AuthorizationErrorException');
    expect((await rejection(iam.send(new ListAccessKeysCommand({ UserName: 'squareos-send' })))).name).toBe('AccessDenied');
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe('arn:aws:iam::111122223333:user/squareos-send');
  });
});

describe('what a scenario orders', () => {
  it('throttles reads beyond the burst, never sends', async () => {
    const throttle = { service: 'ses', perSecond: 0.01, burst: 2, error: 'TooManyRequestsException', status: 429 };
    const busy = await started(worldWith({ scenario: { throttle } }));
    try {
      const { sesv2 } = clients(busy.lab, PROBE);
      await sesv2.send(new GetAccountCommand({}));
      await sesv2.send(new GetAccountCommand({}));
      const refused = await rejection(sesv2.send(new GetAccountCommand({})));
      expect([refused.name, refused.$metadata.httpStatusCode]).toEqual(['TooManyRequestsException', 429]);
      expect(busy.lab.requests()).toEqual({ 'ses:GetAccount': 3 });
    } finally {
      await busy.end();
    }
  });

  it('fails an operation as often as it is told, and cuts connections', async () => {
    const faults = [
      { service: 'ses', operation: 'GetAccount', error: 'InternalFailure', status: 500, message: 'Simulated.', times: 1 },
      { service: 'sts', operation: null, error: 'reset', status: 0, message: '', times: null },
    ];
    const faulty = await started(worldWith({ scenario: { faults } }));
    try {
      const { sesv2, sts } = clients(faulty.lab, PROBE, REGION);
      expect((await rejection(sesv2.send(new GetAccountCommand({})))).name).toBe('InternalFailure');
      expect((await sesv2.send(new GetAccountCommand({}))).SendingEnabled).toBe(true);
      expect(await rejection(sts.send(new GetCallerIdentityCommand({})))).toMatchObject({ code: 'ECONNRESET' });
    } finally {
      await faulty.end();
    }
  });
});
