// Faults of SES behind its SMTP interface, one after the other in one world: each is found by the check that owns it, with what mends it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/core/json.ts';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import { overlay } from '../../src/lab/scenario/fill.ts';
import { document, ROOT, temporary } from './certify.ts';
import { certifyWarm } from './warm.ts';

const REGION = 'ap-south-1';
const TOPIC = 'squareos-email';
const SENDER = 'arn:aws:iam::111122223333:user/squareos-send';
const ACCOUNT_ONLY = {
  Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' }],
};
const SHUT_OUT = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Principal: { AWS: SENDER }, Action: 'ses:SendRawEmail', Resource: '*' }],
};

let lab: RunningLab;
let home: ReturnType<typeof temporary>;
let profile = '';

/** The profile as most people write it: the SMTP user alone, whose name is its access key id. */
const withoutSendingKey = (file: string): void => {
  const { aws, ...rest } = parse(readFileSync(file, 'utf8')) as { readonly aws: { readonly probe: unknown } };
  writeFileSync(file, stringify({ ...rest, aws: { probe: aws.probe } }));
};

beforeAll(async () => {
  home = temporary();
  lab = await startLab({ scenario: 'healthy-smtp-ses', stateDir: join(home.path, 'state'), root: ROOT });
  profile = join(home.path, 'lab.yaml');
  lab.writeProfile(profile);
  withoutSendingKey(profile);
});
afterAll(async () => {
  await lab.stop();
  home[Symbol.dispose]();
});

const findings = async () =>
  document(await certifyWarm(['check', profile, '--json', '--evidence-dir', join(home.path, 'evidence')])).findings;

type Spec = { [K in 'regions' | 'users']: JsonObject };

/** The account of the lab with `change` in it, while `look` lasts. */
const changed = async <T>(change: JsonObject, look: () => Promise<T>): Promise<T> => {
  const spec = (lab.aws?.cloud.spec ?? {}) as unknown as Spec;
  const { regions, users } = spec;
  Object.assign(spec, overlay({ regions, users }, change));
  try {
    return await look();
  } finally {
    Object.assign(spec, { regions, users });
  }
};

const inRegion = (change: JsonObject): JsonObject => ({ regions: { [REGION]: change } });
const identity = (change: JsonObject): JsonObject => inRegion({ identities: { 'example.com': change } });
const mayDo = (action: JsonValue, resource: JsonValue): JsonObject => ({
  users: { 'squareos-send': { statements: [{ Effect: 'Allow', Action: action, Resource: resource }] } },
});
const IDENTITY = `arn:aws:ses:${REGION}:111122223333:identity/example.com`;
const SET = `arn:aws:ses:${REGION}:111122223333:configuration-set/squareos-main`;
const encrypted = (kmsKeyId: string): JsonObject =>
  inRegion({
    topics: { [TOPIC]: { kmsKeyId } },
    kmsKeys: { 'topic-key': { policy: ACCOUNT_ONLY, state: 'Enabled', manager: 'CUSTOMER' } },
  });
const publishing = (types: readonly string[]): JsonObject => {
  const destination = { name: 'squareos-events', enabled: true, topic: TOPIC, eventBusArn: null, firehose: null };
  return inRegion({ configurationSets: { 'squareos-main': { destinations: [{ ...destination, types: [...types] }] } } });
};
const inactiveKey: JsonObject = {
  users: { 'squareos-send': { keys: [{ id: 'AKIALABSEND000000001', status: 'Inactive', createdDaysAgo: 20, lastUsed: null }] } },
};

interface Fault {
  readonly what: string;
  readonly change: JsonObject;
  readonly found: readonly [check: string, status: string, reason: string];
}

const fault = (what: string, change: JsonObject, ...found: Fault['found']): Fault => ({ what, change, found });

/** What does not hide each other is wrong in the account at once: a look costs most of a second. */
const ACCOUNTS: readonly { readonly name: string; readonly faults: readonly Fault[] }[] = [
  {
    name: 'shut down',
    faults: [
      fault('AWS shut it down', inRegion({ enforcement: 'SHUTDOWN' }), 'ses-enforcement', 'fail', 'shutdown'),
      fault('the quota is below the plan', inRegion({ quota: { max24Hour: 1000 } }), 'ses-quota', 'fail', 'below-planned-volume'),
      fault('DKIM is off', identity({ signingEnabled: false }), 'ses-dkim-status', 'fail', 'signing-disabled'),
      fault('MAIL FROM failed', identity({ mailFrom: { status: 'FAILED' } }), 'ses-mail-from-status', 'fail', 'failed'),
      fault(
        'the identity denies',
        identity({ policies: { frozen: SHUT_OUT } }),
        'ses-identity-policies',
        'fail',
        'sender-denied',
      ),
      fault('AWS’s own key encrypts the topic', encrypted('alias/aws/sns'), 'sns-topic-encryption', 'fail', 'aws-managed-key'),
      fault('nothing is suppressed', inRegion({ accountSuppressedReasons: [] }), 'ses-suppression', 'warn', 'account-incomplete'),
      fault(
        'SNS signs with SHA-1',
        inRegion({ topics: { [TOPIC]: { signatureVersion: '1' } } }),
        'sns-signature-version',
        'warn',
        'sha1',
      ),
      fault('the SMTP user’s key is inactive', inactiveKey, 'send-access-key', 'fail', 'key-inactive'),
    ],
  },
  {
    name: 'under review',
    faults: [
      fault('AWS reviews it', inRegion({ enforcement: 'PROBATION' }), 'ses-enforcement', 'warn', 'under-review'),
      fault('the quota is used up', inRegion({ quota: { sent24Hour: 50_000 } }), 'ses-quota', 'pending', 'used-up'),
      fault('SES gave up on DKIM', identity({ dkimStatus: 'FAILED' }), 'ses-dkim-status', 'fail', 'failed'),
      fault('the topic’s key does not admit SES', encrypted('topic-key'), 'sns-topic-encryption', 'fail', 'ses-not-allowed'),
      fault(
        'bounces are not published',
        publishing(['SEND', 'DELIVERY']),
        'ses-event-destination',
        'fail',
        'event-types-missing',
      ),
      fault(
        'the user may use the API alone',
        mayDo('ses:SendEmail', [IDENTITY, SET]),
        'send-permissions',
        'fail',
        'identity-not-allowed',
      ),
    ],
  },
  {
    name: 'without its DKIM records',
    faults: [
      fault('no DKIM record is there', identity({ tokens: ['a1', 'b2', 'c3'] }), 'dkim-tokens', 'fail', 'all-missing'),
      fault('the user may send as anybody', mayDo('ses:SendRawEmail', '*'), 'send-least-privilege', 'warn', 'sends-as-anyone'),
    ],
  },
];

describe('a tenant of SES over SMTP', () => {
  it('needs nothing done while all is well', async () => {
    const open = (await findings()).filter(({ status }) => status !== 'pass' && status !== 'not-applicable');
    expect(open.map(({ check, reason }) => `${check}: ${reason}`)).toEqual([]);
  });

  it.each(ACCOUNTS)('is told everything that is wrong in an account $name', async ({ faults }) => {
    const change = faults.reduce<JsonObject>((all, one) => overlay(all, one.change) as JsonObject, {});
    const record = await changed(change, findings);
    const told = faults.map(({ what, found: [check] }) => {
      const finding = record.find((one) => one.check === check);
      return { what, found: [check, finding?.status, finding?.reason], mended: finding?.remedy.length !== 0 };
    });
    expect(told).toEqual(faults.map(({ what, found }) => ({ what, found, mended: true })));
  });

  it('is told when the subscription was never confirmed', async () => {
    const subscriptions = lab.aws!.cloud.subscriptions;
    const before = [...subscriptions];
    for (const [arn, one] of before) subscriptions.set(arn, { ...one, pending: true });
    const found = (await findings()).find((finding) => finding.check === 'sns-subscription');
    for (const [arn, one] of before) subscriptions.set(arn, one);
    expect(found).toMatchObject({ status: 'fail', reason: 'pending-confirmation' });
  });

  it('needs no more than the policies that certify prints for it, and is told of no less', async () => {
    const ran = await certifyWarm(['policy', profile, '--user', 'squareos-send', '--json']);
    const policies = JSON.parse(ran.stdout) as { readonly [name: string]: { readonly Statement: JsonValue } };
    expect(JSON.stringify(policies['send'])).toContain('ses:SendRawEmail');
    const change: JsonObject = {
      users: {
        'certify-probe': { statements: policies['probe']!.Statement },
        'squareos-send': { statements: policies['send']!.Statement },
      },
      ...inRegion({ topics: { [TOPIC]: { policy: policies['topic'] as JsonObject } } }),
    };
    const open = (await changed(change, findings)).filter(({ status }) => status !== 'pass' && status !== 'not-applicable');
    expect(open.map(({ check, reason }) => `${check}: ${reason}`)).toEqual([]);
  });
});
