// Options that several commands state, each in the commands where it means something.
import type { CheckedOptions } from '../app/checked.ts';
import type { RecordOptions, SubjectOptions, TenantOptions } from '../app/options.ts';
import { UsageError } from '../core/errors.ts';
import { refuseSecrets } from '../masking/human.ts';
import { type Given, refuseIdle } from './command.ts';
import {
  argument,
  choice,
  duration,
  flag,
  list,
  off,
  optional,
  text,
  textOr,
  completing,
  type Option,
  type Values,
} from './options.ts';

/** One document on stdout, in a form for programs. */
export const json = flag('--json', 'print one JSON document on stdout; progress goes to stderr');

export const color = off('--no-color', 'print without colour');

export const evidenceDir = textOr(
  '--evidence-dir <dir>',
  'the directory of journals and evidence records',
  './evidence',
  'CERTIFY_EVIDENCE_DIR',
);

const operator: Option<string | null> = {
  ...text('--operator <name>', 'who runs this, for the record; without it `check` and `rerun` write none'),
  env: 'CERTIFY_OPERATOR',
};

export const nonInteractive = flag('--non-interactive', 'ask no questions; implied by CI, or if stdin is not a terminal');

export const wait = duration('--wait <time>', 'repeat what is pending or not in DNS yet, for at most this long, such as 30m');

export const timeout = duration('--timeout <time>', 'how long to wait for the callback, such as 90s or 10m');

export const failOn = choice('--fail-on <severity>', 'with "warning", warnings count as blockers', ['warning']);

/** Of a night. */
export const nightReport = list(
  '--report <kind=path>',
  'write a report: html (a directory), markdown, junit, sarif, csv or prometheus; repeatable',
);

export const report = list(
  '--report <kind=file>',
  'write a report to a file: html, markdown, junit, sarif, csv or json; repeatable',
);

/** Who watches a look or a run, and how much of it. */
export const watching = {
  json,
  quiet: flag('--quiet', 'print no progress'),
  verbose: flag('--verbose', 'also print what passes, and the send log'),
  transcript: flag('--transcript', 'print the DNS, SMTP and HTTP traffic on stderr, masked'),
  color,
};

/** Commands that leave a record. */
export const recording = {
  evidenceDir,
  operator,
  report,
  signKey: text('--sign-key <ref>', 'sign the evidence record with the Ed25519 key at env:NAME or file:PATH'),
};

/** Overrides and secrets of a profile; the ones that a command without a look has no use for are left out there. */
const set = list('--set <field=value>', 'override a value of the profile, never a secret; repeatable');

export const secrets = {
  env: list('--env <name>', 'allow the profile to refer to this environment variable; repeatable'),
  secretsDir: text(
    '--secrets-dir <dir>',
    'allow the profile to refer to files in this directory too: secrets, sheet, authorities',
  ),
  allowSecretCommands: flag('--allow-secret-commands', 'allow cmd: references to run commands'),
  allowPrivate: flag('--allow-private', 'allow SMTP and callback hosts at private addresses'),
  secretHosts: list('--secret-hosts <glob>', 'send secrets to these hosts only; repeatable; also CERTIFY_SECRET_HOSTS'),
  set,
};

export const profile = { profile: completing('file', optional('the tenant’s profile, a YAML file')) };

const inLab = {
  lab: flag('--lab', 'run against the embedded lab instead of a profile'),
  scenario: completing('scenario', text('--scenario <name>', 'the scenario that the lab simulates (`certify lab list`)')),
};

/** Which tenant, for commands that ask its parties. */
export const subject = { ...inLab, ...secrets };

/** Which tenant, for commands that only read its profile. */
export const readSubject = { ...inLab, set };

/** Commands that word a look, or a record. */
export const looked = {
  ...subject,
  ...watching,
  nonInteractive,
  evidenceDir,
  evidence: completing('record', text('--evidence <id>', 'use this record instead of checking now')),
};

/** Which receiver. */
export const receiver = {
  config: text('--config <file>', 'the receiver’s configuration'),
  env: list('--env <name>', 'allow references to this environment variable; repeatable'),
};

/** Which fleet, for commands that read what its nights left and bring its alerts out. */
export const fleet = {
  config: textOr('--config <file>', 'the fleet’s file', 'fleet.yaml'),
  env: list('--env <name>', 'allow references to this environment variable; repeatable'),
  allowPrivate: flag('--allow-private', 'allow alerts to private addresses'),
};

/** Of every command of the fleet: its alerts that wait are brought out. */
export const drain = duration('--drain <time>', 'wait for retries of alerts, for at most this long, such as 20m');
export const dryRun = flag('--dry-run', 'print the alerts instead of sending them');

/** Somebody changes something, and answers for it. */
export const acting = { json, operator, nonInteractive };

export const sheet = completing('file', argument('the sheet, YAML or CSV'));

export const recordArgument = completing('record', argument('a record’s id or path'));

/** In what form the DNS records to change are printed. */
export const dnsFormat = choice('--format <form>', 'print the DNS records to change in this form', [
  'text',
  'zone',
  'route53',
  'cloudflare',
  'terraform',
  'octodns',
]);

type Secrets = Values<typeof secrets>;

export const tenantOf = (given: Secrets, failOnWarning = false): TenantOptions => {
  const { env, secretsDir, allowSecretCommands, allowPrivate, secretHosts, set: overrides } = given;
  return { env, secretsDir, allowSecretCommands, allowPrivate, secretHosts, set: overrides, failOnWarning };
};

export const subjectOf = (profilePath: string | null, given: Values<typeof subject>, failOnWarning = false): SubjectOptions => ({
  profile: profilePath,
  lab: given.lab,
  scenario: given.scenario,
  tenant: tenantOf(given, failOnWarning),
});

/** Reads a profile and resolves none of its secrets. */
export const readSubjectOf = (profilePath: string | null, given: Values<typeof readSubject>): SubjectOptions =>
  subjectOf(profilePath, {
    ...given,
    env: [],
    secretsDir: null,
    allowSecretCommands: false,
    allowPrivate: false,
    secretHosts: [],
  });

/** The operator goes into records as it was typed: a UsageError when it holds a secret. */
export const operatorIn = (given: string | null): string | null => {
  if (given !== null) refuseSecrets(given, '--operator');
  return given;
};

export const recordOf = (given: Values<typeof recording>): RecordOptions => ({
  evidenceDir: given.evidenceDir,
  operator: operatorIn(given.operator),
  signKey: given.signKey,
});

type LookedGiven = Given<typeof profile, typeof looked>;

/** A record needs no look, and a look no record: what belongs to the other is refused. */
export const checkedOf = (given: LookedGiven, command: CheckedOptions['command']): CheckedOptions => {
  const { args, options } = given;
  if (options.evidence === null) {
    refuseIdle(given, ['evidenceDir'], 'without --evidence no record is read');
  } else {
    if (args.profile !== null) {
      throw new UsageError({
        code: 'profile-and-evidence',
        message: '--evidence takes a record instead of looking; a profile would change nothing.',
        fix: 'Leave out the profile, or leave out --evidence.',
      });
    }
    refuseIdle(
      given,
      [
        'lab',
        'scenario',
        'env',
        'secretsDir',
        'allowSecretCommands',
        'allowPrivate',
        'secretHosts',
        'set',
        'transcript',
        'verbose',
      ],
      '--evidence takes a record instead of looking',
    );
  }
  return { ...subjectOf(args.profile, options), evidence: options.evidence, evidenceDir: options.evidenceDir, command };
};
