// The surroundings of a run, looked at for real: a lab's open doors, and doors that are shut one by one.
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/app/doctor/doctor.ts';
import { createAuthority } from '../../src/lab/pki.ts';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import { certify, ROOT, temporary } from './certify.ts';
import { certifyWarm } from './warm.ts';

let home: ReturnType<typeof temporary>;
let lab: RunningLab;
let web: Server;
let text = '';

beforeAll(async () => {
  home = temporary();
  lab = await startLab({ scenario: 'healthy-smtp-ses', stateDir: join(home.path, 'state'), root: ROOT });
  lab.writeProfile(join(home.path, 'gym.yaml'));
  text = readFileSync(join(home.path, 'gym.yaml'), 'utf8');
  web = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  web.close();
  await lab.stop();
  home[Symbol.dispose]();
});

const look = async (profile: string, more: readonly string[] = [], env = {}) => {
  writeFileSync(join(home.path, 'changed.yaml'), profile);
  const ran = await certify(['doctor', 'changed.yaml', '--json', ...more], { cwd: home.path, env });
  const { surroundings } = JSON.parse(ran.stdout) as Diagnosis;
  return { ran, surroundings, states: Object.fromEntries(surroundings.map(({ id, state }) => [id, state])) };
};

describe('certify doctor', () => {
  it('finds every door of a lab open', async () => {
    const { ran, states } = await look(text);
    const { node: _version, ...rest } = states;
    expect(new Set(Object.values(rest))).toEqual(new Set(['ok']));
    expect(Object.keys(rest)).toEqual(
      expect.arrayContaining(['aws-https', 'clock', 'dns-udp', 'dns-tcp', 'dns-authority', 'smtp', 'credential', 'ca-file']),
    );
    expect(ran.exitCode).toBe(0);
  });

  it('names what is shut, each alone, and ends with 2', async () => {
    const port = (web.address() as AddressInfo).port;
    const shut = text
      .replace(/port: \d+/, `port: ${port}`)
      .replace(/resolvers:[^\n]*\n(\s+- [^\n]*\n)*/, 'resolvers: ["127.0.0.1:1"]\n');
    const blocked = await look(shut);
    expect(blocked.ran.exitCode).toBe(2);
    expect(blocked.states).toMatchObject({
      'dns-udp': 'blocked',
      'dns-tcp': 'blocked',
      'dns-authority': 'unseen',
      smtp: 'blocked',
    });
    expect(blocked.states).toMatchObject({ 'aws-https': 'ok', credential: 'ok' });
    expect(blocked.surroundings.find(({ id }) => id === 'dns-tcp')?.owner).toBe('network admin');
  });

  it('tells a proxy variable that cannot be read once, and shows no login of it', async () => {
    const { ran, states } = await look(text, [], { HTTPS_PROXY: 'socks5://me:hidden-word@proxy.example' });
    expect(states).toMatchObject({ proxy: 'blocked', 'aws-https': 'unseen', 'platform-https': 'unseen' });
    expect(ran.stdout + ran.stderr).not.toContain('hidden-word');
    const anywhere = await certifyWarm(['doctor', '--json'], { env: { HTTPS_PROXY: 'socks5://proxy.example' } });
    const { surroundings } = JSON.parse(anywhere.stdout) as Diagnosis;
    expect(surroundings.filter(({ cause }) => cause === 'proxy').map(({ id }) => id)).toEqual(['aws-https', 'credential']);
  });

  it('trusts what NODE_EXTRA_CA_CERTS adds where the profile names a further authority', async () => {
    const { certPem } = await createAuthority('of nobody here');
    writeFileSync(join(home.path, 'other.pem'), certPem);
    const { states } = await look(text.replace(/caFile: .*/, 'caFile: other.pem'), [], {
      NODE_EXTRA_CA_CERTS: join(home.path, text.match(/(?<=caFile: ).*/)?.[0] ?? ''),
    });
    expect(states).toMatchObject({ 'platform-https': 'ok', smtp: 'ok' });
  });

  it('tells a file of authorities that is not there once, and refuses a region that is none', async () => {
    const { surroundings } = await look(text.replace(/caFile: .*/, 'caFile: nope.pem'));
    expect(surroundings.find(({ id }) => id === 'credential')).toMatchObject({ state: 'unseen', cause: 'ca-file' });
    const { exitCode, stderr } = await certifyWarm(['doctor', '--region', 'eu-westt-1']);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('Did you mean eu-west-1?')]);
  });

  it('tells a secret that is not there as the credential’s, and goes on', async () => {
    const { states } = await look(text.replace(/secretAccessKey: "?file:[^\n]*/, 'secretAccessKey: "env:CERTIFY_NOT_SET"'));
    expect(states).toMatchObject({ credential: 'blocked', 'dns-udp': 'ok' });
  });

  it('proves that evidence can be written, and takes its proof away', async () => {
    const shut = join(home.path, 'shut');
    mkdirSync(shut, { recursive: true });
    writeFileSync(join(shut, 'file'), '');
    chmodSync(shut, 0o500);
    const { states } = await look(text, ['--evidence-dir', join(shut, 'file', 'below')]);
    expect(states['evidence-dir']).toBe('blocked');
    const open = join(home.path, 'open');
    mkdirSync(open);
    await look(text, ['--evidence-dir', open]);
    const { stdout } = await certifyWarm(['doctor', join(home.path, 'changed.yaml'), '--evidence-dir', open]);
    expect(stdout).toContain('Nothing stands in the way');
    expect(readdirSync(open)).toEqual([]);
  });
});
