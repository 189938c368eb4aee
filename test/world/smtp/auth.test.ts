// The SASL exchanges against a server side written here, from the RFCs.
import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import { authenticate, commonMechanisms, mechanismRefused, type Say } from '../../../src/world/smtp/auth.ts';
import { reply } from '../../checks/smtp/builders.ts';

const credentials = { username: 'us,er=1', password: new Secret('test', 'pencil') };
const b64 = (text: string): string => Buffer.from(text).toString('base64');
const plain = (text: string): string => Buffer.from(text, 'base64').toString('utf8');

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
  expect(commonMechanisms(['XOAUTH2', 'SCRAM-SHA-256', 'LOGIN', 'PLAIN'])).toEqual(['PLAIN', 'LOGIN']);
  expect(commonMechanisms(['XOAUTH2', 'SCRAM-SHA-256'])).toEqual([]);
  expect(mechanismRefused(reply('504 5.5.4 no'))).toBe(true);
  expect(mechanismRefused(reply('535 5.7.8 no'))).toBe(false);
});
