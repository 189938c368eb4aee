// An account that holds nothing, as the facts of a look show it.
import type { JsonValue } from '../../src/core/json.ts';
import type { Observation } from '../../src/core/observation.ts';
import type { IamWanted } from '../../src/provision/iam.ts';
import type { Facts } from '../../src/facts/index.ts';

const TOPIC = 'arn:aws:sns:ap-south-1:111122223333:gym-email';
export const ses = {
  region: 'ap-south-1',
  identity: 'example.com',
  mailFrom: 'bounce.example.com',
  configurationSet: 'gym',
  snsTopicArn: TOPIC,
  requireSnsSignature: true,
  tenant: null,
  identityArn: null,
  globalEndpoint: null,
};
export const tenant = {
  tenant: 'main-gym',
  ses,
  sending: { mailType: 'TRANSACTIONAL' },
  callback: { url: 'https://gym.example/hook', https: true, loopback: false },
} as unknown as Facts['profile.tenant'];

export const seen = (value: unknown): Observation<JsonValue> => ({
  state: 'observed',
  at: '',
  durationMs: 0,
  value: value as JsonValue,
});
const absent: Observation<JsonValue> = { state: 'absent', at: '', durationMs: 0, code: 'NotFound', message: 'none' };

export const empty = {
  'sts.probeIdentity': seen({ account: '111122223333' }),
  'ses.identity': seen({
    governing: null,
    candidates: [{ name: 'example.com', level: 'domain', answer: { state: 'absent', code: 'NotFound', message: 'none' } }],
  }),
  'ses.configurationSet': seen({
    name: 'gym',
    source: 'explicit',
    detail: { state: 'absent', code: 'NotFound', message: 'none' },
  }),
  'sns.topic': absent,
  'sns.subscriptions': absent,
};

const none = { state: 'absent', code: 'NoSuchEntity', message: 'none' } as const;
const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['ses:GetAccount'], Resource: ['*'] }] };

/** What a profile's `aws.iam` names, in an account that holds none of it. */
export const namedIam: IamWanted = {
  tenant: 'main-gym',
  region: 'ap-south-1',
  user: { name: 'gym-send', policy: document, seen: none },
  role: { name: 'gym-look', policy: document, trust: document, seen: none },
  log: {
    name: 'gym-logs',
    arn: 'arn:aws:iam::111122223333:role/gym-logs',
    topicArn: TOPIC,
    policy: document,
    trust: document,
    seen: none,
    topic: none,
  },
};
