// What a person gets wrong is refused in one sentence with what to do, as exit code 2, before anything runs.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { startLab } from '../../src/lab/lab.ts';
import { ROOT, temporary } from './certify.ts';
import { certifyWarm } from './warm.ts';

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

/** `DIR` is a directory with `file.txt`, `broken.yaml`, `empty.yaml` and an empty directory `dir`. */
const REFUSED: readonly (readonly [string, string])[] = [
  ['ses', 'profile-missing'],
  ['ses DIR/nope.yaml', 'profile-not-found'],
  ['check DIR/dir', 'file-eisdir'],
  ['smtp DIR/broken.yaml', 'yaml-bad-indent'],
  ['ses DIR/nope.yaml --bogus', 'usage-unknownoption'],
  ['sess', 'usage-unknowncommand'],
  ['evidence', 'usage-unfinished'],
  ['ses --lab --scenario healthy-sea', 'scenario-unknown'],
  ['smtp --lab --scenario healthy-ses', 'other-provider'],
  ['ses DIR/nope.yaml --lab', 'profile-and-lab'],
  ['ses --lab --fail-on blockers', 'usage-invalidargument'],
  ['ses --lab --timeout soon', 'usage-invalidargument'],
  ['ses --lab --set ses.regoin=x', 'not-overridable'],
  ['ses --lab --report pdf=DIR/x', 'report-unknown'],
  ['ses --lab --report html=DIR/dir', 'output-not-writable'],
  ['ses --lab --report html=DIR/file.txt/x.html', 'output-not-writable'],
  ['ses --lab --evidence-dir DIR/file.txt', 'output-not-writable'],
  ['ses --lab --sign-key literal', 'sign-key-literal'],
  ['ses --lab --sign-key env:CERTIFY_NO_SUCH_KEY', 'sign-key-missing'],
  ['rerun', 'evidence-missing'],
  ['rerun nope --evidence-dir DIR', 'evidence-not-found'],
  ['rerun --ticket NOPE --evidence-dir DIR', 'ticket-unknown'],
  ['evidence verify DIR/dir', 'evidence-none'],
  ['evidence export DIR/out --evidence-dir DIR/dir', 'evidence-none'],
  ['extraction show DIR/nope.yaml', 'sheet-not-found'],
  ['handoff --lab --to nobody', 'handoff-target'],
  ['check --lab --handoff nobody', 'handoff-unknown'],
  ['fields --lab --compare DIR/file.txt', 'export-unreadable'],
  ['lab trigger delivery --to nonsense', 'to-not-loopback'],
  ['lab trigger delivery --to https://api.squareos.example/hook', 'to-not-loopback'],
  ['runbook show other', 'runbook-unknown'],
  ['schema other', 'schema-unknown'],
  ['check --from foo --region ap-south-1', 'from-malformed'],
  ['check --from billing@example.com --region ap-south1', 'region-malformed'],
  ['dns example.com --provider ses --region x', 'region-malformed'],
  ['check --from billing@example.com --region ap-suoth-1', 'region-malformed'],
  ['check --lab --wait 1s --wait 2s', 'usage-twice'],
  ['ses --lab --scenario healthy-ses --scenario healthy-ses', 'usage-twice'],
  ['receiver --config a dead-letters list --config b', 'usage-twice'],
];

const place = (): ReturnType<typeof temporary> => {
  const directory = temporary();
  mkdirSync(join(directory.path, 'dir'));
  writeFileSync(join(directory.path, 'file.txt'), '[]');
  writeFileSync(join(directory.path, 'broken.yaml'), 'rows: [1');
  return directory;
};

describe.concurrent('a refusal', () => {
  it.each(REFUSED)('certify %s is %s', async (line, code) => {
    using directory = place();
    const args = line.split(' ').map((word) => word.replace('DIR', directory.path));
    const ran = await certifyWarm([...args, '--json'], { cwd: directory.path });
    expect([ran.exitCode, ran.stderr]).toEqual([2, '']);
    const told = JSON.parse(ran.stdout) as Refusal;
    expect(told).toMatchObject({ schema: 'certify.error/1', code });
    expect(told.message).not.toMatch(/internal|undefined|\bat .*:\d+:\d+/);
    expect(told.fix.length).toBeGreaterThan(10);
    expect(readdirSync(directory.path).sort()).toEqual(['broken.yaml', 'dir', 'file.txt']);
  });

  it('is a sentence and what to do, for a person', async () => {
    const ran = await certifyWarm(['ses', '--lab', '--scenario', 'healthy-sea']);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toMatch(/^certify: There is no scenario "healthy-sea"\.\n {2}Did you mean healthy-ses\? .+\n$/);
  });

  it('asks for the operator and for the attestations before anything runs', async () => {
    using directory = temporary();
    const made = await certifyWarm(['init', 'gym.yaml', '--answer', 'tenant=main-gym'], { cwd: directory.path });
    expect(made.exitCode).toBe(0);
    const ran = await certifyWarm(['ses', 'gym.yaml', '--json'], { cwd: directory.path });
    expect(ran.exitCode).toBe(2);
    expect(readdirSync(directory.path).sort()).toEqual(['extraction.yaml', 'gym.yaml']);
  });

  it('tells all at once what the profile alone decides where nobody can be asked', async () => {
    using directory = temporary();
    const lab = await startLab({ scenario: 'healthy-ses', stateDir: join(directory.path, 'state'), root: ROOT });
    try {
      const path = join(directory.path, 'gym.yaml');
      lab.writeProfile(path);
      const profile = parse(readFileSync(path, 'utf8')) as {
        callback: object;
        live: object;
        squareos: object;
        attestations: object[];
      };
      profile.callback = { ...profile.callback, verifyToken: 'env:CERTIFY_NOT_SET', ledger: { attest: true } };
      profile.live = { ...profile.live, via: 'squareos', trigger: 'person' };
      profile.attestations = [{ id: 'rows-updated', answer: 'yes', by: 'x', at: '2026-11-20', reference: 'T-1' }];
      writeFileSync(path, stringify(profile));
      const ran = await certifyWarm(['ses', path]);
      expect(ran.exitCode).toBe(2);
      for (const said of [
        'The record must say who ran it, and nobody is at a terminal. Add --operator NAME',
        'Mend all 5, then run the same command again.',
        'secrets-stored is missing',
        'credential-alone is missing',
        'squareos-fields-entered is missing',
        'rows-updated: it is said of the live message',
        'nobody is at a terminal to send the message',
        'only a person can read the rows',
        'CERTIFY_NOT_SET',
      ])
        expect(ran.stderr).toContain(said);
      expect(lab.messages()).toEqual([]);
      writeFileSync(path, stringify({ ...profile, squareos: { ...profile.squareos, state: { export: 'nope.json' } } }));
      const look = await certifyWarm(['check', path, '--json'], { env: { CERTIFY_NOT_SET: 'x' } });
      expect([look.exitCode, (JSON.parse(look.stdout) as Refusal).code]).toEqual([2, 'export-missing']);
    } finally {
      await lab.stop();
    }
  });
});

const MESSAGE = 'From: a@example.com\r\nTo: b@example.net\r\nSubject: x\r\n\r\nhi\r\n';
const PROFILE = 'version: 1\ntenant: main-gym\nprovider: SES\n';

/** What the file given holds, and what a person must be able to read. */
const MISTAKEN: readonly (readonly [string, string, Uint8Array, readonly string[]])[] = [
  ['UTF-16', 'check', Buffer.from(`\ufeff${PROFILE}`, 'utf16le'), ['given:1:1: ', 'UTF-16', 'Save it as UTF-8']],
  [
    'a word in another case',
    'check',
    Buffer.from(PROFILE.replace('SES', 'ses')),
    ['given:3:11: ', 'Did you mean `provider: SES`?'],
  ],
  ['the start of a word', 'check', Buffer.from(`${PROFILE}environment: prod\n`), ['Did you mean `environment: production`?']],
  ['an octet of an image', 'check', Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'), ['name the right file']],
  ['a packed message', 'message', gzipSync(MESSAGE), ['packed with gzip', 'Unpack it']],
  ['a folder in one file', 'message', Buffer.from('PK\u0003\u0004rest'), ['packed with zip', 'Unpack it']],
  ['a page to print', 'message', Buffer.from('%PDF-1.7\n'), ['is a PDF', 'Save the message’s original source']],
  ['a message from a redirection', 'message', Buffer.from(`\ufeff${MESSAGE}`, 'utf16le'), ['saved as UTF-16', 'Save it again']],
];

describe.concurrent('a file that is something else', () => {
  it.each(MISTAKEN)('is named with its way out: %s', async (_, command, octets, said) => {
    using directory = temporary();
    writeFileSync(join(directory.path, 'given'), octets);
    const ran = await certifyWarm([command, 'given'], { cwd: directory.path });
    expect([ran.exitCode, ran.stdout]).toEqual([2, '']);
    for (const words of said) expect(ran.stderr).toContain(words);
  });

  it('has the nearest question named where an answer names none', async () => {
    using directory = temporary();
    const ran = await certifyWarm(['init', 'gym.yaml', '--answer', 'tennant=x'], { cwd: directory.path });
    expect([ran.exitCode, ran.stderr]).toMatchObject([2, expect.stringContaining('Did you mean tenant?')]);
  });
});

describe('a refused profile', () => {
  it('is told to a build server at its file, line and column, in each form that one reads', async () => {
    using directory = temporary();
    const profile = readFileSync(join(ROOT, 'docs/profile-ses.example.yaml'), 'utf8').replace(
      /^environment:.*$/m,
      'environment: prodction',
    );
    const line = profile.split('\n').indexOf('environment: prodction') + 1;
    writeFileSync(join(directory.path, 'gym.yaml'), profile);
    writeFileSync(join(directory.path, 'summary.md'), '');
    const reports = ['junit', 'sarif', 'markdown'].flatMap((kind) => ['--report', `${kind}=out.${kind}`]);
    const ran = await certifyWarm(['check', 'gym.yaml', ...reports], {
      cwd: directory.path,
      env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(directory.path, 'summary.md') },
    });
    expect(ran.exitCode).toBe(2);
    const said = (name: string): string => readFileSync(join(directory.path, name), 'utf8');
    expect(ran.stderr).toMatch(new RegExp(`^::error file=gym\\.yaml,line=${line},col=\\d+,title=`, 'm'));
    expect(said('out.junit')).toContain(`file="gym.yaml" line="${line}"`);
    expect(said('out.sarif')).toContain(`"startLine": ${line}`);
    for (const name of ['out.markdown', 'summary.md']) expect(said(name)).toContain(`gym.yaml:${line}:`);
  });
});
