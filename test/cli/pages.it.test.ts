// What README and the guides tell people to type is typed here, against the lab, and ends as they say: not refused, and no fault.
// Lines that need a person, another gym's provider or a second terminal are named below, each with its reason.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import { type Ran, ROOT, temporary } from './certify.ts';
import { certifyWarm } from './warm.ts';

const PAGES = ['README.md', 'docs/first-certification.md', 'docs/support.md'];

/** By how the line begins: why it is not typed here. */
const ELSEWHERE: readonly (readonly [string, string])[] = [
  ['certify init gym.yaml', 'asks AWS or a person: init.it.test.ts'],
  ['certify smtp gym.yaml', 'the gym of these pages sends with SES: scenarios-smtp.it.test.ts'],
  ['certify provision ses', 'asks for a credential of its own: test/provision'],
  ['certify dmarc-report', 'takes files that receivers sent: dmarc-report.it.test.ts'],
  ['certify doctor', 'tries the ports of this machine outward: doctor.it.test.ts'],
  ['certify dns example.com', 'asks the resolver of this machine: dns.it.test.ts'],
  ['certify message', 'asks the resolver of this machine: message.it.test.ts'],
  ['certify lab up', 'runs until it is stopped: the lab’s own tests'],
  ['certify ses lab.yaml', 'goes with the lab of the other terminal'],
  ['certify check gym.yaml --wait', 'waits: waiting has its own tests'],
  ['certify rerun --ticket', 'the lab’s profile names no ticket: evidence.it.test.ts'],
];

let home: ReturnType<typeof temporary>;
let lab: RunningLab;
let id = '';

const typed = PAGES.flatMap((page) =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^```console\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
    block
      .split('\n')
      .filter((line) => line.startsWith('$ '))
      .flatMap((line) =>
        line
          .slice(2)
          .replace(/\s+#.*$/, '')
          .replace(/\s+>.*$/, '')
          .split(' && '),
      )
      .map((line) => line.replace(/^npx /, ''))
      .filter((line) => line.startsWith('certify '))
      .map((line) => [page, line] as const),
  ),
);
const isElsewhere = (line: string): boolean => ELSEWHERE.some(([begins]) => line.startsWith(begins));
const here = typed
  .filter(([, line]) => !isElsewhere(line))
  .filter((one, at, all) => all.findIndex(([, line]) => line === one[1]) === at);

const run = (line: string): Promise<Ran> =>
  certifyWarm(line.split(' ').slice(1), { cwd: home.path, env: { CERTIFY_OPERATOR: 'ana' } });

beforeAll(async () => {
  home = temporary();
  lab = await startLab({ scenario: 'healthy-ses', stateDir: join(home.path, 'state'), root: ROOT });
  lab.writeProfile(join(home.path, 'gym.yaml'));
  await run('certify check gym.yaml --quiet');
  id = readdirSync(join(home.path, 'evidence'))
    .filter((name) => /^\d{8}T.*\.json$/.test(name))[0]!
    .replace('.json', '');
});
afterAll(async () => {
  await lab.stop();
  home[Symbol.dispose]();
});

describe('README and the guides', () => {
  it.each(here)('%s: %s', async (_, line) => {
    const ran = await run(line.replace(/\bID\b|20261120T[\w…-]*/, id));
    // A blocker of the world that the line names is 1, what nobody can see there 3: both are answers.
    expect([0, 1, 3], `${ran.stdout}${ran.stderr}`).toContain(ran.exitCode);
    // What only writes files has nothing to print.
    if (!line.includes('--report markdown=')) expect(ran.stdout).not.toBe('');
  });

  it('shows of the first command what it really prints', async () => {
    const [, block = ''] =
      /^```console\n\$ npm ci && npx certify ses --lab\n([\s\S]*?)^```/m.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ??
      [];
    const plain = (text: string): string =>
      text.replaceAll(/\d{8}T\d{6}Z-ses-main-gym-[0-9a-f]{8}/g, 'ID').replaceAll(/\s+/g, ' ');
    const ran = await run('certify ses --lab');
    const printed = plain(ran.stderr + ran.stdout);
    const shown = block.split('\n').filter((line) => line !== '');
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.map(plain).filter((line) => !printed.includes(line.trim()))).toEqual([]);
  });

  it('leave out no more than is named here', () => {
    const idle = ELSEWHERE.filter(([begins]) => !typed.some(([, line]) => line.startsWith(begins)));
    expect(idle).toEqual([]);
    expect(here.length).toBeGreaterThan(15);
  });
});
