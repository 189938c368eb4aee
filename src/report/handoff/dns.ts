// Which DNS records have to change: what the remedies of the findings name, collected.
import type { Finding } from '../../core/finding.ts';
import { fact } from '../../facts/fact.ts';
import { sameName } from '../../text/domain-name.ts';
import type { Reportable } from '../outline.ts';
import { mergeChanges, type RecordChange } from './dns-set.ts';

/** As the name servers give it. */
const ttlIn =
  (record: Reportable) =>
  (name: string): number | null => {
    const seen = fact(record.observations, 'dns.whereSeen')?.records.find((one) => sameName(one.name, name));
    return seen?.authorities.find(({ outcome }) => outcome === 'found')?.ttl ?? null;
  };

/** What the DNS admin has to change, of `findings`. A record in somebody else's zone is another person's act. */
export const recordChanges = (record: Reportable, findings: readonly Finding[]): readonly RecordChange[] =>
  mergeChanges(
    findings.flatMap(({ check, remedy }) =>
      remedy
        .filter(({ owner }) => owner === 'DNS admin')
        .flatMap(({ records }) => (records ?? []).map((change) => ({ check, change }))),
    ),
    ttlIn(record),
  );
