// Several resolvers, servers with habits, and what a resolver hides behind SERVFAIL.
import dgram from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { startLabDns } from '../../../src/lab/dns/server.ts';
import { createDns } from '../../../src/world/dns/port.ts';
import { responder } from './responder.ts';

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const lab = async (options: Omit<Parameters<typeof startLabDns>[0], 'zones'> & { zones?: Record<string, string[]> } = {}) => {
  const started = await startLabDns({
    zones: { 'example.com': ['@ TXT hi', 'a CNAME b', 'b CNAME a', 'far CNAME @'] },
    ...options,
  });
  closing.push(() => started.stop());
  return started;
};

const port = (resolvers: readonly string[], more: Partial<Parameters<typeof createDns>[0]> = {}) => {
  const dns = createDns({ resolvers, timeoutsMs: [1500, 1500], ...more });
  closing.push(() => dns.close());
  return dns;
};

const deadAddress = async (): Promise<string> => {
  const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const address = `127.0.0.1:${socket.address().port}`;
  socket.close();
  return address;
};

it('a resolver whose own name does not resolve is unreachable', async () => {
  const answer = await port(['no host name']).ask('example.com', 'TXT');
  expect(answer).toMatchObject({ outcome: 'unreachable', records: [] });
});

describe('several resolvers', () => {
  it('go on with the next one when one is silent, refuses or fails, and stay with the one that works', async () => {
    const broken = await lab({ faults: [{ name: '*', behaviour: 'servfail' }] });
    const silent = await lab({ faults: [{ name: '*', behaviour: 'timeout' }] });
    const works = await lab();
    const dns = port([broken.recursive, silent.recursive, works.recursive]);
    expect(await dns.ask('example.com', 'TXT')).toMatchObject({ outcome: 'found', server: works.recursive });
    await dns.ask('example.com', 'MX');
    expect([broken.queries.length, silent.queries.length]).toEqual([1, 1]);
  });

  it('are asked beside a silent one before its time is over, and that one is given up', async () => {
    const silent = await lab({ faults: [{ name: '*', behaviour: 'timeout' }] });
    const works = await lab();
    const said: string[] = [];
    const dns = port([silent.recursive, works.recursive], { timeoutsMs: [30_000], transcript: (line) => said.push(line) });
    expect(await dns.ask('example.com', 'TXT')).toMatchObject({ outcome: 'found', server: works.recursive });
    expect(said.filter((line) => line.includes('no longer waited for'))).toHaveLength(1);
    expect(silent.queries).toHaveLength(1);
  });

  it('report the most telling refusal when none settles the question', async () => {
    const refusing = await lab({ faults: [{ name: '*', behaviour: 'refused' }] });
    const dns = port([await deadAddress(), refusing.recursive]);
    expect(await dns.ask('example.com', 'TXT')).toMatchObject({ outcome: 'refused', server: refusing.recursive });
  });

  it('are unreachable when nobody listens, after the tries of the budget', async () => {
    const dead = await deadAddress();
    expect(await port([dead]).ask('example.com', 'TXT')).toMatchObject({
      outcome: 'unreachable',
      server: dead,
      detail: expect.stringContaining('ECONNREFUSED') as string,
    });
  });

  it('get two tries each, the second without EDNS', async () => {
    const silent = await lab({ faults: [{ name: '*', behaviour: 'timeout' }] });
    expect((await port([silent.recursive], { timeoutsMs: [300, 300] }).ask('example.com', 'TXT')).outcome).toBe('timeout');
    expect(silent.queries.map((query) => query.edns)).toEqual([true, false]);
  });

  it('are no resolvers when they offer no recursion', async () => {
    const { address } = await responder(closing, (query) => [
      query.reply({ flags: 0x8000, authorities: [{ name: '.', type: 'NS', data: 'a.root-servers.net' }] }),
    ]);
    expect(await port([address]).ask('example.com', 'TXT')).toMatchObject({ outcome: 'lame' });
  });
});

describe('servers with habits', () => {
  it('that choke on EDNS are asked without it, and remembered', async () => {
    const old = await lab({ faults: [{ name: '*', behaviour: 'formerr-on-edns' }] });
    const dns = port([old.recursive]);
    expect((await dns.ask('example.com', 'TXT')).outcome).toBe('found');
    expect((await dns.ask('far.example.com', 'TXT')).outcome).toBe('found');
    expect(old.queries.map((query) => query.edns)).toEqual([true, false, false]);
  });

  it('that lower the case of the question are confirmed over TCP once, then believed', async () => {
    const lowering = await responder(closing, (query) => [
      query.reply({ lowerCase: true, answers: [{ name: query.name.toLowerCase(), type: 'TXT', ttl: 1, data: 'ok' }] }),
    ]);
    const dns = port([lowering.address]);
    expect((await dns.ask('some-long-name-to-mix.example.com', 'TXT')).outcome).toBe('found');
    expect((await dns.ask('another-long-name.example.com', 'TXT')).outcome).toBe('found');
    expect(lowering.transports).toEqual(['udp', 'tcp', 'udp']);
  });

  it('that truncate over UDP and are shut on TCP are told apart from silence', async () => {
    const { address } = await responder(closing, (query) => [query.reply({ flags: 0x8380 })], { tcp: false });
    expect(await port([address]).ask('example.com', 'TXT')).toMatchObject({
      outcome: 'no-tcp',
      detail: expect.stringContaining('too long for it') as string,
    });
  });

  it('that give an alias alone have the rest asked afresh', async () => {
    const partial = await responder(closing, (query) => {
      if (query.name.toLowerCase() === 'end.example.com')
        return [query.reply({ answers: [{ name: 'end.example.com', type: 'TXT', ttl: 1, data: 'end' }] })];
      return [query.reply({ answers: [{ name: query.name, type: 'CNAME', ttl: 1, data: 'end.example.com' }] })];
    });
    expect(await port([partial.address]).ask('start.example.com', 'TXT')).toMatchObject({
      outcome: 'found',
      records: [{ data: 'end' }],
      chain: [{ data: 'end.example.com' }],
    });
  });
});

describe('behind SERVFAIL', () => {
  it('a circle of aliases is found link by link', async () => {
    const strict = await lab({ faults: [{ name: '*', type: 'TXT', behaviour: 'servfail' }] });
    expect((await port([strict.recursive]).ask('a.example.com', 'TXT')).outcome).toBe('loop');
  });

  const isRoot = (name: string): boolean => name === '' || name === '.';

  it('failing DNSSEC validation is told by asking with checking disabled', async () => {
    const validating = await responder(closing, (query) => {
      const checkingDisabled = (query.flags & 0x10) !== 0;
      return [
        checkingDisabled || isRoot(query.name)
          ? query.reply({ answers: [{ name: query.name, type: 'TXT', ttl: 1, data: 'forged?' }] })
          : query.reply({ flags: 0x8182 }),
      ];
    });
    expect(await port([validating.address]).ask('example.com', 'TXT')).toMatchObject({
      outcome: 'servfail',
      bogus: true,
      records: [],
    });
  });

  it('the zone is named whose signatures do not validate, and not the one that the name lies in', async () => {
    const zones = {
      'example.com': ['@ TXT hi', 'alias CNAME key.provider.example.'],
      'sub.example.com': ['@ TXT hi'],
      'provider.example': ['key TXT k'],
    };
    const bogus = ['sub.example.com', 'alias.example.com', 'provider.example', '*.provider.example'];
    const { recursive } = await lab({ zones, faults: bogus.map((name) => ({ name, behaviour: 'bogus' })) });
    const dns = port([recursive]);
    expect(await dns.ask('sub.example.com', 'TXT')).toMatchObject({ bogus: true, bogusZone: 'sub.example.com' });
    const through = await dns.ask('alias.example.com', 'TXT');
    expect(through).toMatchObject({ bogus: true, bogusZone: 'provider.example' });
    expect(through.detail).toContain('the signatures of the zone provider.example do not validate');
  });

  const OPT = (code: number, text = '') => [
    {
      type: 'OPT',
      name: '.',
      udpPayloadSize: 1232,
      flags: 0,
      options: [{ code: 15, data: Buffer.concat([Buffer.from([0, code]), Buffer.from(text)]) }],
    },
  ];

  it.each([6, 7, 9, 10])(
    'DNSSEC is told by the resolver itself, where it checks whatever it is asked (extended error %i)',
    async (code) => {
      const stubborn = await responder(closing, (query) => [
        isRoot(query.name) ? query.reply({}) : query.reply({ flags: 0x8182, additionals: OPT(code) }),
      ]);
      expect(await port([stubborn.address]).ask('example.com', 'TXT')).toMatchObject({ outcome: 'servfail', bogus: true });
    },
  );

  it('an extended error of another kind is no fault of signatures, and is told by its name', async () => {
    const away = await responder(closing, (query) => [
      isRoot(query.name) ? query.reply({}) : query.reply({ flags: 0x8182, additionals: OPT(22, 'at delegation') }),
    ]);
    const answer = await port([away.address]).ask('example.com', 'TXT');
    expect([answer.outcome, answer.bogus]).toEqual(['servfail', undefined]);
    expect(answer.detail).toContain('SERVFAIL (extended error 22, no reachable authority: at delegation)');
  });

  it.each([4, 15, 16, 17, 18])('an answer that was withheld is no absence (extended error %i)', async (code) => {
    const filter = await responder(closing, (query) => [query.reply({ flags: 0x8183, additionals: OPT(code) })]);
    expect((await port([filter.address]).ask('example.com', 'TXT')).outcome).toBe('refused');
  });

  it('a failure of the moment is no fault of the zone: asked again, the resolver answers', async () => {
    let asked = 0;
    const shaky = await responder(closing, (query) => {
      asked += 1;
      return [
        asked === 1
          ? query.reply({ flags: 0x8182 })
          : query.reply({ answers: query.type === 'TXT' ? [{ name: query.name, type: 'TXT', ttl: 1, data: 'there' }] : [] }),
      ];
    });
    expect(await port([shaky.address]).ask('example.com', 'TXT')).toMatchObject({
      outcome: 'found',
      records: [{ data: 'there' }],
    });
  });

  it('plain trouble of the server stays plain', async () => {
    const failing = await lab({ faults: [{ name: 'example.com', behaviour: 'servfail' }] });
    const answer = await port([failing.recursive]).ask('example.com', 'TXT');
    expect([answer.outcome, answer.bogus]).toEqual(['servfail', undefined]);
  });

  it.each([
    ['servfail', 'answered SERVFAIL. It fails for the root too.'],
    ['bogus', 'It is DNSSEC, for the root too: its clock or its trust anchor is wrong.'],
  ] as const)('trouble for the root too (%s) is the resolver’s own, and no zone’s', async (behaviour, says) => {
    const failing = await lab({ faults: [{ name: '*', behaviour }] });
    const answer = await port([failing.recursive]).ask('example.com', 'TXT');
    expect([answer.outcome, answer.bogus]).toEqual(['resolver-failed', undefined]);
    expect(answer.detail).toContain(says);
  });
});

describe('the transcript', () => {
  it('shows each message as spoken', async () => {
    const said: string[] = [];
    const { recursive } = await lab();
    await port([recursive], { transcript: (line) => said.push(line.replaceAll(/id \d+/gu, 'id N')) }).ask('example.com', 'TXT');
    expect(said).toEqual([
      `dns > ${recursive} udp example.com. IN TXT (id N) RD EDNS 1232`,
      `dns < ${recursive} udp example.com. IN TXT (id N) NOERROR RA`,
      'dns <   example.com. 300 IN TXT "hi"',
    ]);
  });
});

describe('what is silent', () => {
  it('lets one time-out pass in a run, and is asked again in the next pass', async () => {
    const silent = await lab({ faults: [{ name: '*', behaviour: 'timeout', times: 2 }] });
    const dns = port([silent.recursive], { timeoutsMs: [400, 400] });
    expect(await dns.ask('example.com', 'TXT')).toMatchObject({ outcome: 'timeout' });
    const asked = silent.queries.length;
    expect(await dns.ask('example.com', 'MX')).toMatchObject({
      outcome: 'timeout',
      detail: expect.stringContaining('did not answer before'),
    });
    expect(silent.queries).toHaveLength(asked);
    dns.forget();
    expect(await dns.ask('example.com', 'TXT')).toMatchObject({ outcome: 'found' });
  });

  it('is only the question where the server has answered another', async () => {
    const picky = await lab({ faults: [{ name: 'a.example.com', behaviour: 'timeout' }] });
    const dns = port([picky.recursive], { timeoutsMs: [700] });
    await dns.ask('example.com', 'TXT');
    expect(await dns.ask('a.example.com', 'TXT')).toMatchObject({ outcome: 'timeout' });
    expect(await dns.ask('example.com', 'MX')).toMatchObject({ outcome: 'nodata' });
  });

  it('over TCP is an outcome of its own, and is waited for once', async () => {
    const long = Array.from({ length: 20 }, (_, n) => `@ TXT "${String(n)}${'x'.repeat(90)}"`);
    const udpAlone = await lab({
      zones: { 'example.com': long, 'example.net': long },
      faults: [{ name: '*', behaviour: 'silent-tcp' }],
    });
    const dns = port([udpAlone.recursive], { timeoutsMs: [1500] });
    expect(await dns.ask('example.com', 'TXT')).toMatchObject({ outcome: 'no-tcp', records: [] });
    expect(await dns.ask('example.net', 'TXT')).toMatchObject({
      outcome: 'no-tcp',
      detail: expect.stringContaining('did not answer over TCP before'),
    });
    expect(await dns.ask('example.com', 'MX')).toMatchObject({ outcome: 'nodata' });
    expect(udpAlone.queries.filter(({ transport }) => transport === 'tcp')).toHaveLength(1);
  });
});
