// The healthy world, driven by the unmodified AWS SDK: reads, one send, its signed callback in the ledger.
import { GetAccountCommand, GetEmailIdentityCommand, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';

const root = path.resolve(import.meta.dirname, '../..');
let directory: string;
let lab: RunningLab;

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'lab-'));
  lab = await startLab({ scenario: 'healthy-ses', stateDir: directory, root });
});
afterAll(async () => {
  await lab.stop();
  rmSync(directory, { recursive: true });
});

const credentials = (id: string) => ({ accessKeyId: id, secretAccessKey: lab.secrets[id] ?? '' });
const sesv2 = (id: string): SESv2Client =>
  new SESv2Client({ region: 'ap-south-1', endpoint: lab.endpoints.aws ?? '', credentials: credentials(id), maxAttempts: 1 });

describe('the healthy lab', () => {
  it('says who we are', async () => {
    const client = new STSClient({
      region: 'ap-south-1',
      endpoint: lab.endpoints.aws ?? '',
      credentials: credentials('AKIALABPROBE00000001'),
    });
    const answer = await client.send(new GetCallerIdentityCommand({}));
    expect(answer.Arn).toBe('arn:aws:iam::111122223333:user/certify-probe');
    expect(answer.Account).toBe('111122223333');
  });

  it('shows the account and the identity', async () => {
    const client = sesv2('AKIALABPROBE00000001');
    expect((await client.send(new GetAccountCommand({}))).ProductionAccessEnabled).toBe(true);
    const identity = await client.send(new GetEmailIdentityCommand({ EmailIdentity: 'example.com' }));
    expect(identity.DkimAttributes?.Tokens).toHaveLength(3);
    expect(identity.VerificationInfo?.LastCheckedTimestamp).toBeInstanceOf(Date);
    await expect(client.send(new GetEmailIdentityCommand({ EmailIdentity: 'billing@example.com' }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });

  it('sends, and the signed callback changes the rows', async () => {
    const sent = await sesv2('AKIALABSEND000000001').send(
      new SendEmailCommand({
        FromEmailAddress: 'billing@example.com',
        Destination: { ToAddresses: ['ops@example.com'] },
        ConfigurationSetName: 'squareos-main',
        Content: { Simple: { Subject: { Data: 'hello' }, Body: { Text: { Data: 'hello' } } } },
        EmailTags: [{ Name: 'certify-run', Value: 'nonce-1' }],
      }),
    );
    expect(sent.MessageId).toMatch(/^0109[0-9a-f]{12}-[0-9a-f-]{36}-000000$/);
    await expect.poll(() => lab.aws?.deliveries.settled.map((one) => one.result), { timeout: 40_000 }).toEqual(['200', '200']);
    expect(lab.messages()).toHaveLength(1);
  });
});
