// The list of commands; each file is loaded when its command is called.
import { Option, type Command } from 'commander';
import type { CommandEntry } from './command.ts';
import { collect, duration, withCommon, tenantOptions, withTenant } from './flags.ts';
import { extractionEntries } from './extraction-entries.ts';
import { receiverEntries } from './receiver-entries.ts';

/** Passes again and again over what is pending. */
const waiting = (command: Command): Command =>
  command.addOption(
    new Option('--wait <time>', 'look again at what is pending, for at most this long, such as 30m').argParser(duration),
  );

const provider = (command: Command): Command =>
  waiting(withCommon(withTenant(command))).addOption(
    new Option('--resume [runId]', 'go on with the newest unfinished run of this tenant, or with the one named'),
  );

/** Commands that word a look, or a record. */
const looked = (command: Command): Command =>
  withCommon(withTenant(command)).option('--evidence <id>', 'use this record instead of looking now');

/** In what form the records to change are printed. */
const dnsFormat = (): Option =>
  new Option('--format <form>', 'print the DNS records to change in this form').choices([
    'text',
    'zone',
    'route53',
    'cloudflare',
  ]);

export const entries: readonly CommandEntry[] = [
  {
    name: 'ses',
    description: 'walk the Amazon SES runbook, have one live message sent, await its callback, write evidence',
    flags: provider,
    examples: [
      'certify ses gym.yaml',
      'certify ses --lab',
      'certify ses gym.yaml --non-interactive --operator ci --json',
      'certify ses gym.yaml --resume',
    ],
    load: () => import('./commands/ses.ts'),
  },
  {
    name: 'smtp',
    description: 'the same for a tenant that sends through an SMTP relay',
    flags: provider,
    examples: ['certify smtp gym.yaml', 'certify smtp --lab'],
    load: () => import('./commands/smtp.ts'),
  },
  {
    name: 'check',
    description: 'observe and judge everything that can be seen; sends nothing, attests nothing',
    flags: (command) =>
      waiting(withCommon(withTenant(command)))
        .option('--webhook', 'post the negative tests to the callback URL as well')
        .option('--from <address>', 'without a profile: the From address')
        .option('--region <region>', 'without a profile: the SES region'),
    examples: ['certify check gym.yaml', 'certify check gym.yaml --json', 'certify check --lab --scenario ses-sandbox'],
    load: () => import('./commands/check.ts'),
  },
  {
    name: 'rerun',
    description: 'observe again what a record observed and say what changed; sends nothing unless --live',
    flags: (command) =>
      waiting(withCommon(tenantOptions(command.argument('[evidence-id]', 'the record'))))
        .option('--ticket <id>', 'the newest record with this ticket')
        .option('--profile <file>', 'the profile, when it is not where it was')
        .option('--step <id>', 'only this step; repeatable', collect, [])
        .option('--check <id>', 'only this check; repeatable', collect, [])
        .option('--diff', 'print only what changed')
        .option('--live', 'prove it again with a live message; needs an opt-in given since'),
    examples: [
      'certify rerun 20261120T…',
      'certify rerun --ticket TICKET-1 --diff',
      'certify rerun 20261120T… --check dkim-tokens',
    ],
    load: () => import('./commands/rerun.ts'),
  },
  {
    name: 'dns',
    description: 'DNS and mail authentication of a domain, without AWS and without a profile',
    flags: (command) =>
      waiting(
        withCommon(
          command
            .argument('<domain>', 'the domain mail is sent from')
            .option('--from <address>', 'the From address')
            .option('--mail-from <domain>', 'the MAIL FROM (Return-Path) domain; with --ip the whole address')
            .addOption(new Option('--provider <name>', 'who sends').choices(['ses', 'smtp']))
            .option('--region <region>', 'the SES region')
            .option('--ip <address>', 'evaluate SPF for mail from this address')
            .option('--helo <name>', 'the HELO name of that client')
            .option('--selector <name>', 'a DKIM selector; repeatable', collect, [])
            .option('--resolver <host[:port]>', 'ask this resolver; repeatable', collect, [])
            .option('--no-authoritative', 'ask the resolver alone, not the name servers of the zone')
            .option('--authoritative-port <n>', 'port of the name servers, where it is not 53'),
        ).addOption(dnsFormat()),
      ).option('--fail-on <severity>', 'with "warning", warnings decide like blockers'),
    examples: [
      'certify dns example.com',
      'certify dns example.com --mail-from bounce.example.com --provider ses --region ap-south-1',
      'certify dns example.com --selector s1 --json',
      'certify dns example.com --format route53',
      'certify dns example.com --ip 192.0.2.1 --mail-from billing@example.com --helo mail.example.com',
    ],
    load: () => import('./commands/dns.ts'),
  },
  {
    name: 'init',
    description: 'write a commented profile and an empty extraction sheet; each question is explained and checked at once',
    flags: (command) =>
      withCommon(
        command
          .argument('[file]', 'the profile to write', 'gym.yaml')
          .addOption(new Option('--provider <name>', 'ses or smtp').choices(['ses', 'smtp']))
          .option('--from <address>', 'the From address customers see')
          .option('--region <region>', 'the AWS region that sends')
          .option('--answer <key=value>', 'answer a question beforehand; repeatable', collect, []),
      ),
    examples: ['certify init gym.yaml', 'certify init gym.yaml --provider ses --from billing@example.com --region ap-south-1'],
    load: () => import('./commands/init.ts'),
  },
  {
    name: 'lab up',
    description: 'start the simulated world by hand and write the profile that certifies against it',
    flags: (command) =>
      withCommon(
        command
          .option('--write-profile <file>', 'where to write the profile')
          .option('--scenario <name>', 'which world')
          .option('--state <dir>', 'keep the lab’s state here, to go on after a restart'),
      ),
    examples: ['certify lab up --write-profile lab.yaml', 'certify lab up --write-profile lab.yaml --scenario ses-sandbox'],
    load: () => import('./commands/lab-up.ts'),
  },
  {
    name: 'lab trigger',
    description: 'post one correctly signed SNS message, or adapter callback, to a webhook under development',
    flags: (command) =>
      withCommon(
        command
          .argument('<event>', 'such as delivery, bounce, complaint, subscription-confirmation, smtp-delivered')
          .option('--to <url>', 'a loopback URL; it may carry ?token=')
          .option('--topic <arn>', 'the topic the message names')
          .option('--message-id <id>', 'the provider’s message id')
          .option('--recipient <address>', 'whom the event is about')
          .option('--configuration-set <name>', 'the set the event names')
          .addOption(new Option('--signature-version <n>', 'SNS signature version').choices(['1', '2']))
          .option('--feedback-form', 'the notificationType form of identity feedback')
          .option('--raw', 'as raw delivery: the event without its envelope')
          .option('--state <dir>', 'where the signing key lives'),
      ),
    examples: ["certify lab trigger delivery --to 'http://127.0.0.1:3000/engagement/email/ses/webhook?token=dev'"],
    load: () => import('./commands/lab-trigger.ts'),
  },
  {
    name: 'schema',
    description: 'print the JSON schema of a profile or a runbook',
    flags: (command) => withCommon(command.argument('<what>', 'profile or runbook')),
    examples: ['certify schema profile > profile.schema.json'],
    load: () => import('./commands/schema.ts'),
  },
  {
    name: 'runbook show',
    description: 'print a runbook for a person',
    flags: (command) => withCommon(command.argument('<id>', 'ses or smtp')),
    examples: ['certify runbook show ses'],
    load: () => import('./commands/runbook-show.ts'),
  },
  {
    name: 'runbook lint',
    description: 'say what is wrong with a runbook, with line and column',
    flags: (command) => withCommon(command.argument('<file>', 'a runbook')),
    examples: ['certify runbook lint runbooks/ses.yaml'],
    load: () => import('./commands/runbook-lint.ts'),
  },
  {
    name: 'evidence list',
    description: 'list the evidence records, newest first',
    flags: (command) => withCommon(command),
    examples: ['certify evidence list', 'certify evidence list --evidence-dir /srv/evidence --json'],
    load: () => import('./commands/evidence-list.ts'),
  },
  {
    name: 'evidence show',
    description: 'print a record as a report',
    flags: (command) => withCommon(command.argument('<id>', 'a record’s id or path')),
    examples: ['certify evidence show 20261120T204615Z-ses-main-gym-45c407c5 --verbose'],
    load: () => import('./commands/evidence-show.ts'),
  },
  {
    name: 'evidence verify',
    description: 'prove offline that records are whole and in their chain',
    flags: (command) =>
      withCommon(
        command
          .argument('[place]', 'a record or a directory; the evidence directory when left out')
          .option('--trust <key.pem>', 'a public key whose signatures prove; repeatable', collect, [])
          .option('--expect-head <digest>', 'the digest that must be the head of the chain'),
      ),
    examples: ['certify evidence verify', 'certify evidence verify ./evidence --trust team.pem --expect-head sha256:…'],
    load: () => import('./commands/evidence-verify.ts'),
  },
  {
    name: 'evidence report',
    description: 'write a report from a record',
    flags: (command) => withCommon(command.argument('<id>', 'a record’s id or path')),
    examples: ['certify evidence report 20261120T204615Z-ses-main-gym-45c407c5 --report html=report.html'],
    load: () => import('./commands/evidence-report.ts'),
  },
  {
    name: 'evidence diff',
    description: 'what changed from one record to another, in what direction, since when',
    flags: (command) => withCommon(command.argument('<before>', 'id or path').argument('<after>', 'id or path')),
    examples: ['certify evidence diff 20261119T… 20261120T…'],
    load: () => import('./commands/evidence-diff.ts'),
  },
  {
    name: 'handoff',
    description: 'exactly what one admin must do: records, policies, fields; no secrets',
    flags: (command) => looked(command).option('--to <whom>', 'dns-admin, aws-admin or squareos-admin').addOption(dnsFormat()),
    examples: [
      'certify handoff gym.yaml --to dns-admin --format route53 > records.json',
      'certify handoff gym.yaml --to dns-admin',
      'certify handoff --to aws-admin --evidence 20261120T…',
    ],
    load: () => import('./commands/handoff.ts'),
  },
  {
    name: 'fields',
    description: 'the SquareOS fields that the observed values give, compared with an export',
    flags: (command) => looked(command).option('--compare <file>', 'a JSON export of SquareOS'),
    examples: ['certify fields gym.yaml', 'certify fields gym.yaml --compare export.json'],
    load: () => import('./commands/fields.ts'),
  },
  ...extractionEntries,
  ...receiverEntries,
  {
    name: 'adapter',
    description: 'the contract of the SMTP callback, a curl line, and each vendor’s mapping',
    flags: (command) => withCommon(withTenant(command)).option('--relay <name>', 'show the mapping of this relay only'),
    examples: ['certify adapter', 'certify adapter gym.yaml', 'certify adapter --relay postfix'],
    load: () => import('./commands/adapter.ts'),
  },
  {
    name: 'policy',
    description: 'least-privilege policies for the probing and the sending credential, and the topic policy',
    flags: (command) =>
      withCommon(withTenant(command))
        .option('--account <id>', 'the AWS account, where no topic ARN tells it')
        .option('--user <name>', 'the IAM user that SquareOS sends as')
        .option('--key-arn <arn>', 'the KMS key that encrypts the topic'),
    examples: ['certify policy gym.yaml', 'certify policy gym.yaml --json'],
    load: () => import('./commands/policy.ts'),
  },
  {
    name: 'production-access',
    description: 'what to write into AWS’s request to leave the SES sandbox, who does it and where; changes nothing',
    flags: (command) => withCommon(withTenant(command)),
    examples: ['certify production-access gym.yaml', 'certify production-access --lab --scenario ses-sandbox'],
    load: () => import('./commands/production-access.ts'),
  },
  {
    name: 'completion',
    description: 'print the completion script of a shell',
    flags: (command) => withCommon(command.argument('<shell>', 'bash, zsh or fish')),
    examples: ['source <(certify completion bash)'],
    load: () => import('./commands/completion.ts'),
  },
];
