// What a session does with the settings that relays demand: the EHLO name, the size, the addresses, and where it will not connect.
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { smtpReachable } from '../../../src/checks/smtp/smtp-reachable.ts';
import { PLANNED_OCTETS } from '../../../src/mail/smtp/ehlo.ts';
import { createSmtpPort } from '../../../src/world/smtp/port.ts';
import { createSmtpSender } from '../../../src/world/smtp/sender.ts';
import { defaultTimeouts } from '../../../src/world/smtp/settings.ts';
import { notAsked, observed } from '../../checks/smtp/builders.ts';
import { message, stand, type Stand } from './relay.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const start = async (behaviour: object = {}): Promise<Stand> => {
  const one = await stand(behaviour);
  stops.push(() => one.relay.stop());
  return one;
};

const probe = async (behaviour: object = {}, more: Parameters<Stand['settings']>[1] = {}) => {
  const one = await start(behaviour);
  const settings = one.settings(false, more);
  const session = await createSmtpPort(settings).probe(settings.target, 'rcpt');
  return { session, spoken: one.lines.filter((line) => line.who === 'client').map((line) => line.text) };
};

describe('EHLO', () => {
  test('says the name of the profile', async () => {
    const { session, spoken } = await probe({}, { ehloName: 'mail.gym.example' });
    expect(session.ehloName).toBe('mail.gym.example');
    expect(spoken.filter((line) => line.startsWith('EHLO'))).toEqual(['EHLO mail.gym.example', 'EHLO mail.gym.example']);
  });

  test('never says a loopback literal', async () => {
    const { session } = await probe({}, { ehloName: null });
    expect(session.ehloName).not.toMatch(/^\[(?:127\.|IPv6:::1|::1)/);
  });

  test('is read for the size limit, PIPELINING and SMTPUTF8', async () => {
    const { session } = await probe({ size: 4_000_000 });
    expect(session).toMatchObject({ sizeLimit: 4_000_000, pipelining: true, smtpUtf8: true });
  });
});

describe('the envelope', () => {
  test('announces the size that is planned, and is refused where that is too much', async () => {
    const { session, spoken } = await probe({ size: 1_000_000 });
    expect(spoken).toContain(`MAIL FROM:<billing@gym.example> SIZE=${PLANNED_OCTETS}`);
    expect(session.stages.at(-1)).toMatchObject({ stage: 'mail', ok: false, reply: { code: 552 } });
  });

  test('speaks the domain of an address as A-labels', async () => {
    const { spoken } = await probe({}, { sender: 'billing@münchen.example', recipient: 'ops@münchen.example' });
    expect(
      spoken.some((line) => line.startsWith('MAIL FROM:<billing@xn--mnchen-3ya.example>') && !line.includes('SMTPUTF8')),
    ).toBe(true);
    expect(spoken).toContain('RCPT TO:<ops@xn--mnchen-3ya.example>');
  });

  test('does not send a local part beyond ASCII to a relay without SMTPUTF8', async () => {
    const replies = { ehloAfterTls: '250-relay\n250 AUTH PLAIN LOGIN' };
    const { session } = await probe({ replies }, { sender: 'kürzel@gym.example' });
    expect(session.stages.at(-1)).toMatchObject({ stage: 'mail', ok: false, error: 'SMTPUTF8_NOT_OFFERED' });
  });
});

describe('the greeting', () => {
  test('is waited for half a minute at least', () => {
    expect(defaultTimeouts.greeting).toBeGreaterThanOrEqual(30_000);
  });
});

describe('the addresses of the host', () => {
  test('are each connected to, IPv6 beside IPv4', async () => {
    const one = await start();
    const settings = one.settings(false, { lookup: async () => ['127.0.0.1', '127.0.0.2', '::1'] });
    const { reach } = await createSmtpPort(settings).probe(settings.target, 'rcpt');
    expect(reach).toEqual([
      { address: '127.0.0.1', open: true, error: null },
      { address: '127.0.0.2', open: false, error: 'ECONNREFUSED' },
      { address: '::1', open: expect.toSatisfy((open) => open !== true), error: expect.any(String) },
    ]);
  });

  test.each([
    ['in order', {}, { ended: null, verified: true }, 'ok'],
    ['with an expired certificate', { certificate: 'expired' }, { ended: null, verified: false }, 'other-address-differs'],
    ['without STARTTLS', { starttls: 'missing' }, { ended: 'starttls' }, 'other-address-differs'],
    ['that turns clients away', { replies: { greeting: '554 5.7.1 no' } }, { ended: 'greeting' }, 'other-address-differs'],
    ['that is busy', { replies: { greeting: '421 4.3.2 busy' } }, { ended: 'greeting' }, 'ok'],
  ])('are each met, another one %s too', async (_, behaviour, met, reason) => {
    const [one, other] = [await start(), await start(behaviour)];
    const { target } = one.settings();
    const beside = createServer((socket) => {
      const onward = connect(other.relay.port, '127.0.0.1');
      socket.on('error', () => onward.destroy());
      onward.on('error', () => socket.destroy());
      socket.pipe(onward).pipe(socket);
    });
    await new Promise<void>((resolve) => beside.listen(target.port, '127.0.0.2', resolve));
    stops.push(() => beside.close());
    const settings = one.settings(false, {
      lookup: async () => ['127.0.0.1', '127.0.0.2'],
      timeouts: { greeting: 20_000, command: 20_000, tls: 20_000, finalDot: 20_000, quit: 500 },
    });
    const session = await createSmtpPort(settings).probe(target, 'rcpt');
    expect(session.reach).toMatchObject([{ address: '127.0.0.1' }, { address: '127.0.0.2', open: true, met }]);
    expect(session.reach[0]).not.toHaveProperty('met');
    const judged = smtpReachable.evaluate({
      'smtp.session': observed(session),
      'smtp.otherMode': notAsked,
      'live.receipt': notAsked,
    });
    expect(judged.reason).toBe(reason);
    if (reason !== 'ok') expect(judged.remedy?.[0]?.say).toContain('127.0.0.2');
  });

  test('are not asked when one of them is private, nor when one is a metadata service in spite of leave', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stops.push(() => server.close());
    const one = await start();
    const target = { host: 'relay.gym.example', port: (server.address() as AddressInfo).port, secure: false };
    const ask = async (addresses: readonly string[], allowPrivate: boolean) => {
      const settings = one.settings(false, { target, allowPrivate, lookup: async () => addresses });
      const probed = await createSmtpPort(settings).probe(target, 'rcpt');
      const { outcome } = await createSmtpSender(settings).send(message);
      return [probed.stages.at(-1)?.error, outcome.kind === 'refused' ? outcome.code : outcome.kind];
    };
    expect(await ask(['192.0.2.1', '127.0.0.1'], false)).toEqual(['ADDRESS_REFUSED', 'ADDRESS_REFUSED']);
    expect(await ask(['10.1.2.3'], false)).toEqual(['ADDRESS_REFUSED', 'ADDRESS_REFUSED']);
    expect(await ask(['127.0.0.1', '169.254.169.254'], true)).toEqual(['ADDRESS_REFUSED', 'ADDRESS_REFUSED']);
    expect(await ask(['::ffff:169.254.169.254'], true)).toEqual(['ADDRESS_REFUSED', 'ADDRESS_REFUSED']);
    expect(connections).toBe(0);
  });
});
