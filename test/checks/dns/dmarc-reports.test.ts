import { expect, it } from 'vitest';
import { toldBy } from '../told-by.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { NotAsked } from '../../../src/core/probe.ts';
import { dmarcReports } from '../../../src/checks/dns/dmarc-reports.ts';
import { dmarcProbe } from '../../../src/probes/dns/dmarc.ts';
import { dmarcReportsProbe } from '../../../src/probes/dns/dmarc-reports.ts';
import { askProbe, factFrom, notAsked, observed } from '../../fakes/dns-asking.ts';
import type { Zone } from '../../fakes/dns-zone.ts';

const VENDOR: Zone = {
  'vendor.example': { MX: ['10 mx.vendor.example'] },
  'mx.vendor.example': { A: ['192.0.2.11'] },
  'example.com': { MX: ['10 mx.example.com'] },
  'mx.example.com': { A: ['192.0.2.10'] },
};

const policy = (rest: string): Zone => ({ ...VENDOR, '_dmarc.example.com': { TXT: [`v=DMARC1; p=none; ${rest}`] } });

const dmarcFact = async (zone: Zone) => ({ 'dns.dmarc': observed(await factFrom(dmarcProbe, { zone })) });

const judge = async (zone: Zone): Promise<Finding> => {
  const value = await factFrom(dmarcReportsProbe, { zone, facts: await dmarcFact(zone) });
  return toldBy(
    dmarcReports,
    dmarcReports.evaluate({ 'dns.dmarcReports': { state: 'observed', value }, 'dns.mailDomains': notAsked }),
  );
};

it('passes for an address of the same organisation without asking for its agreement', async () => {
  const zone = policy('rua=mailto:a@reports.example.com');
  expect(await judge({ ...zone, 'reports.example.com': { MX: ['10 mx.example.com'] } })).toMatchObject({
    status: 'pass',
    reason: 'ok',
  });
});

it('passes for a vendor that agreed, by a wildcard too', async () => {
  const zone = policy('rua=mailto:a@vendor.example!10m,mailto:b@example.com');
  expect(await judge({ ...zone, 'example.com._report._dmarc.vendor.example': { TXT: ['v=DMARC1;'] } })).toMatchObject({
    status: 'pass',
  });
  expect(await judge({ ...zone, '*._report._dmarc.vendor.example': { TXT: ['v=DMARC1'] } })).toMatchObject({ status: 'pass' });
});

it.each<[string, Zone]>([
  ['of its own', { 'agreed.vendor.example': { TXT: ['v=DMARC1'] } }],
  ['of several', { 'agreed.vendor.example': { CNAME: ['all.reports.example'] }, 'all.reports.example': { TXT: ['v=DMARC1;'] } }],
])('passes for a vendor that agreed behind a CNAME %s', async (_, end) => {
  const alias = { 'example.com._report._dmarc.vendor.example': { CNAME: ['agreed.vendor.example'] } };
  expect(await judge({ ...policy('rua=mailto:a@vendor.example'), ...alias, ...end })).toMatchObject({
    status: 'pass',
    reason: 'ok',
  });
});

it.each<[string, Zone]>([
  ['to nothing', {}],
  ['to another text', { 'agreed.vendor.example': { TXT: ['v=spf1 -all'] } }],
  ['back to itself', { 'agreed.vendor.example': { CNAME: ['example.com._report._dmarc.vendor.example'] } }],
])('says of an agreement whose CNAME leads %s that the CNAME goes, since nothing can stand beside it', async (_, end) => {
  const alias = { 'example.com._report._dmarc.vendor.example': { CNAME: ['agreed.vendor.example'] } };
  const told = await judge({ ...policy('rua=mailto:a@vendor.example'), ...alias, ...end });
  expect(told).toMatchObject({ status: 'warn', reason: 'not-authorised' });
  expect(told.remedy[0]?.say).toContain('The CNAME at example.com._report._dmarc.vendor.example leads to');
  expect(told.remedy[1]?.records).toMatchObject([
    { type: 'CNAME', add: [], remove: ['agreed.vendor.example'] },
    { type: 'TXT', add: ['v=DMARC1'], remove: [] },
  ]);
});

it('does not call an agreement refused whose CNAME leads to a name that was not answered', async () => {
  const zone = {
    ...policy('rua=mailto:a@vendor.example'),
    'example.com._report._dmarc.vendor.example': { CNAME: ['agreed.vendor.example'] },
    'agreed.vendor.example': 'servfail',
  } as const;
  expect(await judge(zone)).toMatchObject({ status: 'inconclusive' });
});

it('warns of a vendor that did not agree, with the record it must publish', async () => {
  const judgement = await judge(policy('rua=mailto:a@vendor.example'));
  expect(judgement).toMatchObject({ status: 'warn', reason: 'not-authorised' });
  expect(judgement.fix).toContain('example.com._report._dmarc.vendor.example. 3600 IN TXT "v=DMARC1"');
});

it('warns of an address that cannot receive', async () => {
  expect(await judge({ ...policy('ruf=mailto:a@example.com'), 'example.com': { MX: ['0 .'] } })).toMatchObject({
    status: 'warn',
    reason: 'no-mail-host',
  });
});

it('does not call a time-out a refusal', async () => {
  const zone = { ...policy('rua=mailto:a@vendor.example'), 'example.com._report._dmarc.vendor.example': 'timeout' } as const;
  expect(await judge(zone)).toMatchObject({ status: 'inconclusive' });
});

it('passes when nobody asked for reports, and does not apply without a policy', async () => {
  expect(await judge(policy(''))).toMatchObject({ status: 'pass', reason: 'no-reports' });
  const { told } = await askProbe(dmarcReportsProbe, { zone: {}, facts: await dmarcFact({}) });
  expect(told).toBeInstanceOf(NotAsked);
});

it.each<[string, Zone, string]>([
  ['a dead one', { 'mx.example.com': { A: ['127.0.0.1'] } }, 'no-mail-host'],
  ['an alias', { 'mx.example.com': { CNAME: ['mx.vendor.example'] } }, 'mail-host-faulty'],
])('warns when the mail host of a report address is %s, with what mends it at the host', async (_, zone, reason) => {
  const told = await judge({ ...policy('rua=mailto:a@example.com'), ...zone });
  expect(told).toMatchObject({ status: 'warn', reason });
  expect(told.remedy[0]?.say).toContain('mx.example.com');
});

it('leaves a vendor’s alias to the vendor', async () => {
  const zone = {
    ...policy('rua=mailto:a@vendor.example'),
    'example.com._report._dmarc.vendor.example': { TXT: ['v=DMARC1'] },
    'mx.vendor.example': { CNAME: ['mx.example.com'] },
  };
  expect(await judge(zone)).toMatchObject({ status: 'pass' });
});
