// The domains that the pages ask about.
import type { LabZones } from '../../src/lab/dns/zones.ts';
import { ZONES } from '../cli/dns-zones.ts';
import { ED25519, RSA } from '../fakes/dkim-signer.ts';

/** A TXT record in strings of at most 255 octets. */
const txt = (record: string): string => (record.match(/.{1,200}/g) ?? []).map((part) => `"${part}"`).join(' ');

/** Owner and type of a line. */
const keyOf = (line: string): string =>
  line
    .split(' ')
    .filter((word) => !/^\d+$/.test(word))
    .slice(0, 2)
    .join(' ');

const over = (lines: readonly string[], below: readonly string[]): readonly string[] => {
  const said = new Set(lines.map(keyOf));
  return [...lines, ...below.filter((line) => !said.has(keyOf(line)))];
};

/** What the resolver of a place knows: the world's zones and those of the pages; of one name the first is right. */
export const together = (first: LabZones, second: LabZones): LabZones => ({
  ...second,
  ...Object.fromEntries(Object.entries(first).map(([zone, lines]) => [zone, over(lines, second[zone] ?? [])])),
});

const { 'provider.example': provider, 'bare.example': bare, 'plus-all.example': plusAll } = ZONES;

export const PAGE_ZONES: LabZones = {
  'provider.example': provider!,
  'bare.example': bare!,
  'plus-all.example': plusAll!,
  'good.example': [
    '@ NS ns1',
    '@ NS ns2',
    '@ MX 10 mx1',
    'mx1 A 192.0.2.10',
    '@ TXT "v=spf1 include:_spf.provider.example mx -all"',
    '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@good.example"',
  ],
  'example.com': [
    '@ MX 10 mx1',
    'mx1 A 192.0.2.10',
    '@ TXT "v=spf1 include:_spf.provider.example mx -all exp=why.example.com"',
    'why TXT "%{i} is not one of ours"',
    '_dmarc TXT "v=DMARC1; p=reject"',
    `s1._domainkey TXT ${txt(RSA.record)}`,
    `s1._domainkey.mail TXT ${txt(RSA.record)}`,
    'mail TXT "v=spf1 ip4:198.51.100.0/24 -all"',
    'bounce MX 10 feedback-smtp.ap-south-1.amazonses.com.',
    'bounce TXT "v=spf1 include:amazonses.com -all"',
  ],
  'amazonses.com': ['@ TXT "v=spf1 ip4:199.255.192.0/22 -all"', 'feedback-smtp.ap-south-1 A 192.0.2.44'],
  'example.net': ['@ MX 10 mx1', 'mx1 A 192.0.2.11', '@ TXT "v=spf1 mx -all"', '_dmarc TXT "v=DMARC1; p=reject"'],
  'relay.example': [`k._domainkey TXT ${txt(ED25519.record)}`],
};

/** Of AS112 (RFC 7534), the sink of the DNS: addresses of the public, and nobody's. The resolver's is one of those for documentation. */
export const ADDRESS = {
  resolver: '192.0.2.53',
  nameServer: '192.175.48.53',
  aws: '192.175.48.1',
  imap: '192.175.48.2',
  dns: '192.175.48.3',
  squareos: '192.175.48.4',
  mail: { 'good.example': '192.175.48.11', 'example.com': '192.175.48.12' } as { readonly [domain: string]: string },
} as const;

/** What everybody finds in the DNS. */
export const WORLD_ZONES: LabZones = {
  'amazonaws.com': ['@ NS ns1', `ns1 A ${ADDRESS.nameServer}`, `* A ${ADDRESS.aws}`],
  'gmail.com': [`imap A ${ADDRESS.imap}`],
  'squareos.example': [`api A ${ADDRESS.squareos}`],
  'dns.example': [`@ A ${ADDRESS.dns}`],
  'example.com': [`imap A ${ADDRESS.imap}`],
};

/** The zone that leads to the host that takes a domain's mail and serves its policy. */
export const mailHostOf = (domain: string): LabZones => ({
  [domain]: [
    '@ MX 10 mx1',
    `mx1 A ${ADDRESS.mail[domain] ?? ''}`,
    `mta-sts A ${ADDRESS.mail[domain] ?? ''}`,
    '_mta-sts TXT "v=STSv1; id=20261126"',
    `_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@${domain}"`,
  ],
});
