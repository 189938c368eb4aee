// Record changes in the forms that DNS providers take: a zone file, a Route 53 change batch, a Cloudflare batch.
import { rdataText, zoneLine } from '../../text/zone-line.ts';
import type { RecordChange } from './dns-set.ts';

/** Route 53: a comment of a batch has at most 256 characters. */
const LONGEST_COMMENT = 256;

const line = ({ name, type }: RecordChange, ttl: number, value: string): string => zoneLine(name, type, value, ttl);

/** Removals are comments: a zone file only says what is there afterwards. */
export const zoneForm = (changes: readonly RecordChange[]): string =>
  changes
    .flatMap((change) => [
      ...change.remove.map((value) => `; remove: ${line(change, change.currentTtl ?? change.ttl, value)}`),
      ...change.add.map((value) => line(change, change.ttl, value)),
    ])
    .join('\n');

const recordSet = ({ name, type }: RecordChange, ttl: number, values: readonly string[]) => ({
  Name: `${name}.`,
  Type: type,
  TTL: ttl,
  ResourceRecords: values.map((value) => ({ Value: rdataText(type, value, 'octal') })),
});

interface Batch {
  readonly Action: 'DELETE' | 'CREATE' | 'UPSERT';
  readonly ResourceRecordSet: ReturnType<typeof recordSet>;
}

export interface Route53Form {
  readonly batch: { readonly Comment: string; readonly Changes: readonly Batch[] };
  /** What the batch cannot say, a sentence each. */
  readonly byHand: readonly string[];
}

/**
 * UPSERT replaces the whole set of a name and type, so what stays is named again. Where that is not known, CREATE, which
 * refuses to overwrite. DELETE needs values and TTL exactly as they are; without the TTL it is left to a person.
 */
const route53Change = (change: RecordChange): Batch | string => {
  const { name, type, add, keep, remove, currentTtl, ttl } = change;
  const after = [...(keep ?? []), ...add];
  if (after.length > 0) {
    if (keep === null && remove.length > 0) return `Change ${type} ${name} by hand: it is not known what else stands there.`;
    return {
      Action: keep === null ? 'CREATE' : 'UPSERT',
      ResourceRecordSet: recordSet(change, add.length === 0 ? (currentTtl ?? ttl) : ttl, after),
    };
  }
  if (currentTtl === null) return `Delete ${type} ${name} (${remove.join(', ')}) by hand: its TTL is not known here.`;
  return { Action: 'DELETE', ResourceRecordSet: recordSet(change, currentTtl, remove) };
};

/** For `aws route53 change-resource-record-sets --change-batch`; deletions first, because a CNAME bears nothing beside it. */
export const route53Form = (changes: readonly RecordChange[], tenant: string): Route53Form => {
  const made = changes.map(route53Change);
  const batches = made.filter((one) => typeof one !== 'string');
  const order = ({ Action }: Batch): number => (Action === 'DELETE' ? 0 : 1);
  return {
    batch: {
      Comment: `Email of ${tenant}, by certify`.slice(0, LONGEST_COMMENT),
      Changes: batches.toSorted((a, b) => order(a) - order(b)),
    },
    byHand: made.filter((one) => typeof one === 'string'),
  };
};

const cloudflareBody = ({ name, type, ttl, checks }: RecordChange, value: string) => {
  const comment = `certify: ${checks.join(', ')}`;
  if (type === 'TXT') return { type, name, content: rdataText(type, value), ttl, comment };
  if (type === 'MX') {
    const [priority, host] = value.split(/\s+/);
    return { type, name, content: host ?? '', priority: Number(priority), ttl, comment };
  }
  return { type, name, content: value, ttl, proxied: false, comment };
};

const cloudflareId = ({ name, type }: RecordChange, value: string): string => `<id of ${type} ${name} ${rdataText(type, value)}>`;

/**
 * Body for `POST /zones/{zone_id}/dns_records/batch`. Ids are Cloudflare's own: each `<id of …>` stands for the one that
 * `GET /zones/{zone_id}/dns_records` gives for that record. CNAMEs are “DNS only”.
 */
export const cloudflareForm = (changes: readonly RecordChange[]) => ({
  deletes: changes.flatMap((change) =>
    change.remove.slice(change.add.length).map((value) => ({ id: cloudflareId(change, value) })),
  ),
  patches: changes.flatMap((change) =>
    change.remove.slice(0, change.add.length).map((value, n) => ({
      id: cloudflareId(change, value),
      ...cloudflareBody(change, change.add[n] ?? ''),
    })),
  ),
  posts: changes.flatMap((change) => change.add.slice(change.remove.length).map((value) => cloudflareBody(change, value))),
});
