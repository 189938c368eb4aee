// Turns the document of a run into an evidence record: named, chained, digested, and signed when there is a key.
import { createHash } from 'node:crypto';
import type { JsonValue } from '../core/json.ts';
import { CERTIFICATION_DAYS } from '../core/lasting.ts';
import type { EvidenceRecord, RunDocument } from '../core/record.ts';
import { safeJson } from '../masking/json-text.ts';
import { recordDigest } from './digest.ts';
import type { Signer } from './sign.ts';
import { endOfValidity } from './validity.ts';

/** What identifies a chain: records of one tenant, provider and mode follow each other. */
export interface ChainKey {
  readonly tenant: string;
  readonly provider: RunDocument['provider'];
  readonly mode: RunDocument['run']['mode'];
}

export interface SealOptions {
  /** The profile as loaded (references, no values), with path and digest. */
  readonly profile: EvidenceRecord['profile'];
  /** Head of the chain this record continues; null for its first. */
  readonly previous: Pick<EvidenceRecord, 'seal'> | null;
  /** How many days the record holds, at most 90; left out: 90. */
  readonly validDays?: number | undefined;
  /** Directory of the records, as the user named it. */
  readonly directory: string;
  readonly signer?: Signer | undefined;
}

export const chainOf = (record: RunDocument): ChainKey => ({
  tenant: record.tenant,
  provider: record.provider,
  mode: record.run.mode,
});

const slug = (text: string, longest: number): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, longest)
    .replace(/-+$/, '');

const short = (text: string, characters: number): string =>
  createHash('sha256').update(text, 'utf8').digest('hex').slice(0, characters);

/** `20261120T201655Z-ses-main-gym-1a2b3c4d`: sorts by time, is a safe file name, and differs for every run. */
export const recordId = (document: Pick<RunDocument, 'run' | 'tenant' | 'provider'>): string => {
  const at = `${document.run.startedAt.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const who = [document.provider?.toLowerCase() ?? document.run.command, slug(document.tenant, 40)].filter((part) => part !== '');
  return [at, ...who, short(`${document.run.id}\n${document.tenant}\n${document.run.command}`, 8)].join('-');
};

/** Whether a record of that id can be one of the chain, by what `recordId` makes of provider and tenant. */
export const isNamedFor = (id: string, { tenant, provider }: ChainKey): boolean => {
  const who = [provider?.toLowerCase() ?? '', slug(tenant, 40)].filter((part) => part !== '').join('-');
  return id.slice(0, -9).endsWith(`-${who}`) || who === '';
};

/** File name of a chain's head: readable, and different for tenants whose names look alike. */
export const chainName = (key: ChainKey): string => {
  const provider = key.provider?.toLowerCase() ?? 'none';
  return `${slug(key.tenant, 40)}-${provider}-${key.mode}-${short(`${key.tenant}\n${provider}\n${key.mode}`, 8)}`;
};

/** The record to store. The document must be masked already: nothing is masked here. */
export const sealRecord = (document: RunDocument, options: SealOptions): EvidenceRecord => {
  const id = recordId(document);
  const chained = {
    previous: options.previous?.seal.digest ?? null,
    sequence: (options.previous?.seal.sequence ?? 0) + 1,
  };
  const unsealed = {
    ...document,
    evidence: { id, path: `${options.directory.replace(/\/+$/, '')}/${id}.json` },
    profile: options.profile,
    validUntil: endOfValidity(document.run.finishedAt, options.validDays ?? CERTIFICATION_DAYS),
  };
  const digest = recordDigest({ ...unsealed, seal: chained });
  const seal = { digest, ...chained, signature: options.signer?.sign(digest) ?? null };
  return { ...unsealed, seal };
};

/** The text of a record's file. */
export const recordText = (record: EvidenceRecord): string => `${safeJson(record, 2)}\n`;

/** For `EvidenceRecord.profile.loaded`: the profile as plain JSON, references as they are written. */
export const loadedProfile = (value: unknown): JsonValue =>
  JSON.parse(
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'object' && inner !== null && 'kind' in inner && 'target' in inner && 'text' in inner ? inner.text : inner,
    ),
  ) as JsonValue;
