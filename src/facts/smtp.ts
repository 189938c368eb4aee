// What the SMTP relay showed.
import type { InjectionTest, SmtpSession, TlsOffer } from '../core/ports/smtp.ts';

export interface SmtpFacts {
  /** The declared host, port and TLS mode, up to RCPT. */
  'smtp.session': SmtpSession;
  /** Looked at only when the declared mode fails, never with credentials. */
  'smtp.otherMode': {
    readonly tried: readonly {
      readonly port: number;
      readonly secure: boolean;
      /** TLS was established and the server spoke SMTP. */
      readonly works: boolean;
      readonly session: SmtpSession;
    }[];
  };
  /** One attempt to relay without login; `accepted` is the defect. */
  'smtp.openRelay': {
    readonly result: 'refused' | 'accepted' | 'not-reached';
    /** Domain of the recipient tried. */
    readonly recipientDomain: string;
    readonly session: SmtpSession;
  };
  'smtp.injection': InjectionTest;
  'smtp.tlsOffers': { readonly offers: readonly TlsOffer[] };
}
