// One SMTP session, for probe and send. Credentials are spoken only over a verified TLS session.
import type { SendOutcome } from '../live.ts';

export type SmtpStage =
  | 'resolve'
  | 'connect'
  | 'tls'
  | 'greeting'
  | 'ehlo'
  | 'starttls'
  | 'ehlo-after-tls'
  | 'auth'
  | 'mail'
  | 'rcpt'
  | 'data'
  | 'final-dot'
  | 'quit';

export interface SmtpReply {
  readonly code: number;
  /** Enhanced status code, such as `5.7.8`. */
  readonly enhanced: string | null;
  /** Lines without code, neutralised, each at most 512 characters. */
  readonly lines: readonly string[];
}

export interface SmtpStageResult {
  readonly stage: SmtpStage;
  readonly ok: boolean;
  /** Milliseconds. */
  readonly durationMs: number;
  readonly reply: SmtpReply | null;
  /**
   * Error code: of the transport (ECONNREFUSED, ERR_SSL_WRONG_VERSION_NUMBER…), or one of ours: TIMEOUT, CLOSED, NOT_SMTP,
   * LINE_TOO_LONG, REPLY_TOO_LONG, STARTTLS_NOT_OFFERED, INJECTED_BEFORE_TLS, TLS_NOT_VERIFIED, AUTH_NOT_OFFERED,
   * NO_COMMON_MECHANISM, NO_PASSWORD, BAD_ADDRESS, SMTPUTF8_NOT_OFFERED, ADDRESS_REFUSED.
   */
  readonly error: string | null;
  /** One sentence for people when `error` is set, neutralised. */
  readonly detail: string | null;
}

/** One certificate on the way from the server's own to the authority that vouches for it. */
export interface PathCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601. */
  readonly validFrom: string;
  /** ISO 8601. */
  readonly validTo: string;
  readonly keyType: string | null;
  readonly keyBits: number | null;
  /** Digest of the signature on it, such as `sha256` or `sha1`; null when this certify does not know the algorithm. */
  readonly signatureDigest: string | null;
  readonly selfSigned: boolean;
  /** It may vouch for others (RFC 5280 §4.2.1.9). */
  readonly authority: boolean;
  /** How many authorities may stand between it and the leaf (RFC 5280 §4.2.1.9); left out where it sets no limit. */
  readonly pathLength?: number;
  /** It vouches only for names that the leaf's are not among (RFC 5280 §4.2.1.10): what it allows or excludes. */
  readonly refusesName?: string;
  /** What its key may be used for admits TLS servers, or is not limited (RFC 5280 §4.2.1.12; §4.2.1.3 for the leaf's). */
  readonly forServers: boolean;
  /** The next one's key made the signature on it; null where there is no next. */
  readonly signatureHolds: boolean | null;
  /** SHA-256 of the certificate, and of its public key as TLSA records name it (RFC 6698 §2.1); hex. */
  readonly digest?: string;
  readonly keyDigest?: string;
  /** The same by SHA-512. */
  readonly digest512?: string;
  readonly keyDigest512?: string;
}

export interface TlsDetail {
  readonly protocol: string | null;
  readonly cipher: string | null;
  readonly chainTrusted: boolean;
  /** Node's code when the chain is not trusted, such as CERT_HAS_EXPIRED. */
  readonly chainError: string | null;
  /** The chain ends at a trusted authority, dates and key sizes aside: an expired certificate may still be vouched for. */
  readonly rootTrusted: boolean;
  /** It ends at a certificate of the tenant's own file that is no root, so TLS trusts nothing by it. */
  readonly endsBelowRoot?: true;
  readonly hostMatches: boolean;
  /** The host is named by the subject's common name alone, which RFC 9525 no longer accepts. */
  readonly commonNameOnly: boolean;
  readonly subject: string;
  readonly subjectAltNames: readonly string[];
  readonly issuer: string;
  readonly selfSigned: boolean;
  /** The certificate says where its issuer's is to be had (RFC 5280 §4.2.2.1), as those of public authorities do. */
  readonly namesIssuer: boolean;
  /** Subjects as the server sent them, leaf first. */
  readonly chain: readonly string[];
  /** Leaf first, by way of what the server sent and of the authorities in force, as far as it leads. */
  readonly path: readonly PathCertificate[];
  /** ISO 8601. */
  readonly validFrom: string;
  /** ISO 8601. */
  readonly validTo: string;
  readonly keyType: string | null;
  readonly keyBits: number | null;
  /** The session key came from an ephemeral exchange (TLS 1.3, ECDHE, DHE). */
  readonly forwardSecrecy: boolean;
  /** SHA-256, hex, lower case. */
  readonly fingerprint: string;
}

/** Whether one address of a host takes connections. */
export interface AddressReach {
  readonly address: string;
  /** null: this computer has no way to that family of addresses. */
  readonly open: boolean | null;
  /** ECONNREFUSED, ETIMEDOUT…; null when it is open. */
  readonly error: string | null;
  /** What it does from the greeting to EHLO inside TLS; left out where it was not met: the session’s own address, and those beyond a few. */
  readonly met?: AddressMet;
}

/** One session without a login. */
export interface AddressMet {
  /** The stage that ended it; null: none did. */
  readonly ended: SmtpStage | null;
  /** The reply of that stage, neutral; null: none came. */
  readonly reply: string | null;
  readonly error: string | null;
  /** Chain and host name of its certificate; null: it got no TLS. */
  readonly verified: boolean | null;
  /** Why the chain is not trusted; null: it is, or there is none. */
  readonly chainError: string | null;
  /** SHA-256 of its certificate, hex; null: none was seen. */
  readonly fingerprint: string | null;
  /** ISO 8601; null: none was seen. */
  readonly validTo: string | null;
}

/** What a session saw, stage by stage; the last one tells where it ended. */
export interface SmtpSession {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly addresses: readonly string[];
  /** The address that answered. */
  readonly address: string | null;
  /** Every address of the host, as a client may choose any of them; empty where only one was tried. */
  readonly reach: readonly AddressReach[];
  /** What was said in EHLO. */
  readonly ehloName: string | null;
  /** Octets that the relay takes (RFC 1870); 0 when it names no limit, null when it does not say. */
  readonly sizeLimit: number | null;
  readonly pipelining: boolean;
  readonly smtpUtf8: boolean;
  readonly stages: readonly SmtpStageResult[];
  readonly banner: string | null;
  /** First word of the EHLO reply: what the server calls itself. */
  readonly serverName: string | null;
  /** Keyword lines of the first EHLO reply of a STARTTLS session, such as `SIZE 10240000`. */
  readonly ehloBeforeTls: readonly string[];
  /** Keyword lines on the encrypted session. */
  readonly ehloAfterTls: readonly string[];
  readonly tls: TlsDetail | null;
  /** SASL mechanisms offered on the encrypted session. */
  readonly authMechanisms: readonly string[];
  readonly authOfferedBeforeTls: boolean;
  /** The one that was tried last. */
  readonly mechanism: string | null;
  /** null when not tried, with the reason in the stages. */
  readonly authenticated: boolean | null;
}

export interface SmtpTarget {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

/** What the STARTTLS buffering test saw (CVE-2011-0411 and its kind). */
export interface InjectionTest {
  /** `executed`: a command sent in clear before the handshake was answered inside TLS. */
  readonly result: 'dropped' | 'executed' | 'refused' | 'not-tested';
  readonly detail: string;
}

/** One handshake that only offers what BCP 195 forbids, or asks for. */
export interface TlsOffer {
  /** `TLSv1`, `TLSv1.1`, `TLSv1.2`, `TLSv1.3`, or a cipher family such as `static RSA`. */
  readonly offer: string;
  /** null: could not be tried or the connection failed for another reason. */
  readonly accepted: boolean | null;
  readonly detail: string;
  /** The handshake failed after the server had asked for a certificate of the client. */
  readonly demandsCertificate?: true;
  /** Subject of a certificate that it sent, that did sign another, and whose key usage forbids just that. */
  readonly issuerMayNotSign?: string;
}

export interface SmtpPort {
  /**
   * Looks as far as `until`; never sends DATA. `rcpt` tries the profile's sender and recipient, then RSET.
   * Resolves for every party behaviour; the stages say what happened. `anonymous` leaves AUTH out.
   */
  probe(
    target: SmtpTarget,
    until: 'ehlo' | 'tls' | 'auth' | 'rcpt',
    options?: { readonly anonymous?: boolean; readonly recipient?: string; readonly signal?: AbortSignal },
  ): Promise<SmtpSession>;
  /** Sends `STARTTLS` and a harmless command in one packet, without credentials. */
  injection(target: SmtpTarget, signal?: AbortSignal): Promise<InjectionTest>;
  /** Tries old and new protocol versions and forbidden cipher families, one connection each, without credentials. */
  tlsOffers(target: SmtpTarget, signal?: AbortSignal): Promise<readonly TlsOffer[]>;
}

/** How far the message got: only `after-dot` leaves open whether the relay has it. */
export type SmtpReached = 'before-data' | 'mid-data' | 'after-dot' | 'answered';

/** The message certify composes itself (`via: provider`). */
export interface OutgoingMessage {
  readonly from: string;
  readonly to: string;
  readonly replyTo: string | null;
  readonly subject: string;
  readonly text: string;
  /** Stands in the subject, a header and the SES tag `certify-run`. */
  readonly nonce: string;
  /** Without brackets. */
  readonly messageId: string;
  /** SES fills this template in, and subject and text are not used; left out: they are. */
  readonly template?: { readonly name: string; readonly data: { readonly [name: string]: unknown } };
}

export interface SmtpSender {
  /** One attempt, no retry: silence after the final dot is `ambiguous`. */
  send(message: OutgoingMessage): Promise<{
    readonly outcome: SendOutcome;
    readonly session: SmtpSession;
    readonly reached: SmtpReached;
  }>;
}
