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

  test('takes keywords in any case, with any blanks behind them (RFC 5321 §4.1.1.1)', () => {
    const ehlo = parse(
      'mx.example\tHello',
      'starttls',
      'Size  1000',
      'auth\tplain  LOGIN,cram-md5',
      '',
      'smtputf8',
      'Pipelining',
    );
    expect(ehlo).toEqual({
      serverName: 'mx.example',
      keywords: ['starttls', 'Size  1000', 'auth\tplain  LOGIN,cram-md5', 'smtputf8', 'Pipelining'],
      starttls: true,
      mechanisms: ['PLAIN', 'LOGIN', 'CRAM-MD5'],
      size: 1000,
      smtpUtf8: true,
      pipelining: true,
    });
  });

  test('of a server that offers nothing offers nothing, whatever it calls itself', () => {
    expect(parse('STARTTLS PIPELINING')).toEqual({
      serverName: 'STARTTLS',
      keywords: [],
      starttls: false,
      mechanisms: [],
      size: null,
      smtpUtf8: false,
      pipelining: false,
    });
    expect(parse()).toMatchObject({ serverName: null, keywords: [] });
    expect(parse('mx', 'AUTHENTICATE PLAIN', 'X-SIZE 5', '5 SIZE', 'AUTH')).toMatchObject({ mechanisms: [], size: null });
  });

  // RFC 1870 §4: digits alone, and nothing else.
  test.each([
    ['SIZE 123456789012345', 123_456_789_012_345],
    ['SIZE 10MB', null],
    ['SIZE x10', null],
  ])('%s means a limit of %s', (line, size) => {
    expect(parse('mx', 'PIPELINING', line).size).toBe(size);
  });
});
