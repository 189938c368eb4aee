// Until when each tenant's newest certification holds, from one walk over the evidence directory.
import { CERTIFICATION_DAYS, DAY_MS } from '../../core/lasting.ts';
import type { EvidenceRecord } from '../../core/record.ts';
import { idOfFile, readRecord } from '../../evidence/store.ts';
import { tenantKey } from '../../fleet/inventory.ts';
import { createFiles } from '../../world/files/files.ts';

const CERTIFYING = new Set(['CERTIFIED', 'CERTIFIED_WITH_LIMITATIONS']);

const validUntil = (record: EvidenceRecord): string => {
  const said = (record as { readonly validUntil?: unknown }).validUntil;
  return typeof said === 'string'
    ? said
    : new Date(Date.parse(record.run.finishedAt) + CERTIFICATION_DAYS * DAY_MS).toISOString();
};

/** `tenant/provider` → ISO 8601. A file that is no whole record certifies nothing. */
export const certifiedUntil = async (directory: string): Promise<ReadonlyMap<string, string>> => {
  const files = createFiles();
  const until = new Map<string, string>();
  for (const name of await files.list(directory)) {
    const id = idOfFile(name);
    const record = id === null ? null : await readRecord(files, directory, id).catch(() => null);
    if (record?.provider == null || !CERTIFYING.has(record.decision.outcome)) continue;
    const key = tenantKey(record.tenant, record.provider);
    const known = until.get(key);
    const found = validUntil(record);
    if (known === undefined || found > known) until.set(key, found);
  }
  return until;
};
