// A profile made from flags, for `certify dns example.com` and other commands that need none on disk.
import { createHash } from 'node:crypto';
import type { LoadedProfile, Profile } from '../core/profile.ts';

export interface DnsQuestion {
  /** A-labels, without trailing dot. */
  readonly domain: string;
  /** The From address; `postmaster@domain` when left out. */
  readonly from?: string;
  /** The MAIL FROM domain, where it is known to differ. */
  readonly mailFrom?: string;
  /** Null: nobody said who sends, so nothing of a provider is judged. */
  readonly provider: 'SES' | 'SMTP' | null;
  /** Of SES; always there with it. */
  readonly region?: string;
  readonly selectors: readonly string[];
  readonly resolvers: readonly string[];
  /** False: ask the resolver alone, not the name servers too. */
  readonly authoritative?: boolean;
  readonly authoritativePort?: number;
  /** A client for which SPF is evaluated, as a receiver would. */
  readonly client?: { readonly ip: string; readonly sender: string; readonly helo: string };
}

const NOBODY = 'postmaster@localhost.invalid';

const providerPart = (question: DnsQuestion): Partial<Profile> =>
  question.provider === 'SES'
    ? {
        ses: {
          region: question.region ?? '',
          identity: question.domain,
          ...(question.mailFrom === undefined ? {} : { mailFrom: question.mailFrom }),
          requireSnsSignature: true,
          endpoints: {},
        },
      }
    : {};

const profileOf = (question: DnsQuestion): Profile => ({
  version: 1,
  tenant: question.domain,
  environment: 'production',
  provider: question.provider ?? 'SMTP',
  ...providerPart(question),
  sending: {},
  dns: {
    resolvers: question.resolvers,
    authoritative: question.authoritative ?? true,
    ...(question.authoritativePort === undefined ? {} : { authoritativePort: question.authoritativePort }),
    ...(question.client === undefined ? {} : { client: question.client }),
  },
  trust: {},
  squareos: {
    accountName: question.domain,
    externalAccountId: question.domain,
    fakeModeEnabled: false,
    sender: {
      senderValue: question.from ?? `postmaster@${question.domain}`,
      ...(question.provider !== 'SES' && question.mailFrom !== undefined ? { returnPath: `bounce@${question.mailFrom}` } : {}),
      dkimSelectors: question.selectors,
    },
    templates: {},
  },
  callback: {
    url: 'https://localhost.invalid/',
    verifyToken: { kind: 'prompt', target: '', text: 'prompt:' },
    ledger: { map: {}, attest: true },
  },
  live: {
    recipient: NOBODY,
    optIn: { by: '', at: '', reference: '' },
    via: 'provider',
    trigger: 'person',
    rehearse: [],
  },
  attestations: [],
  limitations: [],
});

/** Names no secret, so that nothing is resolved and nothing is asked. */
export const dnsProfile = (question: DnsQuestion): LoadedProfile => {
  const profile = profileOf(question);
  const digest = `sha256:${createHash('sha256').update(JSON.stringify(profile), 'utf8').digest('hex')}`;
  return { profile, path: '(from flags)', directory: '.', digest, secrets: [] };
};
