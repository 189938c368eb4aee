// The egress guard: what it refuses before a socket opens, and the caps on what it takes.
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObservationError } from '../../../src/core/errors.ts';
import { guardedFetch } from '../../../src/world/http/http.ts';
import type { GuardedRequest } from '../../../src/world/http/http.ts';

let server: Server;
let base = '';
const hits: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    hits.push(request.url ?? '');
    if (request.url === '/redirect') response.writeHead(302, { location: '/elsewhere' }).end();
    else if (request.url === '/large') response.end('x'.repeat(2_000));
    else if (request.url === '/slow') response.write('a');
    else response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const refusal = async (url: string, given: GuardedRequest = {}): Promise<string> => {
  const cause = await guardedFetch(url, given).then(
    () => null,
    (error: unknown) => error,
  );
  return cause === null ? 'taken' : (cause as ObservationError).unseen.code;
};

describe('guardedFetch', () => {
  it('names the fault of TLS where the host is there, and is silent about it where nobody is', async () => {
    const unseenAt = async (url: string) => {
      const cause: unknown = await guardedFetch(url, { allowPrivate: true }).catch((error: unknown) => error);
      return (cause as ObservationError).unseen;
    };
    const host = new URL(base).host;
    expect(await unseenAt(base.replace('http:', 'https:'))).toEqual({
      state: 'unreachable',
      code: 'ERR_SSL_WRONG_VERSION_NUMBER',
      message: `${host} does not speak TLS on this port.`,
      host,
      kind: 'tls',
    });
    expect(await unseenAt('https://127.0.0.1:1/')).toEqual(expect.not.objectContaining({ kind: 'tls' }));
  });

  it.each([
    ['https://127.0.0.1/', {}, 'address-refused'],
    ['https://[::1]/', {}, 'address-refused'],
    ['https://2130706433/', {}, 'address-refused'],
    ['https://0x7f.1/', {}, 'address-refused'],
    ['https://inside.example/', { resolve: async () => ['10.0.0.8'] }, 'address-refused'],
    ['https://mixed.example/', { resolve: async () => ['8.8.8.8', '10.0.0.8'] }, 'address-refused'],
    ['https://meta.example/', { resolve: async () => ['169.254.169.254'], allowPrivate: true }, 'address-refused'],
    ['https://ecs.example/', { resolve: async () => ['169.254.170.2'], allowPrivate: true }, 'address-refused'],
    ['https://nat64.example/', { resolve: async () => ['64:ff9b:1:a9fe:a9:fe00::'], allowPrivate: true }, 'address-refused'],
    ['https://[2002:a9fe:a9fe::]/', { allowPrivate: true }, 'address-refused'],
    ['https://odd.example/', { resolve: async () => ['no address'], allowPrivate: true }, 'address-refused'],
    ['http://public.example/', { resolve: async () => ['8.8.8.8'], allowPrivate: true }, 'not-https'],
    ['https://user:pw@public.example/', { resolve: async () => ['8.8.8.8'] }, 'userinfo'],
    ['file:///etc/passwd', {}, 'not-https'],
    ['nonsense', {}, 'bad-url'],
  ] as [string, GuardedRequest, string][])('refuses %s before a socket opens', async (url, given, code) => {
    expect(await refusal(url, given)).toBe(code);
  });

  it('connects to the address it judged, not to what the name says then', async () => {
    const port = new URL(base).port;
    let asked = 0;
    const resolve = async () => (asked++ === 0 ? ['127.0.0.1'] : ['127.0.0.2']);
    const answer = await guardedFetch(`http://rebinding.example:${port}/pinned`, { resolve, allowPrivate: true });
    expect(answer.body).toBe('ok');
    expect(asked).toBe(1);
  });

  it('tries the next judged address when one does not answer', async () => {
    const resolve = async () => ['::1', '127.0.0.1'];
    const answer = await guardedFetch(`http://two.example:${new URL(base).port}/next`, { resolve, allowPrivate: true });
    expect(answer.body).toBe('ok');
  });

  it('hands back a redirect and follows none', async () => {
    expect((await guardedFetch(`${base}/redirect`, { allowPrivate: true })).status).toBe(302);
    expect(hits).not.toContain('/elsewhere');
  });

  it('stops at its caps on size and time', async () => {
    expect(await refusal(`${base}/large`, { allowPrivate: true, maxBytes: 1_000 })).toBe('too-large');
    expect(await refusal(`${base}/slow`, { allowPrivate: true, timeoutMs: 200 })).toBe('TIMEOUT');
  });
});
