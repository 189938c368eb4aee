// The gate finds a planted secret in every form, and would not find it if it were blind.
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { AbortError } from '../../src/core/errors.ts';
import { createGate, createRedactor, detect, Needle } from '../../src/masking/gate.ts';

const VALUE = 'c4n4ry/"S3cret"+<&>\\key=ü~'; // exercises every escaping rule at once
const needle = new Needle('env:CERTIFY_CANARY', VALUE);
const bytes = Buffer.from(VALUE);
const percent = (from: Buffer): string => [...from].map((b) => `%${b.toString(16).padStart(2, '0')}`).join('');

const FORMS: readonly (readonly [string, string])[] = [
  ['plain', VALUE],
  ['base64', bytes.toString('base64')],
  ['base64, one byte later', Buffer.from(`x${VALUE}yy`).toString('base64')],
  ['base64, two bytes later', Buffer.from(`xx${VALUE}y`).toString('base64')],
  ['base64url', bytes.toString('base64url')],
  ['base64 of AUTH PLAIN', Buffer.from(`\0user\0${VALUE}`).toString('base64')],
  ['base64 wrapped at 12', bytes.toString('base64').replaceAll(/(.{12})/g, '$1\r\n')],
  ['percent', encodeURIComponent(VALUE)],
  ['percent, lower case', encodeURIComponent(VALUE).replaceAll(/%../g, (hit) => hit.toLowerCase())],
  ['percent, every byte', percent(bytes)],
  ['percent, one byte only', VALUE.replace('/', '%2F')],
  ['percent, twice', encodeURIComponent(encodeURIComponent(VALUE))],
  ['hex', bytes.toString('hex')],
  ['hex, upper case', bytes.toString('hex').toUpperCase()],
  ['hex with colons', bytes.toString('hex').match(/../g)!.join(':')],
  ['JSON', JSON.stringify({ a: VALUE })],
  ['JSON in JSON', JSON.stringify(JSON.stringify({ a: VALUE }))],
  ['JSON with \\u escapes', VALUE.replaceAll(/[^a-z0-9]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)],
  ['HTML', VALUE.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')],
  [
    'HTML, decimal',
    Array.from(VALUE)
      .map((c) => `&#${c.codePointAt(0)};`)
      .join(''),
  ],
  ['quoted-printable', [...bytes].map((b) => `=${b.toString(16).toUpperCase().padStart(2, '0')}`).join('')],
  ['Markdown', VALUE.replaceAll(/[\\"+<>=/]/g, '\\$&')],
  ['broken over lines', `${VALUE.slice(0, 9)}\n      ${VALUE.slice(9)}`],
  ['reversed', Array.from(VALUE).toReversed().join('')],
];

describe('the gate', () => {
  it.each(FORMS)('finds a secret in %s form', (_form, text) => {
    const gate = createGate([needle]);
    expect(() => gate.check(`before ${text} after`, 'stdout')).toThrow(AbortError);
  });

  it('names the secret, the encoding and the place, never the value', () => {
    try {
      createGate([needle]).check(`x=${bytes.toString('base64')}`, 'report.html');
      expect.unreachable();
    } catch (error) {
      const { message, code, exitCode } = error as AbortError;
      expect([code, exitCode]).toEqual(['secret-in-output', 4]);
      expect(message).toContain('env:CERTIFY_CANARY');
      expect(message).toContain('base64');
      expect(message).toContain('report.html');
      expect(detect(inspect(error, { depth: 9 }), [needle])).toBeNull();
    }
  });

  it('lets innocent text pass, and everything when there is no secret', () => {
    createGate([needle]).check('c4n4ry "S3cret" key', 'stdout');
    createGate([]).check(VALUE, 'stdout');
  });

  it('finds a secret cut in two by two writes to one stream, but not over two files', () => {
    const gate = createGate([needle]);
    gate.check(VALUE.slice(0, 8), 'stderr');
    expect(() => gate.check(VALUE.slice(8), 'stderr')).toThrow(AbortError);
    gate.check(VALUE.slice(0, 8), 'a.json');
    gate.check(VALUE.slice(8), 'a.json');
  });

  it.each(Array.from({ length: VALUE.length - 1 }, (_, n) => n + 1))('finds a secret cut after its character %i', (at) => {
    const gate = createGate([needle]);
    gate.check(`text before ${VALUE.slice(0, at)}`, 'stdout');
    expect(() => gate.check(`${VALUE.slice(at)} and after`, 'stdout')).toThrow(AbortError);
  });

  it('finds a secret that comes in three writes', () => {
    const gate = createGate([needle]);
    gate.check(VALUE.slice(0, 5), 'stdout');
    gate.check(VALUE.slice(5, 9), 'stdout');
    expect(() => gate.check(VALUE.slice(9), 'stdout')).toThrow(AbortError);
  });

  it('does not stop every sentence for a secret that is a short word', () => {
    createGate([new Needle('x', 'password'), new Needle('y', '587')]).check('The password of port 587 is set.', 'stdout');
  });

  it('hides its needles from printing and serialising', () => {
    const shown = `${String(needle)} ${JSON.stringify(needle)} ${inspect(needle, { depth: 9, showHidden: true })}`;
    expect(detect(shown, [needle])).toBeNull();
  });
});

describe('the redactor', () => {
  it('replaces a secret that a party sends back, also encoded', () => {
    const redact = createRedactor([new Needle('p', 'hunter2!')]);
    expect(redact(`no: hunter2! ${Buffer.from('hunter2!').toString('base64')} ${encodeURIComponent('hunter2!')}`)).toBe(
      'no: [masked] [masked] [masked]',
    );
  });

  it('replaces it inside a larger base64 text and in lower-case percent form', () => {
    const needle = new Needle('p', 'hunter2/hunter3');
    const redact = createRedactor([needle]);
    for (const before of ['', 'x', 'xx'])
      expect(detect(redact(Buffer.from(`${before}hunter2/hunter3 and more`).toString('base64')), [needle])).toBeNull();
    expect(redact('hunter2%2fhunter3')).toBe('[masked]');
  });

  it('takes a short or common value only where it stands alone', () => {
    const redact = createRedactor([new Needle('a', 'test'), new Needle('b', 'squareos')]);
    expect(redact('the latest test; squareos-email, squareos!')).toBe('the latest [masked]; squareos-email, [masked]!');
  });

  it('leaves values so short that they would eat other text', () => {
    expect(createRedactor([new Needle('p', '587')])('port 587')).toBe('port 587');
  });
});
