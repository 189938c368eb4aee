// `certify dns` as a user runs it, against name servers with zones as people break them.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabDns, startLabDns } from '../../src/lab/dns/server.ts';
import { certify, document, temporary } from './certify.ts';
import { CASES, FAULTS, LEAKED, ZONES } from './dns-zones.ts';
import { certifyWarm } from './warm.ts';

let lab: LabDns;
beforeAll(async () => {
  lab = await startLabDns({ zones: ZONES, faults: FAULTS });
});
afterAll(() => lab.stop());

const portOf = (address: string): string => address.slice(address.lastIndexOf(':') + 1);

const dns = (args: readonly string[], env: { readonly [name: string]: string } = {}) =>
  certifyWarm(['dns', ...args, '--resolver', lab.recursive, '--authoritative-port', portOf(lab.authoritative)], { env });

/** As one line, so that the width of the terminal does not matter. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('a zone', () => {
  it.concurrent.each(CASES)(
    '$domain ends with $exitCode, in words and in JSON alike',
    async ({ domain, exitCode, findings, says }) => {
      const [human, json] = await Promise.all([dns([domain]), dns([domain, '--json'])]);
      const told = document(json);
      const open = told.findings.filter(({ status }) => status !== 'pass' && status !== 'not-applicable');
      expect(Object.fromEntries(open.map(({ check, reason }) => [check, reason]))).toEqual({
        'dmarc-alignment': 'nothing-known',
        ...findings,
      });
      for (const { check, reason, references } of open.filter(
        (finding) => finding.check in findings && finding.status !== 'inconclusive',
      ))
        expect(references[0], `${check}/${reason} cites its clause`).toMatch(/^(RFC \d+|https:)/);
      expect([json.exitCode, human.exitCode, told.decision.exitCode]).toEqual([exitCode, exitCode, exitCode]);
      const text = flat(human.stdout);
      expect(text).toContain(flat(told.decision.why));
      for (const words of says) expect(text).toContain(words);
      for (const check of Object.keys(findings)) expect(text).toContain(check);
      expect(text).not.toMatch(/certify (ses|smtp)|squareos|READY/);
    },
  );
});

describe('what cannot be judged', () => {
  it.concurrent.each([
    ['nosuch.example', 1, 'does not exist: DNS answers NXDOMAIN', 'gym owner'],
    ['servfail.example', 3, 'the resolver failed (SERVFAIL)', 'DNS admin'],
    ['refused.example', 3, 'REFUSED', 'network admin'],
    ['unsigned.example', 3, 'the signatures of the zone unsigned.example do not validate', 'DNS admin'],
    ['nosuch.good.example', 1, 'publish its records in the zone good.example', 'DNS admin'],
  ])('%s ends with %i and reads like nothing else', async (domain, exitCode, words, owner) => {
    const [human, json] = await Promise.all([dns([domain]), dns([domain, '--json'])]);
    expect([human.exitCode, json.exitCode]).toEqual([exitCode, exitCode]);
    expect(flat(human.stdout)).toContain(words);
    expect(document(json).decision).toMatchObject({ exitCode, next: { owner } });
    expect(human.stdout.split('\n').length).toBeLessThan(14);
  });

  it('a resolver that is not there is no fault of the domain', async () => {
    const ran = await certifyWarm(['dns', 'good.example', '--resolver', '127.0.0.1:1']);
    expect(ran.exitCode).toBe(3);
    expect(flat(ran.stdout)).toContain('No resolver answered, so nothing is known of good.example.');
  });

  it('name servers that cannot be asked are one note, and change nothing', async () => {
    const ran = await certifyWarm(['dns', 'good.example', '--resolver', lab.recursive, '--authoritative-port', '1']);
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout.match(/could not be asked from here/g)).toHaveLength(1);
    expect(ran.stdout).not.toMatch(/Propagation|dns-propagation/);
  });
});

describe('the flags', () => {
  it.concurrent.each([
    ['192.0.2.7', 0, { result: 'pass', decidedBy: { term: 'include:_spf.provider.example' }, lookups: 2 }],
    ['203.0.113.7', 1, { result: 'fail', decidedBy: { term: '-all', domain: 'good.example' }, lookups: 3 }],
  ])('--ip %s gives what a receiver concludes', async (ip, exitCode, evaluation) => {
    const args = ['good.example', '--ip', ip, '--mail-from', 'billing@good.example', '--helo', 'mail.good.example'];
    const [human, json] = await Promise.all([dns(args), dns([...args, '--json'])]);
    expect([human.exitCode, json.exitCode]).toEqual([exitCode, exitCode]);
    expect(document(json).observations['dns.spf']).toMatchObject({
      value: { evaluation: { ip, helo: 'mail.good.example', ...evaluation } },
    });
    expect(flat(human.stdout)).toContain(`${evaluation.result} for ${ip}`);
  });

  it('--ip gives the explanation of the domain, and takes the HELO name for a null sender', async () => {
    const ran = await dns([
      'good.example',
      '--ip',
      '203.0.113.7',
      '--mail-from',
      '<>',
      '--helo',
      '_b.provider.example',
      '--json',
    ]);
    expect(document(ran).observations['dns.spf']).toMatchObject({
      value: { evaluation: { sender: '', domain: '_b.provider.example', explanation: '203.0.113.7 is not one of ours' } },
    });
  });

  it('--ip concludes none for a sender that is no domain', async () => {
    const ran = await dns(['good.example', '--ip', '192.0.2.7', '--mail-from', 'a@b..c', '--json']);
    expect(document(ran).observations['dns.spf']).toMatchObject({ value: { evaluation: { result: 'none' } } });
  });

  it('--selector is repeatable, and each is looked at', async () => {
    const ran = await dns(['good.example', '--selector', 's1', '--selector', 's9']);
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout).toContain('s1._domainkey.good.example: ed25519');
    expect(ran.stdout).toContain('s9._domainkey.good.example: nxdomain');
    expect(ran.stdout).toContain('--selector');
    expect(ran.stdout).not.toContain('squareos');
  });

  it.each(['s1._domainkey', 's1._domainkey.good.example.', 'good.example:s1'])(
    '--selector takes %s as it is pasted',
    async (one) => {
      const ran = await dns(['good.example', '--selector', one]);
      expect(ran.stdout).toContain('s1._domainkey.good.example: ed25519');
    },
  );

  it('show a private key that somebody published nowhere', async () => {
    const args = ['leaked.example', '--selector', 's1'];
    const runs = await Promise.all([
      dns(args),
      dns([...args, '--json']),
      dns([...args, '--transcript']),
      dns([...args, '--verbose']),
    ]);
    for (const { stdout, stderr } of runs) {
      expect(stdout + stderr).toMatch(/private[ -]key/i);
      for (let at = 0; at + 20 <= LEAKED.length; at += 20) expect(stdout + stderr).not.toContain(LEAKED.slice(at, at + 20));
    }
    expect(document(runs[1]).findings).toContainEqual(expect.objectContaining({ check: 'dkim-keys', reason: 'private-key' }));
  });

  it('--mail-from makes the record of the domain itself information only', async () => {
    const ran = await dns(['good.example', '--mail-from', '_spf.provider.example']);
    expect(flat(ran.stdout)).toContain('For information: at good.example, v=spf1 include:_spf.provider.example -all.');
    expect(ran.stdout).toMatch(/✔ SPF/);
  });

  it('takes a name in any script, and shows both forms', async () => {
    const ran = await dns(['münchen.example']);
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toContain('münchen.example (xn--mnchen-3ya.example)');
  });

  it('judges nothing of a provider that nobody named', async () => {
    const { provider, findings } = document(await dns(['good.example', '--json']));
    expect(provider).toBeNull();
    expect(
      findings.filter(({ check, status }) => ['mail-from', 'dkim-tokens'].includes(check) && status !== 'not-applicable'),
    ).toEqual([]);
  });

  it('--fail-on warning makes warnings decide', async () => {
    expect((await dns(['bare.example', '--fail-on', 'warning'])).exitCode).toBe(1);
  });

  it('--format prints the records to change, for the provider’s own tool', async () => {
    const ran = await dns(['two-spf.example', '--format', 'route53']);
    const { Changes } = JSON.parse(ran.stdout) as { readonly Changes: readonly { readonly Action: string }[] };
    expect(ran.exitCode).toBe(1);
    expect(Changes.map(({ Action }) => Action)).toEqual(['UPSERT']);
  });

  it.concurrent.each([
    [['https://good.example/'], 'domain-malformed'],
    [['localhost'], 'domain-one-label'],
    [['good.example', '--ip', '192.0.2.300'], 'ip-malformed'],
    [['good.example', '--from', 'nobody@'], 'from-malformed'],
    [['good.example', '--provider', 'ses'], 'region-missing'],
    [['good.example', '--authoritative-port', '0'], 'port-malformed'],
    [['good.example', '--resolver', 'foo:bar'], 'resolver-malformed'],
    [['good.example', '--resolver', 'http://192.0.2.53'], 'resolver-malformed'],
    [['good.example', '--resolver', '127.0.0.1:99999'], 'resolver-malformed'],
  ])('%j is refused before anything is asked', async (args, code) => {
    const ran = await certifyWarm(['dns', ...args, '--json']);
    expect(ran.exitCode).toBe(2);
    expect(JSON.parse(ran.stdout)).toMatchObject({ schema: 'certify.error/1', code });
  });
});

describe('many domains', () => {
  const several = ['good.example', 'bare.example', 'plus-all.example', 'https://x.example/y', '192.0.2.1', 'GOOD.example.'];

  it('are a line each in their order, and the worst exit', async () => {
    const ran = await dns(several);
    expect(ran.exitCode).toBe(2);
    const lines = ran.stdout.split('\n').filter((line) => /^ {2}[✔▲✖?] /.test(line));
    expect(lines.map((line) => line.slice(2).split(/\s+/).slice(0, 2).join(' '))).toEqual([
      '✔ good.example',
      '▲ bare.example',
      '✖ plus-all.example',
      '✖ https://x.example/y',
      '✖ 192.0.2.1',
    ]);
    expect(flat(ran.stdout)).toContain('5 domains · 1 not in order · 2 refused · 1 usable · 1 in order');
    expect(flat(ran.stdout)).toMatch(/is a URL, not a domain.*is an IP address, not a domain/);
  });

  it('are a document a line with --json, read from a file too, then a summary; what they share is asked once', async () => {
    using directory = temporary();
    writeFileSync(join(directory.path, 'list'), '\uFEFFplus-all.example # one\r\n\r\n# none\r\ntwo-spf.example, good.example');
    const before = lab.queries.length;
    const ran = await dns(['good.example', '--file', join(directory.path, 'list'), '--json']);
    const told = ran.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { schema: string; tenant?: string });
    expect(told.map(({ tenant, schema }) => tenant ?? schema)).toEqual([
      'good.example',
      'plus-all.example',
      'two-spf.example',
      'certify.dns-summary/1',
    ]);
    expect(told.at(-1)).toMatchObject({ domains: 3, exitCode: 1, counts: { 'not in order': 2, 'in order': 1 } });
    expect(ran.exitCode).toBe(1);
    const shared = lab.queries
      .slice(before)
      .filter(({ server, name }) => server === 'recursive' && name === '_a.provider.example');
    expect(shared).toHaveLength(1);
  });

  it.each([
    [[], /No domain was named/],
    [['--file', '-'], /stdin names no domain/],
    [['--file', '/nonexistent/list'], /There is no file/],
    [['a.example', 'b.example', '--ip', '192.0.2.1'], /it is said of one domain, and several are named/],
    [['::1'], /is an IP address, not a domain/],
    [['billing@good.example'], /certify dns good.example --from billing@good.example/],
  ])('%j is refused with its reason', async (args, words) => {
    const ran = await certifyWarm(['dns', ...args]);
    expect(ran.exitCode).toBe(2);
    expect(flat(ran.stderr)).toMatch(words);
  });

  it.each([[['good.example']], [['good.example', 'bare.example']]])('interrupted at %j end with 130', async (domains) => {
    // A resolver that answers nothing; the interrupt comes when it was asked.
    const silent = createSocket('udp4').bind(0, '127.0.0.1');
    await once(silent, 'listening');
    const ran = await certify(['dns', ...domains, '--resolver', `127.0.0.1:${silent.address().port}`], {
      onStart: (child) => silent.once('message', () => child.kill('SIGINT')),
    });
    silent.close();
    expect(ran.exitCode).toBe(130);
    expect(ran.stderr).toMatch(/interrupted/i);
  });
});
