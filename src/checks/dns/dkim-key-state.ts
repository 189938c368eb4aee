// What DNS has at one DKIM selector, and what to do about it.
import type { Clauses } from '../../core/check.ts';
import type { Reasons } from '../../core/reason.ts';
import type { DraftAct, RecordSetChange } from '../../core/remedy.ts';
import type { DnsLookup } from '../../facts/dns.ts';
import type { Facts } from '../../facts/index.ts';
import { type DkimKeyProblem, fatalKeyProblem, meantAsKey, parseDkimKey, isDoubtful } from '../../mail/dkim/key.ts';
import { mendDkimKey } from '../../mail/dkim/mend.ts';
import { misplaced } from '../../mail/dkim/misplaced.ts';
import { isAbsent, loopText } from '../../mail/dns/outcome.ts';
import { isFromWildcard } from '../../mail/dns/wildcard.ts';
import { canonicalName, isWithin } from '../../text/domain-name.ts';
import { spoiltBy } from '../../text/hidden-characters.ts';
import { addRecord, changeRecord } from '../remedy.ts';
import { aliasTo, retargeted } from './alias.ts';
import { UNANSWERED } from './unanswered.ts';
import { type Spoilt, spoiltReasons } from './spoilt.ts';

type Selector = Facts['dns.dkimKeys']['records'][number];

const FAIL = ['fail'] as const;
const WARN = ['warn'] as const;

/** Of `dkim-keys`. */
export const reasons = {
  'selector-not-declared': {
    status: WARN,
    says: 'SES signs with the gym’s own key, and nobody said under which selector it stands.',
  },
  missing: { status: FAIL, says: 'Nothing stands at the selector.' },
  'several-records': {
    status: FAIL,
    says: 'The selector has more than one TXT record: which one counts is undefined (RFC 6376 §3.6.2.2).',
  },
  'dangling-target': { status: FAIL, says: 'The selector is a CNAME to a name where there is no key.' },
  'cname-loop': {
    status: FAIL,
    says: 'The CNAMEs from the selector come back to themselves, or are more than resolvers follow.',
  },
  'doubled-domain': { status: FAIL, says: 'The record stands at a name to which the DNS panel appended the zone once more.' },
  'no-underscore': { status: FAIL, says: 'The record stands at a name that lost the underscore of _domainkey.' },
  'other-name': { status: FAIL, says: 'The record stands at another name than the one that receivers ask for.' },
  'wildcard-in-the-way': { status: FAIL, says: 'A wildcard answers at the selector, where no record of its own stands.' },
  ...spoiltReasons(FAIL),
  proxied: { status: FAIL, says: 'The selector answers with addresses: the DNS provider proxies it.' },
  wildcard: { status: WARN, says: 'Every selector answers with the same key: it comes from a wildcard.' },
  'not-a-key': { status: FAIL, says: 'The TXT record at the selector is no DKIM key, most often from a wildcard.' },
  'bad-version': { status: FAIL, says: 'The record has v= not first, or not exactly DKIM1, so receivers discard it.' },
  'duplicate-tag': { status: FAIL, says: 'The record has a tag twice, which makes it invalid.' },
  'bad-tag': { status: FAIL, says: 'The record has a piece that is no name=value.' },
  'wrong-separator': { status: FAIL, says: 'The tags of the record are not separated by semicolons, so nothing in it is read.' },
  'txt-for-cname': { status: FAIL, says: 'The target of a CNAME stands there as the text of a TXT record.' },
  'trailing-domain': {
    status: FAIL,
    says: 'The CNAME’s target ends in the domain itself, because its final dot was left out.',
  },
  escaped: { status: FAIL, says: 'The record contains backslashes from a zone-file form.' },
  quoted: { status: FAIL, says: 'The record contains quotation marks.' },
  'html-entity': { status: FAIL, says: 'The record contains HTML entities.' },
  armour: { status: FAIL, says: 'The record contains the BEGIN and END lines of a key file.' },
  'private-key': { status: FAIL, says: 'The record holds a PRIVATE key: whoever saw it can sign as the domain.' },
  'no-key': { status: FAIL, says: 'The record has no p=.' },
  revoked: { status: FAIL, says: 'The record has an empty p=, which revokes the key.' },
  'unknown-key-type': { status: FAIL, says: 'The record has a k= that receivers do not know.' },
  'no-sha256': { status: FAIL, says: 'The record allows only hashes that are forbidden (RFC 8301).' },
  'not-for-email': { status: FAIL, says: 'The record is not for mail: s= names other services.' },
  truncated: { status: FAIL, says: 'The key is cut off, usually at 255 characters.' },
  'not-base64': { status: FAIL, says: 'The p= of the record is no base64.' },
  'unreadable-key': { status: FAIL, says: 'The p= of the record is no public key.' },
  'weak-key': { status: FAIL, says: 'The key is RSA under 1024 bits, which receivers must not accept (RFC 8301).' },
  'only-ed25519': {
    status: ['fail', 'warn'],
    says: 'The only keys are of Ed25519, with which SES never signs and which many receivers do not verify.',
  },
  testing: { status: WARN, says: 'The record has t=y: receivers treat the mail as not signed.' },
  'long-key': { status: WARN, says: 'The key is RSA over 4096 bits, which receivers need not be able to read (RFC 8301).' },
  'short-key': { status: WARN, says: 'The key is RSA under 2048 bits: it verifies, and should be longer.' },
  ...UNANSWERED,
} as const satisfies Reasons;

/** Of `dkim-keys`: what its reasons rest on. */
export const clauses = {
  'RFC 6376 §3.1': ['selector-not-declared'],
  'RFC 6376 §3.2': ['duplicate-tag', 'bad-tag', 'wrong-separator', 'hidden-character', 'look-alike', 'html-entity'],
  'RFC 6376 §3.6.1': [
    'not-a-key',
    'bad-version',
    'armour',
    'no-key',
    'revoked',
    'unknown-key-type',
    'not-for-email',
    'not-base64',
    'unreadable-key',
    'testing',
  ],
  'RFC 6376 §3.6.2.1': ['missing', 'dangling-target', 'no-underscore', 'other-name'],
  'RFC 6376 §3.6.2.2': ['several-records', 'txt-for-cname', 'proxied', 'truncated'],
  'RFC 6376 §8.3': ['private-key'],
  'RFC 8301 §3.1': ['no-sha256'],
  'RFC 8301 §3.2': ['weak-key', 'short-key', 'long-key'],
  'RFC 8463 §6': ['only-ed25519'],
  'RFC 4592 §2.2': ['wildcard', 'wildcard-in-the-way'],
  'RFC 1034 §3.6.2': ['cname-loop'],
  'RFC 1035 §5.1': ['doubled-domain', 'trailing-domain', 'escaped', 'quoted'],
} as const satisfies Clauses<keyof typeof reasons>;

type Reason = keyof typeof reasons;
type Level = 'fail' | 'unseen' | 'warn' | 'ok';

interface State {
  readonly reason: Reason | 'ok' | 'unseen';
  readonly level: Level;
  readonly act: DraftAct | null;
}

/** Imperative, with the name of the record; what the record is stands in the reason. */
const KEY_ADVICE: { readonly [K in Exclude<DkimKeyProblem, 'spaces-in-key' | Spoilt>]: (name: string) => string } = {
  'not-a-key': (name) =>
    `Publish the key record of the mail provider at ${name}: a TXT record that is no DKIM key answers there.`,
  'bad-version': (name) => `Let the record at ${name} begin with v=DKIM1: receivers discard it as it is.`,
  'duplicate-tag': (name) => `Publish the record at ${name} again as the mail provider shows it: it has a tag twice.`,
  'bad-tag': (name) => `Publish the record at ${name} again as the mail provider shows it: it has a piece that is no name=value.`,
  'wrong-separator': (name) =>
    `Separate the tags of the record at ${name} by semicolons: with commas, colons or blanks receivers read nothing of it.`,
  'txt-for-cname': (name) =>
    `Enter the value at ${name} as a record of type CNAME: it is the name of a host, and stands there as the text of a TXT record.`,
  escaped: (name) => `Enter the value at ${name} without the backslashes, which belong to the zone-file form.`,
  quoted: (name) => `Enter the value at ${name} without quotation marks; the DNS panel adds its own.`,
  'html-entity': (name) => `Copy the value at ${name} as plain text: it contains HTML entities such as &quot;.`,
  armour: (name) => `Enter at ${name} only the base64 between the BEGIN and END lines of the public key, without line breaks.`,
  'private-key': (name) =>
    `Delete the record at ${name} at once, have the provider make a new pair, and publish only the public key: it holds a PRIVATE key, and whoever saw it can sign as the domain.`,
  'no-key': (name) => `Publish the key record of the mail provider at ${name}: the one there has no p=.`,
  revoked: (name) =>
    `Publish the current key at ${name}, or name the selector that is in use: its p= is empty, which revokes it.`,
  'unknown-key-type': (name) => `Publish an RSA key (k=rsa) at ${name}: receivers do not know the k= of the record.`,
  'no-sha256': (name) =>
    `Remove h= from the record at ${name}, or set h=sha256: it allows only hashes that are forbidden (RFC 8301).`,
  'not-for-email': (name) => `Remove s= from the record at ${name}, or set s=email: it is not for mail.`,
  testing: (name) => `Remove t=y from the record at ${name} before going live: receivers treat the mail as not signed.`,
  truncated: (name) => `Publish the whole value at ${name}, split into strings of at most 255 characters: it is cut off.`,
  'not-base64': (name) => `Copy the value at ${name} again: its p= is no base64.`,
  'unreadable-key': (name) => `Copy the value at ${name} again: its p= is no public key.`,
  'weak-key': (name) =>
    `Have the provider make an RSA key of 2048 bits for ${name}: receivers must not accept one under 1024 bits (RFC 8301).`,
  'long-key': (name) =>
    `Have the provider make an RSA key of 2048 bits for ${name}: one over 4096 bits is more than receivers need be able to read (RFC 8301).`,
  'short-key': (name) =>
    `Have the provider make an RSA key of 2048 bits for ${name} at the next rotation; this one still verifies.`,
};

const failing = (reason: Reason, say: string, records: readonly RecordSetChange[] = []): State => ({
  reason,
  level: 'fail',
  act: { say, ...(records.length === 0 ? {} : { records }) },
});

/** What stands at a wrong name, at the name it belongs to; what else stands there stays. */
const moved = (there: NonNullable<Selector['doubled']>, name: string): readonly RecordSetChange[] => {
  const alias = there.chain.slice(0, 1);
  const keys = there.values.filter(meantAsKey);
  const [type, values] = alias.length > 0 ? (['CNAME', alias] as const) : (['TXT', keys] as const);
  const gone = changeRecord({ name: there.name, type, before: values, after: [], all: alias.length > 0 ? alias : there.values });
  return [...values.slice(0, 1).map((value) => addRecord(name, type, value)), ...(gone === null ? [] : [gone])];
};

/** A key beside the name where it belongs. What stands below another domain may serve that one, and stays. */
const beside = (there: DnsLookup, { name, domain }: Selector): State => {
  const stays = !isWithin(there.name, domain) || there.name.endsWith(`.www.${domain}`);
  const records = moved(there, name).filter((change) => !stays || change.name === name);
  const say = stays
    ? `Publish the key of ${there.name} at ${name} too, or have the mail provider sign as ${there.name.replace(/^.*\._domainkey\./, '')}: receivers look for it under the domain that is signed as.`
    : `Move the record at ${there.name} to ${name}: receivers look there alone.`;
  return failing('other-name', say, records);
};

/** The value as it was meant, in place of what stands there; none where only the provider knows it. */
const mendedRecords = ({ name, key }: Selector): readonly RecordSetChange[] => {
  const [text] = key.values;
  if (text === undefined || key.chain.length > 0) return [];
  if (fatalKeyProblem(parseDkimKey(text)) === 'txt-for-cname') {
    const gone = changeRecord({ name, type: 'TXT', before: key.values, after: [], all: key.values });
    return [...(gone === null ? [] : [gone]), addRecord(name, 'CNAME', canonicalName(text))];
  }
  const after = mendDkimKey(text);
  const change = after === null ? null : changeRecord({ name, type: 'TXT', before: key.values, after: [after], all: key.values });
  return change === null ? [] : [change];
};

/** The CNAME with the target that was meant: the one before which the zone was put once more holds a key. */
const untrailed = ({ name, key, undotted }: Selector): State | null => {
  if (undotted === null || undotted === undefined || undotted.outcome !== 'found') return null;
  const say = `Correct the target of the CNAME at ${name} to ${undotted.name}, with a final dot where the DNS panel asks for one: it leads to ${key.chain[0] ?? 'another name'}, because the zone was appended.`;
  return failing('trailing-domain', say, aliasTo(name, key.chain, undotted.name));
};

/** The one text that is a key, where the others are none; null where only the provider knows. */
const onlyKey = (values: readonly string[]): string | null => {
  const keys = values.filter((text) => fatalKeyProblem(parseDkimKey(text)) === null);
  const [key] = keys;
  return keys.length === 1 && key !== undefined ? key : null;
};

/** Where a record stands that a CNAME at the selector leads to, in somebody else’s zone; null where it is the domain’s own. */
const atProvider = ({ key, domain }: Selector): string | null => {
  const end = key.chain.at(-1);
  return end === undefined || isWithin(end, domain) ? null : end;
};

/** What is to be done there is the provider’s, and the CNAME stays. */
const forProvider = ({ name }: Selector, say: string): DraftAct => ({
  say: `${say} The CNAME at ${name} leads there and stays: the record is the mail provider’s.`,
  owner: 'mail provider admin',
});

const ofSeveral = (record: Selector): State => {
  const { name, key } = record;
  const end = atProvider(record);
  if (end !== null) {
    const say = `Have only the key in use kept at ${end}: it has ${key.values.length} TXT records, and which one counts is undefined.`;
    return { reason: 'several-records', level: 'fail', act: forProvider(record, say) };
  }
  const keep = key.chain.length > 0 ? null : onlyKey(key.values);
  const change = keep === null ? null : changeRecord({ name, type: 'TXT', before: key.values, after: [keep], all: key.values });
  const say = `Keep only the key in use at ${name}: it has ${key.values.length} TXT records, and which one counts is undefined.`;
  return failing('several-records', say, change === null ? [] : [change]);
};

const ofSpoilt = (record: Selector, reason: Spoilt): State => {
  const words = spoiltBy(record.key.values[0] ?? '')?.words ?? 'a character that nobody sees';
  const say = `Type the value at ${record.name} anew instead of pasting it: it holds ${words}, and receivers cannot read it.`;
  return failing(reason, say, mendedRecords(record));
};

const withoutKey = (record: Selector): State => {
  const { name, key, doubled, bare, elsewhere } = record;
  if (key.outcome === 'loop')
    return failing('cname-loop', `Publish the provider’s record at ${name}: the CNAMEs from there ${loopText(name, key.chain)}.`);
  const wild = isFromWildcard(key, record.wildcard);
  if (!isAbsent(key.outcome) && !wild) return { reason: 'unseen', level: 'unseen', act: null };
  if (key.chain.length > 0 && !wild) {
    const compare = `Compare selector and target of ${name} with the mail provider’s page: it is a CNAME to ${key.chain.at(-1)}, where there is no key.`;
    const { say, records } = retargeted(name, key.chain) ?? { say: compare, records: [] };
    return untrailed(record) ?? failing('dangling-target', say, records);
  }
  const where = misplaced(record);
  if (where === 'doubled-domain' && doubled !== null)
    return failing(
      where,
      `Move the record at ${doubled.name} to ${name}: the DNS panel appended its zone. Enter only the part of the name before the zone.`,
      moved(doubled, name),
    );
  if (where === 'no-underscore' && bare !== null)
    return failing(where, `Move the record at ${bare.name} to ${name}: the underscore was lost.`, moved(bare, name));
  if (where === 'other-name' && elsewhere !== null) return beside(elsewhere, record);
  if (wild)
    return failing(
      'wildcard-in-the-way',
      `Publish the mail provider’s DKIM record at ${name} itself, which takes the place of the wildcard there: what answers now${key.chain.length > 0 ? `, a CNAME to ${key.chain.at(-1)},` : ''} is a wildcard’s. The wildcard stays.`,
    );
  if (where === 'proxied')
    return failing(where, `Switch ${name} to “DNS only”: it answers with addresses, because the DNS provider proxies it.`);
  const say = `Publish the mail provider’s DKIM record at ${name}; when the provider signs as another domain or under another selector, name these in squareos.sender.dkim.`;
  return failing('missing', say);
};

const ofProblem = (problem: Exclude<DkimKeyProblem, Spoilt>, level: 'fail' | 'warn', record: Selector): State => {
  if (problem === 'spaces-in-key') return { reason: 'ok', level: 'ok', act: null };
  const end = atProvider(record);
  if (end !== null) return { reason: problem, level, act: forProvider(record, KEY_ADVICE[problem](end)) };
  const records = mendedRecords(record);
  return {
    reason: problem,
    level,
    act: { say: KEY_ADVICE[problem](record.key.chain.at(-1) ?? record.name), ...(records.length === 0 ? {} : { records }) },
  };
};

/** What DNS has at the selector, and what to do about it. */
export const selectorState = (record: Selector): State => {
  const { parsedKey, key, name, wildcard } = record;
  if (key.outcome !== 'found' || parsedKey === null) return withoutKey(record);
  const fatal = fatalKeyProblem(parsedKey);
  // What a wildcard answers is nobody’s attempt at a key.
  if ((fatal !== null || key.values.length > 1) && isFromWildcard(key, wildcard)) return withoutKey(record);
  if (key.values.length > 1) return ofSeveral(record);
  if (fatal === 'hidden-character' || fatal === 'look-alike') return ofSpoilt(record, fatal);
  if (fatal !== null) return ofProblem(fatal, 'fail', record);
  if (wildcard?.outcome === 'found' && wildcard.values[0] === key.values[0]) {
    const say = `Publish the key at ${name} itself, and remove the wildcard: every selector answers with the same key.`;
    return { reason: 'wildcard', level: 'warn', act: { say } };
  }
  const doubtful = parsedKey.problems.find(isDoubtful);
  return doubtful === undefined ? { reason: 'ok', level: 'ok', act: null } : ofProblem(doubtful, 'warn', record);
};
