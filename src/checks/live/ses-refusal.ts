// What SES refused a send for, by its error and its words: who mends it, how, and the check that says so where it could see it
// (SES Developer Guide, "Amazon SES email sending errors"; SESv2 API, SendEmail).
import { type CredentialRefusal, credentialRefusal } from '../../aws/credential-refusal.ts';
import { deniedWhat, denialAct } from '../../aws/policy/denial.ts';
import { sendStatement } from '../../aws/policy/ses-send.ts';
import type { Owner } from '../../core/finding.ts';
import type { SendOutcome } from '../../core/live.ts';
import type { Follow } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';

type Refused = SendOutcome & { readonly kind: 'refused' };

export interface SesRefusal {
  readonly reason: 'refused' | 'configuration-set-missing' | 'quota-used-up' | 'refused-for-now' | 'message-too-big';
  readonly status: 'fail' | 'pending';
  readonly act: DraftAct;
  readonly owner: Owner;
  /** What owns it, where it could see it. */
  readonly follows: readonly Follow[];
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

const CREDENTIAL = { owner: 'AWS admin', follows: ['send-credential', 'send-access-key'] } as const;
const SUSPENDED = {
  say: 'Ask AWS Support what the account is suspended for, mend it, and have it reinstated.',
  owner: 'AWS admin',
  follows: ['ses-enforcement'],
} as const;

type Said = Omit<Row, 'code' | 'words'>;

const OF_CREDENTIAL: Readonly<Record<CredentialRefusal, Said>> = {
  'session-ended': {
    say: 'Give SquareOS the long-lived access key of its own IAM user (aws.send): the session of the sending credential has ended, and so does every one after it.',
    ...CREDENTIAL,
  },
  clock: {
    say: 'Set this machine’s clock (NTP): SES refuses signatures that are five minutes off, and the sending credential may be right.',
    owner: 'implementation engineer',
    follows: [],
  },
  signature: {
    say: 'Enter the secret access key that belongs to the access key id of the sending credential (aws.send), in the profile and in SquareOS.',
    ...CREDENTIAL,
  },
  'key-unknown': {
    say: 'Name an access key of the sending user that exists and is active (aws.send), in the profile and in SquareOS.',
    ...CREDENTIAL,
  },
};

/** The first that fits: what the words name stands before what the code alone says. */
const ROWS: readonly Row[] = [
  {
    code: /^AccessDenied/,
    say: 'Let the sending credential do what SES names; `certify policy --for send` prints the whole policy.',
    owner: 'AWS admin',
    follows: ['send-permissions', 'ses-identity-policies'],
  },
  {
    code: /^(OptInRequired|SubscriptionRequired)/,
    say: 'Switch the region on for the account (AWS console / Account / AWS Regions), or correct the region in the profile and in SquareOS where another is meant.',
    owner: 'AWS admin',
    follows: ['ses-region'],
  },
  { code: /^AccountSuspended/, ...SUSPENDED },
  { code: /^MessageRejected/, words: /suspended/i, ...SUSPENDED },
  {
    code: /^(NotFound|BadRequest)/,
    words: /configuration set/i,
    reason: 'configuration-set-missing',
    say: 'Create the configuration set, or correct its name in the profile and in SquareOS.',
    owner: 'AWS admin',
    follows: ['ses-configuration-set-applied'],
  },
  {
    code: /^(SendingPaused|MessageRejected)/,
    words: /paused.*configuration set/i,
    say: 'Find out who paused the configuration set that SES names, and why; mend that, then switch its sending on again.',
    owner: 'AWS admin',
    follows: ['ses-sending-enabled'],
  },
  {
    code: /^(NotFound|BadRequest|MessageRejected|SendingPaused)/,
    words: /\btenant\b/i,
    say: 'Mend at the SES tenant what SES names: that it exists, may send, and has identity and configuration set.',
    owner: 'AWS admin',
    follows: ['ses-tenant'],
  },
  {
    code: /^(SendingPaused|MessageRejected)/,
    words: /paused/i,
    say: 'Find out who paused the sending of the account, and why (AWS writes to the address of the account); mend that, then have it switched on again.',
    owner: 'AWS admin',
    follows: ['ses-enforcement', 'ses-sending-enabled', 'ses-tenant'],
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
    say: 'Verify the identity that SES names, in the region that it names: the sender’s always, the recipient’s only while the account is in the sandbox there, which production access ends.',
    owner: 'AWS admin',
    follows: ['ses-sandbox-recipient', 'ses-identity-verified', 'ses-production-access'],
  },
  {
    code: /^BadRequest/,
    words: /too (large|long|big)|more than \d+ bytes|message length/i,
    reason: 'message-too-big',
    say: 'Make what the message attaches smaller: SES refuses it for its size.',
    owner: 'SquareOS admin',
    follows: [],
  },
  {
    code: /^(BadRequest|InvalidParameter)/,
    words: /@domain|illegal character|(invalid|malformed)[^.]*address|address[^.]*(invalid|malformed)|local.part|missing final/i,
    say: 'Correct the address that SES cannot read: sender, reply-to, return path or recipient.',
    owner: 'implementation engineer',
    follows: ['sender-account'],
  },
];

/** A refusal is definite: what could not be seen, or warns of something else, is not its cause. */
const failing = (checks: readonly string[]): readonly Follow[] => checks.map((check) => ({ check, status: ['fail'] }));
const OPEN_RIGHT: Follow = { check: 'send-permissions', reasons: ['cannot-judge', 'other-account-decides'] };
/** The quota of the day, and the rate of a second, are two. */
const QUOTA: readonly Follow[] = [
  { check: 'ses-quota', reasons: ['used-up', 'below-planned-volume', 'sandbox-size', 'nearly-used'] },
];
const RATE: readonly Follow[] = [{ check: 'ses-quota', reasons: ['below-planned-peak'] }];

/** The rate of a second is there again at once, the quota of the day by and by: only waiting mends either. */
const waiting = ({ code, message, temporary, retryAt }: Refused): SesRefusal | null => {
  const quoted = `the provider refused the message: “${message}”.`;
  if (retryAt !== undefined) {
    const say = `Run again at ${retryAt}, when a quota that is used up is there again, or have it raised: ${quoted}`;
    return { reason: 'quota-used-up', status: 'pending', act: { say }, owner: 'implementation engineer', follows: QUOTA };
  }
  if (!temporary || !/^(TooManyRequests|Throttl|LimitExceeded)/.test(code)) return null;
  const say = `Run again in a minute: SES put the message off twice (“${message}”). When it stays so, see what else sends from this account, or ask AWS for a higher rate.`;
  return { reason: 'refused-for-now', status: 'pending', act: { say }, owner: 'implementation engineer', follows: RATE };
};

const said = ({ code, message }: Refused): Said | undefined => {
  const refusal = credentialRefusal(code, message);
  return refusal === null
    ? ROWS.find((row) => row.code.test(code) && (row.words?.test(message) ?? true))
    : OF_CREDENTIAL[refusal];
};

/** What the resource is to a send (SES Developer Guide, "Controlling access to Amazon SES"); null: AWS names none. */
const RESOURCES: readonly (readonly [string, string])[] = [
  [
    ':identity/',
    'Where it is the recipient’s own identity: SES asks for the right on that one too while the account is in the sandbox, and no longer once it has production access.',
  ],
  [':configuration-set/', 'SES asks for the right on the configuration set beside the one on the identity.'],
  [':template/', 'SES asks for the right on the template beside the one on the identity.'],
];

const SHORTENED = ' The address in it is shortened here, and * stands for the rest of it.';

/** The statement for the very resource that SES named: the policy may hold one for another already. */
const permitAct = (message: string, from: string | null): DraftAct | null => {
  const { action, resource } = deniedWhat(message);
  if (action === null || !action.startsWith('ses:Send') || resource?.startsWith('arn:') !== true) return null;
  // The recipient's own identity comes masked, and what is pasted must fit it.
  const pasted = resource.replaceAll('…', '*');
  const why = RESOURCES.find(([kind]) => resource.includes(kind))?.[1];
  // Without its Sid: the policy of the sender may hold a statement of that name.
  const { Sid: _sid, ...limited } = sendStatement({ actions: [action], resources: [pasted], from: from ?? '' });
  const { Condition: _condition, ...open } = limited;
  return {
    say: `Add this statement to the policy of the sending credential (aws.send): SES names ${resource}.${pasted === resource ? '' : SHORTENED}${why === undefined ? '' : ` ${why}`} SES said: “${message}”`,
    statement: [from === null ? open : limited],
  };
};

/** `from`: the From address. null: SES's words are not known here, or another party refused. */
export const sesRefusal = (outcome: Refused, from: string | null = null): SesRefusal | null => {
  const later = waiting(outcome);
  if (later !== null) return later;
  const row = said(outcome);
  if (row === undefined) return null;
  const { owner, follows, reason = 'refused', status = 'fail' } = row;
  const isDenied = outcome.code.startsWith('AccessDenied');
  const elsewhere = isDenied ? denialAct(outcome.message, 'the sending credential (aws.send)', 'what SES names') : null;
  const permit = isDenied && elsewhere === null ? permitAct(outcome.message, from) : null;
  const act = permit ?? { say: `${elsewhere ?? row.say} SES said: “${outcome.message}”` };
  // A statement that rests on what only the request shows explains a refusal that nothing else does.
  const open = isDenied && elsewhere === null ? [OPEN_RIGHT] : [];
  return { reason, status, act, owner, follows: [...failing(follows), ...open] };
};
