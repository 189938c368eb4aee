// What each flag of each command changes, or why it is refused: the rows of flags.it.test.ts.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Ran } from './certify.ts';

/** Of a file, or of every file in a directory. */
const textsAt = (path: string): readonly string[] => {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [readFileSync(path, 'utf8')];
  return readdirSync(path).flatMap((name) => textsAt(join(path, name)));
};

/** True where the flag's effect is. `at` is the path of a place that a line names. */
type Sees = (ran: Ran, at: (place: string) => string) => boolean;

/**
 * A line is run without and with the words in brackets; each effect must be seen after, and not before. Words in capitals are
 * places of the fixture, ROW one of the line's own. `colour`: where colour is wanted · `terminal`: where somebody could be asked.
 */
export interface Effect {
  readonly line: string;
  readonly sees: { readonly [key: string]: Sees };
  readonly where?: 'colour' | 'terminal';
}

/** Flags that would change nothing on this path of the command: each is named in the refusal. */
export interface Refusal {
  readonly line: string;
  readonly code?: string;
}

export interface Rows {
  readonly effects: readonly Effect[];
  readonly refusals?: readonly Refusal[];
}

/** A sender looked at without a profile; two lines at once need two worlds. */
const sender = (world: string): string => `check --from billing@example.com --region ap-south-1 --json --scenario ${world}`;

const said = (ran: Ran): string => ran.stdout + ran.stderr;
/** As it stands, or without its line breaks: where a sentence breaks depends on the paths in it. */
const says =
  (pattern: RegExp): Sees =>
  (ran) =>
    [said(ran), said(ran).replaceAll(/\s+/g, ' ')].some((text) => pattern.test(text));
const saysNot =
  (pattern: RegExp): Sees =>
  (ran, at) =>
    !says(pattern)(ran, at);
const errs =
  (pattern: RegExp): Sees =>
  (ran) =>
    pattern.test(ran.stderr);
const exits =
  (exitCode: number): Sees =>
  (ran) =>
    ran.exitCode === exitCode;
const holds =
  (place: string, pattern: RegExp): Sees =>
  (_, at) =>
    textsAt(at(place)).some((text) => pattern.test(text));
/** The record of this place is named in what was said. */
const names =
  (place: string): Sees =>
  (ran, at) =>
    said(ran).includes(at(place));
/** A chain that ends in a record of the directory: which one is the last depends on the rows that ran before. */
const headed: Sees = (ran, at) =>
  readdirSync(at('EVIDENCE'))
    .filter((name) => /^\d{8}T\d{6}Z-[^.]*\.json$/.test(name))
    .map(
      (name) => JSON.parse(readFileSync(join(at('EVIDENCE'), name), 'utf8')) as { readonly seal?: { readonly digest: string } },
    )
    .some(({ seal }) => seal !== undefined && said(ran).includes(seal.digest));
const json: Sees = (ran) => ran.stdout.trimStart().startsWith('{');
const colourless: Sees = (ran) => !said(ran).includes('\u001b[');
const silent: Sees = (ran) => ran.stderr === '';

/** The commands that resolve a tenant's secrets; `rest` follows the profile. */
const secrets = (command: string, rest = '', kind = ''): readonly Effect[] => [
  { line: `${command} ${kind}NEEDS-ENV ${rest} [--env HOME_SECRET]`, sees: { env: saysNot(/does not begin with CERTIFY_/) } },
  { line: `${command} ${kind}NEEDS-FILE ${rest} [--secrets-dir AWAY]`, sees: { secretsDir: saysNot(/lies outside/) } },
  {
    line: `${command} ${kind}NOT-LAB ${rest} [--secret-hosts seen.example]`,
    sees: { secretHosts: says(/which --secret-hosts does not name/) },
  },
  {
    line: `${command} ${kind}NEEDS-COMMAND ${rest} [--allow-secret-commands]`,
    sees: { allowSecretCommands: saysNot(/would run a command/) },
  },
  {
    line: `${command} ${kind}NEEDS-PERSON ${rest} [--non-interactive]`,
    where: 'terminal',
    sees: { nonInteractive: says(/cannot be asked here/) },
  },
];

const set = (command: string, rest = ''): Effect => ({
  line: `${command} GYM ${rest} [--set ses.regoin=x]`,
  sees: { set: says(/mean `ses\.region`/) },
});

/** Without it the command asks for a profile; a world that is not there is named. */
const lab = (command: string, rest = ''): readonly Effect[] => [
  { line: `${command} ${rest} [--lab]`, sees: { lab: saysNot(/needs a profile/) } },
  { line: `${command} ${rest} [--scenario no-such-world]`, sees: { scenario: says(/no scenario "no-such-world"/) } },
];

const besideLab = (command: string, rest = ''): readonly Refusal[] => [
  { line: `${command} --lab ${rest} [--env X --secrets-dir AWAY --allow-secret-commands --allow-private --secret-hosts x]` },
];

const run = (command: 'ses' | 'smtp', warned: string): Rows => {
  const lives = `${command} --lab --evidence-dir ROW`;
  return {
    effects: [
      ...lab(command, '--evidence-dir ROW'),
      ...secrets(command, '--operator me --evidence-dir ROW', command === 'smtp' ? 'SMTP-' : ''),
      set(command),
      {
        line: `${command} ${command === 'smtp' ? 'SMTP-' : ''}NOT-LAB --operator me --evidence-dir ROW --timeout 1s --json [--allow-private]`,
        sees: { allowPrivate: saysNot(/address-refused/) },
      },
      {
        line: `${lives} [--json --verbose --transcript --operator somebody --report markdown=ROW/out.md --sign-key file:KEY]`,
        sees: {
          json,
          verbose: errs(/email_sent/),
          transcript: errs(/^dns > /m),
          operator: says(/"operator": "somebody"/),
          report: holds('ROW/out.md', /main-gym/),
          signKey: holds('ROW', /"keyId"|"publicKey"/),
        },
      },
      { line: `${lives} [--wait 1s]`, sees: { wait: errs(/Nothing is pending/) } },
      { line: `${lives} [--quiet]`, sees: { quiet: silent } },
      { line: `${lives} [--no-color]`, where: 'colour', sees: { color: colourless } },
      { line: `${lives} --scenario ${warned} [--fail-on warning]`, sees: { failOn: exits(1) } },
      {
        line: `${lives} --json --scenario ${command}-callback-never [--timeout 1s]`,
        sees: { timeout: says(/"waitedMs": 1\d\d\d\b/) },
      },
      { line: `${lives} [--resume]`, sees: { resume: says(/not there any more/) } },
      command === 'ses'
        ? {
            line: `${lives} --json --scenario healthy-ses-templates [--template invoice]`,
            sees: { template: says(/"template": "invoice",\s*"sent": "yes"/) },
          }
        : { line: `${lives} [--template invoice]`, sees: { template: says(/names no template that SES holds/) } },
      {
        line: `${command} ${command === 'smtp' ? 'SMTP-' : ''}NEEDS-PERSON --operator me [--evidence-dir KEY]`,
        sees: { evidenceDir: says(/cannot be written/) },
      },
    ],
    refusals: besideLab(command),
  };
};

/** What every look of a tenant shows. */
const look = (line: string): readonly Effect[] => [
  { line: `${line} [--transcript]`, sees: { transcript: errs(/^dns > /m) } },
  { line: `${line} [--verbose]`, sees: { verbose: errs(/✔/) } },
  { line: `${line} --verbose [--quiet]`, sees: { quiet: silent } },
];

const worded = (command: string, rest: string, squareos: string): Rows => ({
  effects: [
    ...lab(command, rest),
    ...secrets(command, rest),
    set(command, rest),
    ...look(`${command} GYM ${rest}`),
    { line: `${command} GYM ${rest} [--json]`, sees: { json } },
    { line: `${command} --evidence ID ${rest} [--evidence-dir EVIDENCE]`, sees: { evidenceDir: exits(0) } },
    { line: `${command} ${rest} [--evidence nope]`, sees: { evidence: says(/nope/) } },
    { line: `${command} NOT-LAB ${squareos} --verbose [--allow-private]`, sees: { allowPrivate: saysNot(/address-refused/) } },
    { line: `${command} GYM ${rest} --verbose [--no-color]`, where: 'colour', sees: { color: colourless } },
  ],
  refusals: [
    ...besideLab(command, rest),
    { line: `${command} GYM ${rest} [--evidence-dir EVIDENCE]` },
    {
      line: `${command} ${rest} --evidence ID [--lab --scenario x --env X --secrets-dir AWAY --allow-secret-commands --allow-private --secret-hosts x --set a=b --transcript --verbose]`,
    },
    { line: `${command} GYM ${rest} --evidence ID`, code: 'profile-and-evidence' },
  ],
});

const receiver = (line: string): readonly Effect[] => [
  { line: `${line} [--config nope.yaml]`, sees: { config: says(/no file nope\.yaml/) } },
  { line: `${line} --config receiver-env.yaml [--env HOME_SECRET]`, sees: { env: saysNot(/does not begin with CERTIFY_/) } },
];

const acting = (line: string): readonly Effect[] => [
  ...receiver(`${line} --operator sam`),
  { line: `${line} --config receiver.yaml [--operator sam]`, sees: { operator: saysNot(/must say who ran it/) } },
  {
    line: `${line} --config receiver.yaml [--non-interactive]`,
    where: 'terminal',
    sees: { nonInteractive: says(/must say who ran it/) },
  },
  { line: `${line} --config receiver.yaml --operator sam [--json]`, sees: { json } },
];

const exception = (command: string): Rows => ({
  effects: [
    ...acting(`${command} help@example.com --note why`),
    { line: `${command} help@example.com --config receiver.yaml --operator sam [--note why]`, sees: { note: exits(0) } },
  ],
});

const ASKED = 'good.example --resolver RESOLVER --authoritative-port PORT';
/** A message from a domain of the zones, with one thing worth mending. */
const MAIL = 'MAIL --resolver RESOLVER';
const NONCE = 'certify-0123456789abcdef01234567';
const MAILBOX = 'message --imap imaps://ops@127.0.0.1:1 --imap-password file:mailbox.secret';
const TRIGGER = 'lab trigger delivery --state ROW --to http://127.0.0.1:1/x --json';

/** By command. */
const ofFleet = (line: string): readonly Effect[] => [
  { line: `${line} [--config fleet-done.yaml]`, sees: { config: saysNot(/no fleet file/) } },
  { line: `${line} --config fleet-env.yaml [--env HOME_SECRET]`, sees: { env: saysNot(/does not begin with CERTIFY_/) } },
  { line: `${line} --config fleet-done.yaml [--json]`, sees: { json } },
];

/** A night is looked at once: where the line is run again it is another one. */
const fleetCheck: Rows = {
  effects: [
    { line: 'fleet check --plan [--lab]', sees: { lab: saysNot(/no fleet file/) } },
    { line: 'fleet check --plan --lab [--tenants 3]', sees: { tenants: errs(/^3 tenants/m) } },
    { line: 'fleet check fleet-env.yaml --plan [--env HOME_SECRET]', sees: { env: saysNot(/does not begin with CERTIFY_/) } },
    { line: 'fleet check fleet-file.yaml [--secrets-dir AWAY --night b]', sees: { secretsDir: saysNot(/lies outside/) } },
    {
      line: 'fleet check fleet-command.yaml [--allow-secret-commands --night b]',
      sees: { allowSecretCommands: saysNot(/would run a command/) },
    },
    {
      line: 'fleet check fleet-hosts.yaml [--secret-hosts seen.example --night b]',
      sees: { secretHosts: says(/which --secret-hosts does not name/) },
    },
    {
      line: 'fleet check fleet-private.yaml --json [--allow-private --night b]',
      sees: { allowPrivate: says(/"kind":"certificate"/) },
    },
    { line: 'fleet check fleet-gym.yaml --plan [--set ses.regoin=x]', sees: { set: says(/mean `ses\.region`/) } },
    { line: 'fleet check fleet-gym.yaml --plan [--night seen-night]', sees: { night: errs(/seen-night/) } },
    { line: 'fleet check fleet-gym.yaml --plan [--shard 2/2]', sees: { shard: errs(/^0 tenants/m) } },
    { line: 'fleet check fleet-gym.yaml --plan [--no-color]', where: 'colour', sees: { color: colourless } },
    { line: 'fleet check fleet-resume.yaml [--resume]', sees: { resume: saysNot(/of 1 tenant, /) } },
    { line: 'fleet check fleet-plan.yaml [--plan --night b]', sees: { plan: saysNot(/of 1 tenant, /) } },
    {
      line: 'fleet check fleet-json.yaml [--json --quiet --full --night b]',
      sees: { json, quiet: silent, full: says(/"full":true/) },
    },
    { line: 'fleet check fleet-verbose.yaml [--verbose --night b]', sees: { verbose: says(/(·|-) still failing/) } },
    {
      line: 'fleet check fleet-fail-on.yaml --json [--fail-on warning --night b]',
      sees: { failOn: says(/"outcome":"NOT_CERTIFIED"/) },
    },
    { line: 'fleet check fleet-off-check.yaml --resume --quiet [--drain 1s]', sees: { drain: saysNot(/It is off since/) } },
    {
      line: 'fleet check fleet-gym.yaml --resume --quiet [--dry-run]',
      sees: { dryRun: errs(/No alert would be sent|^Alert /m) },
    },
    { line: 'fleet check --lab --tenants 1 [--pulse]', sees: { pulse: says(/Pulse: 1 came back\./) } },
    {
      line: 'fleet check fleet-done.yaml --night one [--report pdf=x]',
      sees: { report: says(/--report pdf=x names no report/) },
    },
  ],
  refusals: [
    { line: 'fleet check fleet-gym.yaml [--tenants 3]' },
    { line: 'fleet check fleet-gym.yaml --plan [--report csv=x.csv --drain 1s --dry-run --pulse]' },
    { line: 'fleet check fleet-gym.yaml --dry-run [--drain 1s]' },
    { line: 'fleet check fleet-gym.yaml --workers [--shard 1/2]' },
    { line: 'fleet check fleet-gym.yaml --workers', code: 'no-server' },
    { line: 'fleet check fleet-gym.yaml --shard 1/2 [--report csv=x.csv --dry-run --verbose]' },
    {
      line: 'fleet check --lab [--resume --night x --env X --secrets-dir AWAY --allow-secret-commands --allow-private --secret-hosts x]',
    },
    { line: 'fleet check fleet-gym.yaml --lab', code: 'fleet-and-lab' },
  ],
};

export const ROWS: { readonly [command: string]: Rows } = {
  'fleet check': fleetCheck,
  'fleet work': {
    effects: [
      { line: 'fleet work fleet-env.yaml [--env HOME_SECRET]', sees: { env: saysNot(/does not begin with CERTIFY_/) } },
      { line: 'fleet work fleet-done.yaml [--places 0]', sees: { places: says(/--places takes a number/) } },
      { line: 'fleet work fleet-done.yaml [--store env:CERTIFY_NO_STORE]', sees: { store: says(/CERTIFY_NO_STORE/) } },
    ],
    refusals: [{ line: 'fleet work fleet-done.yaml --store postgres://a:b@127.0.0.1/c', code: 'store-url' }],
  },
  'fleet report': {
    effects: [
      ...ofFleet('fleet report'),
      { line: 'fleet report --config fleet-done.yaml [--night one]', sees: { night: says(/Night one/) } },
      { line: 'fleet report --config fleet-done.yaml [--verbose]', sees: { verbose: says(/(·|-) still failing/) } },
      {
        line: 'fleet report --config fleet-off-report.yaml [--drain 1s --allow-private]',
        sees: { drain: saysNot(/It is off since/), allowPrivate: says(/ECONNREFUSED/) },
      },
      { line: 'fleet report --config fleet-done.yaml [--dry-run]', sees: { dryRun: errs(/No alert would be sent|^Alert /m) } },
      {
        line: 'fleet report --config fleet-done.yaml [--report prometheus=ROW/night.prom]',
        sees: { report: holds('ROW/night.prom', /^certify_fleet_exit_code\{/m) },
      },
      { line: 'fleet report --config fleet-done.yaml [--weekly]', sees: { weekly: says(/^Fleet .*\n\d+ nights?, /m) } },
      { line: 'fleet report --config fleet-done.yaml --night none [--join]', sees: { join: says(/no part of the night none/) } },
      {
        line: 'fleet report --config fleet-done.yaml --night none --join [--wait 1s]',
        sees: { wait: errs(/No part of none has begun/) },
      },
      { line: 'fleet report --config fleet-done.yaml [--no-color]', where: 'colour', sees: { color: colourless } },
    ],
    refusals: [
      { line: 'fleet report --config fleet-done.yaml --dry-run [--drain 1s]' },
      { line: 'fleet report --config fleet-done.yaml --weekly [--verbose]' },
      { line: 'fleet report --config fleet-done.yaml --weekly [--report csv=ROW/week.csv]' },
      { line: 'fleet report --config fleet-done.yaml [--wait 1m]' },
      { line: 'fleet report part.ndjson --config fleet-done.yaml [--join --wait 1m]' },
    ],
  },
  'fleet status': {
    effects: [
      ...ofFleet('fleet status'),
      {
        line: 'fleet status --config fleet-off-status.yaml [--drain 1s --allow-private]',
        sees: { drain: saysNot(/It is off since/), allowPrivate: says(/ECONNREFUSED/) },
      },
    ],
  },
  'fleet accept': {
    effects: [
      ...ofFleet('fleet accept one'),
      {
        line: 'fleet accept one --config fleet-off-accept.yaml [--drain 1s --allow-private]',
        sees: { drain: saysNot(/It is off since/), allowPrivate: says(/ECONNREFUSED/) },
      },
    ],
  },
  ses: run('ses', 'ses-click-tracking'),
  smtp: run('smtp', 'smtp-no-queue-id'),
  check: {
    effects: [
      ...lab('check'),
      ...secrets('check'),
      set('check'),
      ...look('check GYM'),
      {
        line: 'check GYM --evidence-dir ROW [--json --operator somebody --report junit=ROW/out.xml --sign-key file:KEY]',
        sees: {
          json,
          operator: says(/"operator": "somebody"/),
          report: holds('ROW/out.xml', /testsuite/),
          signKey: holds('ROW', /"keyId"|"publicKey"/),
        },
      },
      { line: 'check GYM --operator me [--evidence-dir KEY]', sees: { evidenceDir: says(/cannot be written/) } },
      { line: 'check GYM [--wait 1s]', sees: { wait: errs(/Nothing is pending/) } },
      { line: 'check GYM [--fail-on warning]', sees: { failOn: exits(1) } },
      { line: 'check GYM [--handoff dns-admin/main-gym/20261126/ybes]', sees: { handoff: says(/items? of this hand-off/) } },
      {
        line: 'check --lab --scenario ses-templates-careless [--templates]',
        sees: { templates: says(/template-variables\/left-unfilled/) },
      },
      { line: 'check GYM [--webhook]', sees: { webhook: says(/no record of .* delivered live message/) } },
      { line: 'check GYM [--no-color]', where: 'colour', sees: { color: colourless } },
      { line: 'check NOT-LAB --json [--allow-private]', sees: { allowPrivate: saysNot(/address-refused/) } },
      { line: 'check --region ap-south-1 [--from x@example.com --lab]', sees: { from: saysNot(/given together/) } },
      { line: 'check --from x@example.com [--region ap-south-1 --lab]', sees: { region: saysNot(/given together/) } },
      { line: `${sender('ses-rehearsals')} [--configuration-set mistyped]`, sees: { configurationSet: says(/set-missing/) } },
      { line: `${sender('ses-quarantined')} [--set ses.configurationSet=mistyped]`, sees: { set: says(/set-missing/) } },
      {
        line: `${sender('ses-complaint-after-delivery')} [--topic not-an-arn]`,
        sees: { topic: says(/must be an SNS topic ARN/) },
      },
      {
        line: `${sender('ses-delivery-delayed')} [--webhook-url https://other.example/engagement/email/ses/webhook]`,
        sees: { webhookUrl: says(/other-endpoint/) },
      },
      {
        line: `${sender('ses-sandbox')} [--recipient ops@example.com]`,
        sees: { recipient: saysNot(/--recipient ADDRESS/) },
      },
    ],
    refusals: [
      ...besideLab('check'),
      { line: 'check GYM --from x@example.com --region ap-south-1', code: 'sender-or-profile' },
      {
        line: 'check --from x@example.com --region ap-south-1 [--env X --secrets-dir AWAY --allow-secret-commands --allow-private --secret-hosts x]',
      },
      { line: 'check --from x@example.com --region ap-south-1 [--set tenant=x]', code: 'not-givable' },
      { line: 'check GYM [--configuration-set main --topic x --webhook-url x --recipient x]' },
      { line: 'check --from x@example.com --region ap-south-1 [--evidence-dir ROW --operator me]' },
      { line: 'check --from x@example.com --region ap-south-1 [--webhook]' },
      { line: 'check --from x@example.com --region ap-south-1 [--templates]' },
      { line: 'check GYM [--sign-key file:KEY]' },
      { line: 'check GYM NOT-LAB [--lab --scenario healthy-ses]' },
      { line: 'check GYM NOT-LAB [--configuration-set main --topic x --webhook-url x --recipient x]' },
      { line: 'check GYM NOT-LAB --report junit=ROW', code: 'report-shared' },
    ],
  },
  mcp: {
    effects: [
      {
        line: 'mcp [--root AWAY --resolver 127.0.0.1:7 --evidence-dir EVIDENCE]',
        sees: {
          root: errs(/files below (?!\.,)/),
          resolver: errs(/DNS by 127\.0\.0\.1:7/),
          evidenceDir: errs(/records in (?!\.\/evidence)/),
        },
      },
    ],
  },
  rerun: {
    effects: [
      ...secrets('rerun ID --evidence-dir EVIDENCE --profile'),
      { line: 'rerun ID --evidence-dir EVIDENCE [--set ses.regoin=x]', sees: { set: says(/mean `ses\.region`/) } },
      ...look('rerun ID --evidence-dir EVIDENCE'),
      { line: 'rerun ID [--evidence-dir EVIDENCE]', sees: { evidenceDir: exits(0) } },
      {
        line: 'rerun ID --evidence-dir EVIDENCE --diff [--json --report html=ROW/out.html]',
        sees: { json, report: holds('ROW/out.html', /<html/) },
      },
      {
        line: 'rerun ID --evidence-dir EVIDENCE --json [--operator somebody]',
        sees: { operator: says(/"operator": "somebody"/) },
      },
      {
        line: 'rerun ID --evidence-dir EVIDENCE --operator me [--sign-key file:nope]',
        sees: { signKey: says(/does not exist/) },
      },
      { line: 'rerun ID --evidence-dir EVIDENCE [--wait 1s]', sees: { wait: errs(/Nothing is pending/) } },
      { line: 'rerun ID --evidence-dir EVIDENCE [--fail-on warning]', sees: { failOn: exits(1) } },
      {
        line: 'rerun ID --evidence-dir EVIDENCE --json [--check ses-tracking]',
        sees: { check: saysNot(/"check": "dmarc-record"/) },
      },
      { line: 'rerun ID --evidence-dir EVIDENCE [--step nope]', sees: { step: says(/has no step nope/) } },
      { line: 'rerun ID --evidence-dir EVIDENCE --json [--diff]', sees: { diff: says(/certify\.diff\/1/) } },
      { line: 'rerun ID --evidence-dir EVIDENCE [--profile nope.yaml]', sees: { profile: says(/no profile nope\.yaml/) } },
      { line: 'rerun --evidence-dir EVIDENCE [--ticket NONE]', sees: { ticket: says(/ticket NONE/) } },
      { line: 'rerun --evidence-dir EVIDENCE --since last [--tenant no]', sees: { tenant: says(/no live record of no/) } },
      { line: 'rerun --evidence-dir EVIDENCE --tenant no [--since last-green]', sees: { since: says(/no live record of no/) } },
      {
        line: 'rerun --evidence-dir EVIDENCE --tenant no --since last-green [--provider smtp]',
        sees: { provider: says(/no live record of no on SMTP/) },
      },
      { line: 'rerun ID --evidence-dir EVIDENCE --profile old.yaml [--live]', sees: { live: says(/optIn was given/) } },
      { line: 'rerun ID --evidence-dir EVIDENCE [--no-color]', where: 'colour', sees: { color: colourless } },
      {
        line: 'rerun ID --evidence-dir EVIDENCE --json --profile NOT-LAB [--allow-private]',
        sees: { allowPrivate: saysNot(/address-refused/) },
      },
    ],
    refusals: [
      { line: 'rerun ID --evidence-dir EVIDENCE [--timeout 1s]' },
      { line: 'rerun ID --evidence-dir EVIDENCE [--sign-key file:KEY]' },
      { line: 'rerun ID --evidence-dir EVIDENCE [--ticket T --tenant a --since last-green --provider ses]' },
      { line: 'rerun --evidence-dir EVIDENCE --ticket T [--tenant a --since last-green --provider ses]' },
      { line: 'rerun ID --evidence-dir EVIDENCE --live [--step a --check b --diff --wait 1s]' },
    ],
  },
  dns: {
    effects: [
      { line: 'dns [--file nowhere.txt]', sees: { file: says(/There is no file nowhere/) } },
      { line: `dns ${ASKED} --json [--from x@other.example]`, sees: { from: says(/other\.example/) } },
      { line: `dns ${ASKED} [--mail-from bounce.good.example]`, sees: { mailFrom: says(/bounce\.good\.example/) } },
      { line: `dns ${ASKED} [--provider ses]`, sees: { provider: says(/in which region/) } },
      { line: `dns ${ASKED} [--region ap-south-1]`, sees: { region: says(/belongs to Amazon SES/) } },
      { line: `dns ${ASKED} [--ip 192.0.2.77]`, sees: { ip: says(/192\.0\.2\.77/) } },
      { line: `dns ${ASKED} --mail-from <> --ip 192.0.2.77 [--helo other.example]`, sees: { helo: says(/other\.example/) } },
      { line: `dns ${ASKED} [--selector s9]`, sees: { selector: says(/s9/) } },
      { line: 'dns good.example [--resolver 127.0.0.1:1]', sees: { resolver: says(/No resolver answered/) } },
      {
        line: 'dns good.example --resolver https://127.0.0.1:1/dns-query [--allow-private]',
        sees: { allowPrivate: says(/ECONNREFUSED/) },
      },
      {
        line: `dns ${ASKED} --ip 192.0.2.77 [--blocklist good.example]`,
        sees: { blocklist: says(/not listed at good\.example/) },
      },
      { line: `dns ${ASKED} [--deep]`, sees: { deep: says(/Mail hosts/) } },
      { line: `dns ${ASKED} --transcript [--no-authoritative]`, sees: { authoritative: says(/no name server is asked/) } },
      {
        line: 'dns good.example --resolver RESOLVER --transcript [--authoritative-port 7]',
        sees: { authoritativePort: errs(/:7\b/) },
      },
      {
        line: `dns ${ASKED} [--json --transcript --report markdown=ROW/out.md]`,
        sees: { json, transcript: errs(/^dns > /m), report: holds('ROW/out.md', /good\.example/) },
      },
      { line: `dns ${ASKED} [--verbose]`, sees: { verbose: says(/198\.51\.100\.0/) } },
      { line: `dns ${ASKED} [--no-color]`, where: 'colour', sees: { color: colourless } },
      { line: `dns ${ASKED} [--format zone]`, sees: { format: says(/No DNS record has to change/) } },
      { line: `dns ${ASKED} [--wait 1s]`, sees: { wait: errs(/Nothing is pending/) } },
      { line: `dns ${ASKED} --wait 1s [--quiet]`, sees: { quiet: silent } },
      { line: 'dns bare.example --resolver RESOLVER --authoritative-port PORT [--fail-on warning]', sees: { failOn: exits(1) } },
    ],
    refusals: [
      { line: `dns ${ASKED} --format zone [--verbose]` },
      { line: 'dns good.example --no-authoritative [--authoritative-port 7]' },
    ],
  },
  message: {
    effects: [
      {
        line: `message ${MAIL} --json [--authserv-id mx.other.example]`,
        sees: { authservId: says(/"authservId": "mx\.other\.example"/) },
      },
      { line: 'message MAIL [--resolver 127.0.0.1:1]', sees: { resolver: says(/unreachable|not answered/) } },
      {
        line: 'message MAIL --transcript --resolver https://127.0.0.1:1/dns-query [--allow-private]',
        sees: { allowPrivate: says(/ECONNREFUSED/) },
      },
      {
        line: `message MAIL GYM --resolver RESOLVER [--set squareos.sender.senderValue=x@other.example]`,
        sees: { set: says(/x…@other\.example/) },
      },
      {
        line: `message ${MAIL} [--json --transcript --report markdown=ROW/out.md]`,
        sees: { json, transcript: errs(/^dns > /m), report: holds('ROW/out.md', /signed\.example/) },
      },
      { line: `message ${MAIL} [--verbose]`, sees: { verbose: says(/1 hop of/) } },
      { line: `message ${MAIL} [--no-color]`, where: 'colour', sees: { color: colourless } },
      { line: `message ${MAIL} [--fail-on warning]`, sees: { failOn: exits(1) } },
      {
        line: `message [--imap imaps://ops@127.0.0.1:1 --imap-password file:mailbox.secret --nonce ${NONCE}]`,
        sees: { imap: says(/127\.0\.0\.1:1/), imapPassword: says(/loopback/), nonce: says(/loopback/) },
      },
      {
        line: `message --imap imaps://ops@127.0.0.1:1 --nonce ${NONCE} --json [--imap-token file:mailbox.secret --folder Bills]`,
        sees: { imapToken: says(/"login": "token"/), folder: says(/"Bills"/) },
      },
      { line: `${MAILBOX} [--evidence none-such]`, sees: { evidence: says(/none-such/) } },
      {
        line: `${MAILBOX} --evidence none-such [--evidence-dir nowhere-at-all]`,
        sees: { evidenceDir: says(/nowhere-at-all/) },
      },
    ],
    refusals: [
      { line: `message ${MAIL} [--set tenant=other]` },
      { line: `message ${MAIL} [--folder Bills]` },
      { line: `message GYM --nonce ${NONCE} [--imap-token file:mailbox.secret]` },
    ],
  },
  init: {
    effects: [
      { line: 'init ROW/gym.yaml --answer tenant=gym [--provider smtp --json]', sees: { provider: says(/smtp\./), json } },
      { line: 'init ROW/gym.yaml --answer tenant=gym [--region ap-south-1]', sees: { region: saysNot(/ses\.region/) } },
      { line: 'init ROW/gym.yaml --answer tenant=gym [--from billing@example.com]', sees: { from: saysNot(/senderValue/) } },
      { line: 'init ROW/gym.yaml [--answer tenant=gym]', sees: { answer: exits(0) } },
      { line: 'init ROW/gym.yaml [--non-interactive]', where: 'terminal', sees: { nonInteractive: says(/has no name yet/) } },
    ],
  },
  'lab list': {
    effects: [
      { line: 'lab list dkim [--json]', sees: { json } },
      { line: 'lab list dkim [--no-color]', where: 'colour', sees: { color: colourless } },
    ],
  },
  'lab up': {
    effects: [
      { line: 'lab up --scenario no-such-world [--write-profile ROW/lab.yaml]', sees: { writeProfile: says(/no scenario/) } },
      {
        line: 'lab up --write-profile ROW/lab.yaml [--scenario no-such-world]',
        where: 'terminal',
        sees: { scenario: says(/no scenario/) },
      },
      { line: 'lab up [--json]', sees: { json } },
      {
        line: 'lab up --write-profile ROW/lab.yaml --scenario healthy-ses [--state ROW/state]',
        where: 'terminal',
        sees: { state: holds('ROW/state/healthy-ses', /./) },
      },
    ],
  },
  'lab trigger': {
    effects: [
      { line: 'lab trigger delivery --state ROW [--to nonsense]', sees: { to: says(/no URL/) } },
      { line: `${TRIGGER} [--topic arn:aws:sns:eu-west-1:111122223333:other]`, sees: { topic: says(/sns\.eu-west-1/) } },
      { line: `${TRIGGER} [--message-id 0123-abc]`, sees: { messageId: says(/0123-abc/) } },
      {
        line: 'lab trigger delivery --to http://127.0.0.1:1/x [--state ROW/keys --json]',
        sees: { state: says(/ROW_KEYS|keys/), json },
      },
      {
        line: 'lab trigger delivery --state ROW --to HOOK/sees --json [--recipient sees@example.com]',
        sees: { recipient: says(/sees@example\.com/) },
      },
      {
        line: 'lab trigger delivery --state ROW --to HOOK/sees --json [--configuration-set seen-set]',
        sees: { configurationSet: says(/seen-set/) },
      },
      {
        line: 'lab trigger delivery --state ROW --to HOOK/sees --json [--signature-version 1]',
        sees: { signatureVersion: says(/SignatureVersion\\*": ?\\*"1/) },
      },
      {
        line: 'lab trigger bounce --state ROW --to HOOK/sees --json [--feedback-form]',
        sees: { feedbackForm: says(/notificationType/) },
      },
      { line: 'lab trigger delivery --state ROW --to HOOK/sees --json [--raw]', sees: { raw: saysNot(/SigningCertURL/) } },
    ],
    refusals: [
      {
        line: 'lab trigger smtp-delivered --to http://127.0.0.1:1/x [--topic x --recipient x --configuration-set x --signature-version 1 --feedback-form --raw --state ROW]',
      },
      {
        line: 'lab trigger subscription-confirmation --to http://127.0.0.1:1/x [--message-id x --recipient x --configuration-set x --feedback-form --raw]',
      },
      {
        line: 'lab trigger validation --to http://127.0.0.1:1/x [--message-id x --recipient x --configuration-set x --feedback-form]',
      },
      { line: 'lab trigger delivery --to http://127.0.0.1:1/x --raw [--signature-version 1]' },
      { line: 'lab trigger bounce --to http://127.0.0.1:1/x --feedback-form [--configuration-set x]' },
    ],
  },
  schema: { effects: [{ line: 'schema nope [--json]', sees: { json } }] },
  'runbook show': { effects: [{ line: 'runbook show ses [--json]', sees: { json } }] },
  'runbook lint': { effects: [{ line: 'runbook lint receiver.yaml [--json]', sees: { json } }] },
  'evidence list': {
    effects: [
      { line: 'evidence list --evidence-dir EVIDENCE [--json]', sees: { json } },
      { line: 'evidence list [--evidence-dir EVIDENCE]', sees: { evidenceDir: names('ID') } },
      { line: 'evidence list --evidence-dir EVIDENCE [--no-color]', where: 'colour', sees: { color: colourless } },
      { line: 'evidence list --evidence-dir EVIDENCE [--tenant nobody]', sees: { tenant: says(/^None of the/) } },
      { line: 'evidence list --evidence-dir EVIDENCE [--ticket NONE-1]', sees: { ticket: says(/^None of the/) } },
      { line: 'evidence list --evidence-dir EVIDENCE [--outcome certified]', sees: { outcome: says(/^None of the/) } },
      { line: 'evidence list --evidence-dir EVIDENCE [--mode live]', sees: { mode: says(/^None of the/) } },
      { line: 'evidence list --evidence-dir EVIDENCE [--since 2999-01-01]', sees: { since: says(/^None of the/) } },
      { line: 'evidence list --evidence-dir EVIDENCE [--expiring 30d]', sees: { expiring: says(/^None of the/) } },
    ],
  },
  'evidence show': {
    effects: [
      { line: 'evidence show ID --evidence-dir EVIDENCE [--json]', sees: { json } },
      {
        line: 'evidence show ID --evidence-dir EVIDENCE [--verbose]',
        sees: { verbose: says(/Verified domain or sender email/) },
      },
      { line: 'evidence show ID --evidence-dir EVIDENCE [--no-color]', where: 'colour', sees: { color: colourless } },
      { line: 'evidence show ID [--evidence-dir EVIDENCE]', sees: { evidenceDir: exits(0) } },
    ],
  },
  'evidence verify': {
    effects: [
      { line: 'evidence verify EVIDENCE [--json]', sees: { json } },
      { line: 'evidence verify [--evidence-dir EVIDENCE]', sees: { evidenceDir: headed } },
      { line: 'evidence verify EVIDENCE [--trust nope.pem]', sees: { trust: says(/no key nope\.pem/) } },
      { line: 'evidence verify EVIDENCE [--expect-head sha256:00]', sees: { expectHead: exits(1) } },
      { line: 'evidence verify EVIDENCE [--no-color]', where: 'colour', sees: { color: colourless } },
    ],
    refusals: [{ line: 'evidence verify EVIDENCE [--evidence-dir EVIDENCE]' }],
  },
  'evidence report': {
    effects: [
      { line: 'evidence report ID --report json=ROW/out.json [--evidence-dir EVIDENCE]', sees: { evidenceDir: exits(0) } },
      {
        line: 'evidence report ID --evidence-dir EVIDENCE [--report json=ROW/out.json]',
        sees: { report: holds('ROW/out.json', /main-gym/) },
      },
    ],
  },
  'evidence certificate': {
    effects: [{ line: 'evidence certificate ID [--evidence-dir EVIDENCE]', sees: { evidenceDir: says(/nothing to certify/) } }],
  },
  'evidence diff': {
    effects: [
      { line: 'evidence diff ID ID --evidence-dir EVIDENCE [--json]', sees: { json } },
      { line: 'evidence diff ID ID [--evidence-dir EVIDENCE]', sees: { evidenceDir: exits(0) } },
      { line: 'evidence diff ID ID2 --evidence-dir EVIDENCE [--no-color]', where: 'colour', sees: { color: colourless } },
    ],
  },
  'evidence export': {
    effects: [
      {
        line: 'evidence export ROW/out --evidence-dir EVIDENCE [--format in-toto]',
        sees: { format: (_, at) => existsSync(join(at('ROW/out'), `${at('ID')}.intoto.json`)) },
      },
      { line: 'evidence export ROW/out --evidence-dir EVIDENCE [--json]', sees: { json } },
      {
        line: 'evidence export ROW/out [--evidence-dir EVIDENCE]',
        sees: { evidenceDir: (_, at) => existsSync(join(at('ROW/out'), `${at('ID')}.json`)) },
      },
      { line: 'evidence export ROW/out --evidence-dir EVIDENCE [--tenant nobody]', sees: { tenant: says(/of nobody/) } },
    ],
  },
  handoff: {
    effects: [
      ...worded('handoff', '--to dns-admin', '--to squareos-admin').effects,
      { line: 'handoff GYM [--to aws-admin]', sees: { to: exits(0) } },
      {
        line: 'handoff --evidence ID --evidence-dir EVIDENCE --to dns-admin [--format zone]',
        sees: { format: says(/No DNS record has to change/) },
      },
    ],
    refusals: [
      ...(worded('handoff', '--to dns-admin', '--to squareos-admin').refusals ?? []),
      { line: 'handoff GYM --to aws-admin --format zone', code: 'handoff-format' },
    ],
  },
  fields: {
    effects: [
      ...worded('fields', '', '').effects,
      { line: 'fields --evidence ID --evidence-dir EVIDENCE [--compare nope.json]', sees: { compare: says(/nope\.json/) } },
    ],
    refusals: worded('fields', '', '').refusals ?? [],
  },
  'extraction show': {
    effects: [
      { line: 'extraction show sheet.yaml [--json]', sees: { json } },
      { line: 'extraction show sheet.yaml [--row b]', sees: { row: saysNot(/value-of-a/) } },
      { line: 'extraction show sheet.yaml [--no-color]', where: 'colour', sees: { color: colourless } },
    ],
  },
  'extraction set': {
    effects: [
      { line: 'extraction set sheet.yaml --field region --column value --value x [--row c]', sees: { row: exits(0) } },
      { line: 'extraction set sheet.yaml --row c --column value --value x [--field region]', sees: { field: exits(0) } },
      { line: 'extraction set sheet.yaml --row c --field region --value x [--column value]', sees: { column: exits(0) } },
      { line: 'extraction set sheet.yaml --row c --field region --column value [--value x]', sees: { value: exits(0) } },
    ],
  },
  'extraction export': {
    effects: [
      { line: 'extraction export sheet.yaml [--to yaml]', sees: { to: says(/rows:/) } },
      { line: 'extraction export sheet.yaml [--row b]', sees: { row: saysNot(/value-of-a/) } },
    ],
  },
  receiver: {
    effects: [
      ...receiver('receiver'),
      { line: 'receiver --config receiver.yaml [--json]', where: 'terminal', sees: { json: says(/certify\.receiver\/1/) } },
    ],
  },
  'receiver dead-letters list': {
    effects: [
      ...receiver('receiver dead-letters list'),
      { line: 'receiver dead-letters list --config receiver.yaml [--json]', sees: { json } },
      { line: 'receiver dead-letters list --config receiver-old.yaml [--all]', sees: { all: says(/resolved:/) } },
    ],
  },
  'receiver dead-letters replay': {
    effects: [
      ...acting('receiver dead-letters replay LETTER'),
      {
        line: 'receiver dead-letters replay CLOSED --config receiver.yaml --operator sam [--note closed]',
        sees: { note: exits(0) },
      },
    ],
  },
  'receiver suppression list': {
    effects: [
      ...receiver('receiver suppression list'),
      { line: 'receiver suppression list --config receiver.yaml [--json]', sees: { json } },
      { line: 'receiver suppression list --config receiver.yaml [--rules strict]', sees: { rules: says(/under strict/) } },
    ],
  },
  'receiver suppression allow': exception('receiver suppression allow'),
  'receiver suppression relist': exception('receiver suppression relist'),
  adapter: {
    effects: [
      { line: 'adapter [--json]', sees: { json } },
      { line: 'adapter [--relay nope]', sees: { relay: says(/no relay nope/) } },
      { line: 'adapter --scenario healthy-smtp [--lab]', sees: {} },
      { line: 'adapter [--scenario no-such-world]', sees: { scenario: says(/no scenario/) } },
      { line: 'adapter nope.yaml [--lab]', sees: { lab: says(/cannot run with another/) } },
      set('adapter'),
    ],
    refusals: [{ line: 'adapter [--set tenant=x]' }],
  },
  policy: {
    effects: [
      ...lab('policy'),
      set('policy'),
      { line: 'policy GYM [--json]', sees: { json } },
      { line: 'policy GYM [--format terraform]', sees: { format: says(/resource "aws_iam_policy" "probe"/) } },
      { line: 'policy GYM [--for provision]', sees: { for: saysNot(/CertifyReads/) } },
      { line: 'policy GYM [--used SPOKEN]', sees: { used: says(/1 action of its policy asked/) } },
      { line: 'policy GYM [--account 999988887777]', sees: { account: says(/999988887777/) } },
      { line: 'policy GYM [--user seen-user]', sees: { user: says(/seen-user/) } },
      {
        line: 'policy GYM [--key-arn arn:aws:kms:ap-south-1:111122223333:key/1234]',
        sees: { keyArn: says(/key that encrypts the topic/) },
      },
    ],
    refusals: [{ line: 'policy GYM --used SPOKEN [--for send]' }, { line: 'policy GYM --used SPOKEN [--format json]' }],
  },
  'production-access': {
    effects: [
      ...lab('production-access'),
      ...secrets('production-access'),
      set('production-access'),
      ...look('production-access GYM'),
      { line: 'production-access GYM [--json]', sees: { json } },
      { line: 'production-access GYM [--no-color]', where: 'colour', sees: { color: colourless } },
    ],
    refusals: [{ line: 'production-access --lab [--env X --secrets-dir AWAY --allow-secret-commands --secret-hosts x]' }],
  },
  'identity status': {
    effects: [
      ...lab('identity status'),
      ...secrets('identity status'),
      set('identity status'),
      ...look('identity status GYM'),
      { line: 'identity status GYM [--json]', sees: { json } },
      { line: 'identity status GYM [--wait 1s]', sees: { wait: errs(/Nothing is pending/) } },
      { line: 'identity status GYM [--no-color]', where: 'colour', sees: { color: colourless } },
    ],
    refusals: [{ line: 'identity status --lab [--env X --secrets-dir AWAY --allow-secret-commands --secret-hosts x]' }],
  },
  'identity create': {
    effects: [
      ...lab('identity create', '--yes --evidence-dir ROW'),
      ...secrets('identity create', '--yes --evidence-dir ROW'),
      set('identity create', '--yes'),
      ...look('identity create GYM --yes --evidence-dir ROW'),
      { line: 'identity create GYM --yes --evidence-dir ROW [--json]', sees: { json } },
      { line: 'identity create GYM --evidence-dir ROW [--yes]', sees: { yes: saysNot(/Nobody is at a terminal/) } },
      { line: 'identity create GYM --yes [--evidence-dir KEY]', sees: { evidenceDir: says(/Cannot write/) } },
      {
        line: 'identity create --lab --scenario ses-identity-not-named --yes --evidence-dir ROW [--operator somebody]',
        sees: { operator: holds('ROW', /"operator":"somebody"/) },
      },
      { line: 'identity create GYM --yes --evidence-dir ROW [--wait 1s]', sees: { wait: errs(/Nothing is pending/) } },
      { line: 'identity create GYM --yes --evidence-dir ROW [--no-color]', where: 'colour', sees: { color: colourless } },
    ],
    refusals: [
      {
        line: 'identity create --lab --yes --evidence-dir ROW [--env X --secrets-dir AWAY --allow-secret-commands --secret-hosts x]',
      },
    ],
  },
  'identity delete': {
    effects: [
      ...lab('identity delete other.example', '--confirm other.example --evidence-dir ROW'),
      ...secrets('identity delete other.example', '--confirm other.example --evidence-dir ROW'),
      set('identity delete other.example', '--confirm other.example'),
      {
        line: 'identity delete other.example GYM --confirm other.example --evidence-dir ROW [--transcript]',
        sees: { transcript: errs(/ses:GetEmailIdentity/) },
      },
      { line: 'identity delete other.example GYM --confirm other.example --evidence-dir ROW [--json]', sees: { json } },
      {
        line: 'identity delete other.example GYM --evidence-dir ROW [--confirm other.example]',
        sees: { confirm: saysNot(/Nobody is at a terminal/) },
      },
      {
        line: 'identity delete other.example GYM --confirm other.example --evidence-dir ROW [--profiles no-such-*.yaml]',
        sees: { profiles: says(/matches no further file/) },
      },
      {
        line: 'identity delete other.example GYM --confirm other.example [--evidence-dir KEY]',
        sees: { evidenceDir: says(/Cannot write/) },
      },
      {
        line: 'identity delete other.example --lab --scenario ses-send-two-identities --confirm other.example --evidence-dir ROW [--operator somebody]',
        sees: { operator: holds('ROW', /"operator":"somebody"/) },
      },
      {
        line: 'identity delete example.com GYM --confirm example.com --evidence-dir ROW [--no-color]',
        where: 'colour',
        sees: { color: colourless },
      },
    ],
    refusals: [
      {
        line: 'identity delete other.example --lab --confirm other.example [--env X --secrets-dir AWAY --allow-secret-commands --secret-hosts x]',
      },
    ],
  },
  'provision ses': {
    effects: [
      ...lab('provision ses'),
      ...secrets('provision ses'),
      set('provision ses'),
      ...look('provision ses GYM'),
      { line: 'provision ses GYM [--json]', sees: { json } },
      { line: 'provision ses GYM [--no-color]', where: 'colour', sees: { color: colourless } },
      {
        line: 'provision ses --lab --scenario ses-topic-deleted [--format terraform]',
        sees: { format: says(/^resource "aws_sns_topic"/m) },
      },
      { line: 'provision ses GYM --apply [--plan]', sees: { plan: says(/cannot both hold/) } },
      { line: 'provision ses GYM --yes [--apply --evidence-dir ROW]', sees: { apply: says(/certify check/) } },
      { line: 'provision ses GYM --apply [--yes --evidence-dir ROW]', sees: { yes: saysNot(/Nobody is at a terminal/) } },
      {
        line: 'provision ses GYM --apply --yes --evidence-dir ROW [--operator somebody --json --report junit=ROW/out.xml --sign-key file:KEY]',
        sees: {
          operator: says(/"operator": "somebody"/),
          report: holds('ROW/out.xml', /testsuite/),
          signKey: holds('ROW', /"keyId"|"publicKey"/),
        },
      },
      { line: 'provision ses GYM --apply --yes --operator me [--evidence-dir KEY]', sees: { evidenceDir: says(/cannot be/) } },
      { line: 'provision ses GYM --apply --yes --evidence-dir ROW [--wait 1s]', sees: { wait: errs(/Nothing is pending/) } },
      { line: 'provision ses GYM --apply --yes --evidence-dir ROW [--fail-on warning]', sees: { failOn: exits(1) } },
      {
        line: 'provision ses NOT-LAB --apply --yes --json --evidence-dir ROW [--allow-private]',
        sees: { allowPrivate: saysNot(/address-refused/) },
      },
    ],
    refusals: [
      { line: 'provision ses --lab [--env X --secrets-dir AWAY --allow-secret-commands --secret-hosts x]' },
      {
        line: 'provision ses GYM [--yes --fail-on warning --wait 1s --evidence-dir ROW --operator me --report junit=ROW/x.xml --sign-key file:KEY --allow-private]',
      },
      { line: 'provision ses GYM --apply --yes [--sign-key file:KEY]' },
      { line: 'provision ses GYM --apply --yes [--format terraform]' },
      { line: 'provision ses GYM --format terraform [--json]', code: 'flag-without-effect' },
    ],
  },
  explain: {
    effects: [
      { line: 'explain dkim-tokens [--json]', sees: { json } },
      { line: 'explain dkim-tokens [--evidence nope]', sees: { evidence: says(/nope/) } },
      { line: 'explain dkim-tokens --evidence ID [--evidence-dir EVIDENCE]', sees: { evidenceDir: exits(0) } },
      { line: 'explain dkim-tokens [--no-color]', where: 'colour', sees: { color: colourless } },
    ],
    refusals: [{ line: 'explain dkim-tokens [--evidence-dir EVIDENCE]' }],
  },
  plan: {
    effects: [
      ...lab('plan'),
      set('plan'),
      { line: 'plan GYM [--json]', sees: { json } },
      {
        line: 'plan --lab --scenario healthy-ses-templates [--template invoice]',
        sees: { template: says(/these templates: invoice/) },
      },
      { line: 'plan GYM [--evidence-dir seen-here]', sees: { evidenceDir: says(/seen-here/) } },
      { line: 'plan GYM [--no-color]', where: 'colour', sees: { color: colourless } },
    ],
  },
  'dmarc-report': {
    effects: [
      { line: 'dmarc-report REPORT [--json]', sees: { json } },
      { line: 'dmarc-report REPORT [--no-color]', where: 'colour', sees: { color: colourless } },
    ],
  },
  doctor: {
    effects: [
      ...secrets('doctor').filter(({ where }) => where === undefined),
      set('doctor'),
      { line: 'doctor NOT-LAB [--allow-private]', sees: { allowPrivate: saysNot(/leads to a loopback address/) } },
      { line: 'doctor [--region xx-seen-1]', sees: { region: says(/sts\.xx-seen-1/) } },
      { line: 'doctor GYM [--json]', sees: { json } },
      { line: 'doctor GYM [--evidence-dir seen-here]', sees: { evidenceDir: says(/seen-here/) } },
      { line: 'doctor GYM [--no-color]', where: 'colour', sees: { color: colourless } },
    ],
    refusals: [
      { line: 'doctor GYM [--region eu-west-1]' },
      { line: 'doctor [--env X --secrets-dir AWAY --allow-secret-commands --secret-hosts x --set a=b]' },
    ],
  },
  completion: { effects: [] },
};
