// The DMARC record to publish, and the ones that must go: several, misplaced, unreadable.
import type { Facts } from '../../facts/index.ts';
import { dmarcFault } from '../../mail/dmarc/faults.ts';
import { dmarcPolicy } from '../../mail/dmarc/policy.ts';
import { isDmarc, meantAsDmarc } from '../../mail/dmarc/record.ts';
import { walkSteps } from '../../mail/dmarc/walk.ts';
import { fact } from '../../facts/fact.ts';
import { findingOf } from '../terminal/dns/section.ts';
import { changeOf, type RecordChange } from './dns-set.ts';
import type { Reportable } from '../outline.ts';

type Fact = Facts['dns.dmarc'];
type Lookup = Fact['apex'];

const CHECK = 'dmarc-record';

const removal = (lookup: Lookup): RecordChange | null =>
  changeOf({
    name: lookup.name,
    type: 'TXT',
    before: lookup.values.filter(isDmarc),
    after: [],
    all: lookup.values,
    check: CHECK,
  });

/** RFC 9989 dropped `pct`, and receivers read what is left of it in different ways. */
const withoutPct = (text: string): string =>
  text
    .split(';')
    .filter((tag) => !/^\s*pct\s*=/i.test(tag))
    .join(';');

const applied = (record: Reportable, fact: Fact): readonly RecordChange[] => {
  const result = dmarcPolicy(walkSteps(fact.walk), fact.apex.outcome !== 'nxdomain');
  if (result.kind !== 'applied' || findingOf(record, CHECK)?.reason !== 'pct-read-differently') return [];
  const name = `_dmarc.${result.applied.domain}`;
  const lookup = fact.walk.find((one) => one.name === name);
  const { text } = result.applied.record;
  const change = changeOf({
    name,
    type: 'TXT',
    before: [text],
    after: [withoutPct(text)],
    all: lookup?.values ?? null,
    check: CHECK,
  });
  return change === null ? [] : [change];
};

export const dmarcChanges = (record: Reportable): readonly RecordChange[] => {
  const dmarc = fact(record.observations, 'dns.dmarc');
  if (dmarc === null) return [];
  if (findingOf(record, CHECK)?.status === 'warn') return applied(record, dmarc);
  const steps = walkSteps(dmarc.walk);
  const fault = dmarcFault({ ...dmarc, steps });
  const name = `_dmarc.${fault.at ?? dmarc.domain}`;
  const own = dmarc.walk.find((one) => one.name === name);
  const there = own?.values ?? [];
  const alias = own?.chain[0];
  // What an alias or a wildcard answers does not stand at the name itself.
  const before = alias === undefined ? there.filter((text) => isDmarc(text) || meantAsDmarc(text)) : [];
  const all = alias !== undefined || fault.reason === 'other-txt' ? [] : there;
  const after = [fault.keep ?? `v=DMARC1; p=none; rua=mailto:dmarc@${dmarc.domain}`];
  const changes = [
    alias === undefined ? null : changeOf({ name, type: 'CNAME', before: [alias], after: [], all: [alias], check: CHECK }),
    changeOf({ name, type: 'TXT', before, after, all, check: CHECK }),
    fault.reason === 'at-the-domain-itself' ? removal(dmarc.apex) : null,
    fault.reason === 'doubled-domain' && dmarc.doubled !== null ? removal(dmarc.doubled) : null,
  ];
  return changes.filter((change) => change !== null);
};
