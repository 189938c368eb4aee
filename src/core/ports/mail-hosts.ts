// The hosts around a domain's mail: those that take it, the one that publishes its MTA-STS policy, the one that its links lead to. No mail is sent, nobody signs in.
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

/** What the host of tracked links says over HTTPS. */
export type SiteAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** `x-amz-ses-region`: SES itself answers, through whatever stands in front; null: it does not. */
      readonly sesRegion: string | null;
    }
  | Exclude<PolicyAnswer, { readonly kind: 'answered' }>;

export interface MailHostsPort {
  /** GET https://<host>/favicon.ico, which SES answers for a tracking domain. */
  site(host: string, signal?: AbortSignal): Promise<SiteAnswer>;
  /** GET https://mta-sts.<domain>/.well-known/mta-sts.txt, without following a redirect. */
  policy(domain: string, signal?: AbortSignal): Promise<PolicyAnswer>;
  /** One session on port 25: greeting, EHLO, STARTTLS, EHLO. */
  session(host: string, signal?: AbortSignal): Promise<SmtpSession>;
}
