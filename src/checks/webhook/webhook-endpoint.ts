// The callback URL can be reached as SNS reaches it: public trust, no redirect, no bot protection, a quick answer.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { Facts } from '../../facts/index.ts';
import { type TlsFault, tlsFaultOf, tlsMend, tlsWords } from '../../text/tls-fault.ts';
import { defineCheck } from '../check.ts';

type Endpoint = Facts['webhook.endpoint'];

/** SNS gives up after about 15 seconds, and retries add up. */
const SNS_WAITS_MS = 15_000;
const SLOW_MS = 5_000;
const SOON_DAYS = 14;
const DAY_MS = 86_400_000;

/** The URL will lead to another host: what is wrong with this one goes with it. */
const HOST_GOES = { check: 'callback-url', reasons: ['loopback', 'host-is-address'] } as const;
/** Nothing is asked in the clear, and who is asked so may lead to https. */
const URL_GOES = { check: 'callback-url', reasons: ['loopback', 'not-https', 'host-is-address'] } as const;

const reasons = {
  'bot-challenge': { status: ['fail'], says: 'A bot protection stands before the callback path.', follows: [HOST_GOES] },
  redirect: { status: ['fail'], says: 'The callback URL redirects.', follows: [URL_GOES] },
  'no-endpoint': {
    status: ['fail'],
    says: 'Nothing takes POST at the callback URL.',
    follows: [HOST_GOES, { check: 'callback-url', reasons: ['wrong-path', 'trailing-slash', 'prefixed-path'] }],
  },
  'not-the-webhook': {
    status: ['fail', 'warn'],
    says: 'Something other than the webhook answers at the callback URL, with a page for people.',
    follows: [HOST_GOES],
  },
  'text-refused': {
    status: ['fail'],
    says: 'The webhook refuses the media type that callbacks are posted with.',
    follows: [HOST_GOES],
  },
  'asked-too-often': {
    status: ['inconclusive'],
    says: 'The host of the callback URL answers that it was asked too often.',
    follows: [HOST_GOES],
  },
  'server-error': {
    status: ['warn'],
    says: 'The webhook answers with an error of its own to a POST without a token.',
    follows: [HOST_GOES],
  },
  'not-publicly-trusted': {
    status: ['fail'],
    says: 'The webhook’s certificate does not lead to a public authority.',
    follows: [HOST_GOES],
  },
  'chain-incomplete': {
    status: ['fail'],
    says: 'The webhook’s certificate comes without its intermediate.',
    follows: [HOST_GOES],
  },
  'certificate-not-valid': {
    status: ['fail'],
    says: 'The webhook’s certificate has expired, is not valid yet, or was revoked.',
    follows: [HOST_GOES],
  },
  'certificate-other-name': { status: ['fail'], says: 'The webhook’s certificate is for another name.', follows: [HOST_GOES] },
  'no-tls-session': {
    status: ['fail'],
    says: 'Nobody can agree to a TLS session with the host of the callback URL as SNS would.',
    follows: [HOST_GOES],
  },
  'unknown-authority': {
    status: ['inconclusive'],
    says: 'The webhook’s certificate leads to an authority that this Node, an old one, does not know.',
    follows: [HOST_GOES],
  },
  'expires-soon': { status: ['warn'], says: 'The webhook’s certificate ends within two weeks.', follows: [HOST_GOES] },
  slow: { status: ['warn'], says: 'The webhook answers slowly.', follows: [HOST_GOES] },
  'too-slow': { status: ['fail'], says: 'The webhook takes longer to answer than SNS waits.', follows: [HOST_GOES] },
  'no-such-host': { status: ['fail'], says: 'The host of the callback URL has no address in DNS.', follows: [HOST_GOES] },
  'not-public': {
    status: ['inconclusive'],
    says: 'The host of the callback URL leads, from here, to an address that is not public.',
    follows: [HOST_GOES],
  },
  'unreachable-from-here': { status: ['inconclusive'], says: 'The callback URL did not answer from here.', follows: [URL_GOES] },
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

const inconclusive = (reason: keyof typeof reasons, expected: string, say: string): Fault => ({
  ...fail(reason, expected, say),
  status: 'inconclusive',
});

const POST = 'POST /engagement/email/*/webhook';

const redirected = ({ redirectTo, host }: Endpoint): Fault => {
  const to = redirectTo === null ? 'elsewhere' : `to ${redirectTo}`;
  const fix = `${host} redirects ${to}, and SNS follows no redirect. Subscribe the URL it redirects to, or take the redirect off.`;
  return fail('redirect', 'The callback URL answers itself.', fix);
};

/** A page where the contract has JSON: a firewall's, a login's, a single-page site's, the guard of a framework against forged forms. */
const pageFault = ({ host, mediaType }: Endpoint, status: number): Fault | null => {
  if (mediaType !== 'text/html' || status === 401) return null;
  if (status < 300) {
    const fix = `Route ${POST} on ${host} to the webhook: now a page for people answers there (${status}, HTML), such as a login or a site that answers every path. SNS takes that for delivered, and nothing is applied.`;
    return fail('not-the-webhook', 'The webhook itself answers: 401 to a POST without a token.', fix);
  }
  const fix = `See what answers ${status} with an HTML page to a POST at this URL on ${host} (a web application firewall, a gateway that asks for a client certificate, a framework’s guard against forged forms), and exempt ${POST} from it: SNS and adapters are no browsers, and SNS tries no 4xx again.`;
  return warn('not-the-webhook', 'The webhook itself answers: 401 to a POST without a token.', fix);
};

const NO_ENDPOINT = [404, 405, 410, 501];

const answerFault = (endpoint: Endpoint): Fault | null => {
  const { status, challenge, host } = endpoint;
  if (status === null) return null;
  if (challenge) {
    const fix = `Exempt ${POST} on ${host} from bot protection: SNS and adapters are no browsers.`;
    return fail('bot-challenge', 'No bot protection stands before the callback path.', fix);
  }
  if (status >= 300 && status < 400) return redirected(endpoint);
  if (NO_ENDPOINT.includes(status)) {
    const fix = `Nothing takes POST at this URL on ${host} (answer ${status}). Correct callback.url and the subscription, or deploy the webhook.`;
    return fail('no-endpoint', 'The callback URL takes POST.', fix);
  }
  if (status === 415) {
    const fix = `Have the webhook on ${host} read bodies whatever their Content-Type says: SNS posts its JSON as text/plain, an adapter as application/json, and the webhook answers 415.`;
    return fail('text-refused', 'The webhook reads the body as it is posted.', fix);
  }
  if (status === 429) {
    const fix = `Wait a few minutes and run again; when ${host} still answers 429, exempt ${POST} from its rate limit: SNS gives up after few attempts.`;
    return inconclusive('asked-too-often', 'The webhook answers what it is asked.', fix);
  }
  if (status < 500) return pageFault(endpoint, status);
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

const TRUST: { readonly [F in TlsFault]?: keyof typeof reasons } = {
  expired: 'certificate-not-valid',
  'not-yet-valid': 'certificate-not-valid',
  revoked: 'certificate-not-valid',
  incomplete: 'chain-incomplete',
  'other-name': 'certificate-other-name',
};

const SESSION: readonly (TlsFault | null)[] = ['old-version', 'no-tls', 'client-certificate'];

const certificateFault = ({ unknownTo, error, trustError, host }: Endpoint): Fault => {
  const fault = tlsFaultOf(trustError) ?? 'not-trusted';
  const old = unknownTo !== null && Number(unknownTo.split('.')[0]) < KEPT_UP_FROM;
  if (old) return unknownAuthority(unknownTo, host);
  const expected = 'The certificate holds for the host and chains to a public authority, as SNS demands.';
  if (error === null) {
    const fix = `Install a certificate for ${host} from a public authority, with its intermediate certificates (now its chain ends under an authority of your own).`;
    return fail('not-publicly-trusted', expected, fix);
  }
  return fail(
    TRUST[fault] ?? 'not-publicly-trusted',
    expected,
    `${tlsMend(fault, host)}: it ${tlsWords(trustError) ?? `is not trusted (${error})`}.`,
  );
};

const trustFault = (endpoint: Endpoint, now: number): Fault | null => {
  const { publiclyTrusted, error, tls, host } = endpoint;
  if (publiclyTrusted === false) return certificateFault(endpoint);
  const session = tlsFaultOf(error);
  if (session !== null && SESSION.includes(session)) {
    const fix = `${tlsMend(session, host)}: it ${tlsWords(error)}.`;
    return fail('no-tls-session', 'A TLS session of version 1.2 or 1.3, without a certificate of the client.', fix);
  }
  const left = tls?.validTo == null ? null : (Date.parse(tls.validTo) - now) / DAY_MS;
  if (left === null || left >= SOON_DAYS) return null;
  const fix = `Renew the certificate of ${host}; it ends on ${tls?.validTo?.slice(0, 10) ?? 'an unknown day'}.`;
  return warn('expires-soon', `The certificate is valid for ${SOON_DAYS} days and more.`, fix);
};

const slowFault = ({ status, error, connected, durationMs, host }: Endpoint): Fault | null => {
  const silent = status === null && error === 'TIMEOUT' && connected;
  if (durationMs <= SLOW_MS || (status === null && !silent)) return null;
  const fix = `Have ${host} answer before it works on the callback: SNS breaks off after 15 seconds and sends it again.`;
  return silent || durationMs > SNS_WAITS_MS
    ? fail('too-slow', `An answer within ${SNS_WAITS_MS / 1000} seconds.`, fix)
    : warn('slow', `An answer within ${SLOW_MS / 1000} seconds.`, fix);
};

/** No answer came: what the name says, then where it leads. */
const nameFault = ({ name, error, host }: Endpoint): Fault | null => {
  if (name === 'nxdomain' || name === 'nodata') {
    const is = name === 'nxdomain' ? 'does not exist in DNS' : 'has no address in DNS';
    const fix = `Publish an address for ${host}, or correct callback.url and the subscription: the name ${is}.`;
    return fail('no-such-host', 'The host of the callback URL has a public address.', fix);
  }
  if (error !== 'address-refused') return null;
  const fix = `See that the host ${host} has a public address in public DNS: from here it leads to an address that is not public, which no provider reaches. Where that is the inner view of a network, run from outside of it; --allow-private asks the host all the same.`;
  return inconclusive('not-public', 'The host of the callback URL leads to a public address.', fix);
};

/** Why nothing came, for people; null where the code is all there is. */
const silence = ({ name, error, host }: Endpoint): string => {
  if (name === 'ipv6-only')
    return `Publish an IPv4 address for ${host} too: it has IPv6 addresses only, which this machine has no way to (${error}), and the provider may have none.`;
  if (error === 'EAI_AGAIN' && name !== null && name !== 'found')
    return `Have the name servers of ${host} looked at (${name}): its address could not be had, and a provider that has none calls back nobody.`;
  const why = tlsWords(error) ?? `did not answer here: ${error ?? 'unknown'}`;
  return `Ask ${host} from a machine outside your network (it ${why}); the provider must reach it.`;
};

const judge = (endpoint: Endpoint, lab: boolean, now: number): Verdict => {
  const { host, status, error, redirectTo, mediaType, publiclyTrusted, trustError, name, durationMs, tls } = endpoint;
  const why = { ...(trustError === null ? {} : { trustError }), ...(name === null ? {} : { name }) };
  const observed = { host, status, mediaType, error, redirectTo, publiclyTrusted, ...why, tls, durationMs };
  // A lab's authority is its own by design, and it answers as fast as the machine that it shares with this run.
  const fault = answerFault(endpoint) ?? (lab ? null : (trustFault(endpoint, now) ?? slowFault(endpoint) ?? nameFault(endpoint)));
  if (fault !== null) return { ...fault, observed };
  if (status !== null) return { status: 'pass', reason: 'ok', observed };
  return {
    ...inconclusive('unreachable-from-here', 'The callback URL answers.', silence(endpoint)),
    observed,
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
