// Easy DKIM: every token's CNAME is in DNS, points to SES, and ends at a key.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct, RecordSetChange } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { meantAsKey } from '../../mail/dkim/key.ts';
import { type TokenFault, type TokenState, tokensReason, tokenState } from '../../mail/dkim/publication.ts';
import { whereSeen } from '../../mail/dns/where.ts';
import { isFromWildcard } from '../../mail/dns/wildcard.ts';
import { loopText } from '../../mail/dns/outcome.ts';
import { isWithin, sameName } from '../../text/domain-name.ts';
import { defineCheck } from '../check.ts';
import { changeRecord } from '../remedy.ts';
import { type CacheFacts, besideServers, STALE } from './caches.ts';
import { askAgain, firstUnanswered, UNANSWERED } from './unanswered.ts';
import { listed } from '../../text/listed.ts';

type Fact = Facts['dns.dkim'];
type Token = Fact['records'][number];

type TokenFacts = CacheFacts & { readonly 'ses.identity': Observation<Facts['ses.identity']> };

const FAIL = ['fail'] as const;

const reasons = {
  'no-tokens': { status: FAIL, says: 'SES has no DKIM tokens for the identity, so nothing signs with its domain.' },
  'all-missing': { status: FAIL, says: 'None of the CNAMEs is in DNS.' },
  'one-missing': { status: FAIL, says: 'One of the CNAMEs is not in DNS.' },
  'two-missing': { status: FAIL, says: 'Two of the CNAMEs are not in DNS.' },
  'several-missing': { status: FAIL, says: 'Several of the CNAMEs are not in DNS.' },
  'doubled-domain': { status: FAIL, says: 'A record stands at a name to which the DNS panel appended the zone once more.' },
  'no-underscore': { status: FAIL, says: 'A record stands at a name that lost the underscore of _domainkey.' },
  'other-name': { status: FAIL, says: 'A record stands at another name than the one that SES asks for.' },
  wildcard: { status: FAIL, says: 'A wildcard’s CNAME answers at a token, where no record of its own stands.' },
  'txt-for-cname': { status: FAIL, says: 'The target of a CNAME was entered as the text of a TXT record.' },
  flattened: { status: FAIL, says: 'A key stands as a TXT record where SES needs a CNAME, so SES cannot change it.' },
  'other-txt': { status: FAIL, says: 'A TXT record that is no key answers at a token, most often from a wildcard.' },
  proxied: { status: FAIL, says: 'A token answers with addresses: the DNS provider proxies it.' },
  'trailing-domain': {
    status: FAIL,
    says: 'The target of a CNAME ends in the customer’s own domain: its final dot was left out.',
  },
  'wrong-target': { status: FAIL, says: 'A CNAME points to another name than this identity’s key in this region.' },
  'dangling-target': { status: FAIL, says: 'A CNAME points to the right name, and SES publishes no key there.' },
  'cname-loop': { status: FAIL, says: 'The CNAMEs from a token come back to themselves, or are more than resolvers follow.' },
  'revoked-key': { status: FAIL, says: 'A CNAME ends at a record with an empty key, which revokes it.' },
  'unusable-key': { status: ['fail', 'warn'], says: 'A CNAME ends at a record that no receiver can use as a key.' },
  ...STALE,
  ...UNANSWERED,
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | EngineReason>;

const ADVICE: { readonly [K in Exclude<TokenFault, 'missing'>]: (token: Token) => string } = {
  'doubled-domain': ({ name, doubled }) =>
    `Move the record at ${doubled?.name ?? 'the doubled name'} to ${name}: the DNS panel appended its zone. Enter only the part of the name before the zone.`,
  'no-underscore': ({ name, bare }) =>
    `Move the record at ${bare?.name ?? 'the name without the underscore'} to ${name}: the underscore was lost.`,
  'other-name': ({ name, elsewhere }) =>
    `Publish the CNAME at ${name}: what stands at ${elsewhere?.name ?? 'another name'} is not read there.`,
  wildcard: ({ name, cname }) =>
    `Add the CNAME at ${name} itself, which takes the place of the wildcard there: what answers now, ${cname.values[0] ?? 'another name'}, is a wildcard’s. The wildcard stays.`,
  'txt-for-cname': ({ name }) => `Replace the TXT record at ${name} by a CNAME: the target was entered as text.`,
  flattened: ({ name }) =>
    `Replace the TXT record at ${name} by a CNAME, or turn off CNAME flattening: SES cannot change a key that is copied.`,
  'other-txt': ({ name }) =>
    `Add the CNAME at ${name}, which overrides a wildcard: a TXT record answers there that is no DKIM key, most often from a wildcard.`,
  proxied: ({ name }) =>
    `Switch ${name} to “DNS only”: it answers with addresses instead of a CNAME, because the DNS provider proxies it.`,
  'trailing-domain': ({ name, cname }) =>
    `Correct the target of ${name}: it points to ${cname.values[0] ?? 'another name'}, because the final dot was left out.`,
  'wrong-target': ({ name, cname }) =>
    `Correct the target of ${name}: ${cname.values[0] ?? 'another name'} is not this identity’s key in this region.`,
  'dangling-target': ({ name, expectedTarget }) =>
    `Compare ${name} with the tokens that SES shows for the identity in this region: it points to ${expectedTarget}, and SES publishes no key there. The token is of an identity that was deleted, or it is not activated yet.`,
  'cname-loop': ({ name, key }) => `Correct the CNAME at ${name}: the CNAMEs from there ${loopText(name, key.chain)}.`,
  'revoked-key': ({ name }) =>
    `Set up DKIM for the identity anew in SES, and have the new CNAMEs published: ${name} ends at a record with an empty key (p=), which revokes it. Leave the CNAME as it is until then.`,
  'unusable-key': ({ name }) =>
    `Make sure that the CNAME is the only record at ${name}: it ends at a record that no receiver can use as a key.`,
};

/** At the target stands AWS's own record; at these the customer's is right. */
const AT_TARGET: ReadonlySet<TokenState> = new Set(['dangling-target', 'revoked-key', 'unusable-key']);

const misplaced = (there: Token['doubled'] | undefined): RecordSetChange | null => {
  if (there === null || there === undefined) return null;
  const [alias] = there.chain;
  return changeRecord({
    name: there.name,
    type: alias === undefined ? 'TXT' : 'CNAME',
    before: alias === undefined ? there.values : [alias],
    after: [],
    all: alias === undefined ? there.values : [alias],
  });
};

/** What stands beside the name goes: this token's CNAME, or what was meant as its key. A key below another domain may serve that one. */
const besideIt = ({ elsewhere: there, expectedTarget, name, selector }: Token): RecordSetChange | null => {
  if (there === null || there === undefined) return null;
  const [alias] = there.chain;
  if (alias !== undefined) return sameName(alias, expectedTarget) ? misplaced(there) : null;
  if (!isWithin(there.name, name.slice(`${selector}._domainkey.`.length))) return null;
  return changeRecord({ name: there.name, type: 'TXT', before: there.values.filter(meantAsKey), after: [], all: there.values });
};

/** The record set of one token: its CNAME, and what stands in the way of it or at a wrong name. */
const tokenRecords = (state: TokenFault, token: Token): readonly RecordSetChange[] => {
  if (AT_TARGET.has(state)) return [];
  const { name, cname, key, expectedTarget } = token;
  // A wildcard answers at every name; the CNAME itself takes its place there.
  const wild = isFromWildcard(key, token.wildcard);
  const texts = cname.outcome === 'found' || wild || state === 'other-txt' ? [] : key.values;
  const aliases = wild ? [] : cname.values;
  const changes = [
    changeRecord({ name, type: 'TXT', before: texts, after: [], all: texts }),
    changeRecord({ name, type: 'CNAME', before: aliases, after: [expectedTarget], all: aliases }),
    state === 'doubled-domain' ? misplaced(token.doubled) : null,
    state === 'no-underscore' ? misplaced(token.bare) : null,
    state === 'other-name' ? besideIt(token) : null,
  ];
  return changes.filter((change) => change !== null);
};

const actFor = (state: Exclude<TokenFault, 'missing'>, token: Token): DraftAct => {
  const records = tokenRecords(state, token);
  return {
    say: ADVICE[state](token),
    ...(records.length === 0 ? {} : { records }),
    ...(state === 'revoked-key' || state === 'dangling-target' ? { owner: 'AWS admin' as const } : {}),
  };
};

/** The name server that SES was last sent to, where it is not one of those that serve the zone now. */
const askedBySes = (identity: TokenFacts['ses.identity'], fact: Fact, served: readonly string[]): string => {
  const candidates = identity.state === 'observed' ? identity.value.candidates : [];
  const answer = candidates.find(({ name }) => sameName(name, fact.identity))?.answer;
  const primary = answer?.state === 'observed' ? (answer.value.verification?.primaryNameServer ?? null) : null;
  if (primary === null || served.some((host) => sameName(host, primary))) return '';
  return ` SES was last sent to ${primary}.`;
};

/** Who serves the zone, where that was seen: nothing at all there often means that the records were entered somewhere else. */
const servedBy = (facts: TokenFacts, fact: Fact, names: readonly string[]): string => {
  const seen = facts['dns.whereSeen'];
  if (seen.state !== 'observed') return '';
  const hosts = seen.value.records
    .filter(({ name }) => names.some((one) => sameName(one, name)))
    .flatMap(({ authorities }) => authorities.map(({ host }) => host));
  const served = [...new Set(hosts)];
  if (served.length === 0) return '';
  return ` The zone is served by ${served.join(', ')}: that is where they belong.${askedBySes(facts['ses.identity'], fact, served)}`;
};

/** All that are missing in one act: they are entered in one go. */
const addMissing = (facts: TokenFacts, fact: Fact, missing: readonly Token[]): readonly DraftAct[] => {
  const [first] = missing;
  if (first === undefined) return [];
  const all = missing.length === fact.records.length;
  const records = missing.flatMap((token) => tokenRecords('missing', token));
  if (missing.length === 1 && !all)
    return [{ say: `Add the CNAME at ${first.name} that SES asks for: it is not in DNS.`, records }];
  const names = missing.map(({ name }) => name);
  const say = all
    ? `Add the CNAMEs that SES asks for below _domainkey.${fact.domain}: none of them is in DNS.${servedBy(facts, fact, names)}`
    : `Add the CNAMEs at ${listed(names)} that SES asks for: they are not in DNS.`;
  return [{ say, records }];
};

const stateOf =
  (fact: Fact) =>
  (record: Token): TokenState =>
    tokenState({ ...record, targetFrom: fact.targetFrom, domain: fact.domain });

const observedOf = (fact: Fact, states: readonly TokenState[]) => ({
  identity: fact.identity,
  records: fact.records.map((record, at) => ({
    name: record.name,
    state: states[at],
    cname: record.cname.values[0] ?? record.cname.outcome,
    expected: record.expectedTarget,
    key: record.key.outcome,
    ttl: record.cname.ttl,
  })),
});

const isFault = (state: TokenState | undefined): state is TokenFault =>
  state !== undefined && state !== 'ok' && state !== 'unseen';

const wrongIn = (fact: Fact, states: readonly TokenState[]) =>
  fact.records
    .filter((_, at) => states[at] !== 'ok')
    .map(({ name, expectedTarget }) => ({
      name,
      type: 'TXT' as const,
      right: (values: readonly string[]) => values.some((value) => sameName(value.replace(/^CNAME /, ''), expectedTarget)),
    }));

/** Where another is at fault, one that only caches still have is missing as well: all are entered in one go. */
const withoutCached = (facts: TokenFacts, fact: Fact): Fact => {
  const seen = facts['dns.whereSeen'];
  if (seen.state !== 'observed') return fact;
  const cached = seen.value.records.filter(({ caches, authorities }) => whereSeen(caches, authorities).where === 'only-caches');
  const isGone = (one: Token): boolean => stateOf(fact)(one) === 'ok' && cached.some(({ name }) => sameName(name, one.name));
  const nothing = { outcome: 'nxdomain', values: [], chain: [] } as const;
  const asThere = (one: Token): Token => ({ ...one, cname: { ...one.cname, ...nothing }, key: { ...one.key, ...nothing } });
  return { ...fact, records: fact.records.map((one) => (isGone(one) ? asThere(one) : one)) };
};

const faulty = (facts: TokenFacts, seen: Fact, expected: string): Told => {
  const fact = withoutCached(facts, seen);
  const states = fact.records.map(stateOf(fact));
  const faults = states.filter(isFault);
  // The record at the target is AWS's own: a key certify cannot read there is worth a look, not a verdict.
  const status = faults.every((fault) => fault === 'unusable-key') ? 'warn' : 'fail';
  const missing = fact.records.filter((_, at) => states[at] === 'missing');
  const others = fact.records.flatMap((token, at) => {
    const state = states[at];
    return isFault(state) && state !== 'missing' ? [actFor(state, token)] : [];
  });
  const remedy = [...others, ...addMissing(facts, fact, missing)];
  return { status, reason: tokensReason(faults, states.length), observed: observedOf(fact, states), expected, remedy };
};

const unseen = (fact: Fact, states: readonly TokenState[]): Told => {
  const silent = fact.records.filter((_, at) => states[at] === 'unseen');
  const detail = silent[0]?.key.detail ?? silent[0]?.cname.detail ?? null;
  return {
    status: 'inconclusive',
    reason: silent.length === states.length ? 'cannot-judge' : 'partly-observed',
    observed: { ...observedOf(fact, states), detail },
    expected: 'Every DKIM name is answered by DNS.',
    ...askAgain(
      `the DKIM records of ${fact.domain}`,
      firstUnanswered(silent.flatMap(({ key, cname }) => [key.outcome, cname.outcome])),
      silent.map(({ name }) => `${name} TXT`),
    ),
  };
};

const noTokens = (fact: Fact): Told => ({
  status: 'fail',
  reason: 'no-tokens',
  observed: { identity: fact.identity, origin: fact.origin },
  expected: 'SES has three DKIM tokens for the identity.',
  remedy: [
    {
      say: `In SES, open the identity ${fact.identity}, choose Authentication → DKIM → Edit, and turn on Easy DKIM; then have the three CNAMEs that it shows published.`,
    },
  ],
  owner: 'AWS admin',
});

export const dkimTokens = defineCheck({
  id: 'dkim-tokens',
  title: 'All DKIM CNAMEs of SES are in DNS and end at a key',
  severity: 'blocker',
  why: 'Without all of them SES does not sign with the gym’s domain: DMARC fails, and invoices land in spam or are refused.',
  owner: 'DNS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html',
    'https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-dkim.html',
    'RFC 6376 §3.6',
  ],
  reasons,
  clauses: {
    'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html': [
      'no-tokens',
      'all-missing',
      'one-missing',
      'two-missing',
      'several-missing',
      'txt-for-cname',
      'flattened',
      'other-txt',
      'proxied',
      'wrong-target',
    ],
    'RFC 6376 §3.6.2.1': ['no-underscore', 'other-name', 'dangling-target'],
    'RFC 6376 §3.6.1': ['revoked-key', 'unusable-key'],
    'RFC 4592 §2.2': ['wildcard'],
    'RFC 1034 §3.6.2': ['cname-loop'],
    'RFC 1035 §5.1': ['doubled-domain', 'trailing-domain'],
  },
  needs: ['dns.dkim'],
  uses: ['dns.whereSeen', 'ses.identity', 'run.clock'],
  core: true,
  evaluate(facts) {
    const fact = facts['dns.dkim'].value;
    const expected = `${fact.records.length} CNAME records below _domainkey.${fact.domain}, each pointing to its token in SES.`;
    if (fact.records.length === 0) return noTokens(fact);
    const states = fact.records.map(stateOf(fact));
    const observed = observedOf(fact, states);
    if (states.some(isFault)) return besideServers(facts, wrongIn(fact, states), faulty(facts, fact, expected));
    if (states.includes('unseen')) return unseen(fact, states);
    return { status: 'pass', reason: 'ok', observed };
  },
});
