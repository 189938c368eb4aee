// The page of `certify dns`: made from the document alone, whatever the width, whatever DNS says.
import { describe, expect, it } from 'vitest';
import stringWidth from 'string-width';
import type { JsonValue } from '../../../../src/core/json.ts';
import type { RunDocument } from '../../../../src/core/record.ts';
import { dmarcProbe } from '../../../../src/probes/dns/dmarc.ts';
import { mailDomainsProbe } from '../../../../src/probes/dns/mail-domains.ts';
import { spfProbe } from '../../../../src/probes/dns/spf.ts';
import { dnsReport } from '../../../../src/report/terminal/dns/dns-report.ts';
import { factFrom, observed, senderProfile } from '../../../fakes/dns-asking.ts';
import type { Zone } from '../../../fakes/dns-zone.ts';
import { failedDocument, finding } from '../../../records.ts';
import { HOSTILE } from '../../hostile.ts';

const STYLE = { width: 80, colour: false, unicode: true, verbose: false, unicodeName: 'example.com' };

const ZONE: Zone = {
  'example.com': { MX: ['10 mx.example.com'], TXT: ['v=spf1 include:_spf.example.net a:gone.example.com ~all'] },
  '_spf.example.net': { TXT: ['v=spf1 ip4:192.0.2.0/24 exists:%{i}.x.example.net -all'] },
  '_dmarc.example.com': { TXT: ['v=DMARC1; p=quarantine; rua=mailto:d@example.com'] },
};

const looked = async (zone: Zone): Promise<RunDocument> => {
  const profile = senderProfile();
  const [spf, dmarc, mail] = await Promise.all([
    factFrom(spfProbe, { zone, profile }),
    factFrom(dmarcProbe, { zone, profile }),
    factFrom(mailDomainsProbe, { zone, profile }),
  ]);
  return failedDocument({
    tenant: 'example.com',
    observations: {
      'dns.spf': observed(spf as unknown as JsonValue),
      'dns.dmarc': observed(dmarc as unknown as JsonValue),
      'dns.mailDomains': observed(mail as unknown as JsonValue),
    },
    findings: [
      finding({
        check: 'spf-authorises',
        status: 'fail',
        reason: 'too-many-voids',
        owner: 'DNS admin',
        fix: 'Remove the terms that name nothing.',
      }),
      finding({ check: 'dmarc-record' }),
      finding({ check: 'sender-domain-receives' }),
      finding({ check: 'one-of-tomorrow', status: 'warn', title: 'Something that has no subject yet', owner: 'DNS admin' }),
    ],
  });
};

describe('the page', () => {
  it('shows the record, the cost of each include, and what finds nothing', async () => {
    const page = dnsReport(await looked(ZONE), STYLE);
    expect(page).toContain('v=spf1 include:_spf.example.net a:gone.example.com ~all');
    expect(page).toContain('3 of 10 DNS lookups, 1 finds nothing:');
    expect(page).toMatch(/ 2 include:_spf\.example\.net\n +1 {3}exists:%\{i\}\.x\.example\.net \(decided per message\)/);
    expect(page).toContain('1 a:gone.example.com (finds nothing)');
  });

  it.each([40, 60, 80, 100])('fits into %i columns', async (width) => {
    const lines = dnsReport(await looked(ZONE), { ...STYLE, width }).split('\n');
    const long = lines.filter((line) => stringWidth(line) > width && line.trim().includes(' '));
    expect(long).toEqual([]);
  });

  it('shows a finding that has no subject of its own', async () =>
    expect(dnsReport(await looked(ZONE), STYLE)).toContain('Something that has no subject yet'));

  it('stops at a domain that does not exist', async () => {
    const page = dnsReport(await looked({}), STYLE);
    expect(page).not.toContain('SPF');
    expect(page.split('\n').length).toBeLessThan(12);
  });

  it('does without letters and signs beyond ASCII', async () =>
    expect(dnsReport(await looked(ZONE), { ...STYLE, unicode: false })).toMatch(/^\p{ASCII}*$/u));

  it.each(HOSTILE)('shows %j in a record as text', async (hostile) => {
    const zone = { ...ZONE, 'example.com': { MX: [`10 ${hostile}`], TXT: [`v=spf1 exp=${hostile} ~all`, `v=spf1 ${hostile}`] } };
    const page = dnsReport(await looked(zone), STYLE);
    expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(page).not.toMatch(/^\s*::.*::/m);
  });
});
