import { describe, expect, test } from 'vitest';
import { parseEhlo } from '../../../src/mail/smtp/ehlo.ts';

const parse = (...lines: string[]) => parseEhlo({ code: 250, enhanced: null, lines });

describe('the EHLO reply', () => {
  test('names the server and its keywords', () => {
    const ehlo = parse('mx.example at your service', 'STARTTLS', 'SIZE 35882577', 'AUTH LOGIN PLAIN', 'SMTPUTF8', 'PIPELINING');
    expect(ehlo).toMatchObject({ serverName: 'mx.example', starttls: true, size: 35_882_577, smtpUtf8: true, pipelining: true });
    expect(ehlo.mechanisms).toEqual(['LOGIN', 'PLAIN']);
  });

  test('reads the legacy AUTH= form, and each mechanism once', () => {
    expect(parse('mx', 'AUTH=LOGIN', 'auth login cram-md5').mechanisms).toEqual(['LOGIN', 'CRAM-MD5']);
  });

  test.each([
    ['SIZE', 0],
    ['SIZE 0', 0],
    ['SIZE much', null],
    ['HELP', null],
  ])('%s means a limit of %s', (line, size) => {
    expect(parse('mx', line).size).toBe(size);
  });

  test('an empty first line names nobody, and STARTTLS is no prefix', () => {
    expect(parse('', 'STARTTLSX')).toMatchObject({ serverName: null, starttls: false });
  });
});
