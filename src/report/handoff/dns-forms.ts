// Record changes in the forms that DNS providers take: a zone file, a Route 53 change batch, a Cloudflare batch, Terraform, octoDNS.
import { registrableDomain } from '../../mail/dmarc/registrable.ts';
import { DEFAULT_TTL, rdataText, zoneLine } from '../../text/zone-line.ts';
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

/** What a form cannot say by itself. */
export interface DeclaredForm {
  readonly text: string;
  /** A sentence each. */
  readonly byHand: readonly string[];
}

/** All that stands at a name and type afterwards; null where that is not known. */
const after = ({ add, keep }: RecordChange): readonly string[] | null => (keep === null ? null : [...keep, ...add]);

/** Tools that declare whole sets need to know what else stands there, and leave out what is to go. */
const declared = (changes: readonly RecordChange[], said: (change: RecordChange, values: readonly string[]) => string) =>
  changes.reduce<{ readonly blocks: readonly string[]; readonly byHand: readonly string[] }>(
    ({ blocks, byHand }, change) => {
      const { type, name, remove, add } = change;
      const values = after(change) ?? (remove.length === 0 ? add : null);
      if (values === null)
        return { blocks, byHand: [...byHand, `Change ${type} ${name} by hand: it is not known what else stands there.`] };
      if (values.length === 0)
        return { blocks, byHand: [...byHand, `Take ${type} ${name} (${remove.join(', ')}) out of your configuration.`] };
      return { blocks: [...blocks, said(change, values)], byHand };
    },
    { blocks: [], byHand: [] },
  );

const ttlOf = ({ add, currentTtl, ttl }: RecordChange): number => (add.length === 0 ? (currentTtl ?? ttl) : ttl) || DEFAULT_TTL;

/** HCL reads `${` and `%{` as the beginning of a template; SPF macros begin so. */
const hcl = (text: string): string => JSON.stringify(text).replaceAll(/[$%](?=\{)/g, '$&$&');

/** The AWS provider quotes a TXT value itself; several strings are parted by two quotation marks. */
const hclValue = ({ type }: RecordChange, value: string): string =>
  hcl(type === 'TXT' ? rdataText(type, value, 'octal').slice(1, -1).replaceAll('" "', '""') : rdataText(type, value));

const resourceName = ({ name, type }: RecordChange): string =>
  `${name}_${type}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '_')
    .replace(/^(?=\d)/, 'r');

/** `aws_route53_record`, one a record set; the hosted zone is a variable. */
export const terraformForm = (changes: readonly RecordChange[]): DeclaredForm => {
  const { blocks, byHand } = declared(changes, (change, values) =>
    [
      `resource "aws_route53_record" "${resourceName(change)}" {`,
      '  zone_id = var.zone_id',
      `  name    = ${hcl(change.name)}`,
      `  type    = "${change.type}"`,
      `  ttl     = ${ttlOf(change)}`,
      `  records = [${values.map((value) => hclValue(change, value)).join(', ')}]`,
      '}',
    ].join('\n'),
  );
  if (blocks.length === 0) return { text: '', byHand };
  const stands = changes.filter((change) => change.remove.length > 0 || (change.keep ?? []).length > 0);
  const imported = stands.map(
    ({ name, type }) =>
      `${type} ${name} stands already: change its resource where you have one, else import it (terraform import aws_route53_record.${resourceName({ name, type } as RecordChange)} ZONEID_${name}_${type}).`,
  );
  const variable = 'variable "zone_id" {\n  type        = string\n  description = "The hosted zone in Route 53"\n}';
  return { text: [variable, ...blocks].join('\n\n'), byHand: [...byHand, ...imported] };
};

const zoneOf = (name: string): string => registrableDomain(name) ?? name;

const relative = (name: string): string => (name === zoneOf(name) ? '' : name.slice(0, -zoneOf(name).length - 1));

/** octoDNS takes a TXT value whole, with its semicolons escaped. */
const octoValue = (type: RecordChange['type'], value: string): string => {
  if (type === 'TXT') return JSON.stringify(value.replaceAll(/[\\;]/g, '\\$&'));
  if (type !== 'MX') return JSON.stringify(rdataText(type, value));
  const [preference = '', host = ''] = value.split(/\s+/);
  return `{ preference: ${Number(preference)}, exchange: ${JSON.stringify(host.endsWith('.') ? host : `${host}.`)} }`;
};

const octoRecord = (change: RecordChange, values: readonly string[]): string =>
  [
    `  - type: ${change.type}`,
    `    ttl: ${ttlOf(change)}`,
    ...(change.type === 'CNAME'
      ? [`    value: ${octoValue(change.type, values[0] ?? '')}`]
      : ['    values:', ...values.map((value) => `      - ${octoValue(change.type, value)}`)]),
  ].join('\n');

/** Zone files of octoDNS's YamlProvider, one a zone, to be merged into those that are there. */
export const octodnsForm = (changes: readonly RecordChange[]): DeclaredForm => {
  const zones = [...new Set(changes.map(({ name }) => zoneOf(name)))];
  const made = zones.map((zone) => {
    const names = [...new Set(changes.filter(({ name }) => zoneOf(name) === zone).map(({ name }) => name))].toSorted();
    const parts = names.map((name) => {
      const { blocks, byHand } = declared(
        changes.filter((change) => change.name === name),
        octoRecord,
      );
      return { text: blocks.length === 0 ? [] : [`${JSON.stringify(relative(name))}:`, ...blocks], byHand };
    });
    const text = parts.flatMap((part) => part.text);
    return {
      text: text.length === 0 ? [] : [['---', `# ${zone}.yaml: merge this into the zone’s file`, ...text].join('\n')],
      byHand: parts.flatMap(({ byHand }) => byHand),
    };
  });
  return { text: made.flatMap(({ text }) => text).join('\n'), byHand: made.flatMap(({ byHand }) => byHand) };
};
