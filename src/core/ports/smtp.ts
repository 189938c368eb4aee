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
  /** Error code of the transport (ECONNREFUSED, ERR_SSL_WRONG_VERSION_NUMBER, TIMEOUT…). */
  readonly error: string | null;
}

export interface TlsDetail {
  readonly protocol: string | null;
  readonly cipher: string | null;
  readonly chainTrusted: boolean;
  /** Node's code when the chain is not trusted, such as CERT_HAS_EXPIRED. */
  readonly chainError: string | null;
  readonly hostMatches: boolean;
  readonly subject: string;
  readonly subjectAltNames: readonly string[];
  readonly issuer: string;
  readonly selfSigned: boolean;
  /** ISO 8601. */
  readonly validFrom: string;
  /** ISO 8601. */
  readonly validTo: string;
  readonly keyType: string | null;
  readonly keyBits: number | null;
  /** SHA-256, hex, lower case. */
  readonly fingerprint: string;
}

/** What a session saw, stage by stage; the last one tells where it ended. */
export interface SmtpSession {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly addresses: readonly string[];
  readonly stages: readonly SmtpStageResult[];
  readonly banner: string | null;
  readonly ehloBeforeTls: readonly string[];
  readonly ehloAfterTls: readonly string[];
  readonly tls: TlsDetail | null;
  /** SASL mechanisms offered on the encrypted session. */
  readonly authMechanisms: readonly string[];
  readonly authOfferedBeforeTls: boolean;
  /** null when not tried, with the reason in the stages. */
  readonly authenticated: boolean | null;
}

export interface SmtpTarget {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

export interface SmtpPort {
  /**
   * Looks as far as `until`; never sends DATA. `mail` and `rcpt` try the profile's sender and recipient, then RSET.
   * Resolves for every party behaviour; the stages say what happened.
   */
  probe(target: SmtpTarget, until: 'ehlo' | 'tls' | 'auth' | 'rcpt'): Promise<SmtpSession>;
}

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
}

export interface SmtpSender {
  /** One attempt, no retry: silence after the final dot is `ambiguous`. */
  send(message: OutgoingMessage): Promise<{ readonly outcome: SendOutcome; readonly session: SmtpSession }>;
}
