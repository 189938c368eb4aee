// The relay lets SquareOS in with the profile's user name and password, and does not take that back at a later stage.
import type { Judgement, Owner } from '../../core/finding.ts';
import type { JsonObject } from '../../core/json.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { passesByItself, type CauseAbout } from '../../mail/smtp/refusal-causes.ts';
import { defineCheck } from '../check.ts';
import { doThis, profileField } from '../remedy.ts';
import { refusedAs, endOf, quoted, reasonsOf, refusalsOf, seenRefusal, type Advice, type Refusal } from './refusals.ts';
import { endedBefore, peer, seenAt, stageOf, type Session, type Stage } from './session-end.ts';

const PROVIDER: Owner = 'mail provider admin';
const SES_SMTP = 'https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html';

const advice: { readonly [C in CauseAbout<'login'> | 'dialogue-broken' | 'policy' | 'refused']: Advice } = {
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
    act: {
      say: 'Set `smtp.username` and `smtp.password`: the relay takes no mail without a login.',
    },
    owner: PROVIDER,
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

const causes = reasonsOf(advice);
/** The form of a credential is judged without asking the relay. */
const BY_FORM = [
  {
    check: 'ses-smtp-credential',
    reasons: ['temporary', 'not-an-smtp-user', 'raw-secret', 'other-region', 'other-secret', 'encoded', 'not-an-smtp-password'],
  },
  { check: 'secret-handling', reasons: ['wrong-form'] },
];

const reasons = {
  ...causes,
  'ses-credentials': { ...causes['ses-credentials'], follows: BY_FORM },
  'bad-credentials': { ...causes['bad-credentials'], follows: BY_FORM },
  'no-login': { status: ['not-applicable'], says: 'The relay is used without a login.' },
  'unusual-mechanism': { status: ['warn'], says: 'The login works by a mechanism alone that many mail libraries do not speak.' },
  'not-offered': { status: ['fail'], says: 'The relay offers no AUTH inside TLS.' },
  'no-common-mechanism': { status: ['fail'], says: 'The relay offers no mechanism that takes a user name and a password.' },
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | EngineReason>;

const ANSWER = 'The relay answers AUTH with 235, and no later command with a doubt about the login.';

/** What happened to a user name on its way into the profile, in words that end “it …”. */
const NAME_FLAWS: readonly (readonly [RegExp, string])[] = [
  [/^\s|\s$/, 'begins or ends with a blank'],
  [/^(["']).*\1$/, 'stands in quotation marks'],
  [/%[0-9a-f]{2}/i, 'is percent-encoded (%40 for @)'],
  [/[\u00a0\u200b-\u200f\u2060\ufeff]/, 'has an invisible character in it'],
];

const nameFlaw = (username: string | null): string | undefined =>
  username === null ? undefined : NAME_FLAWS.find(([form]) => form.test(username))?.[1];

/** Advice never asks for what the session shows as given, and its form comes before a wrong name. */
const adviceIn = ({ tls, host, authenticated, mechanism }: Session, username: string | null): typeof advice => {
  const flaw = nameFlaw(username);
  const name = profileField(`Correct the user name, here and in SquareOS: it ${flaw ?? 'is wrong'}.`, 'smtp.username', null);
  const encrypted = `Ask the provider why ${host} asks for TLS in a session that is encrypted already (${tls?.protocol ?? 'TLS'}).`;
  const signedIn = `Have the provider check what this account may submit: ${host} had accepted its login (${mechanism ?? 'AUTH'}) and then asks for one.`;
  return {
    ...advice,
    ...(tls === null
      ? {}
      : { 'starttls-required': { ...advice['starttls-required'], act: { say: encrypted }, owner: PROVIDER } }),
    ...(flaw === undefined ? {} : { 'bad-credentials': { ...advice['bad-credentials'], act: name } }),
    ...(authenticated === true ? { 'login-required': { ...advice['login-required'], act: { say: signedIn } } } : {}),
  };
};

const byReply = (session: Session, refusal: Refusal, username: string | null): Told => {
  const { cause } = refusal;
  const observed = { ...seenRefusal(session, refusal), mechanism: session.mechanism, offered: session.authMechanisms };
  if (passesByItself(cause)) {
    const say = `Run again in a few minutes, and tell the provider when it stays so: ${peer(session)} puts the login off (${cause}). ${quoted(refusal)}`;
    return { status: 'inconclusive', reason: 'cannot-judge', observed, expected: ANSWER, remedy: [doThis(say)], owner: PROVIDER };
  }
  return refusedAs(adviceIn(session, username), refusal, { observed, expected: ANSWER });
};

/** RFC 8314 §3.3, RFC 6409 §3.1. */
const SUBMISSION = new Set([465, 587]);

/** Why the credential never got an answer; null when that is another check's finding. */
const notTried = (session: Session, stage: Stage): Told | null => {
  const observed = seenAt(session, stage);
  const expected = 'The credential is offered to the relay and accepted.';
  switch (stage.error) {
    case 'AUTH_NOT_OFFERED': {
      const act = doThis(
        `${SUBMISSION.has(session.port) ? 'Have AUTH switched on for this port' : 'Use the relay’s submission port (587 or 465)'}, or remove \`smtp.username\` if the relay knows SquareOS by address: ${peer(session)} offers no AUTH inside TLS, so it never saw the credential.`,
      );
      return { status: 'fail', reason: 'not-offered', observed, expected, remedy: [act] };
    }
    case 'NO_COMMON_MECHANISM': {
      const offered = session.authMechanisms.join(', ');
      const act = doThis(
        `Have PLAIN or LOGIN switched on for this account, or use another relay: ${session.host} offers ${offered}, by none of which usual mail libraries sign in with a user name and a password.`,
      );
      return { status: 'fail', reason: 'no-common-mechanism', observed, expected, remedy: [act], owner: PROVIDER };
    }
    case 'NO_PASSWORD': {
      const act = profileField(
        'Give the reference a value (such as the environment variable it names), then run again: without it the login was not tried.',
        'smtp.password',
        null,
      );
      return { status: 'inconclusive', reason: 'cannot-judge', observed, expected, remedy: [act] };
    }
    default:
      return null;
  }
};

/** The connection ended, or fell silent, in the middle of the login. */
const cutShort = (session: Session, stage: Stage): Told => ({
  ...endOf(stage),
  observed: { ...seenAt(session, stage), mechanism: session.mechanism, offered: session.authMechanisms },
  expected: ANSWER,
  remedy: [
    doThis(
      `Ask the provider why ${peer(session)} does not end AUTH ${session.mechanism ?? ''} with a reply: ${stage.detail ?? ''}`,
    ),
  ],
  owner: PROVIDER,
});

/** What every mail library speaks. */
const USUAL = new Set(['PLAIN', 'LOGIN']);

const unusual = (session: Session, observed: JsonObject): Told => ({
  status: 'warn',
  reason: 'unusual-mechanism',
  observed,
  expected: 'The relay offers PLAIN or LOGIN inside TLS.',
  remedy: [
    doThis(
      `Have PLAIN or LOGIN switched on inside TLS for this account: ${session.host} offers ${session.authMechanisms.join(', ')}, and the login worked by ${session.mechanism ?? 'another'} only, which many mail libraries do not speak.`,
    ),
  ],
  owner: PROVIDER,
});

export const smtpAuth = defineCheck({
  id: 'smtp-auth',
  title: 'The relay accepts the profile’s user name and password',
  severity: 'blocker',
  why: 'With a credential that the relay refuses no mail leaves SquareOS.',
  owner: 'implementation engineer',
  references: ['RFC 4954', 'https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-smtp.html'],
  reasons,
  needs: ['smtp.session'],
  uses: ['profile.tenant', 'live.receipt'],
  core: true,
  evaluate(facts) {
    const session = facts['smtp.session'].value;
    const [refusal] = refusalsOf('smtp-auth', session, facts['live.receipt']);
    const tenant = facts['profile.tenant'];
    const username = tenant.state === 'observed' ? (tenant.value.smtp?.username ?? null) : null;
    if (refusal !== undefined) return byReply(session, refusal, username);
    const observed = { mechanism: session.mechanism, offered: session.authMechanisms };
    if (session.authenticated === true)
      return USUAL.has(session.mechanism ?? '') ? { status: 'pass', reason: 'ok', observed } : unusual(session, observed);
    const stage = stageOf(session, 'auth');
    if (stage === undefined && tenant.state === 'observed' && tenant.value.smtp?.username === null) {
      return { status: 'not-applicable', reason: 'no-login' };
    }
    if (stage === undefined || stage.error === 'TLS_NOT_VERIFIED') return endedBefore(session, 'AUTH');
    // Refused here for what another check is about, such as the sender’s limit.
    if (stage.reply !== null) return endedBefore(session, 'an accepted login');
    return notTried(session, stage) ?? cutShort(session, stage);
  },
});
