// A relay may echo what it was told: no form of the password survives in its words.
import { expect, test } from 'vitest';
import { redactorOf } from '../../../src/world/smtp/transcript.ts';

const SECRET = 'correct horse/9+"x"';

test.each([
  ['plain', SECRET],
  ['percent', encodeURIComponent(SECRET)],
  ['JSON', JSON.stringify(SECRET).slice(1, -1)],
  ['hex', Buffer.from(SECRET).toString('hex')],
  ['base64', Buffer.from(SECRET).toString('base64')],
])('masks the %s form', (_, form) => {
  expect(redactorOf([SECRET])(`535 no: ${form}.`)).toMatch(/^535 no: \[secret\]/);
});

test('leaves other words alone', () => {
  expect(redactorOf([SECRET])('535 5.7.8 authentication failed')).toBe('535 5.7.8 authentication failed');
  expect(redactorOf([])('250 ok')).toBe('250 ok');
});
