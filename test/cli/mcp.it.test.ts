// certify mcp, asked by the client of the official SDK: a process of its own, since stdin and stdout are the protocol.
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import { EmptyResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { schemaFaults } from '../json-schemas.ts';
import { found } from './canary.ts';
import { cleanEnv, ROOT, temporary } from './certify.ts';
import { certifyWarm } from './warm.ts';

let home: ReturnType<typeof temporary>;
let lab: RunningLab;
let client: Client;
const strays: unknown[] = [];

interface Answer {
  readonly isError?: boolean;
  readonly content: readonly { readonly type: string; readonly text: string }[];
  readonly structuredContent: { readonly [key: string]: unknown };
}
const call = async (name: string, given: { readonly [key: string]: unknown }): Promise<Answer> =>
  (await client.callTool({ name, arguments: given })) as unknown as Answer;

const files = (): readonly string[] => readdirSync(home.path, { recursive: true, encoding: 'utf8' }).sort();

beforeAll(async () => {
  home = temporary();
  lab = await startLab({ scenario: 'ses-dkim-one-missing', stateDir: join(home.path, 'state'), root: ROOT });
  mkdirSync(join(home.path, 'gyms'));
  lab.writeProfile(join(home.path, 'gyms', 'gym.yaml'));
  writeFileSync(join(home.path, 'outside.yaml'), 'version: 1\n');
  symlinkSync(join(home.path, 'outside.yaml'), join(home.path, 'gyms', 'link.yaml'));
  await certifyWarm(['check', 'gyms/gym.yaml', '--operator', 'ana', '--quiet'], { cwd: home.path });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [join(ROOT, 'bin', 'certify.mjs'), 'mcp', '--root', 'gyms', '--resolver', '127.0.0.1:1'],
    cwd: home.path,
    env: cleanEnv({}) as Record<string, string>,
    stderr: 'ignore',
  });
  client = new Client({ name: 'test', version: '1.0.0' });
  // What is no message of the protocol on stdout ends up here.
  Object.assign(client, { onerror: (error: Error) => void strays.push(error) });
  await client.connect(transport);
});
afterAll(async () => {
  await client.close();
  await lab.stop();
  home[Symbol.dispose]();
});

describe('certify mcp', () => {
  it('offers tools that only read, and says so of each', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'plan',
      'check',
      'dns',
      'message',
      'explain',
      'evidence_list',
      'evidence_show',
    ]);
    for (const { annotations, description } of tools) {
      expect(annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
      expect(description?.length).toBeGreaterThan(30);
    }
  });

  it('looks at a tenant, plans, explains and reads records as the commands do, and leaves nothing behind', async () => {
    const before = files();
    const looked = await call('check', { profile: 'gym.yaml' });
    expect(looked.content[0]?.text).toContain('NOT CERTIFIED');
    expect(looked.structuredContent).toMatchObject({ tenant: 'main-gym', decision: { blockers: ['dkim-tokens'] } });
    expect((await call('plan', { profile: 'gym.yaml' })).content[0]?.text).toContain('main-gym');
    const [, id] = /^(\S+) {2}main-gym/m.exec((await call('evidence_list', {})).content[0]?.text ?? '') ?? [];
    expect((await call('evidence_show', { id })).content[0]?.text).toContain('NOT CERTIFIED');
    const explained = await call('explain', { check: 'dkim-tokens', evidence: id });
    expect(explained.structuredContent).toMatchObject({ id: 'dkim-tokens', finding: { reason: 'one-missing' } });
    expect((await call('dns', { domain: 'example.com' })).content[0]?.text).toMatch(/could not be|No resolver answered/);
    expect(files()).toEqual(before);
    expect(lab.messages()).toEqual([]);
  });

  it('answers with an error of the tool where it refuses: other paths, other names, wrong arguments; and goes on', async () => {
    const codeOf = async (name: string, given: { readonly [key: string]: unknown }): Promise<unknown> => {
      const { isError, structuredContent } = await call(name, given);
      expect(isError).toBe(true);
      expect(schemaFaults('error', structuredContent)).toEqual([]);
      return structuredContent['code'];
    };
    for (const profile of ['../outside.yaml', join(home.path, 'outside.yaml'), 'link.yaml', '/etc/passwd'])
      for (const name of ['check', 'plan']) expect(await codeOf(name, { profile }), `${name} ${profile}`).toBe('path-outside');
    expect(await codeOf('message', { file: '../outside.yaml' })).toBe('path-outside');
    expect(await codeOf('check', { profile: 'nope.yaml' })).toBe('profile-not-found');
    expect(await codeOf('check', {})).toBe('sender-or-profile');
    expect(await codeOf('explain', { check: 'dkim-tokenz' })).toBe('unknown-check');
    for (const [name, given] of [
      ['evidence_show', { id: '../../etc/passwd' }],
      ['evidence_list', { limit: 0 }],
      ['check', { profile: 7 }],
      // What a tool does not know is refused, not passed over.
      ['explain', { check: 'dkim-tokens', live: true }],
    ] as const)
      expect((await call(name, given)).isError).toBe(true);
    expect((await call('explain', { check: 'dkim-tokens' })).isError).not.toBe(true);
  });

  it('names records that cannot be read beside those that can', async () => {
    const cut = join(home.path, 'evidence', '20261126T100000Z-ses-main-gym-0123abcd.json');
    writeFileSync(cut, '{"schema":');
    const { content, structuredContent } = await call('evidence_list', { tenant: 'main-gym' });
    expect(structuredContent).toMatchObject({ of: 1, unread: [{ name: expect.stringContaining('0123abcd') as string }] });
    expect(content[0]?.text).toMatch(/1 more file could not be read as a record[^]*0123abcd/);
    rmSync(cut);
  });

  it('lets no error through that holds a secret of a profile that was read: of tools, of arguments, of the protocol', async () => {
    await call('check', { profile: 'gym.yaml' });
    const text = readFileSync(join(home.path, 'gyms', 'gym.yaml'), 'utf8');
    // A look reads no secret of the credential that provisions.
    const canaries = [...text.matchAll(/file:(\S+?)["'\s]/g)]
      .map(([, path = '']) => [path, readFileSync(join(home.path, 'gyms', path), 'utf8').trim()] as const)
      .filter(([path, { length }]) => length >= 12 && !/provision/i.test(path));
    expect(canaries.length).toBeGreaterThan(1);
    for (const [name, secret] of canaries) {
      for (const encoding of ['utf8', 'hex', 'base64', 'base64url'] as const) {
        const form = Buffer.from(secret).toString(encoding);
        const heard = [
          await client.callTool({ name: 'explain', arguments: { check: form } }),
          await client.callTool({ name: 'check', arguments: { profile: `${form}.yaml` } }),
          await client.callTool({ name: 'dns', arguments: { domain: form, provider: form } }),
          await client.callTool({ name: form, arguments: {} }).catch((error: unknown) => String(error)),
          await client.request({ method: form as 'ping' }, EmptyResultSchema).catch((error: unknown) => String(error)),
        ].map((one) => JSON.stringify(one));
        expect(heard.flatMap((one, n) => found(`${n}`, one, { [name]: secret }))).toEqual([]);
      }
    }
    // With a blank or a slash too, where a name is cut.
    for (const [, secret] of canaries) {
      const { structuredContent } = await call('explain', { check: secret });
      // One that has the shape of a secret is refused before the gate sees it.
      expect(['secret-in-output', 'secret-in-text']).toContain(structuredContent['code']);
      expect([schemaFaults('error', structuredContent), found('explain', JSON.stringify(structuredContent), { secret })]).toEqual(
        [[], []],
      );
    }
    expect((await call('explain', { check: 'dkim-tokens' })).isError).not.toBe(true);
  });

  it('repeats no argument, tool or method that has the shape of a secret, whoever it belongs to', async () => {
    const secret = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/');
    const heard = [
      await call('explain', { check: secret }),
      await call('check', { profile: secret }),
      await call('check', { profile: 'gym.yaml', [secret]: 1 }),
      await call('dns', { domain: `https://user:${secret}@relay.example/`, provider: secret }),
      await call('evidence_show', { id: 'AKIAIOSFODNN7EXAMPLE' }),
      await client.callTool({ name: secret, arguments: {} }).catch((error: unknown) => String(error)),
      await client.request({ method: secret as 'ping' }, EmptyResultSchema).catch((error: unknown) => String(error)),
    ].map((one) => JSON.stringify(one));
    expect(heard.filter((one) => one.includes(secret) || one.includes('K7MDENG') || one.includes('OSFODNN7'))).toEqual([]);
  });

  it('shows no secret of the profile, and nothing but the protocol on stdout', async () => {
    const secrets = [...readFileSync(join(home.path, 'gyms', 'gym.yaml'), 'utf8').matchAll(/file:(\S+?)["'\s]/g)].map(
      ([, path]) => readFileSync(join(home.path, 'gyms', path ?? ''), 'utf8').trim(),
    );
    expect(secrets.length).toBeGreaterThan(1);
    const all = JSON.stringify([await call('check', { profile: 'gym.yaml' }), await call('plan', { profile: 'gym.yaml' })]);
    expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
    expect(strays).toEqual([]);
  });
});
