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

export const color = off('--no-color', 'print no colour');

export const evidenceDir = textOr(
  '--evidence-dir <dir>',
  'where journals and evidence records go',
  './evidence',
  'CERTIFY_EVIDENCE_DIR',
);

const operator: Option<string | null> = {
  ...text('--operator <name>', 'who runs this, for the record'),
  env: 'CERTIFY_OPERATOR',
};

export const nonInteractive = flag('--non-interactive', 'ask nobody; implied by CI and by a stdin that is no terminal');

export const wait = duration(
  '--wait <time>',
  'look again at what is pending or not in DNS yet, for at most this long, such as 30m',
);

export const timeout = duration('--timeout <time>', 'how long to wait for the callback, such as 90s or 10m');

export const failOn = choice('--fail-on <severity>', 'with "warning", warnings decide like blockers', ['warning']);

/** Of a night. */
export const nightReport = list(
  '--report <kind=path>',
  'also write a report: html (a directory), markdown, junit, sarif, csv or prometheus; repeatable',
);

export const report = list('--report <kind=file>', 'also write a report: html, markdown, junit, sarif, csv or json; repeatable');

/** Who watches a look or a run, and how much of it. */
export const watching = {
  json,
  quiet: flag('--quiet', 'print no progress'),
  verbose: flag('--verbose', 'print what passes as well, and the send log'),
  transcript: flag('--transcript', 'print DNS, SMTP and HTTP as spoken, masked, on stderr'),
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
const set = list('--set <field=value>', 'override a plain value of the profile; repeatable');

export const secrets = {
  env: list('--env <name>', 'let the profile name this environment variable too; repeatable'),
  secretsDir: text(
    '--secrets-dir <dir>',
    'where what the profile names may lie besides its directory: secrets in files, sheet, authorities',
  ),
  allowSecretCommands: flag('--allow-secret-commands', 'let cmd: references run'),
  allowPrivate: flag('--allow-private', 'let SMTP and callback URLs lead to private addresses'),
  secretHosts: list(
    '--secret-hosts <glob>',
    'refuse a secret that would go to another host; repeatable; also CERTIFY_SECRET_HOSTS',
  ),
  set,
};

export const profile = { profile: completing('file', optional('the tenant’s profile, a YAML file')) };

const inLab = {
  lab: flag('--lab', 'run against the embedded lab instead of a profile'),
  scenario: completing('scenario', text('--scenario <name>', 'which world the lab simulates')),
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
  evidence: completing('record', text('--evidence <id>', 'use this record instead of looking now')),
};

/** Which receiver. */
export const receiver = {
  config: text('--config <file>', 'the receiver’s configuration'),
  env: list('--env <name>', 'a variable besides CERTIFY_… that its references may name; repeatable'),
};

/** Which fleet, for commands that read what its nights left and bring its alerts out. */
export const fleet = {
  config: textOr('--config <file>', 'the fleet’s file', 'fleet.yaml'),
  env: list('--env <name>', 'a variable besides CERTIFY_… that its references may name; repeatable'),
  allowPrivate: flag('--allow-private', 'let alerts go to private addresses'),
};

/** Of every command of the fleet: its alerts that wait are brought out. */
export const drain = duration('--drain <time>', 'wait for the retries of alerts, for at most this long, such as 20m');
export const dryRun = flag('--dry-run', 'print the alerts instead of sending any');

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
