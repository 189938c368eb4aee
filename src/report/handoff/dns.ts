// Which DNS records have to change, derived from what was observed: DKIM, MAIL FROM, SPF, DMARC, tracking.
import type { Finding } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { tokenState } from '../../mail/dkim/publication.ts';
import { sameName } from '../../text/domain-name.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';
import { isMailFromBelow, parseMx } from '../../mail/dns/mail-from-mx.ts';
import { fact } from '../../facts/fact.ts';
import { dmarcChanges } from './dns-dmarc.ts';
import { changeOf, mergeChanges, type RecordChange } from './dns-set.ts';
import { spfChanges } from './dns-spf.ts';
import { zoneRecords } from './dns-lines.ts';
import type { Reportable } from '../outline.ts';
import { needsWork } from '../words.ts';

type Token = Facts['dns.dkim']['records'][number];

const present = <T>(values: readonly (T | null)[]): readonly T[] => values.filter((value) => value !== null);

/** The CNAME of one token, and what stands in its place now. */
const tokenChanges = (fact: Facts['dns.dkim'], token: Token): readonly RecordChange[] => {
  const state = tokenState({ ...token, targetFrom: fact.targetFrom, domain: fact.domain });
  if (state === 'ok' || state === 'unseen' || state === 'dangling-target') return [];
  if (state === 'revoked-key' || state === 'unusable-key') return [];
  const { name, doubled } = token;
  const check = 'dkim-tokens';
  const set = { name, check, all: null };
  const texts = token.cname.outcome === 'found' ? [] : token.key.values;
  // A wildcard answers at every name; the CNAME itself takes its place there.
  const removed = state === 'other-txt' ? [] : texts;
  return present([
    changeOf({ ...set, type: 'TXT', before: removed, after: [], all: removed }),
    changeOf({
      ...set,
      type: 'CNAME',
      before: token.cname.values,
      after: [token.expectedTarget],
      all: token.cname.values,
    }),
    doubled === null || state !== 'doubled-domain'
      ? null
      : changeOf({
          check,
          name: doubled.name,
          type: doubled.chain.length > 0 ? 'CNAME' : 'TXT',
          before: doubled.chain.length > 0 ? doubled.chain.slice(0, 1) : doubled.values,
          after: [],
          all: [],
        }),
  ]);
};

const mailFromChanges = (fact: Facts['dns.mailFrom']): readonly RecordChange[] => {
  if (!isAnswer(fact.mx.outcome) || !isMailFromBelow(fact.domain, fact.identityDomain)) return [];
  const right = fact.mx.values.filter((value) => parseMx(value)?.host === fact.expectedMx).slice(0, 1);
  const after = right.length > 0 ? right : [`10 ${fact.expectedMx}`];
  const { doubled } = fact;
  const check = 'mail-from';
  return present([
    changeOf({ name: fact.domain, type: 'MX', before: fact.mx.values, after, all: fact.mx.values, check }),
    doubled?.outcome === 'found'
      ? changeOf({ name: doubled.name, type: 'MX', before: doubled.values, after: [], all: doubled.values, check })
      : null,
  ]);
};

const trackingChanges = ({ domain, region, address }: Facts['dns.tracking']): readonly RecordChange[] => {
  const target = `r.${region}.awstrack.me`;
  const before = address.chain.slice(0, 1);
  return present([changeOf({ name: domain, type: 'CNAME', before, after: [target], all: before, check: 'tracking-domain' })]);
};

const DERIVE: { readonly [check: string]: (record: Reportable) => readonly RecordChange[] } = {
  'dkim-tokens': (record) => {
    const dkim = fact(record.observations, 'dns.dkim');
    return dkim === null ? [] : dkim.records.flatMap((token) => tokenChanges(dkim, token));
  },
  'mail-from': (record) => {
    const mailFrom = fact(record.observations, 'dns.mailFrom');
    return mailFrom === null ? [] : mailFromChanges(mailFrom);
  },
  'spf-authorises': spfChanges,
  'dmarc-record': dmarcChanges,
  'tracking-domain': (record) => {
    const tracking = fact(record.observations, 'dns.tracking');
    return tracking === null ? [] : trackingChanges(tracking);
  },
};

/** Records that a fix names and no observation tells of; nothing is known of what stands there. */
const fromText = (finding: Finding): readonly RecordChange[] =>
  zoneRecords(finding.fix ?? '').map(({ name, type, value, ttl }) => ({
    name,
    type,
    ttl,
    add: [value],
    remove: [],
    keep: type === 'TXT' ? null : [],
    currentTtl: null,
    checks: [finding.check],
  }));

/** As the name servers give it. */
const ttlOf = (record: Reportable, name: string): number | null => {
  const seen = fact(record.observations, 'dns.whereSeen')?.records.find((one) => sameName(one.name, name));
  return seen?.authorities.find(({ outcome }) => outcome === 'found')?.ttl ?? null;
};

/** What the DNS admin has to change; `findings` are those that are the DNS admin's. Waiting for caches changes nothing. */
export const recordChanges = (record: Reportable, findings: readonly Finding[]): readonly RecordChange[] => {
  const open = findings.filter(
    (finding) => needsWork(finding) && finding.status !== 'pending' && finding.status !== 'inconclusive',
  );
  const changes = open.flatMap((finding) => {
    const derived = DERIVE[finding.check]?.(record) ?? [];
    const known = (name: string, type: string): boolean => derived.some((one) => one.name === name && one.type === type);
    return [...derived, ...fromText(finding).filter(({ name, type }) => !known(name, type))];
  });
  return mergeChanges(changes).map((change) => ({ ...change, currentTtl: ttlOf(record, change.name) }));
};
