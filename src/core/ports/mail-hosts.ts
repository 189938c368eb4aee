// The hosts that take a domain's mail, and the one that publishes its MTA-STS policy. No mail is sent, nobody signs in.
import type { SmtpSession } from './smtp.ts';

/** What came of asking for an MTA-STS policy (RFC 8461 §3.3); nothing here throws for a bad answer. */
export type PolicyAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** The media type, lower case, without parameters; null when none was named. */
      readonly mediaType: string | null;
      /** At most 64 KB, as it came. */
      readonly text: string;
    }
  /** The certificate does not hold for the name, so no sender takes the policy. `code` is Node's. */
  | { readonly kind: 'certificate'; readonly code: string }
  /** Longer than 64 KB. */
  | { readonly kind: 'too-large' }
  /** The host leads to an address that is not public. */
  | { readonly kind: 'not-public' }
  /** No connection, no end: says nothing of the policy. */
  | { readonly kind: 'unreachable'; readonly code: string };

export interface MailHostsPort {
  /** GET https://mta-sts.<domain>/.well-known/mta-sts.txt, without following a redirect. */
  policy(domain: string, signal?: AbortSignal): Promise<PolicyAnswer>;
  /** One session on port 25: greeting, EHLO, STARTTLS, EHLO. */
  session(host: string, signal?: AbortSignal): Promise<SmtpSession>;
}
