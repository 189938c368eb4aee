// The two parts of mailauth that are used, as they are at the pinned version: the package declares its front door alone.

interface ParsedTags {
  readonly [tag: string]: { readonly value?: string | number } | undefined;
}

declare module 'mailauth/lib/dkim/dkim-verifier.js' {
  import type { Writable } from 'node:stream';

  export interface SignatureHeader {
    readonly type: 'DKIM' | 'ARC' | 'AS';
    readonly parsed: ParsedTags;
    readonly skip?: boolean;
    readonly bodyCanon: string;
    readonly hashAlgo: string;
    readonly signingDomain: string;
    readonly selector: string;
    readonly algorithm: string;
    readonly canonicalization: string;
    readonly timestamp: Date | null;
    readonly expiration: Date | null;
    bodyHashKey?: string;
    maxBodyLength: number | string;
  }

  export interface DkimResult {
    readonly status: { readonly result: string; readonly comment?: string; readonly policy?: { readonly 'dkim-rules'?: string } };
    readonly bodyHash?: string;
    readonly bodyHashExpecting?: string;
    readonly canonBodyLength?: number;
    readonly canonBodyLengthTotal?: number;
    readonly sourceBodyLength?: number;
  }

  export interface ChainEntry {
    readonly 'arc-seal'?: { readonly parsed?: ParsedTags };
    readonly 'arc-message-signature'?: { readonly parsed?: ParsedTags };
  }

  export interface Chain {
    readonly chain: readonly ChainEntry[] | false;
    readonly lastEntry?: ChainEntry;
    readonly error?: Error;
  }

  export class DkimVerifier extends Writable {
    constructor(options: {
      readonly resolver: (name: string, type: string) => Promise<readonly (readonly string[])[]>;
      readonly curTime: Date;
      readonly minBitLength: number;
    });
    signatureHeaders: SignatureHeader[];
    readonly bodyHashes: Map<string, object>;
    readonly results: readonly DkimResult[];
    readonly arc: Chain;
    protected messageHeaders(headers: unknown): Promise<void>;
  }
}

declare module 'mailauth/lib/dkim/body/index.js' {
  export const dkimBody: (canonicalization: string, hash: string, limit: number) => object;
}

declare module 'mailauth/lib/arc/index.js' {
  import type { Chain } from 'mailauth/lib/dkim/dkim-verifier.js';

  export const arc: (
    data: Chain,
    options: {
      readonly resolver: (name: string, type: string) => Promise<readonly (readonly string[])[]>;
      readonly minBitLength: number;
    },
  ) => Promise<{ readonly status: { readonly result: string; readonly comment?: string } }>;
}
