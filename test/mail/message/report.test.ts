// What is a report about a message, and what is the message itself.
import { describe, expect, it } from 'vitest';
import { parseHeader } from '../../../src/mail/message/headers.ts';
import { type ReportFound, reportFound } from '../../../src/mail/message/report.ts';

const found = (...lines: readonly string[]): ReportFound | null => {
  const raw = Buffer.from(`${lines.join('\r\n')}\r\n`);
  return reportFound(parseHeader(raw), raw);
};

const DELIVERY = [
  '--b',
  'Content-Type: message/delivery-status',
  '',
  'Reporting-MTA: dns; mx.example.net',
  '',
  'Final-Recipient: rfc822;ops@example.net',
  'Action: failed',
];

const CASES: readonly (readonly [string, readonly string[], ReportFound | null])[] = [
  [
    'a delivery report, folded and in another language',
    [
      'From: Mailzustellsystem <postmaster@example.net>',
      'Subject: =?utf-8?Q?Unzustellbar?=',
      'Content-Type: multipart/report;',
      ' report-type=delivery-status;',
      '\tboundary="b"',
      '',
      ...DELIVERY,
      'Status: 5.7.26 (unauthenticated)',
    ],
    { kind: 'delivery', status: '5.7.26' },
  ],
  [
    'a delivery report without a status',
    ['From: x@example.net', 'Content-Type: Multipart/Report; boundary=b; report-type="delivery-status"', '', ...DELIVERY],
    { kind: 'delivery', status: null },
  ],
  [
    'a status that is none',
    ['From: x@example.net', 'Content-Type: multipart/report; report-type=delivery-status; boundary=b', '', 'Status: 550'],
    { kind: 'delivery', status: null },
  ],
  [
    'a complaint',
    [
      'From: fbl@example.net',
      'Content-Type: multipart/report; report-type=feedback-report; boundary=b',
      '',
      'Feedback-Type: abuse',
    ],
    { kind: 'complaint', status: null },
  ],
  [
    'a receipt',
    ['From: x@example.net', 'Content-Type: multipart/report; report-type=disposition-notification; boundary=b', '', ''],
    { kind: 'disposition', status: null },
  ],
  [
    'a report that names no type',
    ['From: x@example.net', 'Content-Type: multipart/report; boundary=b', '', ''],
    { kind: 'other', status: null },
  ],
  [
    'what qmail writes',
    ['From: MAILER-DAEMON@mx.example.net', 'Subject: failure notice', '', 'Hi. This is the qmail-send program.'],
    { kind: 'delivery', status: null },
  ],
  ['an invoice', ['From: billing@example.com', 'Content-Type: text/plain', '', 'Status: 5.1.1'], null],
  [
    'an invoice with a report in its name',
    ['From: billing@example.com', 'Content-Type: multipart/mixed; boundary=report', '', ''],
    null,
  ],
];

describe('a report about a message', () => {
  it.each(CASES)('%s', (_, lines, expected) => {
    expect(found(...lines)).toEqual(expected);
  });
});
