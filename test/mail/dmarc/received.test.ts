import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aggregateReader, NotAReport } from '../../../src/mail/dmarc/aggregate.ts';
import { receivedTally, signingOf } from '../../../src/mail/dmarc/received.ts';
import { registrableDomain } from '../../../src/mail/dmarc/registrable.ts';
import { reportXml, type ReportXml, type RowXml } from './report-xml.ts';

const read = (xml: string, piece = 7) => {
  const reader = aggregateReader();
  for (let at = 0; at < xml.length; at += piece) reader.write(xml.slice(at, at + piece));
  return reader.end();
};
const seen = (...reports: readonly ReportXml[]) => {
  const tally = receivedTally(registrableDomain);
  const added = reports.map((one) => tally.add(read(reportXml(one))));
  return { domains: tally.domains(), added };
};
const FAILS = ['fail', 'fail'] as const;

describe('what one row says', () => {
  const rows: readonly [string, RowXml, object][] = [
    [
      'a signature of the domain passes',
      { dkim: [['mail.example.com', 's1', 'pass']] },
      { outcome: 'passes', sender: null, dkim: [{ domain: 'mail.example.com', aligned: true, selectors: ['s1'] }] },
    ],
    [
      'a service signs as itself only',
      { counted: FAILS, dkim: [['sendgrid.net', 'smtpapi', 'pass']] },
      { outcome: 'not-aligned', sender: 'SendGrid', dkim: [{ domain: 'sendgrid.net', aligned: false, selectors: ['smtpapi'] }] },
    ],
    [
      'a claim of a service that did not verify names nobody',
      { counted: FAILS, dkim: [['sendgrid.net', 's', 'fail']] },
      { outcome: 'unauthenticated', sender: null, dkim: [] },
    ],
    ['a name that only ends alike is not the service', { counted: FAILS, spf: [['evilsendgrid.net', 'pass']] }, { sender: null }],
    [
      'its own signature does not verify',
      { counted: FAILS, reason: 'mailing_list', dkim: [['example.com', 's1', 'fail']], spf: [['lists.example.net', 'pass']] },
      {
        outcome: 'signature-fails',
        failedSignatures: [{ domain: 'example.com', selectors: ['s1'] }],
        overridden: { messages: 1, reasons: ['mailing_list'] },
      },
    ],
    ['nothing passes', { counted: FAILS, spf: [['example.com', 'softfail']] }, { outcome: 'unauthenticated', spf: [] }],
    ['DNS of the receiver failed', { counted: FAILS, spf: [['example.com', 'temperror']] }, { outcome: 'unjudged' }],
    [
      'the receiver does not say what it counted',
      { counted: null, dkim: [['example.com', 's', 'pass']] },
      { outcome: 'unjudged' },
    ],
    ['a HELO pass is no MAIL FROM pass', { counted: FAILS, spf: [['amazonses.com', 'pass', 'helo']] }, { sender: null, spf: [] }],
    ['IPv6', { ip: '2001:DB8::1' }, { addresses: [{ address: '2001:db8::1', messages: 1 }] }],
  ];
  it.each(rows)('%s', (_, row, expected) => {
    expect(seen({ rows: [row] }).domains[0]?.sources).toEqual([expect.objectContaining(expected)]);
  });

  it.each([
    ['no address', { ip: 'localhost' }],
    ['no count', { count: '-4' }],
    ['a count of no message', { count: '0' }],
    ['a count beyond all mail', { count: '99999999999' }],
  ])('is left out and counted where it has %s', (_, row) => {
    expect(seen({ rows: [row, {}] }).domains[0]).toMatchObject({ messages: 1, unreadableRows: 1 });
  });
});

describe('many reports', () => {
  it('adds up what failed, what was let pass, and puts failures first', () => {
    const { domains } = seen(
      {
        rows: [
          { count: 90, dkim: [['example.com', 'a', 'pass']] },
          { count: 6, counted: FAILS, spf: [['x.example', 'pass']] },
        ],
      },
      {
        id: '2',
        rows: [
          { count: 3, counted: FAILS, reason: 'forwarded' },
          { count: 1, dkim: [['example.com', 'b', 'pass']] },
        ],
      },
      { domain: 'gym.example', rows: [{}] },
    );
    expect(domains.map(({ domain }) => domain)).toEqual(['example.com', 'gym.example']);
    expect(domains[0]).toMatchObject({ reports: 2, messages: 100, passed: 91, failed: 9, overridden: 3, unjudged: 0 });
    expect(domains[0]?.sources.map(({ outcome, messages }) => [outcome, messages])).toEqual([
      ['not-aligned', 6],
      ['unauthenticated', 3],
      ['passes', 91],
    ]);
    expect(domains.slice(0, 1).flatMap(signingOf)).toEqual([
      { domain: 'example.com', selector: 'a' },
      { domain: 'example.com', selector: 'b' },
    ]);
  });

  it('counts a report that came twice once, and another span under the same id again', () => {
    const one = { rows: [{ count: 5 }] };
    const { domains, added } = seen(one, one, { ...one, span: [1764086400, 1764172799] });
    expect(added).toEqual([true, false, true]);
    expect(domains[0]?.messages).toBe(10);
  });

  it('shows the policy that the newest report read', () => {
    const { domains } = seen({ p: 'reject', span: [2e9, 2e9 + 1], rows: [] }, { p: 'none', id: '2', rows: [] });
    expect(domains[0]?.policy.p).toBe('reject');
  });

  it('takes strict alignment from the policy', () => {
    const { domains } = seen({ adkim: 's', rows: [{ counted: FAILS, dkim: [['mail.example.com', 's', 'pass']] }] });
    expect(domains[0]?.sources[0]).toMatchObject({ outcome: 'not-aligned', dkim: [{ aligned: false }] });
  });

  it('keeps a flood of sources within bounds, and every message counted', () => {
    const rows = Array.from({ length: 6000 }, (_, n) => ({
      counted: FAILS,
      spf: [[`d${n}.example`, 'pass']] as [string, string][],
    }));
    const { domains } = seen({ rows });
    expect(domains[0]?.failed).toBe(6000);
    expect(domains[0]?.sources.length).toBeLessThanOrEqual(5001);
  });
});

describe('what is no report', () => {
  it.each([
    ['another document', '<html><body/></html>', /begins with <html>/],
    ['an entity bomb', '<!DOCTYPE a [<!ENTITY b "cc">]><feedback>&b;</feedback>', /DOCTYPE/],
    ['an entity of nobody', '<feedback><version>&lol;</version></feedback>', /no well-formed XML/],
    ['a cut one', reportXml({ rows: [{}] }).slice(0, 300), /no well-formed XML/],
    ['one without a policy', '<feedback></feedback>', /names no domain/],
    ['a pit', `<feedback>${'<a>'.repeat(40)}`, /nests deeper/],
    ['nothing', '   ', /no well-formed XML|names no domain/],
    ['plain text', 'hello', /no well-formed XML/],
  ])('refuses %s', (_, xml, says) => {
    expect(() => read(xml)).toThrow(NotAReport);
    expect(() => read(xml)).toThrow(says);
  });

  it('reads the namespace of RFC 9990, prefixes, CDATA and comments', () => {
    const open = '<feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0">';
    expect(read(reportXml({ open, rows: [{}] })).rows).toHaveLength(1);
    const prefixed = reportXml({ rows: [{}] }).replaceAll(/<(\/?)([a-z])/g, '<$1d:$2');
    expect(read(prefixed.replace('>1<', '><!-- one --><![CDATA[1]]><')).rows).toHaveLength(1);
  });

  it('holds whatever bytes come: a report or NotAReport', () => {
    const good = reportXml({ rows: [{ dkim: [['example.com', 's', 'pass']] }] });
    fc.assert(
      fc.property(fc.nat(good.length), fc.nat(40), fc.string({ maxLength: 30, unit: 'binary' }), (at, cut, put) => {
        try {
          const report = read(good.slice(0, at) + put + good.slice(at + cut), 61);
          return report.rows.every(({ count }) => Number.isSafeInteger(count));
        } catch (error) {
          return error instanceof NotAReport;
        }
      }),
      { numRuns: 200 },
    );
  });
});
