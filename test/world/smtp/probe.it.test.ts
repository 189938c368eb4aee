// The reading session against the lab's relay: what each server shows, and where each session ends.
import { afterEach, describe, expect, test } from 'vitest';
import type { SmtpSession } from '../../../src/core/ports/smtp.ts';
import { createSmtpPort } from '../../../src/world/smtp/port.ts';
import { PASSWORD, stand, type Stand } from './relay.ts';

const running: Stand[] = [];
const start = async (behaviour: object = {}): Promise<Stand> => {
  const one = await stand(behaviour);
  running.push(one);
  return one;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.relay.stop()));
});

const probe = async (behaviour: object, secure = false, more = {}): Promise<SmtpSession> => {
  const one = await start(behaviour);
  const settings = one.settings(secure, more);
  return createSmtpPort(settings).probe(settings.target, 'rcpt');
};

const end = (session: SmtpSession) => {
  const last = session.stages.at(-1);
  return [last?.stage, last?.ok, last?.error, last?.reply?.code];
};

describe('a healthy relay', () => {
  test('is walked stage by stage to RCPT over STARTTLS', async () => {
    const session = await probe({});
    expect(session.stages.map((one) => `${one.stage} ${one.ok}`)).toEqual(
      ['resolve', 'connect', 'greeting', 'ehlo', 'starttls', 'tls', 'ehlo-after-tls', 'auth', 'mail', 'rcpt'].map(
        (stage) => `${stage} true`,
      ),
    );
    expect(session).toMatchObject({
      address: '127.0.0.1',
      serverName: 'smtp.relay.example',
      authenticated: true,
      mechanism: 'PLAIN',
      authOfferedBeforeTls: false,
      authMechanisms: ['PLAIN', 'LOGIN'],
      tls: {
        chainTrusted: true,
        hostMatches: true,
        commonNameOnly: false,
        selfSigned: false,
        keyBits: 256,
        forwardSecrecy: true,
      },
    });
    expect(session.ehloBeforeTls).toContain('STARTTLS');
    expect(session.ehloAfterTls).not.toContain('STARTTLS');
  });

  test('is walked over implicit TLS', async () => {
    const session = await probe({}, true);
    expect(session.stages.map((one) => one.stage)).toEqual([
      'resolve',
      'connect',
      'tls',
      'greeting',
      'ehlo',
      'auth',
      'mail',
      'rcpt',
    ]);
    expect(end(session)).toEqual(['rcpt', true, null, 250]);
  });

  test.each(['LOGIN', 'CRAM-MD5'])('lets us in by %s', async (mechanism) => {
    const session = await probe({ mechanisms: [mechanism] });
    expect(session).toMatchObject({ authenticated: true, mechanism });
  });

  test('sees neither the password nor a form of it in its transcript', async () => {
    const one = await start({ mechanisms: ['LOGIN'] });
    const settings = one.settings();
    await createSmtpPort(settings).probe(settings.target, 'auth');
    const spoken = one.lines.map((line) => line.text).join('\n');
    expect(spoken).toContain('AUTH LOGIN');
    for (const form of [PASSWORD, Buffer.from(PASSWORD).toString('base64'), encodeURIComponent(PASSWORD)])
      expect(spoken).not.toContain(form);
  });
});

describe('a refusal', () => {
  test.each([
    [{ auth: 'refuses' }, ['auth', false, null, 535], false],
    [{ auth: 'unavailable' }, ['auth', false, null, 454], false],
    [{ auth: 'missing' }, ['auth', false, 'AUTH_NOT_OFFERED', undefined], null],
    [{ mechanisms: ['XOAUTH2'] }, ['auth', false, 'NO_COMMON_MECHANISM', undefined], null],
    [{ sender: 'refuses' }, ['mail', false, null, 553], true],
    [{ recipient: 'refuses' }, ['rcpt', false, null, 550], true],
    [{ recipient: 'greylists-once' }, ['rcpt', false, null, 451], true],
    [{ starttls: 'missing' }, ['starttls', false, 'STARTTLS_NOT_OFFERED', undefined], null],
    [{ starttls: 'unavailable' }, ['starttls', false, null, 454], null],
    [{ starttls: 'injected' }, ['starttls', false, 'INJECTED_BEFORE_TLS', 220], null],
    [{ speech: 'turns-away' }, ['greeting', false, null, 421], null],
  ])('%j ends the session at its stage', async (behaviour, where, authenticated) => {
    const session = await probe(behaviour);
    expect(end(session)).toEqual(where);
    expect(session.authenticated).toBe(authenticated);
  });

  test('before TLS is seen where AUTH is offered in clear', async () => {
    expect((await probe({ auth: 'before-tls' })).authOfferedBeforeTls).toBe(true);
  });
});

describe('a server that does not speak SMTP', () => {
  test.each([
    ['tarpit', 'greeting', 'TIMEOUT'],
    ['silent', 'greeting', 'TIMEOUT'],
    ['garbage', 'greeting', 'NOT_SMTP'],
    ['closes-mid-word', 'ehlo', 'CLOSED'],
  ])('%s is survived and named', async (speech, stage, error) => {
    const session = await probe({ speech });
    expect(end(session)).toEqual([stage, false, error, undefined]);
    expect(session.stages.at(-1)?.detail).toMatch(/\S+ .*\.$/);
  });

  test('says what had come before the line was cut', async () => {
    expect((await probe({ speech: 'closes-mid-word' })).stages.at(-1)?.detail).toContain('/ 250-STARTT” and no line end');
  });
});

describe('a crossed TLS mode', () => {
  test('implicit TLS on a STARTTLS port ends in Node’s wrong version', async () => {
    const one = await start();
    const settings = one.settings();
    const session = await createSmtpPort(settings).probe({ ...settings.target, secure: true }, 'rcpt');
    expect(end(session)).toEqual(['tls', false, 'ERR_SSL_WRONG_VERSION_NUMBER', undefined]);
  });

  test('clear text on an implicit TLS port waits for a greeting that never comes', async () => {
    const one = await start();
    const settings = one.settings(true);
    const session = await createSmtpPort(settings).probe({ ...settings.target, secure: false }, 'rcpt');
    expect(end(session)).toEqual(['greeting', false, 'TIMEOUT', undefined]);
  });
});

describe('a certificate', () => {
  test.each([
    ['other-host', { chainTrusted: true, hostMatches: false }],
    ['expired', { chainTrusted: false, chainError: 'CERT_HAS_EXPIRED', hostMatches: true }],
    ['not-yet-valid', { chainTrusted: false, chainError: 'CERT_NOT_YET_VALID' }],
    ['self-signed', { chainTrusted: false, chainError: 'DEPTH_ZERO_SELF_SIGNED_CERT', selfSigned: true, hostMatches: true }],
    ['unknown-authority', { chainTrusted: false, selfSigned: false, hostMatches: true }],
  ])('%s is described, and no credential is spoken', async (certificate, expected) => {
    const one = await start({ certificate });
    const settings = one.settings();
    const session = await createSmtpPort(settings).probe(settings.target, 'rcpt');
    expect(session.tls).toMatchObject(expected);
    expect(end(session)).toEqual(['auth', false, 'TLS_NOT_VERIFIED', undefined]);
    expect(one.lines.filter((line) => /AUTH|MAIL/.test(line.text) && line.who === 'client')).toEqual([]);
  });

  test.each([
    ['common-name-only', { chainTrusted: true, hostMatches: true, commonNameOnly: true }],
    ['weak-key', { keyBits: 1024, rootTrusted: true }],
  ])('%s is described', async (certificate, expected) => {
    expect((await probe({ certificate })).tls).toMatchObject(expected);
  });
});

describe('reaching the relay', () => {
  test('keeps the resolver’s code', async () => {
    const lookup = async (): Promise<readonly string[]> => {
      throw Object.assign(new Error('no'), { code: 'ENOTFOUND' });
    };
    expect(end(await probe({}, false, { lookup }))).toEqual(['resolve', false, 'ENOTFOUND', undefined]);
  });

  test('tries the next address when the first does not answer', async () => {
    const session = await probe({}, false, { lookup: async () => ['127.9.9.9', '127.0.0.1'] });
    expect(session).toMatchObject({ addresses: ['127.9.9.9', '127.0.0.1'], address: '127.0.0.1' });
  });

  test('says that a port is closed', async () => {
    const one = await start();
    const settings = one.settings();
    await one.relay.stop();
    expect(end(await createSmtpPort(settings).probe(settings.target, 'ehlo'))).toEqual([
      'connect',
      false,
      'ECONNREFUSED',
      undefined,
    ]);
  });

  test('refuses an address that could smuggle a command', async () => {
    expect(end(await probe({}, false, { sender: 'a@b>\r\nRCPT TO:<x' }))).toEqual(['mail', false, 'BAD_ADDRESS', undefined]);
  });
});
