// certify receiver, and the commands that look after its ledger, as a user runs them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { certify, temporary } from './certify.ts';
import { RECEIVER, RECEIVER_ENV } from './receiver-config.ts';

const env = RECEIVER_ENV;
const config = RECEIVER;

interface Running {
  readonly url: string;
  post(body: object): Promise<number>;
}

/** Starts the receiver, works with it, stops it as ctrl-C does. */
const withReceiver = async (directory: string, work: (running: Running) => Promise<void>, ...flags: readonly string[]) => {
  let failure: unknown = null;
  const ran = await certify(['receiver', '--config', 'receiver.yaml', '--json', ...flags], {
    cwd: directory,
    env,
    onStart: (child) => {
      child.stdout?.once('data', (chunk: Buffer) => {
        const { url } = JSON.parse(String(chunk)) as { url: string };
        const post = async (body: object): Promise<number> => {
          const at = `${url}/engagement/email/smtp/webhook?token=${env.CERTIFY_HOOK}`;
          return (await fetch(at, { method: 'POST', body: JSON.stringify(body) })).status;
        };
        work({ url, post })
          .catch((cause: unknown) => {
            failure = cause;
          })
          .finally(() => child.kill('SIGINT'));
      });
    },
  });
  if (failure !== null) throw failure;
  return ran;
};

describe('certify receiver', () => {
  it('logs each request on stderr, and with --quiet none', async () => {
    using home = temporary();
    writeFileSync(join(home.path, 'receiver.yaml'), config);
    const asked = async ({ url }: Running): Promise<void> => void (await fetch(`${url}/healthz`));
    const posted = async (running: Running): Promise<void> => {
      await asked(running);
      await running.post({ event: 'nothing' });
    };
    expect((await withReceiver(home.path, posted)).stderr).toMatch(/"level"/);
    expect((await withReceiver(home.path, posted, '--quiet')).stderr).toBe('');
  });

  it('serves the contract, keeps its ledger, and lets it be looked after', async () => {
    using home = temporary();
    writeFileSync(join(home.path, 'receiver.yaml'), config);
    const ran = await withReceiver(home.path, async ({ url, post }) => {
      const headers = { authorization: `Bearer ${env.CERTIFY_WRITE}` };
      const attempt = { recipient: 'gone@example.com', channel: 'smtp', providerMessageId: 'q-1' };
      const put = await fetch(`${url}/engagement/email/attempts/certify-cli-1`, {
        method: 'PUT',
        headers,
        body: JSON.stringify(attempt),
      });
      expect(put.status).toBe(201);
      expect(await post({ providerMessageId: 'q-1', event: 'bounced', timestamp: Date.now() })).toBe(200);
      expect(await post({ providerMessageId: 'q-1', event: 'teleported', timestamp: Date.now() })).toBe(422);
    });
    expect(ran.exitCode).toBe(130);
    for (const secret of Object.values(env)) expect(ran.stdout + ran.stderr).not.toContain(secret);
    expect(ran.stderr).toContain('"reason":"event-unknown"');

    const command = (...args: string[]) =>
      certify([...args, '--config', 'receiver.yaml'], { cwd: home.path, env: { ...env, CERTIFY_OPERATOR: 'sam' } });
    const inWords = (await command('receiver', 'suppression', 'list')).stdout;
    expect(inWords).toContain('  1 event  ');
    const listed = JSON.parse((await command('receiver', 'suppression', 'list', '--json')).stdout) as { listed: unknown[] };
    expect(listed.listed).toMatchObject([{ address: 'gone@example.com', reason: 'permanent_bounce' }]);
    expect((await command('receiver', 'suppression', 'allow', 'gone@example.com', '--note', 'fixed')).exitCode).toBe(0);
    expect((await command('receiver', 'suppression', 'list')).stdout).toContain('No address is suppressed');
    expect((await command('receiver', 'suppression', 'list', '--rules', 'strict')).stdout).toContain('Now 0 addresses');
    expect((await command('receiver', 'dead-letters', 'list')).stdout).toContain('No dead letter');
    expect((await command('receiver', 'dead-letters', 'replay', 'nothing')).exitCode).toBe(2);
  });

  it.each([
    ['config-missing', []],
    ['config-not-found', ['--config', 'elsewhere.yaml']],
  ])('ends with 2 and %s', async (code, args) => {
    using home = temporary();
    const ran = await certify(['receiver', ...args, '--json'], { cwd: home.path, env });
    expect(ran.exitCode).toBe(2);
    expect(JSON.parse(ran.stdout)).toMatchObject({ schema: 'certify.error/1', code });
  });

  it('refuses two accounts that cannot be told apart', async () => {
    using home = temporary();
    writeFileSync(
      join(home.path, 'receiver.yaml'),
      `${config}  - {id: other, provider: SMTP, verifyTokens: ["env:CERTIFY_HOOK"]}\n`,
    );
    const ran = await certify(['receiver', '--config', 'receiver.yaml', '--json'], { cwd: home.path, env });
    expect(JSON.parse(ran.stdout)).toMatchObject({ code: 'accounts-alike', message: expect.stringContaining('other') as string });
    expect(ran.exitCode).toBe(2);
  });

  it('has no secret of its configuration in the ledger file', async () => {
    using home = temporary();
    writeFileSync(join(home.path, 'receiver.yaml'), config);
    await withReceiver(home.path, async ({ post }) => {
      expect(await post({ providerMessageId: 'q-2', event: 'delivered', timestamp: Date.now(), note: 'private words' })).toBe(
        200,
      );
    });
    const bytes = readFileSync(join(home.path, 'ledger.db'));
    expect(bytes.includes('q-2')).toBe(true);
    for (const text of [...Object.values(env), 'private words']) expect(bytes.includes(text)).toBe(false);
  });
});
