// The SASL exchanges against a server side written here, from the RFCs.
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import { authenticate, commonMechanisms, mechanismRefused, type Say } from '../../../src/world/smtp/auth.ts';
import { reply } from '../../checks/smtp/builders.ts';

const credentials = { username: 'us,er=1', password: new Secret('test', 'pencil') };
const b64 = (text: string): string => Buffer.from(text).toString('base64');
const plain = (text: string): string => Buffer.from(text, 'base64').toString('utf8');

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** RFC 5802 §3, the server's half. `honest` false: it does not know the password and makes its signature up. */
const scramServer = (honest = true): Say => {
  const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
  const salted = pbkdf2Sync('pencil', salt, 4096, 32, 'sha256');
  let bare = '';
  let first = '';
  return async (line) => {
    if (line.startsWith('AUTH ')) {
      bare = plain(line.split(' ')[2] ?? '').slice('n,,'.length);
      first = `${bare.split(',').find((part) => part.startsWith('r='))}SERVER,s=${salt.toString('base64')},i=4096`;
      return reply(`334 ${b64(first)}`);
    }
    if (line === '') return reply('235 2.7.0 ok');
    const [withoutProof = '', proof = ''] = plain(line).split(',p=');
    const signed = `${bare},${first},${withoutProof}`;
    const stored = createHash('sha256').update(hmac(salted, 'Client Key')).digest();
    const signature = hmac(stored, signed);
    const key = Buffer.from(Buffer.from(proof, 'base64').map((octet, at) => octet ^ (signature[at] ?? 0)));
    if (!createHash('sha256').update(key).digest().equals(stored)) return reply('535 5.7.8 no');
    const own = honest ? hmac(hmac(salted, 'Server Key'), signed).toString('base64') : b64('made up'.padEnd(32, '.'));
    return reply(`334 ${b64(`v=${own}`)}`);
  };
};

describe('SCRAM-SHA-256', () => {
  test('proves the password to the server, and the server proves itself', async () => {
    expect((await authenticate('SCRAM-SHA-256', scramServer(), credentials)).code).toBe(235);
  });

  test('refuses a server that cannot prove that it knows the password', async () => {
    await expect(authenticate('SCRAM-SHA-256', scramServer(false), credentials)).rejects.toMatchObject({
      code: 'SERVER_SIGNATURE_WRONG',
    });
  });

  test('gives up on a nonce that is not ours and on a million iterations', async () => {
    const lines: string[] = [];
    const say: Say = async (line) => {
      lines.push(line);
      return line === '*' ? reply('501 cancelled') : reply(`334 ${b64('r=other,s=AAAA,i=4096')}`);
    };
    expect((await authenticate('SCRAM-SHA-256', say, credentials)).code).toBe(501);
    expect(lines.at(-1)).toBe('*');
  });
});

describe('PLAIN, LOGIN and CRAM-MD5', () => {
  test('PLAIN repeats itself to a server that ignores the initial response', async () => {
    const lines: string[] = [];
    const say: Say = async (line) => {
      lines.push(line);
      return reply(lines.length === 1 ? '334 ' : '235 ok');
    };
    expect((await authenticate('PLAIN', say, credentials)).code).toBe(235);
    expect(plain(lines[1] ?? '')).toBe('\0us,er=1\0pencil');
  });

  test('LOGIN stops where the server stops', async () => {
    const lines: string[] = [];
    const say: Say = async (line) => {
      lines.push(line);
      return reply(lines.length === 1 ? '334 VXNlcm5hbWU6' : '535 5.7.8 no such user');
    };
    expect((await authenticate('LOGIN', say, credentials)).code).toBe(535);
    expect(lines).toHaveLength(2);
  });

  test('CRAM-MD5 answers the example of RFC 2195', async () => {
    const lines: string[] = [];
    const say: Say = async (line) => {
      lines.push(line);
      return lines.length === 1 ? reply(`334 ${b64('<1896.697170952@postoffice.reston.mci.net>')}`) : reply('235 ok');
    };
    await authenticate('CRAM-MD5', say, { username: 'tim', password: new Secret('test', 'tanstaaftanstaaf') });
    expect(plain(lines[1] ?? '')).toBe('tim b913a602c7eda7a495b4e6e7334d3890');
  });

  test('no shown line holds the user name, the password or a form of them', async () => {
    const shown: string[] = [];
    for (const mechanism of ['PLAIN', 'LOGIN', 'CRAM-MD5']) {
      const say: Say = async (_line, text) => {
        shown.push(text);
        return reply('334 PDEyMz4=');
      };
      await authenticate(mechanism, say, credentials);
    }
    expect(shown.join(' ')).not.toMatch(/pencil|us,er|cGVuY2ls|dXMs/);
  });
});

test('chooses as mail libraries do, and only what takes a password', () => {
  expect(commonMechanisms(['XOAUTH2', 'SCRAM-SHA-256', 'LOGIN', 'PLAIN'])).toEqual(['PLAIN', 'LOGIN', 'SCRAM-SHA-256']);
  expect(commonMechanisms(['XOAUTH2', 'GSSAPI'])).toEqual([]);
  expect(mechanismRefused(reply('504 5.5.4 no'))).toBe(true);
  expect(mechanismRefused(reply('535 5.7.8 no'))).toBe(false);
});
