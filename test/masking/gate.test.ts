// The gate finds a planted secret in every form, and would not find it if it were blind.
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { AbortError } from '../../src/core/errors.ts';
import { createGate, createRedactor, detect, Needle } from '../../src/masking/gate.ts';

const VALUE = 'c4n4ry/"S3cret"+<&>\\key=ü~'; // exercises every escaping rule at once
const needle = new Needle('env:CERTIFY_CANARY', VALUE);
const bytes = Buffer.from(VALUE);
const utf16be = Buffer.from(VALUE, 'utf16le').swap16();
const rot13: { readonly [letter: string]: string } = Object.fromEntries(
  Array.from('abcdefghijklmnopqrstuvwxyz').flatMap((c, at, all) => {
    const to = all[(at + 13) % 26]!;
    return [[c, to] as const, [c.toUpperCase(), to.toUpperCase()] as const];
  }),
);
const base32 = (from: Buffer): string => {
  const bits = [...from].map((b) => b.toString(2).padStart(8, '0')).join('');
  return bits
    .match(/.{1,5}/g)!
    .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('');
};
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
  ['UTF-16, little end first', Buffer.from(VALUE, 'utf16le').toString('latin1')],
  ['UTF-16, big end first', utf16be.toString('latin1')],
  ['base64 of UTF-16', Buffer.from(`xy${VALUE}z`, 'utf16le').toString('base64')],
  ['base64 of UTF-16, big end first', utf16be.toString('base64')],
  ['hex of UTF-16', Buffer.from(VALUE, 'utf16le').toString('hex')],
  ['base32', base32(bytes)],
  ['base32 two bytes later, lower case', base32(Buffer.from(`xy${VALUE}z`)).toLowerCase()],
  ['base64 twice', Buffer.from(Buffer.from(`ab${VALUE}c`).toString('base64')).toString('base64')],
  ['base64 of hex', Buffer.from(bytes.toString('hex')).toString('base64')],
  ['hex of base64', Buffer.from(bytes.toString('base64')).toString('hex')],
  ['base64 of percent', Buffer.from(encodeURIComponent(VALUE)).toString('base64')],
  ['a list of bytes', JSON.stringify([...bytes])],
  ['a list of bytes, one a line', [...bytes].join('\n')],
  ['a list of bytes in hexadecimal', [...bytes].map((b) => `0x${b.toString(16)}`).join(', ')],
  ['an inspected buffer', bytes.toString('hex').replaceAll(/../g, '$& ')],
  ['octal escapes', [...bytes].map((b) => `\\${b.toString(8).padStart(3, '0')}`).join('')],
  ['octal numbers', [...bytes].map((b) => b.toString(8).padStart(3, '0')).join(' ')],
  ['binary numbers', [...bytes].map((b) => b.toString(2).padStart(8, '0')).join(' ')],
  ['\\x escapes', [...bytes].map((b) => `\\x${b.toString(16).padStart(2, '0')}`).join('')],
  ['\\u{} escapes', Array.from(VALUE, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`).join('')],
  ['code points', Array.from(VALUE, (c) => c.codePointAt(0)).join(' ')],
  ['form encoding', new URLSearchParams({ a: VALUE }).toString()],
  ['CSV', `"${VALUE.replaceAll('"', '""')}"`],
  ['quoted for a shell', `'${VALUE.replaceAll("'", "'\\''")}'`],
  ['quoted for a shell, doubly', `"${VALUE.replaceAll(/["\\$`]/g, '\\$&')}"`],
  ['hex in changing case', bytes.toString('hex').replaceAll(/[a-f]/g, (c, at: number) => (at % 2 === 0 ? c.toUpperCase() : c))],
  ['hex with dashes', bytes.toString('hex').match(/../g)!.join('-')],
  ['signs of no width between', Array.from(VALUE).join('\u200b')],
  ['soft hyphens between', Array.from(VALUE).join('\u00ad')],
  ['colours between', Array.from(VALUE).join('\u001b[0;31m')],
  ['colours between, made visible', Array.from(VALUE).join('\\x1b[0m')],
  ['full width', Array.from(VALUE, (c) => (c > ' ' && c <= '~' ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c)).join('')],
  ['HTML, hexadecimal', Array.from(VALUE, (c) => `&#x${c.codePointAt(0)!.toString(16)};`).join('')],
  [
    'HTML, by name',
    VALUE.replaceAll('/', '&sol;').replaceAll('\\', '&bsol;').replaceAll('=', '&equals;').replaceAll('+', '&plus;'),
  ],
  ['HTML in HTML', VALUE.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('&', '&amp;')],
  ['JSON in JSON in JSON', JSON.stringify(JSON.stringify(JSON.stringify(VALUE)))],
  [
    'escapes of JavaScript’s own',
    [...bytes]
      .map((b) => `%u${b.toString(16).padStart(4, '0')}`)
      .join('')
      .replace('%u00c3%u00bc', '%u00fc'),
  ],
  ['ROT13', VALUE.replaceAll(/[a-z]/gi, (c) => rot13[c] ?? c)],
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

  it.each(['\\u{ffffff}', '&#xffffff;', '%uffff%', '\\u{}', '=F4=BF=BF=BF'])(
    'reads %j, which is no character, as it stands',
    (text) => {
      const gate = createGate([needle]);
      gate.check(`a${text}b`, 'a.json');
      expect(() => gate.check(`${text}${VALUE}`, 'b.json')).toThrow(AbortError);
    },
  );

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

  it('finds a long secret whose every byte is an escape of an escape, cut in the middle', () => {
    const long = VALUE.repeat(20);
    const escaped = Array.from(long, (char) => `\\\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
    const gate = createGate([new Needle('long', long)]);
    gate.check(escaped.slice(0, escaped.length - 70), 'stdout');
    expect(() => gate.check(escaped.slice(-70), 'stdout')).toThrow(AbortError);
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
    const name = '[needle env:CERTIFY_CANARY]';
    expect(shown).toBe(`${name} "${name}" ${name}`);
  });

  it('lets a value pass that stands in the profile for all to read, and not where it is hidden', () => {
    const open = 'main-Gym-portal7';
    const gate = createGate([new Needle('q', open)], { openly: [`tenant ${open}`] });
    gate.check(`tenant ${open}`, 'stdout');
    for (const hidden of [Buffer.from(open).toString('base64'), Buffer.from(open).toString('hex')])
      expect(() => gate.check(hidden, 'a.json')).toThrow(AbortError);
  });
});

describe('the redactor', () => {
  it.each(FORMS)('masks a secret that a party sends in %s form, so that the gate lets it pass', (_form, text) => {
    const masked = createRedactor([needle])(`before ${text} after`);
    expect(masked).toMatch(/^before .{0,40}\[masked\].{0,40} after$/s);
    createGate([needle]).check(masked, 'stdout');
  });

  it.each([0, 5, 9])('masks a part of twelve characters, here from the %ith on', (from) => {
    const secret = 'q7Rv-Zk2m/Wx9T+pLs4Dn8';
    const redact = createRedactor([new Needle('p', secret)]);
    const part = secret.slice(from, from + 12);
    for (const form of [
      part,
      Buffer.from(`:${part}:`).toString('base64'),
      Buffer.from(part).toString('hex'),
      encodeURIComponent(part),
    ])
      expect(redact(`<${form}>`)).toContain('[masked]');
    expect(redact(`<${secret.slice(from, from + 11)}>`)).not.toContain('masked');
  });

  it('leaves a part that stands in the public values, and a secret that is one of them', () => {
    const openly = ['https://api.squareos.example/hook', 'main-gym-portal'];
    const redact = createRedactor([new Needle('p', 'api.squareos.example!9'), new Needle('q', 'main-gym-portal')], { openly });
    expect(redact('from api.squareos.example of main-gym-portal')).toBe('from api.squareos.example of main-gym-portal');
    expect(redact('api.squareos.example!9')).toBe('[masked]');
    createGate([new Needle('q', 'main-gym-portal')], { openly }).check('tenant main-gym-portal', 'stdout');
  });

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

  it('takes a short value alone in every exact form, whatever its letters', () => {
    const redact = createRedactor([new Needle('p', 'jkl5'), new Needle('q', 'mno')]);
    expect(redact('jkl5 6a6b6c35 6A6B6C35 amtsNQ== jkl5x mno')).toBe('[masked] [masked] [masked] [masked] jkl5x mno');
  });

  it('leaves values so short that they would eat other text', () => {
    expect(createRedactor([new Needle('p', '587')])('port 587')).toBe('port 587');
  });
});
