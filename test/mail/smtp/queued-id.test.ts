// The queued id of every relay of the table, from replies as they are on the wire.
import { describe, expect, test } from 'vitest';
import { queuedId, validQueueIdPattern } from '../../../src/mail/smtp/queued-id.ts';
import { relayFor, relays } from '../../../src/mail/smtp/relay-table.ts';
import { reportsDelivery } from '../../../src/mail/smtp/relay.ts';

const ask = (reply: string, more: Partial<Parameters<typeof queuedId>[0]> = {}) =>
  queuedId({ reply, host: 'mail.gym.example', relay: null, pattern: null, messageId: 'run-1@gym.example', ...more });

const ses = '010001727bf05c7f-8ff7cc5f-aea3-4284-91ea-51f2f82c4469-000000';

describe('queued id by relay', () => {
  test.each([
    ['postfix', '250 2.0.0 Ok: queued as 0CA4412040B', '0CA4412040B', 'exact'],
    ['postfix', '250 2.0.0 Ok: queued as 4bR9Tz6Q2Mz3xKq', '4bR9Tz6Q2Mz3xKq', 'exact'],
    ['postfix', '250 2.0.0 Ok: queued as KHhqymWyLPWzhyLM', 'KHhqymWyLPWzhyLM', 'exact'],
    ['postfix', '250 2.0.0 Ok: 1843 bytes queued as 0CA4412040B', '0CA4412040B', 'exact'],
    ['postfix', '250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 7C61520AB5', '7C61520AB5', 'exact'],
    ['exim', '250 OK id=10HmaX-000000005vi-0000', '10HmaX-000000005vi-0000', 'exact'],
    ['exim', '250 OK id=1a2B3c-000Abc-7X', '1a2B3c-000Abc-7X', 'exact'],
    ['sendmail', '250 2.0.0 49VAvF5n582303 Message accepted for delivery', '49VAvF5n582303', 'exact'],
    ['opensmtpd', '250 2.0.0 1f2e3d4c Message accepted for delivery', '1f2e3d4c', 'exact'],
    ['qmail', '250 ok 1409570049 qp 12345', '1409570049 qp 12345', 'exact'],
    ['haraka', '250 Message Queued (8F4D1A2B-0C3D-4E5F-8A9B-0C1D2E3F4A5B.1)', '8F4D1A2B-0C3D-4E5F-8A9B-0C1D2E3F4A5B.1', 'exact'],
    ['postal', '250 OK', null, 'message-id'],
    ['ses', `250 Ok ${ses}`, ses, 'exact'],
    [
      'gmail',
      '250 2.0.0 OK  1729477822 41be03b00d2f7-7eaeabdb784sm1882951a12.91 - gsmtp',
      '41be03b00d2f7-7eaeabdb784sm1882951a12.91',
      'message-id',
    ],
    [
      'microsoft365',
      '250 2.0.0 OK <run-1@gym.example> [Hostname=PS2PR06MB3510.apcprd06.prod.outlook.com]',
      'run-1@gym.example',
      'message-id',
    ],
    ['sendgrid', '250 Ok: queued as nhIMmON9SFOPcT0ii4nt2A', 'nhIMmON9SFOPcT0ii4nt2A', 'prefix'],
    ['mailgun', '250 Great success', null, 'message-id'],
    ['brevo', '250 2.0.0 OK: queued as <run-1@gym.example>', 'run-1@gym.example', 'message-id'],
    ['brevo', '250 2.0.0 OK', null, 'message-id'],
    ['mailjet', '250 OK queued as a08b7f37-ed61-423a-ba75-38ed2fd4b54c', 'a08b7f37-ed61-423a-ba75-38ed2fd4b54c', 'exact'],
    [
      'brevo',
      '250 Message queued as <202611201015.12345@smtp-relay.mailin.fr>',
      '202611201015.12345@smtp-relay.mailin.fr',
      'exact',
    ],
    ['zoho', '250 Message received', null, 'message-id'],
    ['zeptomail', '250 Message received', null, 'message-id'],
    ['courier', '250 Ok. 00000000000A4B2C.00000000656A0B1C.00003039', '00000000000A4B2C.00000000656A0B1C.00003039', 'exact'],
    ['zimbra', '250 2.0.0 Ok: queued as 0CA4412040B', '0CA4412040B', 'exact'],
    ['kumomta', '250 OK ids=8a5475ccbbc611eda12250ebf67f93bd', '8a5475ccbbc611eda12250ebf67f93bd', 'exact'],
    ['powermta', '250 2.6.0 message received', null, 'message-id'],
    ['stalwart', '250 2.0.0 Message queued with id 217700302698266624', '217700302698266624', 'exact'],
    ['stalwart', '250 2.0.0 Message queued as 305c92f0e1b2a3', '305c92f0e1b2a3', 'exact'],
    [
      'exchange',
      '250 2.6.0 <run-1@gym.example> [InternalId=2651569, Hostname=ex1.gym.example] Queued mail for delivery',
      'run-1@gym.example',
      'message-id',
    ],
    ['resend', '250 OK', null, 'message-id'],
    ['mailersend', '250 Ok', null, 'message-id'],
    ['smtp2go', '250 OK id=1ozYUz-00FUka-H4', '1ozYUz-00FUka-H4', 'exact'],
    ['azure', '250 2.0.0 OK', null, 'message-id'],
    ['oci', '250 Ok', null, 'message-id'],
    ['netcore', '250 Ok', null, 'message-id'],
    ['msg91', '250 Ok', null, 'message-id'],
    ['godaddy', '250 2.0.0 Ok: queued as uF8Xrq3nBhWqEuF8XrLd5R', 'uF8Xrq3nBhWqEuF8XrLd5R', 'message-id'],
    [
      'yandex',
      '250 2.0.0 Ok: queued on smtp3m.mail.yandex.net as 1430081058-6ltgNFKSir-iHEKdOrm',
      '1430081058-6ltgNFKSir-iHEKdOrm',
      'message-id',
    ],
    ['zonemta', '250 Message queued as 17f3a5c2d1b000a2f4.001', '17f3a5c2d1b000a2f4.001', 'exact'],
    ['emailit', '250 2.0.0 OK: queued as em_4yM2abcDEF', 'em_4yM2abcDEF', 'exact'],
    ['postfix', '250 2.0.0 Ok: queued as DEADBEEFCA', 'DEADBEEFCA', 'exact'],
    ['sendmail', '250 2.0.0 3ytm2yxm4g-1 Message accepted for delivery', '3ytm2yxm4g-1', 'exact'],
    ['exchange', '250 2.6.0  <01d0a1$b2c3@gym> Queued mail for delivery', '01d0a1$b2c3@gym', 'message-id'],
    ['ciscoesa', '250 ok:  Message 144628104 accepted', '144628104', 'exact'],
    [
      'yandex',
      '250 2.0.0 Ok: queued on mail-nwsmtp-55.iva.yp-c.yandex.net 1732600000-xyzABC123def-AbCdEf12',
      '1732600000-xyzABC123def-AbCdEf12',
      'message-id',
    ],
  ])('%s: %s', (relay, reply, id, join) => {
    expect(ask(reply, { relay })).toMatchObject({ id, join });
  });

  test('finds the same ids by shape alone, when nobody said which relay it is', () => {
    expect(ask('250 2.0.0 Ok: queued as 0CA4412040B')).toMatchObject({ id: '0CA4412040B', join: 'exact', rule: 'generic' });
    expect(ask('250 OK id=10HmaX-000000005vi-0000').id).toBe('10HmaX-000000005vi-0000');
    expect(ask(`250 Ok ${ses}`).id).toBe(ses);
    expect(ask('250 2.0.0 OK ef6e4a5b2c3d').id).toBe('ef6e4a5b2c3d');
    expect(ask('250 2.0.0 OK:<aB34567890123456>').id).toBe('aB34567890123456');
    expect(ask('250 Message accepted for delivery id=abc-123').id).toBe('abc-123');
    expect(ask('250 ok 1732612345 qp 4567 by mail.gym.example').id).toBe('1732612345 qp 4567');
    expect(ask('250 Ok. 00000000000A4B2C.00000000656A0B1C.00003039').id).toBe('00000000000A4B2C.00000000656A0B1C.00003039');
    expect(ask('250 ok:  Message 144628104 accepted').id).toBe('144628104');
    // Random hexadecimal digits may be ten letters in a row, or no letter at all.
    const letters = '0109bbaaccdedfe7-75f80617-b91e-4714-89cc-42c03c5e5b04-000000';
    expect(ask(`250 Ok ${letters}`).id).toBe(letters);
    expect(ask('250 2.0.0 95947876 Message accepted for delivery')).toMatchObject({ id: '95947876', rule: 'generic' });
  });

  test.each([
    '250 OK',
    '250 2.0.0 OK',
    '250 Great success',
    '250 Message received',
    '250 OK: message queued',
    '250 Ok thank you kindly',
    '250 queued as requested',
    '250 2.0.0 Ok: queued as of 2026-11-20T10:15:30Z',
    '250 2.0.0 Ok: queued as 2026-11-20',
    '250 Message queued as 12345678',
    '250 OK 1729477822',
    '250 OK 8BITMIME-converted1',
    '250 OK mta-sts2026-enforced',
    '250 Queued (0.047 seconds)',
    '250 OK 10:15:30.123456',
    '250 OK relay2.gym.example',
    '250 OK id=accepted',
    '250 2.0.0 Appreciate Message accepted for delivery',
    '250 2.0.0 Your mail was taken at 10:15',
    '',
  ])('invents no id for “%s”', (reply) => {
    expect(ask(reply)).toMatchObject({ id: null, join: 'message-id', rule: 'none' });
  });

  test.each([
    ['postfix', '250 2.0.0 Ok: queued as requested'],
    ['sendmail', '250 2.0.0 Appreciate Message accepted for delivery'],
    ['postmark', '250 2.0.0 Ok: queued as requested'],
    ['mandrill', '250 2.0.0 Ok: queued as usually'],
    ['brevo', '250 2.0.0 OK: queued as requested'],
  ])('takes no word for an id, not even of %s', (relay, reply) => {
    expect(ask(reply, { relay }).id).toBe(null);
  });

  test('reads every line of the reply', () => {
    expect(ask('250 2.0.0 Ok: queued as 0CA4412040B / 2.0.0 Thank you').id).toBe('0CA4412040B');
    expect(ask('250 2.0.0 taken / 2.0.0 Ok: queued as 0CA4412040B', { relay: 'postfix' }).id).toBe('0CA4412040B');
    expect(ask('250 Thank you / OK queued as 77-x1 / bye', { pattern: 'OK queued as {id}' }).id).toBe('77-x1');
  });

  test.each([
    // The last line is nearest to what happened, and the last `queued as` of a chain of relays.
    ['250 queued as AAAAAA1 / queued as BBBBBB2', 'BBBBBB2'],
    ['250 queued as AAAAAA1 (queued as BBBBBB2)', 'BBBBBB2'],
    ['250-2.0.0 taken / 2.0.0 Ok: queued as 0CA4412040B', '0CA4412040B'],
    // Brackets, and what ends a sentence, are no part of it.
    ['250 queued as <a1b2c3>.', 'a1b2c3'],
    ['250 queued as a1b2c3).', 'a1b2c3'],
    ['250 queued as a1b2c3;', 'a1b2c3'],
    ['250 queued with id <a1b2c3>', 'a1b2c3'],
    ['250 taken, id=a1b2c3;', 'a1b2c3'],
    ['250 taken, ids=<a1b2c3>, bye', 'a1b2c3'],
    // Six characters with a letter and a digit, or a Message-ID.
    ['250 queued as a1b2c', null],
    ['250 queued as abcdef', null],
    ['250 queued as 1234567', null],
    ['250 queued as <x@gym.example>', 'x@gym.example'],
    ['250 queued as <xy@gym.example>', 'xy@gym.example'],
    ['250 queued as <x@y@gym.example>', null],
    ['250 queued as 20/11/2026T10', null],
    ['250 queued as 10:15:30a', null],
    ['250 queued as mx1.gym.example', null],
    ['250 OK 0123456789abcdef0123456789abcdef', '0123456789abcdef0123456789abcdef'],
    ['250 done (5f0c1a2b-0c3d-4e5f-8a9b-0c1d2e3f4a5b)', '5f0c1a2b-0c3d-4e5f-8a9b-0c1d2e3f4a5b'],
  ])('of “%s” is %s', (reply, id) => {
    expect(ask(reply).id).toBe(id);
  });

  test('has 256 characters at most', () => {
    expect(ask(`250 queued as ${'a1'.repeat(128)}`).id).toHaveLength(256);
    expect(ask(`250 queued as ${'a1'.repeat(128)}b`).id).toBe(null);
  });

  test('of a relay that is known to give none is none, whatever looks like one; of one nobody has seen it is tried', () => {
    const reply = '250 2.0.0 Ok: queued as 0CA4412040B';
    expect(ask(reply, { relay: 'postal' })).toMatchObject({ id: null, join: 'message-id', rule: 'none' });
    expect(ask(reply, { relay: 'mailgun' })).toMatchObject({ id: null, join: 'message-id', rule: 'none' });
    expect(ask(reply, { relay: 'resend' })).toMatchObject({ id: '0CA4412040B', rule: 'generic' });
  });

  test('says that an id is our own Message-ID, whatever the relay', () => {
    expect(ask('250 2.0.0 Ok: queued as <RUN-1@gym.example>')).toMatchObject({ isMessageId: true, join: 'message-id' });
  });

  test('refuses an id with control characters or one longer than 256 characters', () => {
    expect(ask('250 queued as \uFFFDabc1234').id).toBe(null);
    expect(ask(`250 queued as ${'a1'.repeat(200)}`).id).toBe(null);
  });
});

describe('a literal pattern from the profile', () => {
  test.each([
    ['250 OK queued as {id}', '250 OK queued as 77-x', '77-x'],
    ['Accepted [{id}] by relay', '250 Accepted [77-x] by relay', '77-x'],
    ['250 Thanks.  Your ticket (a+b)* is {id}', '250 Thanks. Your ticket (a+b)* is T1', 'T1'],
    ['250-ok {id} bye', '250 OK  <77-x>. BYE', '77-x'],
    ['{id}', '250 77-x', '77-x'],
    ['{id} ok', '250  77-x ok ', '77-x'],
  ])('%s reads %s', (pattern, reply, id) => {
    expect(ask(reply, { pattern })).toMatchObject({ id, rule: 'pattern', patternMissed: false });
  });

  test('says when it did not fit, and falls back to the relay’s rule', () => {
    expect(ask('250 2.0.0 Ok: queued as 0CA4412040B', { pattern: '250 id {id}' })).toMatchObject({
      id: '0CA4412040B',
      patternMissed: true,
    });
  });

  test.each([
    ['ok {id}', '250 taken ok 77-x1y'],
    ['ok {id}', '250 ok 77-x1y 2'],
    ['a.b {id}', '250 axb 77-x1y'],
    ['{id} {id}', '250 77-x1y 77-x1z'],
    ['ok', '250 ok'],
  ])('%s is no reading of “%s”', (pattern, reply) => {
    expect(ask(reply, { pattern })).toMatchObject({ id: null, rule: 'none', patternMissed: true });
  });

  test('joins as the relay does', () => {
    const pattern = 'OK queued as {id}';
    const reply = '250 OK queued as 77-x1y';
    expect(ask(reply, { pattern }).join).toBe('exact');
    expect(ask(reply, { pattern, relay: 'sendgrid' }).join).toBe('prefix');
    expect(ask(reply, { pattern, messageId: '77-X1Y' })).toMatchObject({ join: 'message-id', isMessageId: true });
    expect(ask(reply, { messageId: null })).toMatchObject({ isMessageId: false, patternMissed: false });
  });

  test('needs exactly one {id}', () => {
    expect([validQueueIdPattern('x {id}'), validQueueIdPattern('x'), validQueueIdPattern('{id} {id}')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('the relay and the join', () => {
  test('knows a relay by host, then by greeting', () => {
    const of = (host: string, banner: string | null = null) => relayFor({ relay: null, host, banner })?.key;
    expect(of('email-smtp.ap-south-1.amazonaws.com')).toBe('ses');
    expect(of('email-smtp.eusc-de-east-1.amazonaws.eu')).toBe('ses');
    expect(of('email-smtp.ap-south-1.amazonaws.com.evil.example')).toBe(undefined);
    expect(of('mail.gym.example', 'mail.gym.example ESMTP Postfix (Debian/GNU)')).toBe('postfix');
    expect(of('smtp-relay.brevo.com')).toBe('brevo');
    expect(of('smtpout.secureserver.net')).toBe('godaddy');
    expect(of('smtp.email.eu-frankfurt-1.oci.oraclecloud.com')).toBe('oci');
    expect(of('relay.gym.example', 'AM0PR01.eurprd01.prod.outlook.com Microsoft ESMTP MAIL Service ready')).toBe('microsoft365');
    expect(of('EMAIL-SMTP.ap-south-1.amazonaws.com.')).toBe('ses');
    // The profile's word comes first, then the host; a service's greeting says more than that of the software it runs.
    expect(relayFor({ relay: 'exim', host: 'smtp-relay.brevo.com', banner: 'x ESMTP Postfix' })?.key).toBe('exim');
    expect(of('smtp-relay.brevo.com', 'x ESMTP Postfix')).toBe('brevo');
    expect(of('relay.gym.example', 'relay.gym.example ESMTP ready')).toBe(undefined);
    expect(of('relay.gym.example', 'ex1.gym.example Microsoft ESMTP MAIL Service ready')).toBe('exchange');
  });

  test('says of each relay where its facts were read, and of which nothing reports a delivery', () => {
    expect(relays.filter((one) => one.source.length < 10)).toEqual([]);
    expect(relays.filter((one) => !reportsDelivery(one)).map((one) => one.key)).toEqual([
      'zoho',
      'zeptomail',
      'yandex',
      'godaddy',
    ]);
  });

  test('lists every relay once', () => {
    expect(new Set(relays.map((one) => one.key)).size).toBe(relays.length);
  });
});
