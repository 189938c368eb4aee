// Until when each tenant's newest certification holds, from one walk over the evidence directory.
import { resolve } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import { idOfFile, readRecord } from '../../evidence/store.ts';
import { isCertifying, validityAt, validUntilOf } from '../../evidence/validity.ts';
import { tenantKey } from '../../fleet/inventory.ts';
import type { LoadedFleet } from '../../profile/fleet-config.ts';
import { systemClock } from '../../world/clock.ts';
import { createFiles } from '../../world/files/files.ts';

/** A name with a slip in it, or a machine without the records, would make every tenant one that was never certified. Throws UsageError. */
export const refuseMissing = async ({ config, directory, path }: LoadedFleet): Promise<void> => {
  if (config.evidence === undefined || (await createFiles().exists(resolve(directory, config.evidence)))) return;
  throw new UsageError({
    code: 'evidence-missing',
    message: `There is no directory ${config.evidence}, so nobody can tell who is certified until when.`,
    fix: 'Correct `evidence` in fleet.yaml, which is taken from its directory; make an empty one if there are no records yet.',
    place: { file: path },
  });
};

/** `tenant/provider` → ISO 8601. A file that is no whole record certifies nothing. */
export const certifiedUntil = async (directory: string): Promise<ReadonlyMap<string, string>> => {
  const files = createFiles();
  const until = new Map<string, string>();
  for (const name of await files.list(directory)) {
    const id = idOfFile(name);
    const record = id === null ? null : await readRecord(files, directory, `${directory}/${name}`).catch(() => null);
    if (record?.provider == null || !isCertifying(record)) continue;
    // From a clock that ran ahead: it is not counted.
    if (validityAt(record, systemClock.now()) === 'ahead') continue;
    const key = tenantKey(record.tenant, record.provider);
    const known = until.get(key);
    const found = validUntilOf(record);
    if (known === undefined || found > known) until.set(key, found);
  }
  return until;
};
