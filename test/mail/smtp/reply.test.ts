// Replies as they come off the wire: whole, split anywhere, merged, over-long, hostile.
import { describe, expect, test } from 'vitest';
import { neutralSmtpText, otherProtocol, readSmtpReply, replyOfText, replyText } from '../../../src/mail/smtp/reply.ts';

const octets = (text: string): Buffer => Buffer.from(text, 'utf8');

describe('one reply', () => {
  test('gives code, enhanced code, lines and the octets it used', () => {
    const step = readSmtpReply(octets('250-mx.example\r\n250-SIZE 1000\r\n250 HELP\r\n220 next\r\n'));
    expect(step).toEqual({
      state: 'reply',
      used: 41,
      reply: { code: 250, enhanced: null, lines: ['mx.example', 'SIZE 1000', 'HELP'] },
    });
    expect(readSmtpReply(octets('535-5.7.8 no\r\n535 5.7.8 really\r\n'))).toMatchObject({
      reply: { code: 535, enhanced: '5.7.8' },
    });
    expect(readSmtpReply(octets('553 sorry (#5.7.1)\r\n'))).toMatchObject({ reply: { enhanced: '5.7.1' } });
    expect(readSmtpReply(octets('550 #5.1.0 Address rejected.\r\n'))).toMatchObject({ reply: { enhanced: '5.1.0' } });
  });

  test('may end in a bare LF, have no text, or a code without a blank', () => {
    expect(readSmtpReply(octets('250 ok\n'))).toMatchObject({ reply: { code: 250, lines: ['ok'] } });
    expect(readSmtpReply(octets('334 \r\n'))).toMatchObject({ reply: { code: 334, lines: [''] } });
    expect(readSmtpReply(octets('250\r\n'))).toMatchObject({ reply: { code: 250, lines: [''] } });
  });

  test.each([
    'SSH-2.0-OpenSSH_9\r\n',
    'HTTP/1.1 400 Bad Request\r\n',
    '\u0016\u0003\u0001',
    '2500 no\r\n',
    '99'.padEnd(3, 'x'),
    '\r\n\r\n',
  ])('%j is not SMTP, and need not be waited for', (text) => {
    expect(readSmtpReply(octets(text))).toMatchObject({ state: 'broken', code: 'NOT_SMTP' });
  });

  test('may not be endless, in a line or in lines', () => {
    expect(readSmtpReply(octets(`220 ${'a'.repeat(9_000)}`))).toMatchObject({ state: 'broken', code: 'LINE_TOO_LONG' });
    expect(readSmtpReply(octets(`220 ${'a'.repeat(9_000)}\r\n`))).toMatchObject({ state: 'broken', code: 'LINE_TOO_LONG' });
    expect(readSmtpReply(octets('220-wait\r\n'.repeat(7_000)))).toMatchObject({ state: 'broken', code: 'REPLY_TOO_LONG' });
  });

  test('is neutralised and cut, and redacted before it is cut', () => {
    const secret = 'hunter2hunter2';
    const step = readSmtpReply(octets(`250 \u001b[2J\u202e${'x'.repeat(500)}${secret}\r\n`), (text) =>
      text.replaceAll(secret, '[secret]'),
    );
    const line = step.state === 'reply' ? (step.reply.lines[0] ?? '') : '';
    expect(line).toHaveLength(512);
    expect(line).toContain('[secret]'.slice(0, 5));
    expect(line).not.toContain('hunter2');
    expect(['\u001b', '\u202e'].filter((one) => line.includes(one))).toEqual([]);
  });
});

test('text is quoted on one line', () => {
  expect(replyText({ code: 250, enhanced: null, lines: ['a', 'b'] })).toBe('250 a / b');
  expect(neutralSmtpText('a\tb\r\nc')).toBe('a b\uFFFD\uFFFDc');
});

/** RFC 5321 §4.5.3.1.5 allows 512 octets; as much again as sixteen times that is borne, and no more. */
const LINE = 8_192;

describe('the bounds of a reply', () => {
  test('is a line of 8,192 octets, whichever of its lines it is, and whether it has ended', () => {
    const whole = (octets: number): string => `220 ${'a'.repeat(octets - 4)}`;
    expect(readSmtpReply(octets(`${whole(LINE)}\n`)).state).toBe('reply');
    expect(readSmtpReply(octets(`${whole(LINE + 1)}\n`))).toMatchObject({ state: 'broken', code: 'LINE_TOO_LONG' });
    expect(readSmtpReply(octets(whole(LINE)))).toEqual({ state: 'more' });
    expect(readSmtpReply(octets(whole(LINE + 1)))).toMatchObject({ state: 'broken', code: 'LINE_TOO_LONG' });
    const behind = '220-first\r\n220-second\r\n';
    expect(readSmtpReply(octets(`${behind}${whole(LINE)}\n`)).state).toBe('reply');
    expect(readSmtpReply(octets(`${behind}${whole(LINE)}`))).toEqual({ state: 'more' });
  });

  test('is 65,536 octets that do not end it', () => {
    const line = `220-${'a'.repeat(59)}\n`;
    expect(readSmtpReply(octets(`${line.repeat(1_024)}220 end\n`))).toMatchObject({ state: 'reply', used: 65_544 });
    expect(readSmtpReply(octets(`a${line.repeat(1_024)}`.replace('a220-', '220-a')))).toMatchObject({
      state: 'broken',
      code: 'REPLY_TOO_LONG',
    });
  });

  test.each([
    ['', true],
    ['2', true],
    ['25', true],
    ['xx', true],
    ['250', true],
    ['250-mx', true],
    ['250-mx\r\n25', true],
    ['600', false],
    ['2x0', false],
    ['250-mx\r\nbye', false],
  ])('%j may still become a reply: %s', (text, may) => {
    expect(readSmtpReply(octets(text)).state).toBe(may ? 'more' : 'broken');
  });

  test.each([
    // RFC 5321 §4.2: three digits, of which the first is 2 to 5 (1 in RFC 821), and a blank or a hyphen before text.
    ['199 old\r\n', 199],
    ['599 last\r\n', 599],
    ['250-\r\n250\r\n', 250],
    ['099 none\r\n', null],
    ['600 none\r\n', null],
    ['250ok\r\n', null],
    ['x250 ok\r\n', null],
  ])('%j has the code %s', (text, code) => {
    const step = readSmtpReply(octets(text));
    expect(step.state === 'reply' ? step.reply.code : null).toBe(code);
  });
});

describe('what is no reply', () => {
  const shown = (text: string, redact?: (text: string) => string): string => {
    const step = readSmtpReply(octets(text), redact);
    return step.state === 'broken' ? step.excerpt : step.state;
  };

  test('is shown from where it begins, its lines parted by a dash, none behind the last', () => {
    expect(shown('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')).toBe('HTTP/1.1 400 Bad Request / Connection: close');
    expect(shown('220-mx\r\n+OK ready\r\nmore')).toBe('+OK ready / more');
    expect(shown('220-mx\r\n+OK ready')).toBe('+OK ready');
    expect(shown(`SSH-${'x'.repeat(200)}`)).toHaveLength(120);
    expect(shown(`220 ${'a'.repeat(LINE)}\r\n`)).toHaveLength(120);
    expect(shown('220-wait\r\n'.repeat(7_000)).startsWith('220-wait / 220-wait / ')).toBe(true);
  });

  test('is redacted like any other text', () => {
    expect(shown('key hunter2 taken\r\n', (text) => text.replaceAll('hunter2', '[secret]'))).toBe('key [secret] taken');
  });

  test.each([
    ['SSH-2.0-OpenSSH_9.6', 'SSH'],
    ['HTTP/1.1 400 Bad Request', 'HTTP'],
    ['<!DOCTYPE html>', 'HTTP'],
    ['* OK [CAPABILITY IMAP4rev1] Dovecot ready.', 'IMAP'],
    ['+OK Dovecot ready.', 'POP3'],
    ['220 ProFTPD 1.3.8 Server', 'FTP'],
    ['220 mx.example LMTP ready', 'LMTP'],
    ['200 news.example InterNetNews NNRP server ready', 'NNTP'],
    ['220 mx.example ESMTP Postfix', null],
    ['', null],
  ])('“%s” is of %s', (text, protocol) => {
    expect(otherProtocol(text)).toBe(protocol);
  });
});

describe('an enhanced status code', () => {
  test.each<readonly [string, string | null]>([
    // RFC 2034 §4: it begins the text of every line; the last line counts, the first where the last has none.
    ['250 2.1.0 ok', '2.1.0'],
    ['421 4.3.2', '4.3.2'],
    ['550-5.7.1 a\r\n550 5.7.26 b', '5.7.26'],
    ['550-5.7.1 a\r\n550-5.7.2 b\r\n550 bye', '5.7.1'],
    ['550 5.7.1234 a', null],
    ['550 3.7.1 a', null],
    ['550 see 5.7.1 there', null],
    // As qmail writes it, on whichever line.
    ['550-a (#5.7.2)\r\n550 bye', '5.7.2'],
    ['550 sorry #5.1.1, no mailbox', '5.1.1'],
    ['550 ticket-#5.1.1', null],
  ])('%j has %s', (text, enhanced) => {
    expect(readSmtpReply(octets(`${text}\r\n`))).toMatchObject({ reply: { enhanced } });
  });
});

describe('a reply as text', () => {
  test.each<readonly [string, string, readonly string[]]>([
    ['550 5.1.1 no such user\r\n', '5.1.1', ['5.1.1 no such user']],
    ['550-5.7.1 no\r\n550 5.7.1 really\r\n', '5.7.1', ['5.7.1 no', '5.7.1 really']],
    ['421 bye\r\r\n', '', ['bye']],
    // RFC 5321 §4.2 has servers send a blank and text, and clients take a code alone.
    ['550\r\n', '', ['']],
  ])('%j is read again as it was', (wire, enhanced, lines) => {
    const step = readSmtpReply(octets(wire));
    const reply = step.state === 'reply' ? step.reply : null;
    expect(reply).toMatchObject({ enhanced: enhanced === '' ? null : enhanced, lines });
    expect(replyOfText(replyText(reply ?? { code: 0, enhanced: null, lines: [] }))).toEqual(reply);
  });

  test.each(['The connection ended.', '5500 octets', '650 none', ' 550 no'])('“%s” is none', (text) => {
    expect(replyOfText(text)).toBeNull();
  });
});
