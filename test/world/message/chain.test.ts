// ARC chains as forwarders leave them, and signatures by other makers: mailauth's own sealer, and nodemailer.
import { generateKeyPairSync } from 'node:crypto';
import nodemailer from 'nodemailer';
import { sealMessage } from 'mailauth';
import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/facts/index.ts';
import { observe, ZONE } from '../../checks/message/judge.ts';
import type { Zone } from '../../fakes/dns-zone.ts';
import { lines, received } from '../../fakes/messages.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const RECORD = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
const KEYS: Zone = { ...ZONE, 'a._domainkey.list.example': { TXT: [RECORD] }, 'b._domainkey.fwd.example': { TXT: [RECORD] } };

const seal = async (message: string, domain: string, selector: string, cv: 'none' | 'pass'): Promise<string> => {
  const added = await sealMessage(Buffer.from(message), {
    signingDomain: domain,
    selector,
    privateKey: PEM,
    cv,
    authResults: `mx.${domain}; dkim=pass header.d=example.com`,
    i: cv === 'none' ? 1 : 2,
    // Without it mailauth takes the time twice, and a second may end between.
    signTime: new Date(),
  } as unknown as Parameters<typeof sealMessage>[1]);
  return added.toString() + message;
};

const signaturesOf = async (message: string | Buffer, zone: Zone = KEYS): Promise<Facts['message.signatures']> => {
  const seen = (await observe(message, { zone })).get('message.signatures');
  if (seen?.state !== 'observed') throw new Error('not observed');
  return seen.value as unknown as Facts['message.signatures'];
};

describe('an ARC chain', () => {
  it('of one seal is valid, and names its sealer', async () => {
    const { chain } = await signaturesOf(await seal(received(), 'list.example', 'a', 'none'));
    expect(chain).toEqual({ result: 'pass', instances: 1, seals: [{ domain: 'list.example', selector: 'a' }], detail: null });
  });

  it('stays valid over a body whose own signature was broken before it', async () => {
    const { chain, signatures } = await signaturesOf(
      await seal(received().replace('Dear', 'Hello'), 'list.example', 'a', 'none'),
    );
    expect([chain.result, signatures[0]?.state]).toEqual(['pass', 'body-altered']);
  });

  it('is broken by a change behind it, and by a seal that was taken out', async () => {
    const sealed = await seal(received(), 'list.example', 'a', 'none');
    const cut = sealed.replace(/ARC-Seal:(?:[^\r]|\r\n[ \t])*\r\n(?![ \t])/, '');
    for (const message of [sealed.replace('Dear', 'Hello'), cut]) {
      expect((await signaturesOf(message)).chain.result).toBe('fail');
    }
  });

  it('is broken by a key that is not there, and unseen where DNS does not answer', async () => {
    const sealed = await seal(received(), 'list.example', 'a', 'none');
    const at = 'a._domainkey.list.example';
    expect((await signaturesOf(sealed, ZONE)).chain.result).toBe('fail');
    for (const outcome of ['timeout', 'servfail'] as const) {
      expect((await signaturesOf(sealed, { ...KEYS, [at]: outcome })).chain.result).toBe('unseen');
    }
  });

  it('is none where nobody sealed', async () => {
    expect((await signaturesOf(received())).chain).toEqual({ result: 'none', instances: 0, seals: [], detail: null });
  });
});

describe('a message by nodemailer', () => {
  it.each([
    ['plain', { text: 'Hello' }],
    ['with HTML beside the text', { text: 'Grüße', html: '<p>Grüße <a href="https://www.example.com/">x</a></p>' }],
    ['with an attachment', { text: 'Hello', attachments: [{ filename: 'invoice.pdf', content: Buffer.alloc(50_000, 'x') }] }],
    ['with a long subject', { subject: 'Ihre Rechnung für den Monat November '.repeat(6), text: 'Hello' }],
    ['with an unsubscribe header', { text: 'Hello', list: { unsubscribe: [['https://example.com/u', 'mailto:u@example.com']] } }],
  ])('verifies: %s', async (_, content) => {
    const transport = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
    const { message } = await transport.sendMail({
      from: 'Main Gym <billing@example.com>',
      to: 'ops@receiver.example',
      subject: 'Your invoice',
      ...content,
      dkim: { domainName: 'example.com', keySelector: 'n', privateKey: PEM },
    });
    const { signatures } = await signaturesOf(message as Buffer, { ...ZONE, 'n._domainkey.example.com': { TXT: [RECORD] } });
    expect(signatures.map(({ state }) => state)).toEqual(['valid']);
  });
});

// RFC 8463, appendix A: made by other hands, with keys of its own.
const APPENDIX_A = lines(
  'DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;',
  ' d=football.example.com; i=@football.example.com;',
  ' q=dns/txt; s=brisbane; t=1528637909; h=from : to :',
  ' subject : date : message-id : from : subject : date;',
  ' bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;',
  ' b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus',
  ' Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==',
  'DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;',
  ' d=football.example.com; i=@football.example.com;',
  ' q=dns/txt; s=test; t=1528637909; h=from : to : subject :',
  ' date : message-id : from : subject : date;',
  ' bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;',
  ' b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3',
  ' DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz',
  ' dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=',
  'From: Joe SixPack <joe@football.example.com>',
  'To: Suzie Q <suzie@shopping.example.net>',
  'Subject: Is dinner ready?',
  'Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)',
  'Message-ID: <20030712040037.46341.5F8J@football.example.com>',
  '',
  'Hi.',
  '',
  'We lost the game.  Are you hungry yet?',
  '',
  'Joe.',
);

describe('the message of RFC 8463, appendix A', () => {
  const zone: Zone = {
    'brisbane._domainkey.football.example.com': { TXT: ['v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='] },
    'test._domainkey.football.example.com': {
      TXT: [
        'v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB',
      ],
    },
  };

  it('verifies by both signatures', async () => {
    const { signatures } = await signaturesOf(APPENDIX_A, zone);
    expect(signatures.map(({ algorithm, state }) => [algorithm, state])).toEqual([
      ['ed25519-sha256', 'valid'],
      ['rsa-sha256', 'valid'],
    ]);
  });

  it('does not when another From or Subject is put above: both are signed once more than they stand there', async () => {
    for (const field of ['From: ceo@football.example.com', 'Subject: Pay now']) {
      const { signatures } = await signaturesOf(`${field}\r\n${APPENDIX_A}`, zone);
      expect(signatures.map(({ state }) => state)).toEqual(['header-altered', 'header-altered']);
    }
  });
});
