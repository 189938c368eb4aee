// Zones as people break them, with what `certify dns` must say of each and how it must end.
import { generateKeyPairSync } from 'node:crypto';
import type { LabDnsFault } from '../../src/lab/dns/faults.ts';
import type { LabZones } from '../../src/lab/dns/zones.ts';

const MAIL = ['@ MX 10 mx1', 'mx1 A 192.0.2.10'];
const DMARC = '_dmarc TXT "v=DMARC1; p=reject"';
const SPF = '@ TXT "v=spf1 include:_spf.provider.example -all"';

/** A private key that somebody published. */
export const LEAKED = generateKeyPairSync('rsa', { modulusLength: 1024 })
  .privateKey.export({ type: 'pkcs8', format: 'der' })
  .toString('base64');

export const ZONES: LabZones = {
  'provider.example': [
    '_spf TXT "v=spf1 include:_a.provider.example include:_b.provider.example ~all"',
    '_a TXT "v=spf1 ip4:192.0.2.0/24 -all"',
    '_b TXT "v=spf1 ip4:198.51.100.0/24 ip6:2001:db8::/32 exp=why.provider.example -all"',
    'why TXT "%{i} is not one of ours"',
  ],
  'good.example': [
    ...MAIL,
    SPF,
    DMARC,
    's1._domainkey TXT "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="',
    '_mta-sts TXT "v=STSv1; id=20261120"',
  ],
  'leaked.example': [...MAIL, SPF, DMARC, `s1._domainkey TXT "v=DKIM1; p=${LEAKED.slice(0, 200)}" "${LEAKED.slice(200)}"`],
  'xn--mnchen-3ya.example': [...MAIL, SPF, DMARC],
  'bare.example': MAIL,
  'two-spf.example': [...MAIL, SPF, '@ TXT "v=spf1 mx -all"', DMARC],
  'plus-all.example': [...MAIL, '@ TXT "v=spf1 +all"', DMARC],
  'syntax.example': [...MAIL, '@ TXT "v=spf1 ipv4:192.0.2.1 -all"', DMARC],
  'dead-include.example': [...MAIL, '@ TXT "v=spf1 include:gone.example -all"', DMARC],
  'many.example': [
    ...MAIL,
    `@ TXT "v=spf1 ${Array.from({ length: 11 }, (_, n) => `a:h${n}.many.example`).join(' ')} -all"`,
    ...Array.from({ length: 11 }, (_, n) => `h${n} A 192.0.2.${n + 20}`),
    DMARC,
  ],
  'two-dmarc.example': [...MAIL, SPF, DMARC, '_dmarc TXT "v=DMARC1; p=none"'],
  'misplaced.example': [...MAIL, SPF, '@ TXT "v=DMARC1; p=reject"'],
  'pct.example': [...MAIL, SPF, '_dmarc TXT "v=DMARC1; p=reject; pct=20"'],
  'null-mx.example': ['@ MX 0 .', '@ TXT "v=spf1 -all"', DMARC],
  'mx-alias.example': ['@ MX 10 mail', 'mail CNAME mx1.good.example.', SPF, DMARC],
  'unsigned.example': [...MAIL, SPF, DMARC],
  'no-mail.example': ['@ TXT "v=spf1 -all"', DMARC],
  'bad-sts.example': [...MAIL, SPF, DMARC, '_mta-sts TXT "v=STSv1"'],
  'lame.example': ['@ NS ns1', '@ NS ns.nowhere.example.', ...MAIL, SPF, DMARC],
  'foreign-reports.example': [...MAIL, SPF, '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@good.example"'],
  'loop.example': ['@ CNAME other.loop.example.', 'other CNAME loop.example.'],
  'quiet-dmarc.example': [...MAIL, SPF, DMARC],
  'quiet-spf.example': [...MAIL, '@ TXT "v=spf1 include:_spf.quiet-spf.example -all"', DMARC],
  'quiet-term.example': [...MAIL, '@ TXT "v=spf1 a:out.quiet-term.example include:_spf.provider.example -all"', DMARC],
  'servfail.example': MAIL,
  'refused.example': MAIL,
};

export const FAULTS: readonly LabDnsFault[] = [
  { name: 'unsigned.example', on: 'recursive', behaviour: 'bogus' },
  { name: '*.unsigned.example', on: 'recursive', behaviour: 'bogus' },
  { name: '_dmarc.quiet-dmarc.example', on: 'recursive', behaviour: 'servfail' },
  { name: '_spf.quiet-spf.example', on: 'recursive', behaviour: 'servfail' },
  { name: 'out.quiet-term.example', on: 'recursive', behaviour: 'servfail' },
  { name: 'servfail.example', on: 'recursive', behaviour: 'servfail' },
  { name: '*.servfail.example', on: 'recursive', behaviour: 'servfail' },
  { name: 'refused.example', on: 'recursive', behaviour: 'refused' },
  { name: '*.refused.example', on: 'recursive', behaviour: 'refused' },
];

export interface Case {
  readonly domain: string;
  readonly exitCode: 0 | 1 | 3;
  /** Checks that do not pass, with their reasons; beside the open question how mail is sent. */
  readonly findings: { readonly [check: string]: string };
  /** What a person must read. */
  readonly says: readonly string[];
}

const SPF_AT_FAULT = (reason: string) => ({ 'spf-authorises': reason });

export const CASES: readonly Case[] = [
  {
    domain: 'quiet-dmarc.example',
    exitCode: 3,
    findings: { 'dmarc-record': 'cannot-judge', 'dmarc-alignment': 'cannot-judge', 'dns-propagation': 'resolver-fails' },
    says: ['Not every answer that decides came'],
  },
  {
    domain: 'quiet-spf.example',
    exitCode: 3,
    findings: { 'spf-authorises': 'partly-observed' },
    says: ['dig _spf.quiet-spf.example TXT'],
  },
  {
    domain: 'quiet-term.example',
    exitCode: 3,
    findings: { 'spf-authorises': 'partly-observed' },
    says: ['a:out.quiet-term.example', 'dig out.quiet-term.example A'],
  },
  { domain: 'good.example', exitCode: 0, findings: {}, says: ['In order', '3 of 10 DNS lookups', 'MTA-STS published'] },
  {
    domain: 'bare.example',
    exitCode: 0,
    findings: { 'spf-authorises': 'spf-missing', 'dmarc-record': 'missing' },
    says: ['Usable', '_dmarc.bare.example. 3600 IN TXT "v=DMARC1; p=none'],
  },
  {
    domain: 'two-spf.example',
    exitCode: 1,
    findings: SPF_AT_FAULT('several-spf'),
    says: ['two-spf.example. 3600 IN TXT "v=spf1 include:_spf.provider.example mx -all"'],
  },
  { domain: 'plus-all.example', exitCode: 1, findings: SPF_AT_FAULT('plus-all'), says: ['the whole internet'] },
  { domain: 'syntax.example', exitCode: 1, findings: SPF_AT_FAULT('spf-syntax'), says: ['ipv4:192.0.2.1'] },
  {
    domain: 'dead-include.example',
    exitCode: 1,
    findings: SPF_AT_FAULT('include-without-spf'),
    says: ['include:gone.example (has no SPF record'],
  },
  { domain: 'many.example', exitCode: 1, findings: SPF_AT_FAULT('too-many-lookups'), says: ['11 of 10 DNS lookups'] },
  {
    domain: 'two-dmarc.example',
    exitCode: 0,
    findings: { 'dmarc-record': 'several-records' },
    says: ['receivers discard them all'],
  },
  {
    domain: 'misplaced.example',
    exitCode: 0,
    findings: { 'dmarc-record': 'at-the-domain-itself' },
    says: ['_dmarc.misplaced.example. 3600 IN TXT "v=DMARC1; p=reject"'],
  },
  {
    domain: 'pct.example',
    exitCode: 0,
    findings: { 'dmarc-record': 'pct-read-differently' },
    says: ['Readers of RFC 7489 conclude: reject for 20 % of it, quarantine for the rest.'],
  },
  {
    domain: 'null-mx.example',
    exitCode: 1,
    findings: { 'spf-authorises': 'nobody-passes', 'sender-domain-receives': 'null-mx' },
    says: ['takes no mail'],
  },
  {
    domain: 'mx-alias.example',
    exitCode: 0,
    findings: { 'sender-domain-receives': 'mx-alias' },
    says: ['is an alias, which an MX must not name', 'mx-alias.example. 3600 IN MX 10 mx1.good.example.'],
  },
  {
    domain: 'no-mail.example',
    exitCode: 0,
    findings: { 'spf-authorises': 'nobody-passes', 'sender-domain-receives': 'no-mail-host' },
    says: ['no MX and no address'],
  },
  {
    domain: 'foreign-reports.example',
    exitCode: 0,
    findings: { 'dmarc-reports': 'not-authorised' },
    says: ['foreign-reports.example._report._dmarc.good.example. 3600 IN TXT "v=DMARC1"'],
  },
  {
    domain: 'loop.example',
    exitCode: 1,
    findings: { 'sender-domain-receives': 'cname-loop', 'spf-authorises': 'cannot-judge', 'dmarc-record': 'missing' },
    says: ['come back to themselves'],
  },
  { domain: 'bad-sts.example', exitCode: 0, findings: { 'mail-policies': 'malformed' }, says: ['MTA-STS cannot be read'] },
  {
    domain: 'lame.example',
    exitCode: 0,
    findings: { 'name-servers': 'no-address' },
    says: ['ns.nowhere.example: has no address'],
  },
];
