// A received message as somebody saved it, and the verification of its signatures over its very octets.
import type { DnsAnswer } from './dns.ts';

/** What a profile says that such a message shows; null in a field: it does not say. */
export interface ExpectedMessage {
  /** The From address. */
  readonly from: string;
  readonly replyTo: string | null;
  /** Address or domain that bounces go to. */
  readonly returnPath: string | null;
  /** The mail is marketing mail; null: it does not say. */
  readonly campaigns: boolean | null;
  /** d= and selectors that are declared; null: nobody has to, because the provider tells it (Amazon SES). */
  readonly dkim: readonly { readonly domain: string; readonly selector: string }[] | null;
}

/** How one signature ended, as its verifier says it: over the octets, with the key that DNS gave. */
export interface VerifiedSignature {
  /** d=, lower case. */
  readonly domain: string;
  readonly selector: string;
  /** a=, such as `rsa-sha256`. */
  readonly algorithm: string;
  /** c=, such as `relaxed/simple`. */
  readonly canonicalization: string;
  readonly result: 'pass' | 'fail' | 'neutral' | 'policy' | 'temperror';
  /** The verifier's own word for what is wrong; null for a pass. */
  readonly comment: string | null;
  /** The body's hash is the signed one. */
  readonly bodyIntact: boolean;
  /** Octets of the canonical body that no signature of this covers (l=); 0 when it covers all. */
  readonly unsigned: number;
  /** l=; null: the whole body is signed. */
  readonly bodyLimit: number | null;
  /** ISO 8601, t= and x=; null: not stated. */
  readonly signedAt: string | null;
  readonly expiresAt: string | null;
  /** Names in h=, lower case, in their order. */
  readonly covers: readonly string[];
  /** Domain of i=; null: not stated. */
  readonly identityDomain: string | null;
  /** Why it is no DKIM signature by its syntax; null: it is one. */
  readonly malformed: string | null;
}

export interface VerifiedChain {
  readonly result: 'none' | 'pass' | 'fail';
  /** Sets in the chain. */
  readonly instances: number;
  /** d= and s= of each seal, the oldest first. */
  readonly seals: readonly { readonly domain: string; readonly selector: string }[];
  readonly comment: string | null;
}

export interface VerifiedMessage {
  readonly signatures: readonly VerifiedSignature[];
  /** Signatures beyond those that are verified. */
  readonly more: number;
  readonly chain: VerifiedChain;
  /** Why nothing was verified: the header is larger than any receiver takes; null: it was. */
  readonly refused: string | null;
}

export interface MessagePort {
  /** The message as it lies on the disk, or in the mailbox. */
  readonly raw: Uint8Array;
  /** null: there is no profile. */
  readonly expected: ExpectedMessage | null;
  /** Whose Authentication-Results are trusted; null: those of the topmost receiver. */
  readonly authservId: string | null;
  /** False: only its beginning was read; nothing that takes the whole can be said. */
  readonly complete?: false;
  /**
   * Verifies DKIM signatures and the ARC chain. `near`: the From domain, whose own signatures are looked at first. `keyOf` asks DNS for
   * TXT and never throws; each name is asked once, all at once. `at`: when signatures must not have expired.
   */
  verify(question: {
    readonly near: string | null;
    readonly keyOf: (name: string) => Promise<DnsAnswer>;
    readonly at: Date;
  }): Promise<VerifiedMessage>;
}
