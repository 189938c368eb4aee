// What a refused login means, by its cause: what it says, the act that mends it, and who can do it.
import type { Owner } from '../../core/finding.ts';
import type { CauseAbout } from '../../mail/smtp/refusal-causes.ts';
import { profileField } from '../remedy.ts';
import type { Advice } from './refusals.ts';

export const PROVIDER: Owner = 'mail provider admin';
const SES_SMTP = 'https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html';

/** Each with the relay’s words added where it is told. */
export const loginAdvice: { readonly [C in CauseAbout<'login'> | 'dialogue-broken' | 'policy' | 'refused']: Advice } = {
  'bad-credentials': {
    says: 'The user name or the password is wrong.',
    act: {
      say: 'Copy user name and password again from the provider’s SMTP settings, or make a new pair there, and put both into SquareOS and behind the profile’s `smtp.password` (some providers want the word “apikey” as user name).',
    },
  },
  'ses-credentials': {
    says: 'SES does not know this pair of user name and SMTP password in this region.',
    act: {
      say: `Create SMTP credentials in the SES console of the host’s region: \`smtp.username\` must be the access key id (AKIA…), \`smtp.password\` the SMTP password that SES derives for this region, not the secret access key and not another region’s (${SES_SMTP}).`,
    },
    owner: 'AWS admin',
  },
  'ses-not-subscribed': {
    says: 'The AWS account does not use SES in the host’s region.',
    act: { say: 'Open SES in the region of the SMTP host, or set `smtp.host` to the region that is used.' },
    owner: 'AWS admin',
  },
  'client-submission-disabled': {
    says: 'SMTP AUTH is switched off for this mailbox or tenant, or a conditional access rule stops it.',
    act: {
      say: 'Enable Authenticated SMTP on the mailbox; when it is on, look at conditional access for this account.',
      command: 'Set-CASMailbox -Identity <mailbox> -SmtpClientAuthenticationDisabled $false',
    },
    owner: PROVIDER,
  },
  'smtp-access-disabled': {
    says: 'The provider has SMTP switched off for this mailbox.',
    act: {
      say: 'Switch SMTP (“mail clients”, “authenticated SMTP”) on for this mailbox in the provider’s settings, then run again.',
    },
    owner: PROVIDER,
  },
  'credentials-or-submission': {
    says: 'Microsoft 365 says the same of a wrong password and of a mailbox without SMTP AUTH.',
    act: { say: 'Try the password first: sign in to the mailbox with it, and correct it here and in SquareOS if that fails.' },
    more: [
      {
        say: 'If the password is right, enable Authenticated SMTP on the mailbox.',
        command: 'Set-CASMailbox -Identity <mailbox> -SmtpClientAuthenticationDisabled $false',
        owner: PROVIDER,
      },
    ],
  },
  'security-defaults': {
    says: 'The security defaults of the Microsoft tenant lock this login.',
    act: {
      say: 'Turn the security defaults off, or replace them by conditional access that excludes this account: they cannot allow SMTP AUTH for one mailbox.',
    },
    owner: PROVIDER,
  },
  'basic-auth-retired': {
    says: 'Microsoft 365 no longer takes passwords here.',
    act: { say: 'Use a relay that takes passwords (High Volume Email, Amazon SES, another provider), or a connector.' },
    owner: PROVIDER,
  },
  'app-password-required': {
    says: 'The provider refuses the account’s own password for mail programs.',
    act: {
      say: 'Switch on 2-step verification, create an app password for SquareOS, and use that as `smtp.password`; at Google the Workspace SMTP relay is the other way.',
    },
    owner: PROVIDER,
  },
  'web-login-required': {
    says: 'The provider wants the account’s owner to sign in with a browser first.',
    act: { say: 'Sign in with a browser as the account’s owner, then create an app password for SquareOS.' },
    owner: 'gym owner',
  },
  'account-disabled': {
    says: 'The provider has disabled, locked or not yet activated the account.',
    act: { say: 'Have the account enabled at the provider, or use a credential of another.' },
    owner: PROVIDER,
  },
  'login-required': {
    says: 'The relay wants a login, or another one than it was given.',
    act: profileField(
      'Give `smtp.username` and `smtp.password`: the relay takes no mail without a login.',
      'smtp.username',
      null,
    ),
    owner: 'implementation engineer',
  },
  'starttls-required': {
    says: 'The relay wants TLS before a login.',
    act: { say: 'Check `smtp.port` and `smtp.secure`: the relay says that TLS is missing.' },
  },
  'mechanism-too-weak': {
    says: 'The relay refuses the mechanism as too weak for this account.',
    act: { say: 'Have a password mechanism allowed over TLS for this account, or its security level lowered for SMTP.' },
    owner: PROVIDER,
  },
  'mechanism-refused': {
    says: 'The relay offers a mechanism and then refuses it.',
    act: { say: 'Have the relay’s AUTH set-up repaired: it offers a mechanism and then refuses it.' },
    owner: PROVIDER,
  },
  'password-transition': {
    says: 'The relay asks for a password change first (RFC 4954, 432).',
    act: { say: 'Sign in at the provider once, set the password, and update SquareOS.' },
    owner: 'gym owner',
  },
  'address-not-allowed': {
    says: 'The relay takes mail only from addresses that it knows, or finds this one on a block list.',
    act: {
      say: 'Have the addresses of certify and SquareOS allowed at the provider (and taken off a block list that it names).',
    },
    owner: PROVIDER,
  },
  'plan-exhausted': {
    says: 'The account’s plan or credits are used up.',
    act: { say: 'Raise the plan, or wait for its credits to renew: running again in minutes cannot help.' },
    owner: PROVIDER,
  },
  'dialogue-broken': {
    says: 'The relay does not end the login: it falls silent, hangs up, or asks for more without end.',
    act: { say: 'Have the relay’s AUTH repaired: it neither accepts nor refuses the login.' },
    owner: PROVIDER,
  },
  policy: {
    says: 'The relay refuses the login by its policy.',
    act: { say: 'Ask the provider with the relay’s words: it refuses the login by its policy.' },
    owner: PROVIDER,
  },
  refused: {
    says: 'The relay refuses the login for a reason of its own.',
    act: { say: 'Ask the provider with the relay’s words: it refuses the login for a reason of its own.' },
    owner: PROVIDER,
  },
};
