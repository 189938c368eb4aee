// The callback URL as SNS meets it: TLS, redirect, bot protection, time to answer.
import type { IncomingHttpHeaders } from 'node:http';
import { TLSSocket } from 'node:tls';
import { ObservationError } from '../../core/errors.ts';
import type { WebhookLook } from '../../core/ports/webhook.ts';
import { trustsMore } from '../authorities.ts';
import { guardedStream } from '../http/http.ts';
import { isCertificateFault, tlsFaultOf } from '../../text/tls-fault.ts';

export interface LookTarget {
  readonly url: string;
  readonly contentType: string;
  readonly runId: string;
  /** One more authority, PEM. */
  readonly ca?: string;
  readonly allowPrivate: boolean;
}

/** SNS waits about 15 seconds for connection and answer. */
const LOOK_MS = 20_000;

const targetOf = (location: string | undefined, base: string): URL | null =>
  location !== undefined && URL.canParse(location, base) ? new URL(location, base) : null;

/** What services before a site set on an answer that is theirs: AWS WAF, Cloudflare, Vercel, DataDome. */
const isChallenge = (headers: IncomingHttpHeaders): boolean =>
  ['challenge', 'captcha'].includes(String(headers['x-amzn-waf-action'])) ||
  headers['cf-mitigated'] === 'challenge' ||
  ['challenge', 'deny'].includes(String(headers['x-vercel-mitigated'])) ||
  headers['x-datadome'] === 'protected';

const mediaTypeOf = (type: string | undefined): string | null => type?.split(';')[0]?.trim().toLowerCase() ?? null;

const tlsOf = (socket: unknown): WebhookLook['tls'] => {
  if (!(socket instanceof TLSSocket)) return null;
  const validTo = Date.parse(socket.getPeerCertificate().valid_to);
  return { protocol: socket.getProtocol(), validTo: Number.isNaN(validTo) ? null : new Date(validTo).toISOString() };
};

type Seen = Omit<WebhookLook, 'publiclyTrusted' | 'trustError' | 'unknownTo'>;

type Trust = { readonly ca?: string } | { readonly publicTrust: true };

const ask = async (target: LookTarget, trust: Trust): Promise<Seen> => {
  const startedAt = performance.now();
  const durationMs = (): number => Math.round(performance.now() - startedAt);
  let connected = false;
  const nothing = { status: null, redirectHost: null, redirectTo: null, mediaType: null, challenge: false, tls: null };
  try {
    const headers = { 'content-type': target.contentType, 'user-agent': `certify run=${target.runId}` };
    const { allowPrivate } = target;
    const onConnected = (): void => {
      connected = true;
    };
    const given = { method: 'POST', headers, body: '{}', allowPrivate, onConnected, ...trust } as const;
    const response = await guardedStream(target.url, given, AbortSignal.timeout(LOOK_MS));
    const tls = tlsOf(response.socket);
    response.destroy();
    const status = response.statusCode ?? 0;
    const to = status >= 300 && status < 400 ? targetOf(response.headers.location, target.url) : null;
    return {
      status,
      error: null,
      redirectHost: to?.host ?? null,
      redirectTo: to === null ? null : `${to.protocol}//${to.host}${to.pathname}`,
      mediaType: mediaTypeOf(response.headers['content-type']),
      connected: true,
      challenge: isChallenge(response.headers),
      tls,
      durationMs: durationMs(),
    };
  } catch (cause) {
    if (!(cause instanceof ObservationError)) throw cause;
    return { ...nothing, error: cause.unseen.code, connected, durationMs: durationMs() };
  }
};

const trusted = ({ status, error }: Seen, https: boolean): boolean | null => {
  if (!https) return null;
  if (status !== null) return true;
  return isCertificateFault(error) ? false : null;
};

/** `url` carries no token. */
export const lookAtWebhook = async (target: LookTarget): Promise<WebhookLook> => {
  const https = target.url.startsWith('https:');
  const seen = await ask(target, target.ca === undefined ? {} : { ca: target.ca });
  const asSnsSees = https && (target.ca !== undefined || trustsMore()) ? await ask(target, { publicTrust: true }) : seen;
  const unknownTo = tlsFaultOf(asSnsSees.error) === 'unknown-authority' ? process.versions.node : null;
  const trustError = isCertificateFault(asSnsSees.error) ? asSnsSees.error : null;
  return { ...seen, trustError, publiclyTrusted: trusted(asSnsSees, https), unknownTo };
};
