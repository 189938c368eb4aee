// `callback.ledger: {embedded: true}`: certify runs the receiver itself and finds its own rows there.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startLab } from '../../src/lab/lab.ts';
import { certify, document, ROOT, temporary } from './certify.ts';
import { freePort } from '../fakes/free-port.ts';

it('registers the attempt in the embedded ledger, and is inconclusive while no callback is led there', async () => {
  using home = temporary();
  const lab = await startLab({ scenario: 'healthy-ses', stateDir: join(home.path, 'state'), root: ROOT });
  try {
    const profile = join(home.path, 'lab.yaml');
    lab.writeProfile(profile);
    const embedded = `  ledger: {embedded: true, listen: "127.0.0.1:${await freePort()}"}\n`;
    writeFileSync(profile, readFileSync(profile, 'utf8').replace(/ {2}ledger:\n(?: {4}.*\n)+/, embedded));
    const evidence = join(home.path, 'evidence');
    const record = document(
      await certify(['ses', profile, '--operator', 'x', '--json', '--timeout', '2s', '--evidence-dir', evidence]),
    );
    expect(record.findings.find((finding) => finding.check === 'live-receipt')).toMatchObject({ status: 'pass' });
    expect(record.ledger?.attempt).toMatchObject({ status: 'registered' });
    expect(record.decision.outcome).toBe('INCONCLUSIVE');
    expect(existsSync(join(evidence, '.ledger', 'main-gym.sqlite'))).toBe(true);
    const busy = createServer();
    const port = await new Promise<number>((resolve) =>
      busy.listen(0, '127.0.0.1', () => resolve((busy.address() as AddressInfo).port)),
    );
    writeFileSync(profile, readFileSync(profile, 'utf8').replace(/listen: "127.0.0.1:\d+"/, `listen: "127.0.0.1:${port}"`));
    const refused = await certify(['ses', profile, '--operator', 'x', '--json', '--evidence-dir', evidence]);
    busy.close();
    expect({ exitCode: refused.exitCode, signal: refused.signal }).toEqual({ exitCode: 2, signal: null });
    expect(refused.stdout).toContain('listen-refused');
  } finally {
    await lab.stop();
  }
});
