// A received message as somebody saved it: allow-listed facts of its header and its build, never a body, a subject or a recipient.
import type { VerifiedSignature } from '../core/ports/message.ts';
import type { SignatureState } from '../mail/message/signature.ts';
import type { DkimKey } from '../mail/dkim/key.ts';
import type { StandingResults } from '../mail/message/trace.ts';
import type { LinkedHost } from '../mail/message/links.ts';
import type { FormProblem } from '../mail/message/mime.ts';
import type { Unsubscribe } from '../mail/message/unsubscribe.ts';
import type { Hop } from '../mail/message/received.ts';
import type { SpfEvaluation } from '../mail/spf/evaluate.ts';
import type { AuthenticatedDomain, DnsLookup } from './dns.ts';

/** An address of the header: its domain whole, its local part shortened. */
export interface ShownAddress {
  readonly address: string;
  readonly domain: string;
  /** Whether it is the one that the profile says; null: no profile, or it says none. */
  readonly expected: boolean | null;
}

export interface MessageFacts {
  'message.header': {
    /** Octets of the file, and of its header section. */
    readonly bytes: number;
    readonly headerBytes: number;
    /** `sha256:…` of the file. */
    readonly digest: string;
    readonly fields: number;
    /** Lines of the header section that are no field. */
    readonly strays: number;
    /** Fields that may stand there once and stand more often; left out by records from before they were counted. */
    readonly repeated?: readonly string[];
    /** Fields that every message should have and this one has not; left out like `repeated`. */
    readonly absent?: readonly string[];
    readonly from: readonly ShownAddress[];
    /** How many From fields there are. */
    readonly fromFields: number;
    readonly replyTo: readonly ShownAddress[];
    /** Whether replies go where the profile says: to Reply-To, else to From; null: no profile, or it says nothing. */
    readonly repliesExpected: boolean | null;
    readonly returnPath:
      | ({ readonly kind: 'address' } & ShownAddress)
      /** `null`: the null sender · `none`: no such field. */
      | { readonly kind: 'null' | 'none' | 'unreadable' };
    /** What the profile says, shortened; null: no profile, or it says none. */
    readonly declared: { readonly from: string; readonly replyTo: string | null; readonly returnPath: string | null } | null;
    /** DKIM-Signature fields. */
    readonly signatures: number;
  };
  /** What of it the receiver wrote itself. */
  'message.trace': {
    /** The organisation that received it; null: no Received says. */
    readonly receiver: string | null;
    /** `--authserv-id`, or what the profile says; null: not named. */
    readonly authservId: string | null;
    /** From the top, the receiver's own. */
    readonly trusted: readonly Omit<Hop, 'envelopeFrom'>[];
    /** Received fields below them. */
    readonly others: number;
    /** The hop that took it from outside; null: none is told. */
    readonly border: Omit<Hop, 'envelopeFrom'> | null;
    readonly results: readonly StandingResults[];
    readonly contradicted: readonly string[];
    /** When the receiver took it, ISO 8601; null: not told. */
    readonly receivedAt: string | null;
  };
  /** DKIM and ARC, verified again with the keys of today. */
  'message.signatures': {
    readonly signatures: readonly (Omit<VerifiedSignature, 'result' | 'comment' | 'bodyIntact' | 'identityDomain'> & {
      readonly state: SignatureState;
      /** The verifier's own word; null for a pass. */
      readonly detail: string | null;
      /** It has expired since the message was received. */
      readonly expiredSince: boolean;
      readonly key: DnsLookup;
      readonly parsedKey: DkimKey | null;
      /** Declared in the profile with this selector; null: no profile, or its provider tells it itself. */
      readonly declared: boolean | null;
    })[];
    /** How many signers the profile names; null: no profile, or its provider tells it itself. */
    readonly declared: number | null;
    /** Signatures beyond those that were verified. */
    readonly more: number;
    readonly chain: {
      /** `unseen`: DNS did not answer for a key. */
      readonly result: 'none' | 'pass' | 'fail' | 'unseen';
      readonly instances: number;
      readonly seals: readonly { readonly domain: string; readonly selector: string }[];
      readonly detail: string | null;
    };
    /** Why nothing was verified; null: it was. */
    readonly refused: string | null;
    /** When signatures must have been valid, ISO 8601. */
    readonly at: string;
  };
  /** SPF for the client that the receiver took it from. */
  'message.spf': {
    readonly client: string;
    readonly helo: string | null;
    /** MAIL FROM domain; empty for the null sender. */
    readonly domain: string;
    /** Who told MAIL FROM. */
    readonly from: 'return-path' | 'results' | 'received';
    readonly evaluation: SpfEvaluation;
  };
  /** The policy of the From domain, and the Organizational Domains of whatever authenticated. */
  'message.dmarc': {
    readonly from: AuthenticatedDomain;
    /** NXDOMAIN makes np= apply. */
    readonly exists: boolean;
    /** d= of each signature, and the MAIL FROM domain, once each. */
    readonly others: readonly AuthenticatedDomain[];
  };
  /** How it is built, and where its links lead; hosts alone. */
  'message.content': {
    readonly parts: readonly {
      readonly type: string;
      readonly charset: string | null;
      readonly encoding: string;
      readonly bytes: number;
    }[];
    readonly problems: readonly FormProblem[];
    /** Octets of the HTML when it is decoded; null: there is none. */
    readonly htmlBytes: number | null;
    readonly longestLine: number;
    readonly hosts: readonly LinkedHost[];
  };
  /** How to get off the list. */
  'message.unsubscribe': Unsubscribe & {
    /** The profile says that the gym sends campaigns; null: no profile, or it does not say. */
    readonly campaigns: boolean | null;
  };
}
