// certify message FILE
import { basename } from 'node:path';
import { mailbox } from '../../app/message/mailbox.ts';
import { message } from '../../app/message/message.ts';
import { UsageError } from '../../core/errors.ts';
import { checkReports } from '../../app/reports.ts';
import { jsonReport } from '../../report/json.ts';
import { messageReport } from '../../report/terminal/message/message-report.ts';
import { callerOf } from '../caller.ts';
import { defineCommand, type Given, refuseIdle } from '../command.ts';
import { readStdinBytes } from '../io.ts';
import { completing, flag, list, optional, text } from '../options.ts';
import { publish } from '../print.ts';
import * as shared from '../shared-options.ts';

const args = {
  file: completing('file', optional('the message saved as its original source (.eml), or - for stdin; left out for a mailbox')),
  profile: completing('file', optional('a profile to compare the message with')),
};

const options = {
  imap: text('--imap <url>', 'look for the message in this mailbox: imaps://user@host'),
  imapPassword: text('--imap-password <ref>', 'a reference to its password: env:NAME, file:PATH or prompt:'),
  imapToken: text('--imap-token <ref>', 'a reference to an OAuth access token, instead of a password'),
  folder: list('--folder <name>', 'also search this folder, besides inbox and junk; repeatable'),
  nonce: text('--nonce <mark>', 'the mark in the subject of the message: certify-…'),
  evidence: completing('record', text('--evidence <id>', 'the record of the run that sent the message')),
  evidenceDir: shared.evidenceDir,
  authservId: text('--authserv-id <name>', 'trust the Authentication-Results of this receiver'),
  resolver: list('--resolver <where>', 'ask this resolver: host, host:port, or https URL (RFC 8484); repeatable'),
  allowPrivate: flag('--allow-private', 'allow https resolvers at private addresses'),
  set: shared.secrets.set,
  json: shared.json,
  verbose: shared.watching.verbose,
  transcript: shared.watching.transcript,
  color: shared.color,
  report: shared.report,
  failOn: shared.failOn,
};

type Typed = Given<typeof args, typeof options>;

/** No receiver takes more. */
const MOST_BYTES = 64 * 1024 * 1024;

const NO_MAILBOX = 'without --imap, --nonce or --evidence a saved file is judged';

/** A mailbox is looked into where a flag speaks of one; what is named then is a profile. */
const subjectOf = (given: Typed): { readonly file: string | null; readonly profile: string | null } => {
  const { args: named, options: chosen } = given;
  const inMailbox = chosen.imap !== null || chosen.nonce !== null || chosen.evidence !== null;
  if (!inMailbox) {
    if (named.file === null) {
      throw new UsageError({
        code: 'message-missing',
        message: '`certify message` needs a saved message, or a mailbox to look into.',
        fix: 'Name the file (`certify message invoice.eml`), or the mailbox: `--imap imaps://USER@HOST --imap-password REF --nonce MARK`.',
      });
    }
    refuseIdle(given, ['imapPassword', 'imapToken', 'folder', 'evidenceDir'], NO_MAILBOX);
    return { file: named.file, profile: named.profile };
  }
  if (chosen.imap === null)
    refuseIdle(given, ['imapPassword', 'imapToken', 'folder'], 'without --imap the profile’s own mailbox is opened');
  if (chosen.evidence === null) refuseIdle(given, ['evidenceDir'], 'without --evidence no record is read');
  if (named.profile !== null) {
    throw new UsageError({
      code: 'two-subjects',
      message: 'A saved message and a mailbox were named.',
      fix: 'Leave out the file, or --imap, --nonce and --evidence.',
    });
  }
  return { file: null, profile: named.file };
};

export const command = defineCommand({
  description: 'check a received message: who signed it, whether DMARC passes, what its receiver concluded',
  args,
  options,
  examples: [
    'certify message invoice.eml',
    'certify message invoice.eml gym.yaml',
    'certify message invoice.eml --authserv-id mx.google.com',
    'certify message invoice.eml --json',
    'certify message gym.yaml --evidence 20261120T204615Z-ses-main-gym-45c407c5',
    'certify message --imap imaps://ops%40example.com@imap.example.com --imap-password env:CERTIFY_INBOX_PASSWORD --nonce certify-0123456789abcdef01234567',
  ],
  run: async (given, call) => {
    const { options: chosen } = given;
    const found = subjectOf(given);
    if (found.profile === null) refuseIdle(given, ['set'], 'it overrides a value of a profile, and none was named');
    await checkReports(chosen.report);
    const caller = await callerOf(call, { ...chosen, quiet: false, verbose: false });
    const common = {
      profile: found.profile,
      authservId: chosen.authservId,
      resolvers: chosen.resolver,
      allowPrivate: chosen.allowPrivate,
      set: chosen.set,
      failOnWarning: chosen.failOn === 'warning',
    };
    const { document } =
      found.file === null
        ? await mailbox(call.setting, caller, {
            ...common,
            imap: chosen.imap,
            password: chosen.imapPassword,
            token: chosen.imapToken,
            folders: chosen.folder,
            nonce: chosen.nonce,
            evidence: chosen.evidence === null ? null : { dir: chosen.evidenceDir, id: chosen.evidence },
          })
        : await message(call.setting, caller, {
            ...common,
            file: found.file,
            stdin: () => readStdinBytes(call.signal, MOST_BYTES),
          });
    await publish(call, caller, document, chosen.report, found.profile);
    const style = {
      ...call.io.style,
      verbose: chosen.verbose,
      file: found.file === null ? 'in a mailbox' : found.file === '-' ? 'stdin' : basename(found.file),
    };
    call.io.out(chosen.json ? jsonReport(document) : messageReport(document, style));
    return document.decision.exitCode;
  },
});
