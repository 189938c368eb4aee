// The sending session: what arrives, what the outcome says, and that silence after the final dot is never taken for a refusal.
import { afterEach, describe, expect, test } from 'vitest';
import { createSmtpSender } from '../../../src/world/smtp/sender.ts';
import { dotStuffed } from '../../../src/world/smtp/message.ts';
import { message, PASSWORD, stand, type Stand } from './relay.ts';

const running: Stand[] = [];
const start = async (behaviour: object = {}): Promise<Stand> => {
  const one = await stand(behaviour);
  running.push(one);
  return one;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.relay.stop()));
});

/** Whole header lines, as SES must find them: a folded one is not its value. */
const sesHeadersOf = (raw = ''): readonly string[] =>
  (raw.split('\r\n\r\n', 1)[0] ?? '').split('\r\n').filter((line) => /^x-ses-/i.test(line));

describe('an accepted message', () => {
  test('arrives once, whole and dot-stuffed, with our Message-ID and nonce', async () => {
    const one = await start();
    const { outcome, reached } = await createSmtpSender(one.settings()).send(message);
    const [taken, ...others] = one.relay.messages();
    expect(others).toEqual([]);
    expect(reached).toBe('answered');
    expect(outcome).toMatchObject({
      kind: 'accepted',
      receipt: { providerMessageId: taken?.queuedId, join: 'exact', messageId: 'r-1@gym.example', via: 'provider' },
    });
    expect(taken).toMatchObject({
      from: 'billing@gym.example',
      to: ['ops@example.com'],
      messageId: 'r-1@gym.example',
      username: 'apikey',
    });
    expect(taken?.raw).toContain('X-Certify-Run: r-1');
    expect(taken?.raw).toMatch(/\r\n\.dot line\r\n\.\.two dots\r\n/);
  });

  test.each(['postfix-long', 'exim', 'sendmail', 'opensmtpd', 'qmail', 'haraka', 'ses', 'mailjet'])(
    'gives its %s id',
    async (queueId) => {
      const one = await start({ queueId });
      const { outcome } = await createSmtpSender(one.settings(true)).send(message);
      const id = one.relay.messages()[0]?.queuedId;
      expect(id).toBeTruthy();
      // qmail's id has a blank in it: only who is told that it is qmail can read it.
      const relay = queueId === 'qmail' ? 'qmail' : undefined;
      const told = relay === undefined ? outcome : (await createSmtpSender(one.settings(true, { relay })).send(message)).outcome;
      expect(told).toMatchObject({
        kind: 'accepted',
        receipt: { providerMessageId: relay === undefined ? id : one.relay.messages()[1]?.queuedId },
      });
    },
  );

  test.each([
    ['none', null],
    ['message-id', 'r-1@gym.example'],
  ])('with queue id %s joins by Message-ID', async (queueId, providerMessageId) => {
    const one = await start({ queueId, banner: '' });
    const { outcome } = await createSmtpSender(one.settings()).send(message);
    expect(outcome).toMatchObject({ kind: 'accepted', receipt: { providerMessageId, join: 'message-id' } });
  });

  test('carries the SES headers only where the relay is SES', async () => {
    const one = await start();
    await createSmtpSender(one.settings()).send(message);
    const named = { configurationSet: 'squareos-main', tenant: null, identityArn: null };
    await createSmtpSender(one.settings(false, { ses: named })).send(message);
    const [plain, ses] = one.relay.messages();
    expect(sesHeadersOf(plain?.raw)).toEqual([]);
    expect(sesHeadersOf(ses?.raw)).toEqual(['X-SES-CONFIGURATION-SET: squareos-main', 'X-SES-MESSAGE-TAGS: certify-run=r-1']);
  });

  const ARN = 'arn:aws:ses:ap-south-1:444455556666:identity/gym.example';
  test.each([
    ['its own return path', 'billing@gym.example', [`X-SES-RETURN-PATH-ARN: ${ARN}`]],
    ['a return path below it', 'bounces@mail.gym.example', [`X-SES-RETURN-PATH-ARN: ${ARN}`]],
    ['a return path elsewhere', 'bounces@other.example', []],
  ])('names tenant and the identity of another account, with %s', async (_, sender, returnPath) => {
    const one = await start();
    const named = { configurationSet: null, tenant: 'main-gym', identityArn: ARN };
    await createSmtpSender(one.settings(false, { ses: named, sender })).send(message);
    const [taken] = one.relay.messages();
    expect(taken?.from).toBe(sender);
    expect(sesHeadersOf(taken?.raw)).toEqual([
      'X-SES-TENANT: main-gym',
      `X-SES-SOURCE-ARN: ${ARN}`,
      `X-SES-FROM-ARN: ${ARN}`,
      ...returnPath,
      'X-SES-MESSAGE-TAGS: certify-run=r-1',
    ]);
  });
});

describe('a refused message', () => {
  test.each([
    [{ sender: 'refuses' }, '553', 'mail', false, 'before-data'],
    [{ recipient: 'refuses' }, '550', 'rcpt', false, 'before-data'],
    [{ recipient: 'greylists-once' }, '451', 'rcpt', true, 'before-data'],
    [{ auth: 'refuses' }, '535', 'auth', false, 'before-data'],
    [{ auth: 'unavailable' }, '454', 'auth', true, 'before-data'],
    [{ finalDot: 'refuses' }, '554', 'final-dot', false, 'answered'],
    [{ finalDot: 'defers' }, '451', 'final-dot', true, 'answered'],
    [{ starttls: 'missing' }, 'STARTTLS_NOT_OFFERED', 'starttls', false, 'before-data'],
    [{ certificate: 'other-host' }, 'TLS_NOT_VERIFIED', 'auth', false, 'before-data'],
    [{ speech: 'closes-mid-word' }, 'CLOSED', 'ehlo', true, 'before-data'],
  ])('%j is definite', async (behaviour, code, stage, temporary, reached) => {
    const one = await start(behaviour);
    const sent = await createSmtpSender(one.settings()).send(message);
    expect(sent.outcome).toMatchObject({ kind: 'refused', code, stage, temporary });
    expect(sent.reached).toBe(reached);
    expect(one.relay.messages()).toEqual([]);
  });

  test('is not offered at all over a session that is not verified, login or not', async () => {
    const one = await start({ certificate: 'expired', openRelay: true });
    const { outcome } = await createSmtpSender(one.settings(false, { username: null })).send(message);
    expect(outcome).toMatchObject({ kind: 'refused', code: 'TLS_NOT_VERIFIED' });
  });

  test('once greylisted is taken the second time', async () => {
    const one = await start({ recipient: 'greylists-once' });
    const sender = createSmtpSender(one.settings());
    const kinds = [await sender.send(message), await sender.send(message)].map((sent) => sent.outcome.kind);
    expect(kinds).toEqual(['refused', 'accepted']);
  });
});

describe('an open outcome', () => {
  test.each([
    ['silent', 'TIMEOUT', 0],
    ['closes', 'CLOSED', 1],
  ])('final dot %s', async (finalDot, code, taken) => {
    const one = await start({ finalDot });
    const sent = await createSmtpSender(one.settings()).send(message);
    expect(sent).toMatchObject({ outcome: { kind: 'ambiguous', code, stage: 'final-dot' }, reached: 'after-dot' });
    expect(one.relay.messages()).toHaveLength(taken);
  });
});

test('no outcome, stage or line of the transcript holds the password', async () => {
  const one = await start();
  const sent = await createSmtpSender(one.settings()).send(message);
  const text = JSON.stringify([sent, one.lines]);
  for (const form of [PASSWORD, Buffer.from(`\0apikey\0${PASSWORD}`).toString('base64'), Buffer.from(PASSWORD).toString('hex')]) {
    expect(text).not.toContain(form);
  }
});

test('dot-stuffing doubles leading dots, repairs line ends and ends the last line', () => {
  expect(dotStuffed('a\n.b\r\n..c\rd')).toBe('a\r\n..b\r\n...c\r\nd\r\n');
});
