// A started lab and unmodified AWS SDK clients that speak to it.
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { SESClient } from '@aws-sdk/client-ses';
import { SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { JsonObject, JsonValue } from '../../src/core/json.ts';
import { readAws } from '../../src/lab/aws/read.ts';
import { overlay } from '../../src/lab/scenario/fill.ts';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import type { Scenario } from '../../src/lab/scenario/types.ts';
import { loadScenario } from '../../src/lab/scenario/scenario.ts';

export const root = path.resolve(import.meta.dirname, '../..');
export const PROBE = 'AKIALABPROBE00000001';
export const SEND = 'AKIALABSEND000000001';
export const REGION = 'ap-south-1';
export const TOPIC = 'arn:aws:sns:ap-south-1:111122223333:squareos-email';

/** The healthy world with something else in it; `region` lies over its home region, `users` over its users. */
export const worldWith = (given: {
  readonly region?: JsonObject;
  readonly users?: JsonObject;
  readonly aws?: JsonObject;
  readonly scenario?: Partial<Scenario>;
}): Scenario => {
  const base = loadScenario(root, 'healthy-ses');
  const over = { users: given.users ?? {}, regions: { [REGION]: given.region ?? {} }, ...given.aws };
  const aws = readAws(overlay(base.aws as unknown as JsonValue, over), 'test');
  return { ...base, aws, ...given.scenario };
};

export interface StartedLab {
  readonly lab: RunningLab;
  readonly directory: string;
  end(): Promise<void>;
}

export const started = async (scenario: string | Scenario, kept?: string): Promise<StartedLab> => {
  const directory = kept ?? mkdtempSync(path.join(tmpdir(), 'lab-'));
  const lab = await startLab({ scenario, stateDir: directory, root });
  return {
    lab,
    directory,
    end: async () => {
      await lab.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};

export const optionsFor = (lab: RunningLab, id: string, region = REGION) => ({
  region,
  endpoint: lab.endpoints.aws ?? '',
  credentials: { accessKeyId: id, secretAccessKey: lab.secrets[id] ?? 'a-secret-that-is-not-known-to-anybody-00' },
  maxAttempts: 1,
});

export const clients = (lab: RunningLab, id: string, region = REGION) => {
  const options = optionsFor(lab, id, region);
  return {
    sesv2: new SESv2Client(options),
    ses: new SESClient(options),
    sns: new SNSClient(options),
    sts: new STSClient(options),
    iam: new IAMClient(options),
    kms: new KMSClient(options),
    cloudwatch: new CloudWatchClient(options),
  };
};

/** Sends one simple message as SquareOS would; anything can be overridden. */
export const sendAs = async (lab: RunningLab, id: string, given: Partial<SendEmailCommandInput> = {}): Promise<string> => {
  const sent = await clients(lab, id).sesv2.send(
    new SendEmailCommand({
      FromEmailAddress: 'billing@example.com',
      Destination: { ToAddresses: ['ops@example.com'] },
      ConfigurationSetName: 'squareos-main',
      Content: { Simple: { Subject: { Data: 'hello (nonce-000001)' }, Body: { Text: { Data: 'hello' } } } },
      EmailTags: [{ Name: 'certify-run', Value: 'nonce-000001' }],
      ...given,
    }),
  );
  return sent.MessageId ?? '';
};
