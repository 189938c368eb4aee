import { expect, it } from 'vitest';
import type { Reads } from '../../src/core/ports/reads.ts';
import { NotAsked } from '../../src/core/probe.ts';
import { probes } from '../../src/probes/index.ts';
import { onlyDns } from '../../src/run/dns-probes.ts';

it('keeps every key, and asks nobody but DNS', async () => {
  const only = onlyDns(probes);
  expect(Object.keys(only)).toEqual(Object.keys(probes));
  expect(only['dns.spf']).toBe(probes['dns.spf']);
  const identity = await only['ses.identity']?.();
  expect(identity).toMatchObject({ key: 'ses.identity', needs: [], permissions: [] });
  const nobody = new Proxy({}, { get: () => expect.unreachable('a party was asked') }) as Reads;
  await expect(identity?.ask(nobody, {} as never, new AbortController().signal)).resolves.toBeInstanceOf(NotAsked);
});
