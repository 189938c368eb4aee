// The clients that the SDK makes for itself to find a credential go through the proxy of the environment, as certify's own do.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ObservationError } from '../../../src/core/errors.ts';
import { createAuthority, issue } from '../../../src/lab/pki.ts';
import { credentialProvider } from '../../../src/world/aws/credentials.ts';

const NAMES = ['HOME', 'HTTPS_PROXY', 'NO_PROXY', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_EC2_METADATA_DISABLED'];
const before = Object.fromEntries(NAMES.map((name) => [name, process.env[name]]));
const START = 'https://gym.awsapps.com/start';

let directory = '';
let party: TlsServer;
let proxy: Server;
let asked: (string | undefined)[] = [];
let refuseWith: number | null = null;

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

beforeAll(async () => {
  const { certPem, keyPem } = await issue(await createAuthority(), {
    commonName: 'x.example',
    dnsNames: ['x.example'],
    key: 'EC',
  });
  party = createTlsServer({ cert: certPem, key: keyPem }, (_, answer) => answer.end());
  proxy = createServer((_, answer) => answer.writeHead(405).end());
  proxy.on('connect', (request, socket) => {
    asked.push(request.url);
    socket.on('error', () => undefined);
    if (refuseWith !== null) {
      socket.end(`HTTP/1.1 ${refuseWith} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const way = connect(portOf(party), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      way.pipe(socket).pipe(way);
    });
    way.on('error', () => undefined);
  });
  for (const server of [party, proxy]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
});

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'certify-chain-'));
  asked = [];
  refuseWith = null;
  Object.assign(process.env, {
    HOME: directory,
    HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`,
    AWS_CONFIG_FILE: join(directory, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(directory, 'credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  await writeFile(join(directory, 'credentials'), '[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = s\n');
  await writeFile(join(directory, 'token'), 'web-identity');
});

afterEach(async () => {
  for (const name of NAMES) {
    const value = before[name];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await rm(directory, { recursive: true });
});

afterAll(() => {
  for (const server of [party, proxy]) {
    server.closeAllConnections();
    server.close();
  }
});

/** A session as `aws sso login` leaves it, with what renews it. */
const signedIn = async (name: string, lastsMs: number): Promise<void> => {
  const cache = join(directory, '.aws', 'sso', 'cache');
  await mkdir(cache, { recursive: true });
  const at = (ms: number): string => new Date(Date.now() + ms).toISOString();
  const token = {
    accessToken: 't',
    expiresAt: at(lastsMs),
    clientId: 'c',
    clientSecret: 's',
    refreshToken: 'r',
    registrationExpiresAt: at(86_400_000),
  };
  await writeFile(join(cache, `${createHash('sha1').update(name).digest('hex')}.json`), JSON.stringify(token));
};

const HOUR = 3_600_000;
const ROLE = 'sso_account_id = 1\nsso_role_name = R\n';
const LEGACY = `[profile p]\nsso_start_url = ${START}\nsso_region = eu-west-1\n${ROLE}`;
const SESSION = `[profile p]\nsso_session = gym\n${ROLE}[sso-session gym]\nsso_start_url = ${START}\nsso_region = eu-west-1\n`;

const ask = async (config: string) => {
  await writeFile(join(directory, 'config'), config);
  const source = { kind: 'profile', name: 'p' } as const;
  const stsEndpoint = 'https://sts.ap-south-1.amazonaws.com';
  const thrown: unknown = await credentialProvider({ source, role: 'probe', region: 'ap-south-1', stsEndpoint })().catch(
    (error: unknown) => error,
  );
  return (thrown as ObservationError).unseen;
};

const PORTAL = 'portal.sso.eu-west-1.amazonaws.com';

describe('behind a proxy, a credential of this machine is asked for through it', () => {
  it.each([
    ['the SSO portal', START, HOUR, LEGACY, `${PORTAL}:443`],
    ['the SSO portal of an sso-session', 'gym', HOUR, SESSION, `${PORTAL}:443`],
    ['what renews an sso-session', 'gym', -HOUR, SESSION, 'oidc.eu-west-1.amazonaws.com:443'],
    [
      'STS, for a role with a source profile',
      '',
      HOUR,
      '[profile p]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = base\nregion = eu-west-1\n',
      'sts.eu-west-1.amazonaws.com:443',
    ],
    [
      'STS, for a web identity',
      '',
      HOUR,
      '[profile p]\nrole_arn = arn:aws:iam::1:role/r\nweb_identity_token_file = TOKEN\nregion = eu-west-1\n',
      'sts.ap-south-1.amazonaws.com:443',
    ],
  ])('%s', async (_, session, lastsMs, config, authority) => {
    refuseWith = 407;
    await signedIn(session, lastsMs);
    await ask(config.replace('TOKEN', join(directory, 'token')));
    expect(asked).toContain(authority);
  });

  it('and not where NO_PROXY exempts that host alone', async () => {
    process.env['NO_PROXY'] = 'sts.ap-south-1.amazonaws.com';
    refuseWith = 403;
    await signedIn(START, HOUR);
    await ask(LEGACY);
    expect(asked).toContain(`${PORTAL}:443`);
  });

  it.each([
    [407, /asks for a login \(HTTP 407\)/],
    [403, /refuses the way there \(HTTP 403\)/],
    [502, /gives no way there \(HTTP 502\)/],
  ])('its answer %i is told as the proxy’s, and not as a session that ended', async (status, words) => {
    refuseWith = status;
    await signedIn(START, HOUR);
    const unseen = await ask(LEGACY);
    expect(unseen).toMatchObject({ state: 'unreachable', kind: 'proxy', code: `PROXY_${status}`, host: PORTAL });
    expect(unseen.message).toMatch(words);
  });

  it('a certificate that something between presents is told as that, and not as a session that ended', async () => {
    await signedIn(START, HOUR);
    expect(await ask(LEGACY)).toMatchObject({ state: 'unreachable', kind: 'between', host: PORTAL });
    expect(asked).toContain(`${PORTAL}:443`);
  });

  // Sessions of their own: within 30 seconds of one attempt the SDK does not try again.
  const sessionNamed = (name: string): string =>
    SESSION.replaceAll('gym\n', `${name}\n`).replace('-session gym]', `-session ${name}]`);
  const RENEWAL = 'oidc.eu-west-1.amazonaws.com';

  it('what renews a session and is not reached is told as that each time, and not as a session that ended', async () => {
    await signedIn('refused', -HOUR);
    refuseWith = 403;
    for (const unseen of [await ask(sessionNamed('refused')), await ask(sessionNamed('refused'))]) {
      expect(unseen).toMatchObject({ state: 'unreachable', kind: 'proxy', code: 'PROXY_403', host: RENEWAL });
      expect(unseen.message).toContain('renews the SSO session');
    }
  });

  it('what renews a session and shows another’s certificate is told as that', async () => {
    await signedIn('inspected', -HOUR);
    expect(await ask(sessionNamed('inspected'))).toMatchObject({ state: 'unreachable', kind: 'between', host: RENEWAL });
  });

  it('a session that nothing renews has ended, whatever was not reached before', async () => {
    await signedIn(START, -HOUR);
    expect(await ask(LEGACY)).toMatchObject({ state: 'failed', code: 'sso-session-ended' });
  });
});
