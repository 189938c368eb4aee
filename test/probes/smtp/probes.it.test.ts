// The SMTP probes against the lab's relay: what they ask, and when they do not.
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { RelayPlace, Sender } from '../../../src/core/sender.ts';
import type { Reads } from '../../../src/core/ports/reads.ts';
import { NotAsked } from '../../../src/core/probe.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { smtpInjectionProbe } from '../../../src/probes/smtp/injection.ts';
import { smtpOpenRelayProbe } from '../../../src/probes/smtp/open-relay.ts';
import { alternatives, smtpOtherModeProbe } from '../../../src/probes/smtp/other-mode.ts';
import { smtpSessionProbe } from '../../../src/probes/smtp/session.ts';
import { smtpTlsOffersProbe } from '../../../src/probes/smtp/tls-offers.ts';
import { createSmtpPort } from '../../../src/world/smtp/port.ts';
import { endedAt, observed, session } from '../../checks/smtp/builders.ts';
import { stand, type Stand } from '../../world/smtp/relay.ts';

const running: Stand[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.relay.stop()));
});

interface Asking {
  readonly reads: Reads;
  readonly facts: { readonly 'smtp.session': { readonly state: 'observed'; readonly value: Facts['smtp.session'] } };
  readonly one: Stand;
}

/** The session is asked in the declared mode; `secure` crosses it. */
const begin = async (
  behaviour: object,
  declared: { readonly secure?: boolean; readonly username?: string | null } = {},
): Promise<Asking> => {
  const one = await stand(behaviour);
  running.push(one);
  const { target } = one.settings();
  const username = declared.username === undefined ? 'apikey' : declared.username;
  const relay: Partial<RelayPlace> = {
    host: target.host,
    port: target.port,
    secure: declared.secure ?? false,
    username,
  };
  const reads = { sender: { relay } as Sender, smtp: createSmtpPort(one.settings()) } as Reads;
  const told = await smtpSessionProbe.ask(reads, {}, AbortSignal.timeout(20_000));
  if (told instanceof NotAsked) throw new Error(told.reason);
  return { reads, facts: { 'smtp.session': observed(told) }, one };
};
const signal = (): AbortSignal => AbortSignal.timeout(20_000);

describe('smtp.otherMode', () => {
  test('finds that the port speaks STARTTLS, without a credential', async () => {
    const { reads, facts, one } = await begin({}, { secure: true });
    one.lines.length = 0;
    const told = await smtpOtherModeProbe.ask(reads, facts, signal());
    expect(told).toMatchObject({ tried: [{ port: one.relay.port, secure: false, works: true }] });
    expect(one.lines.some((line) => line.text.includes('AUTH PLAIN [secret]'))).toBe(false);
  });

  test('is not asked where the declared mode works', async () => {
    const { reads, facts } = await begin({});
    expect(await smtpOtherModeProbe.ask(reads, facts, signal())).toBeInstanceOf(NotAsked);
  });

  test('looks at the other submission ports only when the declared one does not answer', () => {
    const ports = (ended: Facts['smtp.session']): readonly string[] =>
      alternatives(ended).map((one) => `${one.port} ${one.secure}`);
    expect(ports(endedAt('connect', { error: 'ETIMEDOUT' }, { port: 25 }))).toEqual(['587 false', '465 true', '2525 false']);
    expect(ports(endedAt('greeting', { error: 'TIMEOUT' }, { port: 465 }))).toEqual(['465 true']);
  });
});

describe('smtp.openRelay', () => {
  test.each([
    [{}, 'refused'],
    [{ openRelay: true }, 'accepted'],
    // A stranger who is put off was not told anything.
    [{ openRelay: true, replies: { rcpt: '451 4.7.1 Greylisted, try again later' } }, 'not-reached'],
    [{ openRelay: true, replies: { mail: '421 4.7.0 Too many connections' } }, 'not-reached'],
    [{ openRelay: true, replies: { rcpt: '454 4.7.1 Relay access denied' } }, 'refused'],
  ])('%j: %s', async (behaviour, result) => {
    const { reads, facts, one } = await begin(behaviour);
    one.lines.length = 0;
    expect(await smtpOpenRelayProbe.ask(reads, facts, signal())).toMatchObject({ result, recipientDomain: 'example.net' });
    expect(one.lines.map((line) => line.text).join('\n')).not.toMatch(/AUTH PLAIN \[|DATA/);
    expect(one.relay.messages()).toEqual([]);
  });

  test('is not asked of a relay that is used without a login, nor where TLS was not reached', async () => {
    const { reads, facts } = await begin({}, { username: null });
    expect(await smtpOpenRelayProbe.ask(reads, facts, signal())).toBeInstanceOf(NotAsked);
    const ended = { 'smtp.session': observed(endedAt('starttls', { error: 'STARTTLS_NOT_OFFERED' })) };
    expect(await smtpOpenRelayProbe.ask(reads, ended, signal())).toBeInstanceOf(NotAsked);
  });
});

test('smtp.injection and smtp.tlsOffers are not asked where there is nothing to upgrade', async () => {
  const { reads } = await begin({});
  const implicit = { 'smtp.session': observed(session({ secure: true })) };
  const ended = { 'smtp.session': observed(endedAt('connect', { error: 'ECONNREFUSED' })) };
  expect(await smtpInjectionProbe.ask(reads, implicit, signal())).toBeInstanceOf(NotAsked);
  expect(await smtpTlsOffersProbe.ask(reads, ended, signal())).toBeInstanceOf(NotAsked);
});

test('a stopped run ends the session at once', async () => {
  const stop = new AbortController();
  // Stopped when both ends are connected, and nothing was said.
  const silent = createServer((socket) => {
    socket.on('error', () => undefined);
    setTimeout(() => stop.abort(), 300);
  });
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
  const one = await stand();
  running.push(one);
  const settings = one.settings();
  const port = createSmtpPort({ ...settings, timeouts: { greeting: 60_000 } });
  const there = { ...settings.target, port: (silent.address() as AddressInfo).port };
  const { stages } = await port.probe(there, 'rcpt', { signal: stop.signal });
  silent.close();
  expect(stages.at(-1)).toMatchObject({ stage: 'greeting', ok: false });
});
