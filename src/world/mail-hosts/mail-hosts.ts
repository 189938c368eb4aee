// The door to the hosts that take a domain's mail: port 25 with STARTTLS, and the MTA-STS policy over HTTPS.
import { ObservationError } from '../../core/errors.ts';
import type { MailHostsPort, PolicyAnswer } from '../../core/ports/mail-hosts.ts';
import { guardedFetch } from '../http/http.ts';
import type { LookupAddresses } from '../smtp/connect.ts';
import { createSmtpPort } from '../smtp/port.ts';
import { isCertificateFault } from '../../text/tls-fault.ts';

export interface MailHostsOptions {
  /** Further authorities, PEM. */
  readonly ca?: string;
  readonly allowPrivate: boolean;
  /** Default: the system's resolver. */
  readonly lookup: LookupAddresses | null;
  /** Other ports than 443 and 25: a lab's. */
  readonly ports: { readonly https: number; readonly smtp: number };
  readonly transcript?: (line: string) => void;
}

/** RFC 8461 §3.3: senders may stop at 64 KB, and after a minute; nobody waits that long here. */
const MOST_OCTETS = 65_536;
const ANSWER_MS = 10_000;

/** Somebody waits: a host that is silent for so long is one that could not be asked from here. */
const TIMEOUTS = { resolve: 5_000, connect: 5_000, greeting: 10_000, tls: 8_000, command: 8_000, quit: 500 };

const refused = (error: unknown): Exclude<PolicyAnswer, { readonly kind: 'answered' }> => {
  if (!(error instanceof ObservationError)) throw error;
  const { code } = error.unseen;
  if (code === 'too-large') return { kind: 'too-large' };
  if (code === 'address-refused') return { kind: 'not-public' };
  return { kind: isCertificateFault(code) ? 'certificate' : 'unreachable', code };
};

const firstOf = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : header?.[0];

export const createMailHosts = ({ ca, allowPrivate, lookup, ports, transcript }: MailHostsOptions): MailHostsPort => {
  const trust = { ...(ca === undefined ? {} : { ca }), allowPrivate };
  const smtp = createSmtpPort({
    ...trust,
    username: null,
    password: null,
    ehloName: null,
    sender: '',
    recipient: '',
    timeouts: TIMEOUTS,
    ...(lookup === null ? {} : { lookup }),
    ...(transcript === undefined ? {} : { transcript: (line) => transcript(`smtp ${line.who}: ${line.text}`) }),
  });
  const port = ports.https === 443 ? '' : `:${ports.https}`;
  const get = async (url: string, signal: AbortSignal | undefined) => {
    transcript?.(`http > GET ${url}`);
    const { status, headers, body } = await guardedFetch(url, {
      ...trust,
      maxBytes: MOST_OCTETS,
      timeoutMs: ANSWER_MS,
      ...(lookup === null ? {} : { resolve: lookup }),
      ...(signal === undefined ? {} : { signal }),
    });
    const mediaType = firstOf(headers['content-type'])?.split(';')[0]?.trim().toLowerCase() || null;
    transcript?.(`http < ${status} ${mediaType ?? 'without content type'}`);
    return { status, headers, mediaType, body };
  };
  return {
    policy: async (domain, signal) => {
      try {
        const { status, mediaType, body } = await get(`https://mta-sts.${domain}${port}/.well-known/mta-sts.txt`, signal);
        return { kind: 'answered', status, mediaType, text: body };
      } catch (error) {
        signal?.throwIfAborted();
        return refused(error);
      }
    },
    site: async (host, signal) => {
      try {
        const { status, headers } = await get(`https://${host}${port}/favicon.ico`, signal);
        return { kind: 'answered', status, sesRegion: firstOf(headers['x-amz-ses-region']) ?? null };
      } catch (error) {
        signal?.throwIfAborted();
        return refused(error);
      }
    },
    session: (host, signal) =>
      smtp.probe({ host, port: ports.smtp, secure: false }, 'tls', {
        anonymous: true,
        ...(signal === undefined ? {} : { signal }),
      }),
  };
};
