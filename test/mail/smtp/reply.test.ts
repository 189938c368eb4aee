// Replies as they come off the wire: whole, split anywhere, merged, over-long, hostile.
import { describe, expect, test } from 'vitest';
import { neutralSmtpText, readSmtpReply, replyText } from '../../../src/mail/smtp/reply.ts';

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
