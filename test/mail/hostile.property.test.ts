// Whatever stands in DNS, the parsers answer, soon, and without throwing.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDkimKey } from '../../src/mail/dkim/key.ts';
import { parseTags } from '../../src/mail/dkim/tags.ts';
import { isDmarc, meantAsDmarc, parseDmarc } from '../../src/mail/dmarc/record.ts';
import { parseDmarcUris } from '../../src/mail/dmarc/uri.ts';
import { parseDnsName } from '../../src/text/domain-name.ts';
import { parseMailAddress } from '../../src/text/mail-address.ts';
import { parseIp } from '../../src/mail/spf/ip.ts';
import { parseMacroString } from '../../src/mail/spf/macro.ts';
import { mendDkimKey } from '../../src/mail/dkim/mend.ts';
import { mendDmarc } from '../../src/mail/dmarc/mend.ts';
import { mailPolicyState, mendMailPolicy } from '../../src/mail/dns/mail-policies.ts';
import { meantAsSpf } from '../../src/mail/spf/meant.ts';
import { mendSpf, mergeSpf } from '../../src/mail/spf/merge.ts';
import { selectSpf } from '../../src/mail/spf/select.ts';

const PARSERS: readonly (readonly [string, (text: string) => unknown])[] = [
  ['SPF', (text) => selectSpf([`v=spf1 ${text}`, text])],
  ['SPF as it was meant', (text) => [meantAsSpf(text), mendSpf(text), mendSpf(`v=spf1 ${text}`)]],
  ['DKIM as it was meant', (text) => [mendDkimKey(text), mendDkimKey(`v=DKIM1 ${text}`)]],
  ['DMARC as it was meant', (text) => [mendDmarc(text), mendDmarc(`v=DMARC1; rua=${text}`)]],
  [
    'MTA-STS, TLS-RPT and BIMI',
    (text) =>
      (['mtaSts', 'tlsRpt', 'bimi'] as const).map((kind) => [
        mailPolicyState(kind, { outcome: 'found', values: [text] }),
        mendMailPolicy(kind, [text, `v=TLSRPTv1 rua=${text}`]),
      ]),
  ],
  ['SPF merge', (text) => mergeSpf([`v=spf1 ${text}`], 'amazonses.com')],
  ['macros', (text) => [parseMacroString(text), parseMacroString(text, 'explanation')]],
  ['IP', parseIp],
  ['DKIM', (text) => [parseDkimKey(text), parseDkimKey(`v=DKIM1; p=${text}`), parseTags(text)]],
  ['DMARC', (text) => [isDmarc(text), meantAsDmarc(text), parseDmarc(`v=DMARC1; ${text}`), parseDmarcUris(text)]],
  ['name', parseDnsName],
  ['address', parseMailAddress],
];

const pieces = fc.constantFrom(
  'v=',
  'spf1',
  'DMARC1',
  ';',
  ' ',
  '\t',
  '=',
  ':',
  '/',
  '//',
  '.',
  '%',
  '{',
  '}',
  'include:',
  'ip4:',
  'p=',
  'rua=mailto:',
  '@',
  '"',
  '\\',
  '<',
  '>',
  '-',
  '_',
  '\u0000',
  'ü',
  '\ud800',
  'a',
  '1',
  '%{d2r.-}',
  'redirect=',
);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(pieces, { maxLength: 60 }).map((all) => all.join('')),
);

describe.each(PARSERS)('the %s parser', (_, parse) => {
  it('takes any text', () => {
    fc.assert(
      fc.property(text, (given) => {
        parse(given);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ' ',
    'a',
    '.a',
    'a:',
    'a=',
    '%{',
    '<',
    '"',
    ';',
    'a-',
    '1',
    '\\',
    'include:',
    '-----BEGIN ',
    '=  ',
    'v ',
    ',',
    '\t',
    'include ',
  ])('takes 60,000 characters made of %j, ended by one that fits nowhere', (piece) => {
    const long = piece.repeat(Math.floor(60_000 / piece.length));
    // A match that goes back over the text again and again would run into the test's time limit.
    for (const given of [`${long}\u00e9`, `a=${long}\u00e9`, `a:x.${long}!`]) expect(() => parse(given)).not.toThrow();
  });
});
