// What SES refused a send for, by its error and its words: who mends it, how, and the check that says so where it could see it
// (SES Developer Guide, "Amazon SES email sending errors"; SESv2 API, SendEmail).
import type { Owner } from '../../core/finding.ts';
import type { SendOutcome } from '../../core/live.ts';
import type { DraftAct } from '../../core/remedy.ts';

type Refused = SendOutcome & { readonly kind: 'refused' };

export interface SesRefusal {
  readonly reason: 'refused' | 'configuration-set-missing' | 'quota-used-up' | 'refused-for-now';
  readonly status: 'fail' | 'pending';
  readonly act: DraftAct;
  readonly owner: Owner;
  /** Checks whose finding, where it stands, is the cause. */
  readonly follows: readonly string[];
}

interface Row {
  readonly code: RegExp;
  /** Of the message; left out: any. */
  readonly words?: RegExp;
  readonly reason?: SesRefusal['reason'];
  readonly status?: SesRefusal['status'];
  /** What is wrong, and what mends it; SES's own words follow. */
  readonly say: string;
  readonly owner: Owner;
  readonly follows: readonly string[];
}

const ROWS: readonly Row[] = [
  {
    code: /^AccessDenied/,
    say: 'Let the sending credential do what SES names; `certify policy --for send` prints the whole policy.',
    owner: 'AWS admin',
    follows: ['send-permissions', 'ses-identity-policies'],
  },
  {
    code: /^(UnrecognizedClient|InvalidClientToken|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|ExpiredToken)/,
    say: 'Correct the sending credential (aws.send) in the profile and in SquareOS.',
    owner: 'AWS admin',
    follows: ['send-credential', 'send-access-key'],
  },
  {
    code: /^AccountSuspended/,
    say: 'Ask AWS Support what the account is suspended for, mend it, and have it reinstated.',
    owner: 'AWS admin',
    follows: ['ses-enforcement'],
  },
  {
    code: /^MessageRejected/,
    words: /suspended/i,
    say: 'Ask AWS Support what the account is suspended for, mend it, and have it reinstated.',
    owner: 'AWS admin',
    follows: ['ses-enforcement'],
  },
  {
    code: /^(SendingPaused|MessageRejected)/,
    words: /paused/i,
    say: 'Find out who paused the sending of the account or the configuration set, and why; mend that, then have it switched on again.',
    owner: 'AWS admin',
    follows: ['ses-sending-enabled', 'ses-enforcement', 'ses-tenant'],
  },
  {
    code: /^MailFromDomainNotVerified/,
    say: 'Publish the MX and SPF records of the MAIL FROM domain, and have SES look again: it is set to refuse mail while they are not seen (REJECT_MESSAGE).',
    owner: 'DNS admin',
    follows: ['mail-from', 'ses-mail-from-status'],
  },
  {
    code: /^MessageRejected/,
    words: /not verified/i,
    say: 'Verify the identity that SES names, in the region that it names; a sandbox wants the recipient verified as well.',
    owner: 'AWS admin',
    follows: ['ses-identity-verified', 'ses-production-access', 'ses-sandbox-recipient'],
  },
  {
    code: /^(NotFound|BadRequest)/,
    words: /configuration set/i,
    reason: 'configuration-set-missing',
    say: 'Create the configuration set, or correct its name in the profile and in SquareOS.',
    owner: 'AWS admin',
    follows: ['ses-configuration-set-applied'],
  },
  {
    code: /^(NotFound|BadRequest|MessageRejected|SendingPaused)/,
    words: /\btenant\b/i,
    say: 'Mend at the SES tenant what SES names: that it exists, may send, and has identity and configuration set.',
    owner: 'AWS admin',
    follows: ['ses-tenant'],
  },
];

/** The rate of a second is there again at once, the quota of the day by and by: only waiting mends either. */
const waiting = ({ code, message, temporary, retryAt }: Refused): SesRefusal | null => {
  const quoted = `the provider refused the message: “${message}”.`;
  if (retryAt !== undefined) {
    const say = `Run again at ${retryAt}, when a quota that is used up is there again, or have it raised: ${quoted}`;
    return { reason: 'quota-used-up', status: 'pending', act: { say }, owner: 'implementation engineer', follows: ['ses-quota'] };
  }
  if (!temporary || !/^(TooManyRequests|Throttl)/.test(code)) return null;
  const say = `Run again in a minute: SES put the message off twice (“${message}”). When it stays so, see what else sends from this account, or ask AWS for a higher rate.`;
  return { reason: 'refused-for-now', status: 'pending', act: { say }, owner: 'implementation engineer', follows: ['ses-quota'] };
};

/** null: SES's words are not known here, or another party refused. */
export const sesRefusal = (outcome: Refused): SesRefusal | null => {
  const later = waiting(outcome);
  if (later !== null) return later;
  const row = ROWS.find(({ code, words }) => code.test(outcome.code) && (words?.test(outcome.message) ?? true));
  if (row === undefined) return null;
  const { say, owner, follows, reason = 'refused', status = 'fail' } = row;
  return { reason, status, act: { say: `${say} SES said: “${outcome.message}”` }, owner, follows };
};
