import { describe, expect, it } from 'vitest';
import { sendingAddresses } from '../../../src/checks/dns/sending-addresses.ts';
import { sendingAddressesProbe } from '../../../src/probes/dns/sending-addresses.ts';
import { factFrom, senderProfile } from '../../fakes/dns-asking.ts';
import type { Zone } from '../../fakes/dns-zone.ts';
import { toldBy } from '../told-by.ts';

const LISTED = '25.2.0.192.bl.example.net';
const NAMED: Zone = {
  '25.2.0.192.in-addr.arpa': { PTR: ['out.example.com'] },
  'out.example.com': { A: ['192.0.2.25'] },
};

const judge = async (zone: Zone, sendsFrom: readonly string[] = ['192.0.2.25']) => {
  const profile = senderProfile({}, { smtp: { sendsFrom, host: 'smtp.example' }, dns: { blocklists: ['bl.example.net'] } });
  const value = await factFrom(sendingAddressesProbe, { zone, profile });
  return toldBy(sendingAddresses, sendingAddresses.evaluate({ 'dns.sendingAddresses': { state: 'observed', value } }));
};

describe('a sending address', () => {
  it.each<[string, Zone, string, string]>([
    ['with a name that leads back', NAMED, 'pass', 'ok'],
    [
      'one of whose names leads back',
      { ...NAMED, '25.2.0.192.in-addr.arpa': { PTR: ['gone.example.com', 'out.example.com'] } },
      'pass',
      'ok',
    ],
    ['without a name', {}, 'warn', 'no-name'],
    ['whose name is not there', { ...NAMED, 'out.example.com': {} }, 'warn', 'name-leads-elsewhere'],
    ['whose name leads elsewhere', { ...NAMED, 'out.example.com': { A: ['192.0.2.26'] } }, 'warn', 'name-leads-elsewhere'],
    ['that is listed', { ...NAMED, [LISTED]: { A: ['127.0.0.2'] } }, 'warn', 'listed'],
    ['that a list does not tell', { ...NAMED, [LISTED]: { A: ['127.255.255.254'] } }, 'inconclusive', 'partly-observed'],
    [
      'on a list that lists everything',
      { ...NAMED, [LISTED]: { A: ['127.0.0.2'] }, '1.0.0.127.bl.example.net': { A: ['127.0.0.2'] } },
      'inconclusive',
      'partly-observed',
    ],
    ['on a list whose domain was sold', { ...NAMED, [LISTED]: { A: ['192.0.2.99'] } }, 'inconclusive', 'partly-observed'],
    ['whose name is not answered', { ...NAMED, 'out.example.com': 'servfail' }, 'inconclusive', 'partly-observed'],
    ['that is not answered', { '25.2.0.192.in-addr.arpa': 'timeout' }, 'inconclusive', 'cannot-judge'],
  ])('%s', async (_, zone, status, reason) => {
    expect(await judge(zone)).toMatchObject({ status, reason });
  });

  it('of IPv6 is asked nibble by nibble, and compared in any spelling', async () => {
    const name = '5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa';
    const zone: Zone = { [name]: { PTR: ['out.example.com'] }, 'out.example.com': { AAAA: ['2001:0db8:0::25'] } };
    expect(await judge(zone, ['2001:db8::25'])).toMatchObject({ status: 'pass' });
  });

  it('without a name that leads back is told with the record to publish', async () => {
    const judged = await judge({ ...NAMED, 'out.example.com': {} });
    expect(judged.fix).toContain('out.example.com. 3600 IN A 192.0.2.25');
  });
});
