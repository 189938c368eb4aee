// What a hand-off asks for, item by item, and its id: short, made from the items alone, so that nothing has to be kept to read it back.
import type { Denied } from '../../core/observation.ts';
import type { Finding, Owner } from '../../core/finding.ts';
import { factWords } from '../../facts/words.ts';
import { digestOf } from '../../text/digest.ts';
import { openGroups, type Reportable } from '../outline.ts';

export const HANDOFF_TARGETS = ['dns-admin', 'aws-admin', 'squareos-admin'] as const;
export type HandoffTarget = (typeof HANDOFF_TARGETS)[number];

export const OWNERS: { readonly [T in HandoffTarget]: readonly Owner[] } = {
  'dns-admin': ['DNS admin'],
  'aws-admin': ['AWS admin', 'mail provider admin'],
  'squareos-admin': ['SquareOS admin'],
};

/** What is open and theirs to mend, one finding for each cause. */
export const findingsFor = (record: Reportable, to: HandoffTarget): readonly Finding[] =>
  openGroups(record)
    .map(({ finding }) => finding)
    .filter(({ owner }) => OWNERS[to].includes(owner));

/** Reads that were refused: without them certify cannot look, which is not the same as wrong. */
export const refusedReads = (record: Reportable): readonly string[] => {
  const denied = Object.values(record.observations).filter(
    (one): one is Denied & typeof one => one.state === 'denied' && one.action !== undefined,
  );
  // Named by the party's answer: nothing but one plain action goes into a policy that somebody will paste.
  const plain = denied.map(({ action }) => action ?? '').filter((action) => /^[a-z0-9-]+:[A-Za-z0-9]+$/.test(action));
  return [...new Set(plain)].toSorted((a, b) => a.localeCompare(b));
};

/** They allow to look, and nothing else. */
export const readsPolicy = (actions: readonly string[]): string =>
  JSON.stringify(
    { Version: '2012-10-17', Statement: [{ Sid: 'CertifyReads', Effect: 'Allow', Action: actions, Resource: '*' }] },
    null,
    2,
  );

/** Whose settings a fact shows. */
const THEIRS: { readonly [T in HandoffTarget]: RegExp } = {
  'dns-admin': /^dns\./,
  'aws-admin': /^(?:cloudwatch|iam|kms|ses|smtp|sns|sts)\./,
  'squareos-admin': /^(?:squareos|webhook)\./,
};

/** What of theirs a check could not see, in words: nobody knows what it would ask of them. */
export const unseenOf = (record: Reportable, to: HandoffTarget): readonly string[] => {
  const needs = record.findings.flatMap(({ status, observed }) => {
    const need = status === 'inconclusive' ? observed?.['need'] : undefined;
    return typeof need === 'string' && THEIRS[to].test(need) ? [need] : [];
  });
  return [...new Set(needs)].map((need) => {
    const { ask, words } = factWords(need);
    return `${ask ? 'ask' : 'read'} ${words}`;
  });
};

/** SquareOS told its own state: then findings say what differs, and nobody has to compare a list. */
export const isSquareosSeen = (record: Reportable): boolean => record.observations['squareos.state']?.state === 'observed';

/** The items that no single check stands for. */
export const READS = 'reads-of-certify';
export const FIELDS = 'fields-of-squareos';

/** Names of the items, in the order in which the hand-off shows them: ids of checks, and the two above. */
const itemsFor = (record: Reportable, to: HandoffTarget): readonly string[] => [
  ...findingsFor(record, to).map(({ check }) => check),
  ...(to === 'aws-admin' && refusedReads(record).length > 0 ? [READS] : []),
  ...(to === 'squareos-admin' && !isSquareosSeen(record) ? [FIELDS] : []),
];

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
const CODE_LENGTH = 4;

/** Four letters and digits that nobody mistakes for others when reading them aloud. */
export const itemCode = (item: string): string =>
  (digestOf(item).slice('sha256:'.length).match(/../g) ?? [])
    .slice(0, CODE_LENGTH)
    .map((octet) => LETTERS[Number.parseInt(octet, 16) % LETTERS.length] ?? '')
    .join('');

/** `dns-admin/main-gym/20261126/k3fa-9zq2`; null where there is nothing to do. */
export const handoffId = (record: Reportable, to: HandoffTarget): string | null => {
  const items = itemsFor(record, to);
  if (items.length === 0) return null;
  const day = record.run.finishedAt.slice(0, 10).replaceAll('-', '');
  return [to, record.tenant, day, items.map(itemCode).join('-')].join('/');
};

export interface HandoffNamed {
  readonly id: string;
  readonly to: HandoffTarget;
  readonly tenant: string;
  /** ISO 8601 day on which it was written. */
  readonly day: string;
  readonly codes: readonly string[];
}

/** What an id says; null for anything else. */
export const parseHandoffId = (id: string): HandoffNamed | null => {
  const [, to, tenant, day, codes] = /^([a-z]+-admin)\/([\w.-]+)\/(\d{8})\/([a-z0-9-]+)$/.exec(id) ?? [];
  const target = HANDOFF_TARGETS.find((one) => one === to);
  if (target === undefined || tenant === undefined || day === undefined || codes === undefined) return null;
  const all = codes.split('-');
  if (!all.every((code) => new RegExp(`^[${LETTERS}]{${CODE_LENGTH}}$`).test(code))) return null;
  return { id, to: target, tenant, day: `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`, codes: [...new Set(all)] };
};
