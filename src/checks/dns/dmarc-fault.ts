// Why no DMARC policy applies to the From domain: the first thing that is wrong, and the records that mend it.
import type { Reasons } from '../../core/reason.ts';
import type { RecordSetChange } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { mendDmarc, strictest } from '../../mail/dmarc/mend.ts';
import { type DmarcRecord, isDmarc, meantAsDmarc, parseDmarc, whyUnread, wrongSeparator } from '../../mail/dmarc/record.ts';
import type { WalkStep } from '../../mail/dmarc/walk.ts';
import { isFromWildcard } from '../../mail/dns/wildcard.ts';
import { isSpf } from '../../mail/spf/record.ts';
import { excerpt } from '../../text/excerpt.ts';
import { asPlain, spoiltBy } from '../../text/hidden-characters.ts';
import { changeRecord } from '../remedy.ts';
import { spoiltReasons } from './spoilt.ts';
import { retargeted } from './alias.ts';

type Fact = Facts['dns.dmarc'];
type Lookup = Fact['apex'];

const FAIL = ['fail'] as const;

/** Reasons for which no policy applies. */
export const FAULTS = {
  missing: { status: FAIL, says: 'Nothing that is DMARC stands at the domain or above it.' },
  'several-records': { status: FAIL, says: 'More than one DMARC record stands at a name, so receivers discard all of them.' },
  'doubled-domain': { status: FAIL, says: 'The record stands at a name to which the DNS panel appended the zone once more.' },
  'at-the-domain-itself': { status: FAIL, says: 'The record stands at the domain itself, where no receiver looks.' },
  'joined-to-spf': {
    status: FAIL,
    says: 'The DMARC record is joined to the SPF record of the domain, as one TXT record, so receivers read no DMARC.',
  },
  'not-read-as-dmarc': { status: FAIL, says: 'A record was meant as DMARC, and receivers do not read it as such.' },
  'no-policy': {
    status: FAIL,
    says: 'A policy of the record (p=, sp=, np=) is not valid, and it has no report address, so it counts as none.',
  },
  'dangling-cname': { status: FAIL, says: '_dmarc is a CNAME to a name where there is no record.' },
  'other-name': { status: FAIL, says: 'The record stands at another name than _dmarc of the domain, where no receiver looks.' },
  'retired-type': { status: FAIL, says: 'The record stands as the retired record type SPF, which no receiver asks for.' },
  'other-type': { status: FAIL, says: 'An address stands at _dmarc, where a TXT record belongs.' },
  ...spoiltReasons(FAIL),
  wildcard: { status: FAIL, says: 'A wildcard answers at _dmarc, where no record of its own stands.' },
  'other-txt': { status: FAIL, says: 'Another TXT record answers at _dmarc, most often from a wildcard.' },
} as const satisfies Reasons;

export interface Fault {
  readonly reason: keyof typeof FAULTS;
  readonly say: string;
  /** The domain below whose `_dmarc` the record belongs. */
  readonly at: string;
  /** The text to publish; null where only a person can say. */
  readonly record: string | null;
  /** The alias that leads nowhere, with another target. */
  readonly alias?: readonly RecordSetChange[];
  /** A misplaced record, which goes. */
  readonly misplaced?: Lookup;
}

const several = ({ walk }: Fact, steps: readonly WalkStep[]): Fault | null => {
  const step = steps.find((one) => one.kind === 'several');
  if (step === undefined) return null;
  const name = `_dmarc.${step.domain}`;
  const own = walk.find((one) => one.name === name);
  const records = own?.values.filter(isDmarc) ?? [];
  const end = own?.chain.at(-1);
  const say =
    end === undefined
      ? `Keep one DMARC record at ${name} and delete the others: it has ${records.length}, so receivers discard all of them.`
      : `Replace the CNAME at ${name} by a record, or have whoever runs ${end} keep one there: it has ${records.length}, so receivers discard all of them.`;
  return { reason: 'several-records', say, at: step.domain, record: strictest(records) ?? null };
};

const JOINED = /v=DMARC1\s*;/i;

const DEFAULT = (domain: string): string => `v=DMARC1; p=none; rua=mailto:dmarc@${domain}`;

/** A record at a name beside `_dmarc`, or as a type that nobody asks for. */
const besideIt = (domain: string, elsewhere: Fact['elsewhere']): Fault | null => {
  const [there] = elsewhere;
  if (there === undefined) return null;
  const record = there.values.find(isDmarc);
  if (record === undefined) {
    const say = `Publish a DMARC record at ${there.name}, as a record of type TXT: only an address stands there (${there.type} ${there.values.join(', ')}).`;
    return { reason: 'other-type', say, at: domain, record: DEFAULT(domain) };
  }
  if (there.type === 'SPF') {
    const say = `Enter the DMARC record at ${there.name} as a record of type TXT: it stands there as the retired type SPF (99), which no receiver asks for.`;
    return { reason: 'retired-type', say, at: domain, record };
  }
  // A subdomain may send mail of its own: there the record stays.
  const serves = there.name.startsWith('_dmarc.') && !there.name.startsWith('_dmarc._dmarc.');
  const say = `${serves ? 'Publish' : 'Move'} the DMARC record at ${there.name} ${serves ? 'at' : 'to'} _dmarc.${domain}${serves ? ' too' : ''}: receivers look there alone.`;
  return { reason: 'other-name', say, at: domain, record, ...(serves ? {} : { misplaced: there }) };
};

/** Two strings of one record are joined without anything between (RFC 7208 §3.3): what stands behind SPF is no record of its own. */
const joined = ({ domain, apex }: Fact): Fault | null => {
  const text = apex.values.find((value) => isSpf(value) && JOINED.test(value));
  if (text === undefined) return null;
  const say = `Publish the DMARC record at _dmarc.${domain}, as a record of its own, and take it out of the SPF record of ${domain}, to which it is joined: receivers look for it at _dmarc alone, and take it for a broken part of SPF where it stands.`;
  return { reason: 'joined-to-spf', say, at: domain, record: mendDmarc(text.slice(text.search(JOINED))) };
};

const misplaced = ({ domain, apex, doubled, elsewhere }: Fact): Fault | null => {
  const twice = doubled?.values.find(isDmarc);
  if (doubled !== null && twice !== undefined) {
    const say = `Move the DMARC record at ${doubled.name} to _dmarc.${domain}: the DNS panel appended its zone. Enter _dmarc only.`;
    return { reason: 'doubled-domain', say, at: domain, record: twice, misplaced: doubled };
  }
  const atDomain = apex.values.find(isDmarc);
  if (atDomain === undefined) return besideIt(domain, elsewhere);
  const say = `Move the DMARC record of ${domain} to _dmarc.${domain}: at the domain itself no receiver looks.`;
  return { reason: 'at-the-domain-itself', say, at: domain, record: atDomain, misplaced: apex };
};

export const separatorWords = (text: string): string => {
  const separator = wrongSeparator(text);
  return separator === null ? '' : ` Its tags are separated by ${separator}, and receivers look for semicolons.`;
};

/** Reads otherwise than it looks. */
const spoilt = (text: string): ReturnType<typeof spoiltBy> => {
  const hidden = spoiltBy(text);
  const seen = asPlain(text);
  if (hidden === null || !(isDmarc(seen) || meantAsDmarc(seen))) return null;
  if (isDmarc(text) && JSON.stringify({ ...parseDmarc(text), text: '' }) === JSON.stringify({ ...parseDmarc(seen), text: '' }))
    return null;
  return hidden;
};

export const hiddenFault = ({ domain, walk: [own] }: Fact): Fault | null => {
  const text = own?.values.find((value) => spoilt(value) !== null);
  const by = text === undefined ? null : spoilt(text);
  if (own === undefined || text === undefined || by === null) return null;
  const say = `Type the record at ${own.name} anew instead of pasting it: it holds ${by.words}, and receivers read it otherwise than it was meant.`;
  const seen = asPlain(text);
  return {
    reason: by.reason,
    say,
    at: domain,
    record: isDmarc(seen) && parseDmarc(seen).problems.length === 0 ? seen : mendDmarc(seen),
  };
};

/** A policy for names below it that cannot be read undoes the whole record, whatever its p= says (RFC 9989 §4.10.1). */
const withoutPolicy = (domain: string, { problems }: DmarcRecord): string => {
  const below = problems.find(({ problem }) => problem === 'sp-invalid' || problem === 'np-invalid')?.problem.slice(0, 2);
  const itself = problems.some(({ problem }) => problem === 'p-invalid' || problem === 'p-missing');
  return below === undefined || itself
    ? `Give the DMARC record at _dmarc.${domain} a valid p=: without one,`
    : `Correct ${below}= in the DMARC record at _dmarc.${domain}, which is none of none, quarantine, reject: as it is,`;
};

const unread = ({ domain, walk: [own], wildcard }: Fact, steps: readonly WalkStep[]): Fault | null => {
  const discarded = steps.find((step) => step.kind === 'none' && step.discarded !== null);
  if (discarded?.kind === 'none' && discarded.discarded !== null) {
    const say = `${withoutPolicy(discarded.domain, discarded.discarded)} and without a report address, it counts as none.${separatorWords(discarded.discarded.text)}`;
    return { reason: 'no-policy', say, at: discarded.domain, record: mendDmarc(discarded.discarded.text) };
  }
  if (own === undefined) return null;
  const text = own.values.find(meantAsDmarc);
  if (text !== undefined) {
    const say = `Rewrite the record at ${own.name}: “${excerpt(text)}” is not read as DMARC, because ${whyUnread(text)}. It must begin with v=DMARC1; in exactly this case.`;
    return { reason: 'not-read-as-dmarc', say, at: domain, record: mendDmarc(text) };
  }
  if (own.chain.length > 0 && isFromWildcard(own, wildcard)) {
    const say = `Publish a DMARC record at ${own.name} itself, which takes the place of the wildcard there: what answers now is the CNAME at *.${domain}, which leads to ${own.chain.at(-1)}. The wildcard stays.`;
    return { reason: 'wildcard', say, at: domain, record: DEFAULT(domain) };
  }
  if (own.chain.length > 0 && own.outcome !== 'found') {
    const meant = retargeted(own.name, own.chain);
    if (meant !== null) return { reason: 'dangling-cname', say: meant.say, at: domain, record: null, alias: meant.records };
    const say = `Replace the CNAME at ${own.name}, or have the record at its target published: it leads to ${own.chain.at(-1)}, where there is none.`;
    return { reason: 'dangling-cname', say, at: domain, record: DEFAULT(domain) };
  }
  if (own.values.length === 0) return null;
  const what = own.values.some(isSpf) ? 'an SPF record, most often from a wildcard' : 'a TXT record that is no DMARC record';
  return {
    reason: 'other-txt',
    say: `Publish a DMARC record at ${own.name}: it answers with ${what}.`,
    at: domain,
    record: DEFAULT(domain),
  };
};

/** `shared`: the domain above that the names which authenticate mail have in common with the From domain; null where none is needed. */
const missing = ({ domain }: Fact, shared: string | null): Fault => {
  const at = shared ?? domain;
  const why =
    at === domain
      ? ''
      : ` There it holds for ${domain} and for the names that mail is signed as, which makes them one organisation.`;
  const say = `Publish a DMARC record at _dmarc.${at}, with an address of yours for the reports: there is none.${why}`;
  return { reason: 'missing', say, at, record: DEFAULT(at) };
};

export const faultOf = (fact: Fact, steps: readonly WalkStep[], shared: string | null): Fault =>
  hiddenFault(fact) ?? several(fact, steps) ?? misplaced(fact) ?? unread(fact, steps) ?? joined(fact) ?? missing(fact, shared);

const isOrMeant = (text: string): boolean => isDmarc(text) || meantAsDmarc(text);

export const faultRecords = (
  fact: Fact,
  { reason, at, record, alias: mended = [], misplaced: away }: Fault,
): readonly RecordSetChange[] => {
  if (record === null) return mended;
  const name = `_dmarc.${at}`;
  const own = fact.walk.find((one) => one.name === name);
  const there = own?.values ?? [];
  const alias = isFromWildcard(own ?? fact.apex, fact.wildcard) ? undefined : own?.chain[0];
  // What an alias or a wildcard answers does not stand at the name itself.
  const before = alias === undefined ? there.filter((text) => isOrMeant(text) || isOrMeant(asPlain(text))) : [];
  const all = alias !== undefined || reason === 'other-txt' || reason === 'wildcard' ? [] : there;
  const changes = [
    alias === undefined ? null : changeRecord({ name, type: 'CNAME', before: [alias], after: [], all: [alias] }),
    changeRecord({ name, type: 'TXT', before, after: [record], all }),
    away === undefined
      ? null
      : changeRecord({ name: away.name, type: 'TXT', before: away.values.filter(isDmarc), after: [], all: away.values }),
  ];
  return changes.filter((change) => change !== null);
};
