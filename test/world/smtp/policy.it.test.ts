// The two tests of a relay's TLS policy: commands buffered across STARTTLS, and versions that BCP 195 forbids.
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { createAuthority, issue, type Issued } from '../../../src/lab/pki.ts';
import { createSmtpPort } from '../../../src/world/smtp/port.ts';
import { HOST, stand } from './relay.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

/** A relay that forgets to empty its buffer when TLS begins: the very bug of 2011. */
const buffering = (tls: Issued): Server =>
  createServer((socket: Socket) => {
    socket.on('error', () => {});
    socket.write(`220 ${HOST} ESMTP\r\n`);
    const answer = (line: string, to: Socket): void => {
      if (line.startsWith('EHLO')) to.write(`250-${HOST}\r\n250 STARTTLS\r\n`);
      else if (line.startsWith('NOOP')) to.write('250 2.0.0 OK\r\n');
      else if (line.startsWith('QUIT')) to.end('221 2.0.0 Bye\r\n');
    };
    const listen = (chunk: Buffer): void => {
      const [first = '', ...rest] = chunk.toString().split('\r\n');
      if (first !== 'STARTTLS') return answer(first, socket);
      socket.off('data', listen);
      socket.write('220 2.0.0 Ready\r\n');
      const secured = new TLSSocket(socket, { isServer: true, key: tls.keyPem, cert: tls.certPem });
      secured.on('error', () => {});
      secured.once('secure', () => rest.filter((line) => line !== '').forEach((line) => answer(line, secured)));
      secured.on('data', (text: Buffer) =>
        text
          .toString()
          .split('\r\n')
          .forEach((line) => answer(line, secured)),
      );
    };
    socket.on('data', listen);
  });

describe('commands in front of STARTTLS', () => {
  test('are dropped by a sound relay', async () => {
    const one = await stand();
    stops.push(() => one.relay.stop());
    const settings = one.settings();
    expect(await createSmtpPort(settings).injection(settings.target)).toMatchObject({ result: 'dropped' });
  });

  test('are found out where the relay carries them over', async () => {
    const one = await stand();
    stops.push(() => one.relay.stop());
    const authority = await createAuthority();
    const server = buffering(await issue(authority, { commonName: HOST, dnsNames: [HOST], key: 'EC' }));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stops.push(() => new Promise((resolve) => server.close(resolve)));
    const target = { host: HOST, port: (server.address() as AddressInfo).port, secure: false };
    expect(await createSmtpPort(one.settings()).injection(target)).toMatchObject({ result: 'executed' });
  });

  test.each([
    [{ starttls: 'missing' }, false],
    [{ speech: 'garbage' }, false],
    [{}, true],
  ])('are not tested where there is no upgrade: %j, implicit TLS %s', async (behaviour, secure) => {
    const one = await stand(behaviour);
    stops.push(() => one.relay.stop());
    const settings = one.settings(secure);
    expect((await createSmtpPort(settings).injection(settings.target)).result).toBe('not-tested');
  });
});

describe('TLS versions', () => {
  const accepted = async (minVersion: string, secure: boolean): Promise<readonly string[]> => {
    const one = await stand({ minVersion });
    stops.push(() => one.relay.stop());
    const settings = one.settings(secure);
    const offers = await createSmtpPort(settings).tlsOffers(settings.target);
    return offers.filter((offer) => offer.accepted === true).map((offer) => offer.offer);
  };

  test('a current relay takes 1.2 and 1.3 only', async () => {
    expect(await accepted('TLSv1.2', false)).toEqual(['TLSv1.2', 'TLSv1.3']);
    expect(await accepted('TLSv1.3', true)).toEqual(['TLSv1.3']);
  });

  test('an old relay is seen to take what it should not', async () => {
    expect(await accepted('TLSv1', false)).toEqual(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']);
  });
});
