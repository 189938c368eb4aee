// No secret of a tenant reaches the output of the commands that look, word, compare or export.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import { everyFile, found } from './canary.ts';
import { document, ROOT, temporary } from './certify.ts';
import { certifyWarm } from './warm.ts';

describe.each(['healthy-ses', 'healthy-smtp'])('in the world %s', (scenario) => {
  let lab: RunningLab;
  let home: ReturnType<typeof temporary>;
  let id = '';
  const profile = (): string => join(home.path, 'gym', 'lab.yaml');
  const evidence = (): string => join(home.path, 'evidence');
  const run = (args: readonly string[]) =>
    certifyWarm(args, { cwd: home.path, env: { CERTIFY_EVIDENCE_DIR: evidence(), CERTIFY_OPERATOR: 'me' } });

  beforeAll(async () => {
    home = temporary();
    lab = await startLab({ scenario, stateDir: join(home.path, 'state'), root: ROOT });
    lab.writeProfile(profile());
    id = document(await run([scenario.slice('healthy-'.length), profile(), '--json'])).evidence?.id ?? '';
  }, 60_000);
  afterAll(async () => {
    await lab.stop();
    home[Symbol.dispose]();
  });

  it.each([
    ['check GYM --webhook --verbose --transcript', [0]],
    ['rerun ID --verbose --transcript', [0]],
    ['rerun ID --diff --json', [0]],
    ['evidence show ID --verbose', [0]],
    ['evidence show ID --json', [0]],
    ['evidence export audit', [0]],
    ['handoff GYM --to dns-admin', [0]],
    ['handoff --to aws-admin --evidence ID', [0]],
    ['handoff --to squareos-admin --evidence ID --json', [0]],
    ['fields GYM', [0]],
    ['fields --evidence ID --json', [0]],
    ['adapter GYM', [0]],
    ['policy GYM', [0, 2]],
    ['production-access GYM --json', [0, 2]],
    ['provision ses GYM --json', [0, 2]],
    ['provision ses GYM --apply --yes --verbose --transcript', [0, 2]],
  ])('certify %s shows no secret', async (line, exitCodes) => {
    const ran = await run(line.split(' ').map((word) => ({ GYM: profile(), ID: id })[word] ?? word));
    expect([line, ran.stderr.slice(0, 300), exitCodes.includes(ran.exitCode ?? -1)]).toEqual([line, expect.anything(), true]);
    expect(ran.stdout + ran.stderr).not.toBe('');
    const outputs = [['stdout', ran.stdout], ['stderr', ran.stderr], ...everyFile(evidence())] as const;
    expect(Object.keys(lab.secrets).length).toBeGreaterThan(2);
    expect(outputs.flatMap(([where, text]) => found(where, text, lab.secrets))).toEqual([]);
  });
});
