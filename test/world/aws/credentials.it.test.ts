import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import { credentialProvider, refuseAmbientElsewhere, sourceKey } from '../../../src/world/aws/credentials.ts';
import { type AwsReply, startFakeAws, xml, xmlError } from '../../fakes/aws.ts';

const NAMES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_PROFILE',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_EC2_METADATA_DISABLED',
];
const before = Object.fromEntries(NAMES.map((name) => [name, process.env[name]]));
let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'certify-aws-'));
  for (const name of NAMES) delete process.env[name];
  process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
  process.env['AWS_CONFIG_FILE'] = join(directory, 'config');
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(directory, 'credentials');
  await writeFile(join(directory, 'config'), '');
  await writeFile(join(directory, 'credentials'), '[gym]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = of-profile\n');
});

afterEach(async () => {
  for (const name of NAMES) {
    const value = before[name];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await rm(directory, { recursive: true });
});

const provider = (
  source: Parameters<typeof credentialProvider>[0]['source'],
  stsEndpoint = 'https://sts.ap-south-1.amazonaws.com',
) => credentialProvider({ source, role: 'probe', region: 'ap-south-1', stsEndpoint });

describe('where credentials come from', () => {
  it('takes static ones as given, with the session token', async () => {
    const source = {
      kind: 'static',
      accessKeyId: 'ASIAX',
      secretAccessKey: new Secret('env:A', 's'),
      sessionToken: new Secret('env:B', 't'),
    } as const;
    expect(await provider(source)()).toEqual({ accessKeyId: 'ASIAX', secretAccessKey: 's', sessionToken: 't' });
    expect(sourceKey(source)).not.toMatch(/:s$|t$/);
  });

  it('finds the environment’s by the default chain', async () => {
    process.env['AWS_ACCESS_KEY_ID'] = 'AKIAENV';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'of-environment';
    expect(await provider({ kind: 'default-chain' })()).toMatchObject({ accessKeyId: 'AKIAENV' });
  });

  it('prefers a named profile to the environment', async () => {
    process.env['AWS_ACCESS_KEY_ID'] = 'AKIAENV';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'of-environment';
    expect(await provider({ kind: 'profile', name: 'gym' })()).toMatchObject({ accessKeyId: 'AKIAPROFILE' });
  });

  const SSO = 'sso_start_url = https://gym.awsapps.com/start\nsso_region = ap-south-1\nsso_account_id = 1\nsso_role_name = R\n';
  it.each([
    ['has no such profile', '', 'profile-unknown', 'aws configure list-profiles'],
    ['has an SSO session to begin', `[profile p]\n${SSO}`, 'sso-session-ended', 'aws sso login --profile p'],
    [
      'has a process that fails',
      '[profile p]\ncredential_process = /bin/false\n',
      'credential-process-failed',
      'aws sts get-caller-identity --profile p',
    ],
    [
      'assumes a role with a profile that is not there',
      '[profile p]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = q\n',
      'source-profile-failed',
      'aws sts get-caller-identity --profile q',
    ],
    ['has an empty profile', '[profile p]\nregion = eu-west-1\n', 'profile-empty', 'aws configure --profile p'],
  ])('says which failure it is and the command, when this machine %s', async (_, config, code, command) => {
    await writeFile(join(directory, 'config'), config);
    const asking = provider({ kind: 'profile', name: 'p' })();
    await expect(asking).rejects.toMatchObject({ unseen: { state: 'failed', code, command, credential: 'probe' } });
  });

  it('says that nothing was found, and that the metadata service is off', async () => {
    await expect(provider({ kind: 'default-chain' })()).rejects.toMatchObject({
      unseen: { state: 'failed', code: 'no-credential', message: expect.stringContaining('AWS_EC2_METADATA_DISABLED') },
    });
  });

  it('speaks of the profile that AWS_PROFILE names', async () => {
    process.env['AWS_PROFILE'] = 'elsewhere';
    await expect(provider({ kind: 'default-chain' })()).rejects.toMatchObject({ unseen: { code: 'profile-unknown' } });
  });
});

describe('an assumed role', () => {
  const session = (expires: Date): AwsReply =>
    xml(
      'AssumeRole',
      `<Credentials><AccessKeyId>ASIASESSION</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${expires.toISOString()}</Expiration></Credentials>`,
    );
  const role = { kind: 'role', roleArn: 'arn:aws:iam::111122223333:role/certify', externalId: 'gym-1' } as const;
  const assume = async (answer: AwsReply, times: number) => {
    process.env['AWS_ACCESS_KEY_ID'] = 'AKIAENV';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'of-environment';
    const fake = await startFakeAws(() => answer);
    const ask = provider(role, fake.url);
    try {
      const got: unknown[] = [];
      for (let index = 0; index < times; index += 1) got.push(await ask().catch((error: unknown) => error));
      return { got, requests: fake.requests };
    } finally {
      await fake.stop();
    }
  };

  it('is assumed once for all clients, with its external id', async () => {
    const { got, requests } = await assume(session(new Date(Date.now() + 3_600_000)), 3);
    expect(got).toEqual(
      Array.from({ length: 3 }, () => expect.objectContaining({ accessKeyId: 'ASIASESSION', sessionToken: 't' }) as unknown),
    );
    expect(requests).toHaveLength(1);
    expect(requests[0]?.body).toContain('ExternalId=gym-1');
  });

  it('is assumed again shortly before its session ends', async () => {
    const { requests } = await assume(session(new Date(Date.now() + 60_000)), 2);
    expect(requests).toHaveLength(2);
  });

  it('is denied as sts:AssumeRole when it may not be assumed', async () => {
    const { got } = await assume(xmlError('AccessDenied', 403), 1);
    expect(got[0]).toMatchObject({ unseen: { state: 'denied', credential: 'probe', action: 'sts:AssumeRole' } });
  });
});

describe('refuseAmbientElsewhere', () => {
  it('lets a static credential go where the profile says, and any to AWS', () => {
    const secret = { kind: 'static', accessKeyId: 'AKIA', secretAccessKey: new Secret('env:A', 's') } as const;
    expect(() => refuseAmbientElsewhere(secret, { sns: 'http://127.0.0.1:9' }, 'probe')).not.toThrow();
    expect(() =>
      refuseAmbientElsewhere({ kind: 'default-chain' }, { sesv2: 'https://email-fips.us-east-1.amazonaws.com' }, 'probe'),
    ).not.toThrow();
  });

  it('names the endpoint that is not AWS’s', () => {
    const elsewhere = { sns: 'https://bucket.s3.amazonaws.com' };
    expect(() => refuseAmbientElsewhere({ kind: 'default-chain' }, elsewhere, 'provision')).toThrow(/ses\.endpoints\.sns/);
  });
});
