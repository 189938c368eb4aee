// Whether SPF lets pass who is known to send: the order in which what is known decides.
import { describe, expect, it } from 'vitest';
import { sendingServers, spfHolds } from '../../src/facts/spf-servers.ts';
import type { Facts } from '../../src/facts/index.ts';
import { spfProbe } from '../../src/probes/dns/spf.ts';
import { factFrom, notAsked, observed, senderProfile } from '../fakes/dns-asking.ts';

type Spf = Facts['dns.spf'];
type Result = Spf['servers'][number]['evaluation']['result'];

const GOOGLE = { '_spf.google.com': { TXT: ['v=spf1 ip4:35.190.247.0/24 ~all'] } };
const profile = (relay: string) =>
  senderProfile({ returnPath: 'bounce.example.com' }, { smtp: { host: 'relay.example', relay } });
const spfOf = (text: string, relay = 'gmail') =>
  factFrom(spfProbe, { zone: { ...GOOGLE, 'example.com': {}, 'bounce.example.com': { TXT: [text] } }, profile: profile(relay) });

const server = (known: 'named' | 'host', result: Result) =>
  ({ address: '192.0.2.1', known, evaluation: { result } }) as unknown as Spf['servers'][number];
const arrived = (domain: string, result: Result) =>
  observed({
    client: '198.51.100.7',
    helo: null,
    domain,
    from: 'return-path',
    evaluation: { result },
  } as unknown as Facts['message.spf']);

const WITH = 'v=spf1 include:_spf.google.com -all';

describe('SPF lets pass who sends', () => {
  it.each<[string, string, readonly Spf['servers'][number][], ReturnType<typeof arrived> | typeof notAsked, boolean | null]>([
    ['the provider’s ranges', WITH, [], notAsked, true],
    ['the provider is not in it', 'v=spf1 -all', [], notAsked, false],
    ['a message that passed', 'v=spf1 -all', [], arrived('bounce.example.com', 'pass'), true],
    // A filter of the receiver may have handed it on.
    ['a message that failed tells nothing', WITH, [], arrived('bounce.example.com', 'fail'), true],
    ['a message of another domain tells nothing', 'v=spf1 -all', [], arrived('other.example', 'pass'), false],
    ['every address that was named', 'v=spf1 -all', [server('named', 'pass'), server('named', 'pass')], notAsked, true],
    ['one of those does not', WITH, [server('named', 'pass'), server('named', 'softfail')], notAsked, false],
    ['one of those was not answered', WITH, [server('named', 'fail'), server('named', 'temperror')], notAsked, true],
    ['a host of one’s own counts after the provider', WITH, [server('host', 'fail')], notAsked, true],
  ])('%s', async (_, text, servers, message, holds) => {
    expect(spfHolds({ ...(await spfOf(text)), servers }, message)).toBe(holds);
  });

  it('by its own host, where no provider is known', async () => {
    const spf = await spfOf('v=spf1 -all', 'postfix');
    expect(spfHolds({ ...spf, servers: [server('host', 'pass')] }, notAsked)).toBe(true);
    expect(spfHolds({ ...spf, servers: [server('host', 'fail')] }, notAsked)).toBe(false);
    expect(spfHolds({ ...spf, servers: [] }, notAsked)).toBeNull();
    expect(spfHolds({ ...spf, mailFrom: null }, notAsked)).toBe(true);
  });

  it('names first the server that a message of this domain came from', async () => {
    const spf = { ...(await spfOf(WITH)), servers: [server('named', 'pass')] };
    const known = (message: Parameters<typeof sendingServers>[1]) => sendingServers(spf, message).map((one) => one.known);
    expect(known(arrived('Bounce.example.com', 'fail'))).toEqual(['message', 'named']);
    expect(known(arrived('example.com', 'fail'))).toEqual(['named']);
    expect(known(notAsked)).toEqual(['named']);
  });
});
