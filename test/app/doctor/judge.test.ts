// What each look at the surroundings means, and who is asked to mend it.
import { describe, expect, it } from 'vitest';
import * as judge from '../../../src/app/doctor/judge.ts';
import type { Unseen } from '../../../src/core/observation.ts';
import type { PortLook } from '../../../src/world/surroundings/port.ts';

const unreachable = (code: string, kind?: 'proxy'): Unseen => ({
  state: 'unreachable',
  code,
  message: `sts.example did not answer: ${code}.`,
  ...(kind === undefined ? {} : { kind }),
});
const https = (unseen: Unseen | null) => judge.judgeHttps([{ host: 'sts.example', unseen }]);

describe('a look at the machine', () => {
  it.each([
    ['v24.1.0', 'ok'],
    ['v22.13.0', 'ok'],
    ['v20.20.2', 'warn'],
  ])('Node %s is %s', (version, state) => {
    expect(judge.judgeNode(version).state).toBe(state);
  });

  it.each([
    [0, 'ok', 'agrees'],
    [-45_000, 'ok', '45 s behind'],
    [130_000, 'warn', '130 s ahead of'],
    [-301_000, 'blocked', '301 s behind'],
    [null, 'unseen', 'not reached'],
  ])('a clock %s ms off is %s', (offset, state, words) => {
    expect(judge.judgeClock(offset)).toMatchObject({ state, seen: expect.stringContaining(words) as string });
  });

  it.each([
    [null, 0, 'ok', 'public authorities of Node'],
    ['/x/ca.pem', 2, 'ok', '2 of /x/ca.pem'],
    ['/x/ca.pem', 0, 'blocked', 'holds no certificate'],
    ['/x/ca.pem', null, 'blocked', 'cannot be read'],
  ])('authorities in %s, %s of them, are %s', (path, held, state, words) => {
    expect(judge.judgeRoots(path, held, 144)).toMatchObject({ state, seen: expect.stringContaining(words) as string });
  });

  it.each([
    [null, 'ok', null],
    ['EACCES', 'blocked', 'Give this user the right'],
    ['ENOSPC', 'blocked', 'Make room'],
  ])('a directory with %s is %s', (why, state, act) => {
    const told = judge.judgeWritable('/e', why);
    expect(told.state).toBe(state);
    expect(told.act ?? '').toContain(act ?? '');
  });
});

describe('a look at the network', () => {
  it.each([
    [null, 'ok', null],
    [unreachable('ENOTFOUND'), 'blocked', 'name the proxy'],
    [unreachable('PROXY_407', 'proxy'), 'blocked', 'correct HTTPS_PROXY'],
    [unreachable('PROXY_ECONNREFUSED', 'proxy'), 'blocked', 'let sts.example through'],
    [unreachable('SELF_SIGNED_CERT_IN_CHAIN'), 'blocked', 'NODE_EXTRA_CA_CERTS'],
    [unreachable('TIMEOUT'), 'blocked', 'Open TCP 443'],
  ])('https with %j is %s', (unseen, state, act) => {
    const told = https(unseen);
    expect(told.state).toBe(state);
    expect(told.act ?? '').toContain(act ?? '');
    expect(told.owner).toBe(act === null ? null : 'network admin');
  });

  it('one resolver of two that is shut is to be minded, both are in the way', () => {
    const open = { server: '10.0.0.1:53', udp: null, tcp: null };
    const shut = { server: '10.0.0.2:53', udp: 'timeout', tcp: 'ECONNREFUSED' };
    expect(judge.judgeResolvers([open, shut], 'udp')).toMatchObject({
      state: 'warn',
      seen: expect.stringContaining('10.0.0.2:53') as string,
    });
    expect(judge.judgeResolvers([shut], 'tcp')).toMatchObject({
      state: 'blocked',
      act: expect.stringContaining('TCP 53') as string,
    });
    expect(judge.judgeResolvers([], 'tcp').state).toBe('unseen');
  });

  it.each([
    ['timeout', '10.0.0.2:53 does not answer over TCP.'],
    ['ECONNREFUSED', '10.0.0.2:53 refuses the connection over TCP.'],
    ['CLOSED_BY_SERVER', '10.0.0.2:53 closes the connection over TCP.'],
    ['EHOSTUNREACH', '10.0.0.2:53 cannot be asked (EHOSTUNREACH) over TCP.'],
  ])('a resolver that ends with %s is told in words', (tcp, says) => {
    expect(judge.judgeResolvers([{ server: '10.0.0.2:53', udp: null, tcp }], 'tcp').seen).toContain(says);
  });

  it.each<[PortLook, 'greets' | 'tls', string, string]>([
    [{ state: 'open', said: '220 mx.example ESMTP' }, 'greets', 'ok', '220 mx.example'],
    [{ state: 'open', said: 'TLSv1.3' }, 'tls', 'ok', 'TLSv1.3'],
    [{ state: 'open', said: 'HTTP/1.1 400 Bad Request' }, 'greets', 'blocked', 'another protocol'],
    [{ state: 'open', said: '554 no service' }, 'greets', 'blocked', 'no mail server greets'],
    [{ state: 'untrusted', code: 'SELF_SIGNED_CERT_IN_CHAIN', issuer: 'Corp Inspection' }, 'tls', 'blocked', 'Corp Inspection'],
    [{ state: 'mute', said: 'nothing' }, 'greets', 'blocked', 'a firewall between'],
    [{ state: 'closed', code: 'ECONNREFUSED' }, 'tls', 'blocked', 'ECONNREFUSED'],
    [{ state: 'closed', code: 'ENOTFOUND' }, 'tls', 'blocked', 'does not resolve'],
  ])('a port that shows %j to whoever %s is %s', (look, begins, state, words) => {
    const told = judge.judgePort({ host: 'mx.example', port: 587, begins }, look);
    expect(told.state).toBe(state);
    expect(told.seen).toContain(words);
  });

  it.each([
    [null, null, 'unseen'],
    ['ns1.example (192.0.2.1)', null, 'ok'],
    ['ns1.example (192.0.2.1)', 'did not answer', 'warn'],
  ])('a name server %s that %s is %s', (server, why, state) => {
    expect(judge.judgeAuthority(server, why).state).toBe(state);
  });
});

describe('what follows from what', () => {
  const AWS = { id: 'aws-https', what: 'AWS', ...https(unreachable('ENOTFOUND')) };
  const closed = (code: string) =>
    judge.judgePort({ host: 'mx.example', port: 587, begins: 'greets' }, { state: 'closed', code });
  const smtp = (code: string) => ({ id: 'smtp', what: 'the relay', ...closed(code) });

  it('names that do not resolve are told at the first of them, and each other follows from it', () => {
    const [aws, relay] = judge.withCauses([AWS, smtp('ENOTFOUND')]);
    expect(aws).toMatchObject({ cause: null, owner: 'network admin' });
    expect(relay).toMatchObject({ state: 'blocked', cause: 'aws-https', act: null, owner: null });
  });

  it('resolvers that are shut are their cause', () => {
    const looks = judge.judgeResolvers([{ server: '10.0.0.1:53', udp: 'timeout', tcp: null }], 'udp');
    const told = judge.withCauses([{ id: 'dns-udp', what: 'DNS, UDP', ...looks }, AWS]);
    expect(told.map(({ cause }) => cause)).toEqual([null, 'dns-udp']);
  });

  it('a port that is shut has its own act', () => {
    expect(judge.withCauses([AWS, smtp('ECONNREFUSED')])[1]).toMatchObject({ cause: null, owner: 'network admin' });
  });

  it('a proxy without an address is whose it is that named it', () => {
    expect(https(unreachable('PROXY_ENOTFOUND', 'proxy'))).toMatchObject({ owner: 'implementation engineer' });
  });

  it('what was not looked at is no pass', () => {
    const row = { id: 'aws-https', what: 'AWS', ...judge.notLookedAt('proxy') };
    expect(judge.withCauses([row])).toMatchObject([{ state: 'unseen', cause: 'proxy', act: null }]);
  });

  it('a region that may not exist is named where its hosts do not resolve, and nowhere else', () => {
    const doubt = 'Did you mean eu-central-1?';
    expect(judge.judgeRegion(AWS, doubt).seen).toContain(doubt);
    expect(judge.judgeRegion(https(null), doubt).seen).not.toContain(doubt);
  });
});
