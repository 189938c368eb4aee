import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
  'AWS_ENDPOINT_URL_SSO',
  'HOME',
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
    [
      'assumes a role with a profile whose SSO session is to begin',
      `[profile p]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = q\n[profile q]\n${SSO}`,
      'sso-session-ended',
      'aws sso login --profile q',
    ],
    [
      'names an sso-session that is not there',
      '[profile p]\nsso_session = gone\nsso_account_id = 1\nsso_role_name = R\n',
      'sso-incomplete',
      'aws configure sso --profile p',
    ],
    ['has SSO settings left out', '[profile p]\nsso_region = ap-south-1\n', 'sso-incomplete', 'aws configure sso --profile p'],
    [
      'has a sign-in that is to begin',
      '[profile p]\nlogin_session = arn:aws:iam::1:user/u\nregion = ap-south-1\n',
      'login-session-ended',
      'aws login --profile p',
    ],
    [
      'has a token file that is not there',
      '[profile p]\nrole_arn = arn:aws:iam::1:role/r\nweb_identity_token_file = /nowhere/token\n',
      'web-identity-token-missing',
      'ls -l /nowhere/token',
    ],
    [
      'has a process that prints no JSON',
      '[profile p]\ncredential_process = /bin/echo none\n',
      'credential-process-failed',
      'aws sts get-caller-identity --profile p',
    ],
    ['has an empty profile', '[profile p]\nregion = eu-west-1\n', 'profile-empty', 'aws configure --profile p'],
  ])('says which failure it is and the command, when this machine %s', async (_, config, code, command) => {
    await writeFile(join(directory, 'config'), config);
    const asking = provider({ kind: 'profile', name: 'p' })();
    await expect(asking).rejects.toMatchObject({ unseen: { state: 'failed', code, command, credential: 'probe' } });
  });

  /** A session as `aws sso login` leaves it. */
  const signedIn = async (): Promise<void> => {
    process.env['HOME'] = directory;
    const cache = join(directory, '.aws', 'sso', 'cache');
    await mkdir(cache, { recursive: true });
    const token = { accessToken: 't', expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
    const key = createHash('sha1').update('https://gym.awsapps.com/start').digest('hex');
    await writeFile(join(cache, `${key}.json`), JSON.stringify(token));
    await writeFile(join(directory, 'config'), `[profile p]\n${SSO}`);
  };

  it.each([
    [401, 'UnauthorizedException', 'Session token not found or invalid', 'sso-session-ended', 'aws sso login --profile p'],
    [403, 'ForbiddenException', 'No access', 'sso-role-refused', 'aws configure sso --profile p'],
  ])('asks for what mends it where the SSO portal answers %i %s', async (status, name, said, code, command) => {
    const portal = createServer((_, answer) => {
      answer.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': name });
      answer.end(JSON.stringify({ message: said }));
    });
    await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve));
    process.env['AWS_ENDPOINT_URL_SSO'] = `http://127.0.0.1:${(portal.address() as AddressInfo).port}`;
    await signedIn();
    try {
      await expect(provider({ kind: 'profile', name: 'p' })()).rejects.toMatchObject({
        unseen: { state: 'failed', code, command },
      });
    } finally {
      portal.close();
      portal.closeAllConnections();
    }
  });

  it('says that the SSO portal could not be reached', async () => {
    process.env['AWS_ENDPOINT_URL_SSO'] = 'http://127.0.0.1:1';
    await signedIn();
    await expect(provider({ kind: 'profile', name: 'p' })()).rejects.toMatchObject({
      unseen: { state: 'unreachable', host: 'portal.sso.ap-south-1.amazonaws.com' },
    });
  });

  it('speaks of the default profile where the chain ends at it', async () => {
    await writeFile(join(directory, 'config'), `[default]\n${SSO}`);
    await expect(provider({ kind: 'default-chain' })()).rejects.toMatchObject({
      unseen: { code: 'sso-session-ended', command: 'aws sso login --profile default' },
    });
  });

  it('says that a config file cannot be read before it calls a profile unknown', async () => {
    process.env['AWS_CONFIG_FILE'] = directory;
    await expect(provider({ kind: 'profile', name: 'p' })()).rejects.toMatchObject({
      unseen: { code: 'profile-unread', message: expect.stringContaining('EISDIR') },
    });
  });

  it.each([
    ['container-token-missing', { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/nowhere/pod-token' }, 'ls -l /nowhere/pod-token'],
    ['container-role-failed', {}, 'aws sts get-caller-identity'],
  ])('says %s of a container, and nothing of a metadata service that was not asked', async (code, more, command) => {
    process.env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] = 'http://127.0.0.1:1/v1/credentials';
    Object.assign(process.env, more);
    await expect(provider({ kind: 'default-chain' })()).rejects.toMatchObject({
      unseen: { code, command, message: expect.not.stringContaining('metadata') },
    });
  });

  it('names a token file that is not there', async () => {
    process.env['AWS_WEB_IDENTITY_TOKEN_FILE'] = '/nowhere/token';
    process.env['AWS_ROLE_ARN'] = 'arn:aws:iam::111122223333:role/r';
    await expect(provider({ kind: 'default-chain' })()).rejects.toMatchObject({
      unseen: { code: 'web-identity-token-missing', command: 'ls -l /nowhere/token' },
    });
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
