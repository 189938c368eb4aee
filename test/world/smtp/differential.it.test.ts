// Our session and an established mail library meet the same relay: where one stops, so does the other, and for the same reason.
import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, test } from 'vitest';
import type { SmtpStage } from '../../../src/core/ports/smtp.ts';
import { createSmtpSender } from '../../../src/world/smtp/sender.ts';
import { HOST, message, PASSWORD, stand, type Stand } from './relay.ts';

const running: Stand[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.relay.stop()));
});

interface Theirs {
  readonly code: string;
  readonly command: string | undefined;
  readonly responseCode: number | undefined;
  readonly originalCode: string | undefined;
}

/** What the library says of one attempt to send, as strict about TLS and login as we are; null when it went well. */
const theirs = async (one: Stand, secure: boolean): Promise<Theirs | null> => {
  const transport = createTransport({
    host: '127.0.0.1',
    port: secure ? one.relay.tlsPort : one.relay.port,
    secure,
    requireTLS: !secure,
    forceAuth: true,
    tls: { servername: HOST, ca: one.settings().ca },
    auth: { user: 'apikey', pass: PASSWORD },
    connectionTimeout: 10_000,
    greetingTimeout: 2_500,
    socketTimeout: 3_000,
  });
  try {
    await transport.sendMail({ from: message.from, to: message.to, subject: message.subject, text: message.text });
    return null;
  } catch (error) {
    const { code, command, responseCode, originalCode } = error as Theirs;
    return { code, command, responseCode, originalCode };
  } finally {
    transport.close();
  }
};

const ours = async (one: Stand, secure: boolean) => {
  const { outcome, session } = await createSmtpSender(one.settings(secure)).send(message);
  const last = session.stages.at(-1);
  return { kind: outcome.kind, stage: last?.stage, reply: last?.reply?.code, error: last?.error ?? undefined, tls: session.tls };
};

/** The stages that the library means by its `command`. */
const MEANS: { readonly [command: string]: readonly SmtpStage[] } = {
  CONN: ['connect', 'greeting', 'tls'],
  EHLO: ['ehlo', 'ehlo-after-tls'],
  STARTTLS: ['starttls'],
  'AUTH PLAIN': ['auth'],
  'MAIL FROM': ['mail'],
  'RCPT TO': ['rcpt'],
  DATA: ['data', 'final-dot'],
};

const begin = async (behaviour: object): Promise<Stand> => {
  const one = await stand(behaviour);
  running.push(one);
  return one;
};

describe.each([false, true])('with implicit TLS %s', (secure) => {
  test('both hand over to a healthy relay', async () => {
    const one = await begin({});
    expect(await theirs(one, secure)).toBe(null);
    expect((await ours(one, secure)).kind).toBe('accepted');
    expect(one.relay.messages()).toHaveLength(2);
  });

  test.each([
    [{ auth: 'refuses' }],
    [{ auth: 'unavailable' }],
    [{ sender: 'refuses' }],
    [{ recipient: 'refuses' }],
    [{ finalDot: 'refuses' }],
    [{ finalDot: 'defers' }],
  ])('both are refused at the same command with the same code: %j', async (behaviour) => {
    const one = await begin(behaviour);
    const [library, own] = [await theirs(one, secure), await ours(one, secure)];
    expect(own.kind).toBe('refused');
    expect(own.reply).toBe(library?.responseCode);
    expect(MEANS[library?.command ?? '']).toContain(own.stage);
  });

  test.each([
    ['expired', 'CERT_HAS_EXPIRED'],
    ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['unknown-authority', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['other-host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('both refuse a certificate that is %s, and only we say what else is true of it', async (certificate, code) => {
    const one = await begin({ certificate });
    expect((await theirs(one, secure))?.originalCode).toBe(code);
    const own = await ours(one, secure);
    expect(own.error).toBe('TLS_NOT_VERIFIED');
    expect(own.tls?.hostMatches === false ? 'ERR_TLS_CERT_ALTNAME_INVALID' : own.tls?.chainError).toBe(code);
  });
});

describe('where the library cannot tell', () => {
  test('it reports silence after the dot as a time-out like any other; we say that the relay may have it', async () => {
    const one = await begin({ finalDot: 'silent' });
    expect((await theirs(one, false))?.code).toBe('ETIMEDOUT');
    expect((await ours(one, false)).kind).toBe('ambiguous');
  });

  test('without its forceAuth it sends through a relay that offers no AUTH; we never call a login right that was not tried', async () => {
    const one = await begin({ auth: 'missing' });
    const transport = createTransport({
      host: '127.0.0.1',
      port: one.relay.port,
      tls: { servername: HOST, ca: one.settings().ca },
      auth: { user: 'apikey', pass: 'wrong' },
    });
    await expect(transport.verify()).resolves.toBe(true);
    expect(await ours(one, false)).toMatchObject({ kind: 'refused', stage: 'auth', error: 'AUTH_NOT_OFFERED' });
  });

  test.each(['tarpit', 'garbage', 'closes-mid-word'])('both survive a %s', async (speech) => {
    const one = await begin({ speech });
    expect(await theirs(one, false)).not.toBe(null);
    expect((await ours(one, false)).kind).toBe('refused');
  });
});
