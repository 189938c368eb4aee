// Of `spf-authorises`: why its findings are as they are, and the clause that each rests on.
import type { Clauses } from '../../core/check.ts';
import type { Reasons } from '../../core/reason.ts';
import { STALE } from './caches.ts';
import { ofSender } from './of-sender.ts';
import { spoiltReasons } from './spoilt.ts';
import { UNANSWERED } from './unanswered.ts';

const FAIL = ['fail'] as const;
const WARN = ['warn'] as const;
/** A fault of the policy is certain only where the return path is. */
const EITHER = ['fail', 'warn'] as const;

/** At a MAIL FROM domain that SES does not take nothing is to be published. */
const NOT_TAKEN = [{ check: 'mail-from', reasons: ['not-a-subdomain'] }] as const;

export const reasons = ofSender({
  'provider-return-path': {
    status: ['not-applicable'],
    says: 'The provider uses a return path of its own: SPF is published there.',
  },
  'spf-missing': { status: EITHER, says: 'The MAIL FROM domain has no SPF record.', follows: NOT_TAKEN },
  'not-read-as-spf': { status: EITHER, says: 'A record was meant as SPF, and receivers do not read it as such.' },
  'alias-in-the-way': {
    status: EITHER,
    says: 'A CNAME stands where the SPF record belongs, and leads to a name that has none.',
  },
  'other-name': { status: EITHER, says: 'The SPF record stands at another name, where no receiver looks.' },
  'retired-type': { status: EITHER, says: 'The policy stands as the retired record type SPF alone, which no receiver asks for.' },
  ...spoiltReasons(EITHER),
  'several-spf': { status: FAIL, says: 'More than one SPF record is published, which is an error.' },
  'spf-syntax': { status: FAIL, says: 'The record, or one that it draws in, cannot be read.' },
  'glued-terms': { status: FAIL, says: 'Two terms stand together without the space between.' },
  'include-loop': { status: FAIL, says: 'The record draws itself in.' },
  'include-without-spf': { status: FAIL, says: 'An included domain has no SPF record, which is an error.' },
  'too-many-lookups': { status: FAIL, says: 'The policy causes more than 10 DNS lookups.' },
  'too-many-mx': { status: FAIL, says: 'An mx term has more than 10 hosts.' },
  'too-many-voids': { status: FAIL, says: 'More than two terms name something that does not exist.' },
  'cut-off': { status: FAIL, says: 'The record was cut off after 255 characters.' },
  'plus-all': { status: FAIL, says: 'The policy lets the whole internet pass.' },
  'wide-open': { status: FAIL, says: 'The policy lets so many addresses pass that everybody can send as the domain.' },
  'nobody-passes': {
    status: EITHER,
    says: 'The policy lets no address pass, or only private ones, which no receiver sees: by it the domain sends no mail.',
    follows: NOT_TAKEN,
  },
  'provider-blocked': {
    status: EITHER,
    says: 'A term before the provider’s include keeps some or all of its addresses from passing.',
  },
  'provider-not-included': { status: EITHER, says: 'The policy does not let the provider pass.', follows: NOT_TAKEN },
  'include-qualified': { status: EITHER, says: 'A sign before the provider’s include keeps it from passing.' },
  'include-after-all': { status: EITHER, says: 'The provider stands behind “all”, where no receiver reads it.' },
  dynamic: { status: WARN, says: 'The policy decides by macros of sender or address, which cannot be judged without a message.' },
  'servers-unknown': {
    status: ['pass'],
    says: 'The record can be read; from which addresses mail leaves nobody saw, so nothing tells whether it lets them pass.',
  },
  'result-neutral': { status: EITHER, says: 'For an address that sends a receiver concludes neutral.' },
  'result-fail': { status: EITHER, says: 'For an address that sends a receiver concludes fail.' },
  'result-softfail': { status: EITHER, says: 'For an address that sends a receiver concludes softfail.' },
  'result-permerror': { status: EITHER, says: 'For an address that sends a receiver concludes that the policy is in error.' },
  'neutral-all': { status: WARN, says: 'The policy ends in ?all, which protects nothing.' },
  'no-all': { status: WARN, says: 'The policy does not say what others may not do.' },
  'after-all': { status: WARN, says: 'Terms stand behind “all”, where nobody reads them.' },
  ptr: { status: WARN, says: 'The policy uses ptr, which some receivers do not read.' },
  'equals-for-colon': { status: WARN, says: 'A term is written with = instead of a colon, so every receiver ignores it.' },
  'version-twice': { status: WARN, says: 'The record begins with v=spf1 and has it once more, which some receivers refuse.' },
  'too-large': { status: WARN, says: 'The TXT records at the name are larger than some receivers can read.' },
  ...UNANSWERED,
  ...STALE,
} as const satisfies Reasons);

export const clauses = {
  'RFC 7208 §2.6.2': ['result-neutral', 'neutral-all'],
  'RFC 7208 §2.6.3': ['plus-all', 'wide-open'],
  'RFC 7208 §2.6.4': ['result-fail'],
  'RFC 7208 §2.6.5': ['result-softfail'],
  'RFC 7208 §2.6.7': ['result-permerror'],
  'RFC 7208 §3': ['other-name'],
  'RFC 7208 §3.1': ['retired-type'],
  'RFC 7208 §3.2': ['several-spf'],
  'RFC 7208 §3.3': ['glued-terms', 'cut-off'],
  'RFC 7208 §3.4': ['too-large'],
  'RFC 7208 §4.5': ['spf-missing', 'not-read-as-spf'],
  'RFC 7208 §4.6': ['spf-syntax', 'hidden-character', 'look-alike'],
  'RFC 7208 §4.6.2': ['nobody-passes', 'provider-blocked', 'provider-not-included'],
  'RFC 7208 §4.6.4': ['include-loop', 'too-many-lookups', 'too-many-mx', 'too-many-voids'],
  'RFC 7208 §4.7': ['no-all'],
  'RFC 7208 §5.1': ['include-after-all', 'after-all'],
  'RFC 7208 §5.2': ['include-without-spf', 'include-qualified'],
  'RFC 7208 §5.5': ['ptr'],
  'RFC 7208 §6': ['equals-for-colon', 'version-twice'],
  'RFC 7208 §7.1': ['dynamic'],
  'RFC 1034 §3.6.2': ['alias-in-the-way'],
} as const satisfies Clauses<keyof typeof reasons>;
