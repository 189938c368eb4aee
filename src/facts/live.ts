// The live proof as facts: what was sent, what came back, what the platform's rows say.
import type { ArrivedMessage, InboxTrouble, LookedFolder } from '../core/ports/inbox.ts';
import type { TemplateName } from '../core/profile.ts';
import type { CallbackEvent, LedgerEvent, LedgerView, Receipt, SendOutcome } from '../core/live.ts';

export interface LiveFacts {
  /** What the mailbox shows of the live message; of the message itself speak the facts `message.*`. */
  'live.inbox': {
    readonly host: string;
    readonly port: number;
    /** Implicit TLS; false: STARTTLS. */
    readonly secure: boolean;
    readonly login: 'password' | 'token';
    readonly folders: readonly LookedFolder[];
    /** Asked for by name. */
    readonly named: readonly string[];
    /** Named in the profile, and not there. */
    readonly missing: readonly string[];
    /** Folders of the mailbox that a message may lie in and that were not asked for. */
    readonly unsearched?: readonly string[];
    /** Folder of a message that bears the mark in its subject alone; null: none. */
    readonly alike?: string | null;
    readonly trouble: InboxTrouble | null;
    readonly waitedMs: number;
    /** Whether the whole wait was over; false: something ended it before, or nobody waited. */
    readonly timedOut: boolean;
    /** A Delivery of this message was seen; null: nobody looked. */
    readonly delivered: boolean | null;
    readonly arrived: (Omit<ArrivedMessage, 'raw' | 'by'> & Partial<Pick<ArrivedMessage, 'by'>>) | null;
  };
  'live.receipt': {
    readonly nonce: string;
    readonly purpose: 'live';
    /** Why nothing was sent; null when something was. */
    readonly withheld: { readonly reason: string; readonly because: readonly string[] } | null;
    readonly outcome: SendOutcome | null;
    readonly receipt: Receipt | null;
    /** The attempt was registered in the ledger before the send. */
    readonly registeredBefore: boolean;
  };
  'live.callback': {
    readonly waitedMs: number;
    readonly timedOut: boolean;
    /** The event that decided, if one did. */
    readonly deciding: LedgerEvent | null;
    readonly events: readonly LedgerEvent[];
  };
  'live.rows': LedgerView;
  /** Messages to the SES mailbox simulator; never the proof. */
  'live.rehearsals': readonly {
    readonly purpose: 'bounce' | 'complaint';
    readonly sent: boolean;
    /** Why it was not sent. */
    readonly why: string | null;
    readonly event: CallbackEvent | null;
    /** The ledger did not answer when the wait ended. */
    readonly unread?: true;
  }[];
  /** Messages of templates, one each, that somebody asked for. */
  'live.templates': readonly {
    readonly template: TemplateName;
    /** `unknown`: it may have been taken, and is not sent again. */
    readonly sent: 'yes' | 'no' | 'unknown';
    /** Why it was not sent. */
    readonly why: string | null;
    /** The provider's. */
    readonly messageId: string | null;
    /** How that very message ended. */
    readonly event: CallbackEvent | null;
    /** The ledger did not answer when the wait ended. */
    readonly unread?: true;
  }[];
}
