// Which authorities are in force: those that a machine adds by NODE_EXTRA_CA_CERTS too, on every Node that certify runs on.
import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { createAuthority, issue } from '../../src/lab/pki.ts';
import { temporary } from '../cli/certify.ts';

const MODULE = join(import.meta.dirname, '..', '..', 'src', 'world', 'authorities.ts');

it.each([
  ['a file', true],
  ['a file that is not there', false],
])('hold what NODE_EXTRA_CA_CERTS names, as %s, beside the public ones', async (_, there) => {
  using place = temporary();
  const { certPem } = await createAuthority();
  const file = join(place.path, 'extra.pem');
  if (there) writeFileSync(file, `# ours\n${certPem}`);
  const built = await build({
    stdin: {
      contents: `import { systemAuthorities } from ${JSON.stringify(MODULE)}; console.log(JSON.stringify(systemAuthorities()))`,
      resolveDir: place.path,
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  const args = ['--eval', built.outputFiles[0]?.text ?? ''];
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: file };
  const known = JSON.parse(execFileSync(process.execPath, args, { env, encoding: 'utf8' })) as readonly string[];
  expect(known.length).toBeGreaterThan(50);
  expect(known.map((pem) => pem.trim()).includes(certPem.trim())).toBe(there);
});

it('stay in force beside a tenant’s own', async () => {
  using place = temporary();
  const [machine, tenant, nobody] = await Promise.all([
    createAuthority('machine'),
    createAuthority('tenant'),
    createAuthority('nobody'),
  ]);
  const file = join(place.path, 'extra.pem');
  writeFileSync(file, machine.certPem);
  const leaves = await Promise.all(
    [machine, tenant, nobody].map((one) => issue(one, { commonName: 'localhost', dnsNames: ['localhost'] })),
  );
  const built = await build({
    stdin: {
      contents: `import * as tls from 'node:tls';
        import { trusting } from ${JSON.stringify(MODULE)};
        const said = async ({ keyPem, certPem }) => {
          const server = tls.createServer({ key: keyPem, cert: certPem }).listen(0, '127.0.0.1');
          await new Promise((done) => server.once('listening', done));
          const secureContext = trusting(${JSON.stringify(tenant.certPem)}, { minVersion: 'TLSv1.2' });
          const socket = tls.connect({ port: server.address().port, host: '127.0.0.1', servername: 'localhost', secureContext });
          const answer = await new Promise((done) => {
            socket.once('secureConnect', () => done(socket.authorized));
            socket.once('error', () => done(false));
          });
          socket.destroy();
          server.close();
          return answer;
        };
        Promise.all(${JSON.stringify(leaves)}.map(said)).then((all) => console.log(JSON.stringify(all)));`,
      resolveDir: place.path,
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: file };
  const said = await promisify(execFile)(process.execPath, ['--eval', built.outputFiles[0]?.text ?? ''], { env });
  expect(JSON.parse(said.stdout)).toEqual([true, true, false]);
});
