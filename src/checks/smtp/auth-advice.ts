// What to do about a refused or untried login, by cause: each with its own sentence and its own owner.
import type { Owner } from '../../core/finding.ts';
import type { AuthCause } from '../../mail/smtp/auth-cause.ts';

interface Advice {
  readonly fix: string;
  readonly owner?: Owner;
}

const RENEW =
  'Create a new SMTP credential at the provider, put it into SquareOS and behind the profile’s `smtp.password`, and run again.';

/** By the relay's reply. */
export const authAdvice: { readonly [K in AuthCause]: Advice } = {
  'bad-credentials': {
    fix: `The user name or the password is wrong. Copy both again from the provider’s SMTP settings (some want the word “apikey” as user name). ${RENEW}`,
  },
  'ses-credentials': {
    fix: 'SES refuses the pair. `smtp.username` must be the access key id (AKIA…), `smtp.password` the SMTP password that SES derives for this region: not the secret access key, not another region’s. Create SMTP credentials in the SES console of the host’s region.',
    owner: 'AWS admin',
  },
  'ses-not-subscribed': {
    fix: 'The AWS account does not use SES in this region. Open SES in the region of the SMTP host, or set `smtp.host` to the region that is used.',
    owner: 'AWS admin',
  },
  'ses-access-denied': {
    fix: 'The IAM user may not send: allow ses:SendRawEmail on the identity and the configuration set.',
    owner: 'AWS admin',
  },
  'client-submission-disabled': {
    fix: 'Microsoft 365 has SMTP AUTH switched off for this mailbox or tenant, or a conditional access rule stops it. Set-CASMailbox -Identity <mailbox> -SmtpClientAuthenticationDisabled $false, and allow it in the security defaults.',
    owner: 'mail provider admin',
  },
  'basic-auth-retired': {
    fix: 'Microsoft 365 no longer takes passwords here. Use a relay that does (High Volume Email, Amazon SES, another provider), or a connector.',
    owner: 'mail provider admin',
  },
  'app-password-required': {
    fix: 'Google refuses the account’s own password. Switch on 2-step verification, create an app password for SquareOS, or use the Workspace SMTP relay.',
    owner: 'mail provider admin',
  },
  'web-login-required': {
    fix: 'Google wants the account’s owner to sign in with a browser first. Do that, then create an app password for SquareOS.',
    owner: 'gym owner',
  },
  'account-disabled': {
    fix: 'The provider has disabled this account. Have it enabled, or create another credential.',
    owner: 'mail provider admin',
  },
  'login-required': {
    fix: 'The relay says that it wants a login although one was tried. Have the provider check the account’s permission to submit mail.',
    owner: 'mail provider admin',
  },
  'starttls-required': { fix: 'The relay wants TLS before a login. Check `smtp.port` and `smtp.secure`.' },
  'mechanism-too-weak': {
    fix: 'The relay refuses the mechanism as too weak for this account. Have a password mechanism allowed over TLS, or the account’s security level lowered for SMTP.',
    owner: 'mail provider admin',
  },
  'mechanism-refused': {
    fix: 'The relay offers a mechanism and then refuses it. Have its AUTH set-up repaired.',
    owner: 'mail provider admin',
  },
  'password-transition': {
    fix: 'The relay asks for a password change first (RFC 4954, 432). Sign in at the provider once, set the password, and update SquareOS.',
    owner: 'gym owner',
  },
  'too-many-connections': {
    fix: 'The relay has too many connections from this account. Wait a minute and run again; when it stays, ask for a higher limit.',
    owner: 'mail provider admin',
  },
  'rate-limited': {
    fix: 'The relay limits the account for now. Wait for its limit to pass, then run again.',
    owner: 'mail provider admin',
  },
  temporary: {
    fix: 'The relay could not check the login just now. Run again in a few minutes; when it stays, tell the provider.',
    owner: 'mail provider admin',
  },
  'address-not-allowed': {
    fix: 'The relay takes this login only from listed addresses. Have the addresses of certify and SquareOS added.',
    owner: 'mail provider admin',
  },
  refused: {
    fix: 'The relay refuses the login for a reason of its own: read its words, and ask the provider with them.',
    owner: 'mail provider admin',
  },
};

/** By why the credential never got an answer. */
export const notTried: {
  readonly [error: string]: {
    readonly status: 'fail' | 'inconclusive';
    readonly reason: string;
    readonly fix: string;
    readonly owner?: Owner;
  };
} = {
  AUTH_NOT_OFFERED: {
    status: 'fail',
    reason: 'not-offered',
    fix: 'The relay offers no AUTH inside TLS, so it never saw the credential. Use its submission port (587 or 465), or remove `smtp.username` if it knows SquareOS by address.',
  },
  NO_COMMON_MECHANISM: {
    status: 'fail',
    reason: 'no-common-mechanism',
    fix: 'The relay offers no mechanism that takes a user name and a password. Have PLAIN or LOGIN switched on for this account, or use another relay.',
    owner: 'mail provider admin',
  },
  NO_PASSWORD: {
    status: 'inconclusive',
    reason: 'cannot-judge',
    fix: 'Give the profile’s `smtp.password` reference a value (such as the environment variable it names), then run again.',
  },
};
