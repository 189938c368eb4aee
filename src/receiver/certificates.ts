// Signing certificates: fetched once a URL however many messages wait for it, kept until they expire, bounded.
import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { judgeSigningCertificate } from './reading/sns-certificate.ts';
import type { SigningCertificate } from './reading/sns-certificate.ts';
import type { TopicArn } from '../aws/sns/topic-arn.ts';
import type { CertificateFetch, ReceiverOptions } from './options.ts';

type Certified =
  | { readonly kind: 'certificate'; readonly certificate: SigningCertificate }
  /** There is no such certificate, or it is none that SNS signs with. */
  | { readonly kind: 'refused'; readonly detail: string }
  /** Our own trouble: answered 503. */
  | { readonly kind: 'unavailable'; readonly detail: string };

export interface Certificates {
  /** Whether `url` has passed the host and path rule for this topic before: no other is kept. */
  knows(url: string, topic: TopicArn): boolean;
  /** `url` must have passed the host and path rule for this topic. */
  get(url: string, topic: TopicArn): Promise<Certified>;
}

interface Kept {
  readonly answer: Promise<Certified>;
  /** Epoch milliseconds. */
  until: number;
}

const LIMIT = 64;
/** Distinct URLs asked for at once; SNS signs a region with one certificate, so that more are made up. */
const IN_FLIGHT = 8;
/** How long a certificate that is not there is not asked for again. */
const REFUSED_MS = 60_000;
const UNAVAILABLE_MS = 1_000;

const readAuthorities = (pems: readonly string[]): readonly X509Certificate[] => pems.map((pem) => new X509Certificate(pem));

/** Epoch milliseconds. */
const keepUntil = (answer: Certified, now: Date): number => {
  if (answer.kind === 'certificate') return answer.certificate.notAfter.getTime();
  return now.getTime() + (answer.kind === 'refused' ? REFUSED_MS : UNAVAILABLE_MS);
};

export const createCertificates = (options: Pick<ReceiverOptions, 'fetchPem' | 'clock' | 'authorities'>): Certificates => {
  const kept = new Map<string, Kept>();
  let inFlight = 0;
  let authorities: readonly X509Certificate[] | null = null;
  const now = (): Date => options.clock.now();

  const fetch = async (url: string, topic: TopicArn, fetchPem: CertificateFetch): Promise<Certified> => {
    const fetched = await fetchPem(url);
    if (fetched.kind === 'absent') return { kind: 'refused', detail: fetched.detail };
    if (fetched.kind === 'unreachable') return { kind: 'unavailable', detail: fetched.detail };
    authorities ??= readAuthorities(options.authorities ?? rootCertificates);
    const judged = judgeSigningCertificate(fetched.pem, topic, authorities, now());
    return judged.ok ? { kind: 'certificate', certificate: judged.certificate } : { kind: 'refused', detail: judged.reason };
  };
  const start = (key: string, url: string, topic: TopicArn): Promise<Certified> => {
    inFlight += 1;
    const answer = fetch(url, topic, options.fetchPem).catch(
      (cause: unknown): Certified => ({ kind: 'unavailable', detail: cause instanceof Error ? cause.name : 'unknown' }),
    );
    const entry: Kept = { answer, until: Number.POSITIVE_INFINITY };
    kept.set(key, entry);
    for (const oldest of kept.keys()) if (kept.size > LIMIT) kept.delete(oldest);
    void answer.then((certified) => {
      inFlight -= 1;
      entry.until = keepUntil(certified, now());
    });
    return answer;
  };
  // The expected name differs by region and partition, so a certificate is kept for the topic's.
  const keyOf = (url: string, topic: TopicArn): string => `${topic.partition} ${topic.region} ${url}`;
  return {
    knows: (url, topic) => kept.has(keyOf(url, topic)),
    get: (url, topic) => {
      const key = keyOf(url, topic);
      const known = kept.get(key);
      if (known !== undefined && known.until > now().getTime()) {
        // Most recently used last, so that a stream of made-up URLs pushes out its own kind first.
        kept.delete(key);
        kept.set(key, known);
        return known.answer;
      }
      if (inFlight >= IN_FLIGHT)
        return Promise.resolve({ kind: 'unavailable', detail: 'too many certificates are being fetched' });
      return start(key, url, topic);
    },
  };
};
