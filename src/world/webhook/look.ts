// The callback URL as SNS meets it: TLS, redirect, bot protection, time to answer.
import { TLSSocket } from 'node:tls';
import { ObservationError } from '../../core/errors.ts';
import type { WebhookLook } from '../../core/ports/webhook.ts';
import { trustsMore } from '../authorities.ts';
import { guardedStream } from '../http/http.ts';

export interface LookTarget {
  readonly url: string;
  readonly runId: string;
  /** One more authority, PEM. */
  readonly ca?: string;
  readonly allowPrivate: boolean;
}

/** SNS waits about 15 seconds for connection and answer. */
const LOOK_MS = 20_000;
const TLS_ERROR = /CERT|SELF_SIGNED|UNABLE_TO_|ISSUER|ERR_TLS|EPROTO|ERR_SSL/;

/** The chain is whole, as far as it can be told, and its end is none of the authorities that were trusted. */
const UNKNOWN_ROOT = /^(SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?)$/;

const hostOf = (location: string | undefined, base: string): string | null =>
  location !== undefined && URL.canParse(location, base) ? new URL(location, base).host : null;

const tlsOf = (socket: unknown): WebhookLook['tls'] => {
  if (!(socket instanceof TLSSocket)) return null;
  const validTo = Date.parse(socket.getPeerCertificate().valid_to);
  return { protocol: socket.getProtocol(), validTo: Number.isNaN(validTo) ? null : new Date(validTo).toISOString() };
};

type Seen = Omit<WebhookLook, 'publiclyTrusted' | 'unknownTo'>;

type Trust = { readonly ca?: string } | { readonly publicTrust: true };

const ask = async (target: LookTarget, trust: Trust): Promise<Seen> => {
  const startedAt = performance.now();
  const durationMs = (): number => Math.round(performance.now() - startedAt);
  const nothing = { status: null, redirectHost: null, challenge: false, tls: null };
  try {
    const headers = { 'content-type': 'text/plain; charset=UTF-8', 'user-agent': `certify run=${target.runId}` };
    const { allowPrivate } = target;
    const given = { method: 'POST', headers, body: '{}', allowPrivate, ...trust } as const;
    const response = await guardedStream(target.url, given, AbortSignal.timeout(LOOK_MS));
    const tls = tlsOf(response.socket);
    response.destroy();
    const status = response.statusCode ?? 0;
    const redirectHost = status >= 300 && status < 400 ? hostOf(response.headers.location, target.url) : null;
    const challenge = response.headers['cf-mitigated'] === 'challenge' || response.headers['x-amzn-waf-action'] === 'challenge';
    return { status, error: null, redirectHost, challenge, tls, durationMs: durationMs() };
  } catch (cause) {
    if (!(cause instanceof ObservationError)) throw cause;
    return { ...nothing, error: cause.unseen.code, durationMs: durationMs() };
  }
};

const trusted = ({ status, error }: Seen, https: boolean): boolean | null => {
  if (!https) return null;
  if (status !== null) return true;
  return TLS_ERROR.test(error ?? '') ? false : null;
};

/** `url` carries no token. */
export const lookAtWebhook = async (target: LookTarget): Promise<WebhookLook> => {
  const https = target.url.startsWith('https:');
  const seen = await ask(target, target.ca === undefined ? {} : { ca: target.ca });
  const asSnsSees = https && (target.ca !== undefined || trustsMore()) ? await ask(target, { publicTrust: true }) : seen;
  const unknownTo = UNKNOWN_ROOT.test(asSnsSees.error ?? '') ? process.versions.node : null;
  return { ...seen, publiclyTrusted: trusted(asSnsSees, https), unknownTo };
};
