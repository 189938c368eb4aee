// What a receiver may fetch from SNS: a signing certificate, and the page that confirms a subscription.
import { ObservationError } from '../../core/errors.ts';
import { guardedFetch } from '../http/http.ts';

const CERTIFICATE_BYTES = 16_384;
const FETCH_MS = 5_000;
const CONFIRM_MS = 10_000;

type FetchedCertificate =
  | { readonly kind: 'pem'; readonly pem: string }
  | { readonly kind: 'absent'; readonly detail: string }
  | { readonly kind: 'unreachable'; readonly detail: string };

export interface SnsWay {
  /** The SNS host may lead to a private address: an interface endpoint in the receiver's own VPC. Its certificate must be AWS's all the same. */
  readonly privateEndpoint: boolean;
}

export const PUBLIC_SNS: SnsWay = { privateEndpoint: false };

/** The receiver's CertificateFetch port: no redirect, 16 KiB and 5 seconds at most, the system's authorities only. */
export const fetchSigningCertificate =
  ({ privateEndpoint }: SnsWay) =>
  async (url: string): Promise<FetchedCertificate> => {
    try {
      const given = { maxBytes: CERTIFICATE_BYTES, timeoutMs: FETCH_MS, allowPrivate: privateEndpoint };
      const { status, body } = await guardedFetch(url, given);
      if (status === 200) return { kind: 'pem', pem: body };
      const detail = `SNS answered ${status}`;
      return status >= 500 || status === 429 ? { kind: 'unreachable', detail } : { kind: 'absent', detail };
    } catch (cause) {
      if (cause instanceof ObservationError) return { kind: 'unreachable', detail: cause.unseen.code };
      throw cause;
    }
  };

/** The receiver's SubscribeConfirm port. */
export const confirmSubscription =
  ({ privateEndpoint }: SnsWay) =>
  async (url: string): Promise<boolean> => {
    try {
      return (await guardedFetch(url, { timeoutMs: CONFIRM_MS, allowPrivate: privateEndpoint })).status === 200;
    } catch (cause) {
      if (cause instanceof ObservationError) return false;
      throw cause;
    }
  };
