// The domains that the pages ask about.
import type { LabZones } from '../../src/lab/dns/zones.ts';
import { ZONES } from '../cli/dns-zones.ts';
import { ED25519, RSA } from '../fakes/dkim-signer.ts';

/** A TXT record in strings of at most 255 octets. */
const txt = (record: string): string => (record.match(/.{1,200}/g) ?? []).map((part) => `"${part}"`).join(' ');

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
