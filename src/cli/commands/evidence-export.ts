// certify evidence export
import { EXIT } from '../../core/decision.ts';
import { UsageError } from '../../core/errors.ts';
import { HEADS } from '../../evidence/head.ts';
import { chainName, chainOf } from '../../evidence/seal.ts';
import { listRecords } from '../../evidence/store.ts';
import { verifyDirectory } from '../../evidence/verify.ts';
import { safeJson } from '../../masking/json-text.ts';
import { createFiles } from '../../world/files/files.ts';
import type { Run } from '../command.ts';
import { commonFlags } from '../flags.ts';

export const run: Run = async ({ io, args, flags }) => {
  const { evidenceDir, json } = commonFlags(flags);
  const [files, folder, tenant] = [createFiles(), args[0] ?? '', flags['tenant']];
  const records = await listRecords(files, evidenceDir, (record) => typeof tenant !== 'string' || record.tenant === tenant);
  if (records.length === 0) {
    throw new UsageError({
      code: 'evidence-none',
      message: `${evidenceDir} holds no evidence record${typeof tenant === 'string' ? ` of ${tenant}` : ''}, so nothing was copied.`,
      fix: 'List what there is with `certify evidence list`, or name another directory with --evidence-dir.',
    });
  }
  const heads = [...new Set(records.map((record) => `${HEADS}/${chainName(chainOf(record))}.json`))];
  const paths = [...records.map((record) => `${record.evidence?.id ?? ''}.json`), ...heads];
  for (const path of paths) {
    const text = await files.readText(`${evidenceDir}/${path}`);
    if (text === null) continue;
    io.gate().check(text, `${folder}/${path}`);
    await files.writeAtomic(`${folder}/${path}`, text);
  }
  const { ok, standing, breaks, notes, chains } = await verifyDirectory(files, folder);
  io.out(
    json
      ? `${safeJson({ schema: 'certify.export/1', folder, records: records.length, ok, standing, breaks, notes, chains }, 2)}\n`
      : `${records.length} records copied to ${folder}. ${ok ? 'Prove them there' : 'They do not verify; see what is broken'} with: certify evidence verify ${folder}\n`,
  );
  return ok ? 0 : EXIT.NOT_CERTIFIED;
};
