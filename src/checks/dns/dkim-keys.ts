// Published keys: every selector that the profile names has one key that receivers can use.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct, RecordSetChange } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { type DkimKeyProblem, fatalKeyProblem } from '../../mail/dkim/key.ts';
import { misplaced } from '../../mail/dkim/misplaced.ts';
import { isAbsent, isAnswer } from '../../mail/dns/outcome.ts';
import { defineCheck } from '../check.ts';
import { addRecord, changeRecord, profileField } from '../remedy.ts';
import { askAgain, UNANSWERED } from './unanswered.ts';

type Fact = Facts['dns.dkimKeys'];
type Selector = Fact['records'][number];

const FAIL = ['fail'] as const;
const WARN = ['warn'] as const;

const reasons = {
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
  'cname-loop': { status: FAIL, says: 'The CNAMEs from the selector come back to themselves.' },
  'doubled-domain': { status: FAIL, says: 'The record stands at a name to which the DNS panel appended the zone once more.' },
  'no-underscore': { status: FAIL, says: 'The record stands at a name that lost the underscore of _domainkey.' },
  proxied: { status: FAIL, says: 'The selector answers with addresses: the DNS provider proxies it.' },
  wildcard: { status: WARN, says: 'Every selector answers with the same key: it comes from a wildcard.' },
  'not-a-key': { status: FAIL, says: 'The TXT record at the selector is no DKIM key, most often from a wildcard.' },
  'bad-version': { status: FAIL, says: 'The record has v= not first, or not exactly DKIM1, so receivers discard it.' },
  'duplicate-tag': { status: FAIL, says: 'The record has a tag twice, which makes it invalid.' },
  'bad-tag': { status: FAIL, says: 'The record has a piece that is no name=value.' },
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
  'short-key': { status: WARN, says: 'The key is RSA under 2048 bits: it verifies, and should be longer.' },
  ...UNANSWERED,
} as const satisfies Reasons;

type Reason = keyof typeof reasons;
type Told = Judgement<Reason | EngineReason>;
type Level = 'fail' | 'unseen' | 'warn' | 'ok';

interface State {
  readonly reason: Reason | 'ok' | 'unseen';
  readonly level: Level;
  readonly act: DraftAct | null;
}

const STATUS = { fail: 'fail', unseen: 'inconclusive', warn: 'warn', ok: 'pass' } as const;

/** Imperative, with the name of the record; what the record is stands in the reason. */
const KEY_ADVICE: { readonly [K in Exclude<DkimKeyProblem, 'spaces-in-key'>]: (name: string) => string } = {
  'not-a-key': (name) =>
    `Publish the key record of the mail provider at ${name}: a TXT record that is no DKIM key answers there.`,
  'bad-version': (name) => `Let the record at ${name} begin with v=DKIM1: receivers discard it as it is.`,
  'duplicate-tag': (name) => `Publish the record at ${name} again as the mail provider shows it: it has a tag twice.`,
  'bad-tag': (name) => `Publish the record at ${name} again as the mail provider shows it: it has a piece that is no name=value.`,
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
  'short-key': (name) =>
    `Have the provider make an RSA key of 2048 bits for ${name} at the next rotation; this one still verifies.`,
};

const failing = (reason: Reason, say: string, records: readonly RecordSetChange[] = []): State => ({
  reason,
  level: 'fail',
  act: { say, ...(records.length === 0 ? {} : { records }) },
});

/** What stands at a wrong name, at the name it belongs to. */
const moved = (there: NonNullable<Selector['doubled']>, name: string): readonly RecordSetChange[] => {
  const alias = there.chain.slice(0, 1);
  const [type, values] = alias.length > 0 ? (['CNAME', alias] as const) : (['TXT', there.values] as const);
  const gone = changeRecord({ name: there.name, type, before: values, after: [], all: values });
  return [...values.slice(0, 1).map((value) => addRecord(name, type, value)), ...(gone === null ? [] : [gone])];
};

const withoutKey = (record: Selector): State => {
  const { name, key, doubled, bare } = record;
  if (key.outcome === 'loop')
    return failing('cname-loop', `Publish the provider’s record at ${name}: the CNAMEs from there come back to themselves.`);
  if (!isAbsent(key.outcome)) return { reason: 'unseen', level: 'unseen', act: null };
  if (key.chain.length > 0)
    return failing(
      'dangling-target',
      `Compare selector and target of ${name} with the mail provider’s page: it is a CNAME to ${key.chain.at(-1)}, where there is no key.`,
    );
  const where = misplaced(record);
  if (where === 'doubled-domain' && doubled !== null)
    return failing(
      where,
      `Move the record at ${doubled.name} to ${name}: the DNS panel appended its zone. Enter only the part of the name before the zone.`,
      moved(doubled, name),
    );
  if (where === 'no-underscore' && bare !== null)
    return failing(where, `Move the record at ${bare.name} to ${name}: the underscore was lost.`, moved(bare, name));
  if (where === 'proxied')
    return failing(where, `Switch ${name} to “DNS only”: it answers with addresses, because the DNS provider proxies it.`);
  return failing(
    'missing',
    `Publish the mail provider’s DKIM record at ${name}; when the provider signs as another domain or under another selector, name these in squareos.sender.dkim.`,
  );
};

const ofProblem = (problem: DkimKeyProblem, level: 'fail' | 'warn', name: string): State =>
  problem === 'spaces-in-key'
    ? { reason: 'ok', level: 'ok', act: null }
    : { reason: problem, level, act: { say: KEY_ADVICE[problem](name) } };

/** What DNS has at the selector, and what to do about it. */
const selectorState = (record: Selector): State => {
  const { parsedKey, key, name, wildcard } = record;
  if (key.outcome !== 'found' || parsedKey === null) return withoutKey(record);
  if (key.values.length > 1)
    return failing(
      'several-records',
      `Keep only the key in use at ${name}: it has ${key.values.length} TXT records, and which one counts is undefined.`,
    );
  const fatal = fatalKeyProblem(parsedKey);
  if (fatal !== null) return ofProblem(fatal, 'fail', name);
  if (wildcard.outcome === 'found' && wildcard.values[0] === key.values[0]) {
    const say = `Publish the key at ${name} itself, and remove the wildcard: every selector answers with the same key.`;
    return { reason: 'wildcard', level: 'warn', act: { say } };
  }
  const doubtful = parsedKey.problems.find((problem) => problem === 'testing' || problem === 'short-key');
  return doubtful === undefined ? { reason: 'ok', level: 'ok', act: null } : ofProblem(doubtful, 'warn', name);
};

const notDeclared = ({ domain, byodkim }: Fact): Told => ({
  status: 'warn',
  reason: 'selector-not-declared',
  observed: { domain, byodkim },
  expected: 'The selector of the key that SES signs with is known, so that its record can be looked at.',
  remedy: [
    profileField(
      `Name ${domain} with its BYODKIM selector in squareos.sender.dkim; SES shows it under Identities / ${domain} / Authentication.`,
      'squareos.sender.dkim',
      null,
    ),
  ],
  owner: 'implementation engineer',
});

/** SES signs with RSA alone (SES Developer Guide, BYODKIM); a signature of Ed25519 stands beside one of RSA (RFC 8463 §5). */
const onlyEdwards = (fact: Fact, observed: NonNullable<Told['observed']>): Told => ({
  status: fact.byodkim ? 'fail' : 'warn',
  reason: 'only-ed25519',
  observed,
  expected: 'A key of the type that mail is signed with, RSA of 2048 bits.',
  remedy: [
    {
      say: fact.byodkim
        ? `Publish the RSA key that SES signs with: the only key named for ${fact.domain} is of Ed25519, which SES does not use.`
        : 'Have the mail provider sign with RSA of 2048 bits too, and name that selector: many receivers do not verify Ed25519.',
    },
  ],
});

export const dkimKeys = defineCheck({
  id: 'dkim-keys',
  title: 'Every DKIM selector has one usable key in DNS',
  severity: 'blocker',
  why: 'A signature whose key cannot be read counts as none, and with it DMARC’s best proof is gone.',
  owner: 'DNS admin',
  references: [
    'RFC 6376 §3.6.1',
    'RFC 8301 §3',
    'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-bring-your-own.html',
  ],
  reasons,
  needs: ['dns.dkimKeys'],
  evaluate(facts): Told {
    const fact = facts['dns.dkimKeys'].value;
    if (fact.records.length === 0) return notDeclared(fact);
    const all = fact.records.map((record) => ({ record, ...selectorState(record) }));
    const worst = (['fail', 'unseen', 'warn', 'ok'] as const).find((level) => all.some((one) => one.level === level)) ?? 'ok';
    const told = all.filter((one) => one.level === worst);
    const observed = {
      records: all.map(({ record, reason }) => ({
        name: record.name,
        domain: record.domain,
        state: reason,
        cname: record.cname.values[0] ?? null,
        bits: record.parsedKey?.bits ?? null,
      })),
      wildcard: all.some(({ record }) => record.wildcard.outcome === 'found'),
    };
    const [first] = told;
    if (worst === 'ok' && fact.records.every(({ parsedKey }) => parsedKey?.keyType === 'ed25519'))
      return onlyEdwards(fact, observed);
    if (worst === 'ok' || first === undefined) return { status: 'pass', reason: 'ok', observed };
    const names = told.map(({ record }) => record.name);
    const partly = told.length < all.length ? 'partly-observed' : 'cannot-judge';
    const detail = isAnswer(first.record.key.outcome) ? null : first.record.key.detail;
    return {
      status: STATUS[worst],
      reason: first.reason === 'unseen' ? partly : first.reason,
      observed: { ...observed, detail },
      expected: `One DKIM key record at each of ${all.map(({ record }) => record.name).join(', ')}.`,
      remedy:
        worst === 'unseen'
          ? [
              askAgain(
                `the keys at ${names.join(', ')}`,
                'no usable answer came',
                names.map((name) => `${name} TXT`),
              ),
            ]
          : told.flatMap(({ act }) => act ?? []),
    };
  },
});
