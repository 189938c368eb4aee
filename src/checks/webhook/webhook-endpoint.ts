// The callback URL can be reached as SNS reaches it: public trust, no redirect, no bot protection, a quick answer.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';

type Endpoint = Facts['webhook.endpoint'];

/** SNS gives up after about 15 seconds, and retries add up. */
const SLOW_MS = 5_000;
const SOON_DAYS = 14;
const DAY_MS = 86_400_000;

const reasons = {
  'bot-challenge': { status: ['fail'], says: 'A bot protection stands before the callback path.' },
  redirect: { status: ['fail'], says: 'The callback URL redirects.' },
  'no-endpoint': {
    status: ['fail'],
    says: 'Nothing takes POST at the callback URL.',
    follows: [{ check: 'callback-url', reasons: ['wrong-path', 'trailing-slash', 'prefixed-path'] }],
  },
  'server-error': { status: ['warn'], says: 'The webhook answers with an error of its own to a POST without a token.' },
  'not-publicly-trusted': { status: ['fail'], says: 'The webhook’s certificate does not lead to a public authority.' },
  'unknown-authority': {
    status: ['inconclusive'],
    says: 'The webhook’s certificate leads to an authority that this Node, an old one, does not know.',
  },
  'expires-soon': { status: ['warn'], says: 'The webhook’s certificate ends within two weeks.' },
  slow: { status: ['warn'], says: 'The webhook answers slowly.' },
  'unreachable-from-here': { status: ['inconclusive'], says: 'The callback URL did not answer from here.' },
} as const satisfies Reasons;

type Verdict = Judgement<keyof typeof reasons | EngineReason>;
type Fault = Pick<Verdict, 'status' | 'reason' | 'expected' | 'remedy'>;

const fail = (reason: keyof typeof reasons, expected: string, say: string): Fault => ({
  status: 'fail',
  reason,
  expected,
  remedy: [{ say }],
});
const warn = (reason: keyof typeof reasons, expected: string, say: string): Fault => ({
  ...fail(reason, expected, say),
  status: 'warn',
});

const answerFault = ({ status, redirectHost, challenge, host }: Endpoint): Fault | null => {
  if (status === null) return null;
  if (challenge) {
    const fix = `Exempt POST /engagement/email/*/webhook on ${host} from bot protection: SNS and adapters are no browsers.`;
    return fail('bot-challenge', 'No bot protection stands before the callback path.', fix);
  }
  if (status >= 300 && status < 400) {
    const to = redirectHost === null ? 'elsewhere' : `to ${redirectHost}`;
    const fix = `${host} redirects ${to}, and SNS follows no redirect. Subscribe the URL it redirects to, or take the redirect off.`;
    return fail('redirect', 'The callback URL answers itself.', fix);
  }
  if (status === 404 || status === 405 || status === 501) {
    const fix = `Nothing takes POST at this URL on ${host} (answer ${status}). Correct callback.url and the subscription, or deploy the webhook.`;
    return fail('no-endpoint', 'The callback URL takes POST.', fix);
  }
  if (status < 500) return null;
  const fix = `Find out why ${host} answers ${status} to a POST without a token; it should answer 401.`;
  return warn('server-error', 'A POST without a token is answered 401.', fix);
};

/** The oldest Node whose list of public authorities is still kept up. */
const KEPT_UP_FROM = 22;

const unknownAuthority = (version: string, host: string): Fault => ({
  status: 'inconclusive',
  reason: 'unknown-authority',
  expected: 'The certificate chains to a public authority, as SNS demands.',
  remedy: [
    {
      say: `Run again with Node ${KEPT_UP_FROM} or newer: the public authorities of Node ${version} do not know the one that the certificate of ${host} leads to, which may be a newer one, or a private one.`,
      owner: 'implementation engineer',
    },
  ],
});

const trustFault = ({ publiclyTrusted, unknownTo, error, tls, host }: Endpoint, now: number): Fault | null => {
  const old = unknownTo !== null && Number(unknownTo.split('.')[0]) < KEPT_UP_FROM;
  if (publiclyTrusted === false && old) return unknownAuthority(unknownTo, host);
  if (publiclyTrusted === false) {
    const why = error === null ? 'its chain ends under an authority of your own' : error;
    const fix = `Install a certificate for ${host} from a public authority, with its intermediate certificates (now: ${why}).`;
    return fail('not-publicly-trusted', 'The certificate chains to a public authority, as SNS demands.', fix);
  }
  const left = tls?.validTo == null ? null : (Date.parse(tls.validTo) - now) / DAY_MS;
  if (left === null || left >= SOON_DAYS) return null;
  const fix = `Renew the certificate of ${host}; it ends on ${tls?.validTo?.slice(0, 10) ?? 'an unknown day'}.`;
  return warn('expires-soon', `The certificate is valid for ${SOON_DAYS} days and more.`, fix);
};

const slowFault = ({ durationMs, host }: Endpoint): Fault | null => {
  if (durationMs <= SLOW_MS) return null;
  const fix = `Have ${host} answer before it works on the callback: SNS breaks off after 15 seconds and sends it again.`;
  return warn('slow', `An answer within ${SLOW_MS / 1000} seconds.`, fix);
};

const judge = (endpoint: Endpoint, lab: boolean, now: number): Verdict => {
  const { status, error, redirectHost, publiclyTrusted, durationMs, host, tls } = endpoint;
  const observed = { host, status, error, redirectHost, publiclyTrusted, tls, durationMs };
  // A lab's authority is its own by design, and it answers as fast as the machine that it shares with this run.
  const fault =
    answerFault(endpoint) ?? (lab ? null : (trustFault(endpoint, now) ?? (status === null ? null : slowFault(endpoint))));
  if (fault !== null) return { ...fault, observed };
  if (status !== null) return { status: 'pass', reason: 'ok', observed };
  return {
    status: 'inconclusive',
    reason: 'unreachable-from-here',
    observed,
    expected: 'The callback URL answers.',
    remedy: [
      {
        say: `Ask ${host} from a machine outside your network (it did not answer here: ${error ?? 'unknown'}); the provider must reach it.`,
      },
    ],
  };
};

export const webhookEndpoint = defineCheck({
  id: 'webhook-endpoint',
  title: 'The callback URL answers as SNS needs it to',
  severity: 'warning',
  why: 'A redirect, a private certificate or a bot protection loses every callback, while mail goes out.',
  owner: 'SquareOS admin',
  references: [
    'https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.prepare.html',
    'https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html',
  ],
  reasons,
  needs: ['webhook.endpoint', 'profile.tenant', 'run.clock'],
  evaluate(facts) {
    const endpoint = facts['webhook.endpoint'];
    const tenant = facts['profile.tenant'];
    const clock = facts['run.clock'];
    return judge(endpoint.value, tenant.value.lab, Date.parse(clock.value.now));
  },
});
