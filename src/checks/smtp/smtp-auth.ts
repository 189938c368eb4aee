// The relay lets SquareOS in with the profile's user name and password, and does not take that back at a later stage.
import type { Judgement } from '../../core/finding.ts';
import type { JsonObject } from '../../core/json.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { passesByItself } from '../../mail/smtp/refusal-causes.ts';
import { defineCheck } from '../check.ts';
import { doThis, profileField } from '../remedy.ts';
import { loginAdvice, PROVIDER } from './login-advice.ts';
import { refusedAs, endOf, quoted, reasonsOf, refusalsOf, seenRefusal, type Refusal } from './refusals.ts';
import { endedBefore, peer, seenAt, stageOf, type Session, type Stage } from './session-end.ts';

const causes = reasonsOf(loginAdvice);
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
const adviceIn = ({ tls, host, authenticated, mechanism }: Session, username: string | null): typeof loginAdvice => {
  const flaw = nameFlaw(username);
  const name = profileField(`Correct the user name, here and in SquareOS: it ${flaw ?? 'is wrong'}.`, 'smtp.username', null);
  const encrypted = `Ask the provider why ${host} asks for TLS in a session that is encrypted already (${tls?.protocol ?? 'TLS'}).`;
  const signedIn = `Have the provider check what this account may submit: ${host} had accepted its login (${mechanism ?? 'AUTH'}) and then asks for one.`;
  return {
    ...loginAdvice,
    ...(tls === null
      ? {}
      : { 'starttls-required': { ...loginAdvice['starttls-required'], act: { say: encrypted }, owner: PROVIDER } }),
    ...(flaw === undefined ? {} : { 'bad-credentials': { ...loginAdvice['bad-credentials'], act: name } }),
    ...(authenticated === true
      ? { 'login-required': { ...loginAdvice['login-required'], act: { say: signedIn }, owner: PROVIDER } }
      : {}),
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

/** RFC 8314 §3.3, RFC 6409 §3.1, and the ports that services have beside these. */
const SUBMISSION = new Set([465, 587, 2465, 2525, 2587]);

/** At a port for submission the relay’s side is at fault; at another one the profile’s. Either way the login may be a mistake. */
const notOffered = (session: Session): Pick<Told, 'remedy' | 'owner'> => {
  const seen = `${peer(session)} offers no AUTH inside TLS, so it never saw the credential.`;
  const without = profileField(
    'Or remove `smtp.username`, here and in SquareOS, if the relay knows SquareOS by its address.',
    'smtp.username',
    null,
  );
  if (SUBMISSION.has(session.port))
    return {
      remedy: [doThis(`Have AUTH switched on for this port: ${seen}`), { ...without, owner: 'implementation engineer' }],
      owner: PROVIDER,
    };
  const port = profileField(`Use the relay’s submission port (587 or 465): ${seen}`, 'smtp.port', null);
  return { remedy: [port, without], owner: 'implementation engineer' };
};

/** Why the credential never got an answer; null when that is another check's finding. */
const notTried = (session: Session, stage: Stage): Told | null => {
  const observed = seenAt(session, stage);
  const expected = 'The credential is offered to the relay and accepted.';
  switch (stage.error) {
    case 'AUTH_NOT_OFFERED':
      return { status: 'fail', reason: 'not-offered', observed, expected, ...notOffered(session) };
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
  clauses: {
    'RFC 4954 §6': [
      'bad-credentials',
      'mechanism-too-weak',
      'starttls-required',
      'login-required',
      'password-transition',
      'app-password-required',
    ],
    'RFC 4954 §4': ['mechanism-refused', 'dialogue-broken', 'unusual-mechanism'],
    'RFC 4954 §3': ['not-offered', 'no-common-mechanism'],
    'https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-smtp.html': ['ses-credentials', 'ses-not-subscribed'],
    'https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission': [
      'client-submission-disabled',
      'credentials-or-submission',
      'security-defaults',
      'basic-auth-retired',
    ],
    'RFC 5248 §2.4': ['account-disabled', 'web-login-required', 'smtp-access-disabled'],
    'RFC 5321 §7.9': ['address-not-allowed', 'plan-exhausted'],
    'RFC 3463 §3.8': ['policy'],
    'RFC 5321 §4.2.1': ['refused'],
  },
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
