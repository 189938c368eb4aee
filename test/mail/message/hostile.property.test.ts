// Whatever stands in a saved message, reading it answers, without throwing; and no forged line is believed, whatever stands around it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { registrableDomain } from '../../../src/mail/dmarc/registrable.ts';
import { parseAddressList, parsePath } from '../../../src/mail/message/address-list.ts';
import { parseAuthResults } from '../../../src/mail/message/authentication-results.ts';
import { parseHeader } from '../../../src/mail/message/headers.ts';
import { linkedHosts } from '../../../src/mail/message/links.ts';
import { formOf } from '../../../src/mail/message/mime.ts';
import { parseReceived } from '../../../src/mail/message/received.ts';
import { traceOf } from '../../../src/mail/message/trace.ts';
import { unsubscribeOf } from '../../../src/mail/message/unsubscribe.ts';

const piece = fc.constantFrom(
  'Received: from ',
  ' by ',
  'with ESMTPS',
  'mx.receiver.example',
  '(a [203.0.113.9])',
  '[IPv6:2001:db8::1]',
  'Authentication-Results: ',
  'dkim=pass',
  'header.d=example.com',
  ';',
  '; ',
  '=',
  '"',
  '\\',
  '(',
  ')',
  '<',
  '>',
  ',',
  ':',
  'From: ',
  'a@b.example',
  '\r\n',
  '\n',
  '\r\n ',
  '\t',
  'Content-Type: multipart/mixed; boundary=b',
  '--b',
  '--b--',
  'charset=',
  'utf-8',
  'utf-7',
  'base64',
  '=?utf-8?Q?',
  '=3D',
  '=',
  'List-Unsubscribe: <https://x.example>',
  'href="https://x.example/',
  ' src=',
  '\u0000',
  '\u202e',
  'ü',
  '\u{1f600}',
  'https://',
  'https://[::1',
  'http://1.2.3.4',
  'From ',
  '\r\n\r\n',
);
const text = fc
  .array(fc.oneof({ weight: 5, arbitrary: piece }, { weight: 1, arbitrary: fc.string({ maxLength: 20, unit: 'binary' }) }), {
    maxLength: 60,
  })
  .map((all) => all.join(''));

const read = (raw: Uint8Array): unknown => {
  const header = parseHeader(raw);
  const form = formOf(raw, header);
  return [
    header,
    form,
    linkedHosts(form.texts, 'example.com'),
    traceOf(header, { authservId: null, organisationOf: registrableDomain }),
    traceOf(header, { authservId: 'mx.receiver.example', organisationOf: registrableDomain }),
    unsubscribeOf(header),
  ];
};

describe('a message of any kind', () => {
  it('is read without a fault', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text.map((one) => Buffer.from(one)),
          fc.uint8Array({ maxLength: 400 }),
        ),
        (raw) => {
          JSON.stringify(read(raw));
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('has fields that read without a fault', () => {
    fc.assert(
      fc.property(text, (one) => {
        JSON.stringify([parseAddressList(one), parsePath(one), parseAuthResults(one), parseReceived(one)]);
      }),
      { numRuns: 3_000 },
    );
  });

  it('keeps every octet: header and body make up the whole', () => {
    fc.assert(
      fc.property(text, (one) => {
        const raw = Buffer.from(one);
        const { bodyAt, bytes } = parseHeader(raw);
        expect(bodyAt).toBe(bytes);
        expect(bodyAt).toBeLessThanOrEqual(raw.length);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a forged line', () => {
  const TOP =
    'Received: from out.evil.example (out.evil.example [203.0.113.66]) by mx.receiver.example (Postfix) with ESMTPS id 4A; Thu, 26 Nov 2026 09:00:06 +0000\r\n';
  const foreign = 'Received: from a.example by b.example; Thu, 26 Nov 2026 09:00:00 +0000\r\n';
  const forged =
    'Authentication-Results: mx.receiver.example; dkim=pass header.d=example.com; dmarc=pass header.from=example.com\r\n';
  const noise = text.map((one) => `X-Noise: ${one.replaceAll(/[\r\n]/g, ' ')}\r\n`);

  it('below a Received of another host is never believed', () => {
    fc.assert(
      fc.property(
        fc.array(noise, { maxLength: 4 }),
        fc.array(noise, { maxLength: 4 }),
        fc.array(fc.constantFrom(foreign, forged), { maxLength: 4 }),
        (above, between, more) => {
          const raw = Buffer.from(
            `${TOP}${above.join('')}${foreign}${between.join('')}${more.join('')}${forged}From: a@b.example\r\n\r\n`,
          );
          const { results, border } = traceOf(parseHeader(raw), { authservId: null, organisationOf: registrableDomain });
          expect(results.some(({ standing }) => standing === 'trusted')).toBe(false);
          expect(border?.ip).toBe('203.0.113.66');
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
