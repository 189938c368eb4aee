// certify evidence diff A B
import { diffRecords } from '../../evidence/diff.ts';
import { listRecords, readRecord } from '../../evidence/store.ts';
import { diffReport } from '../../report/terminal/diff.ts';
import { createFiles } from '../../world/files/files.ts';
import type { Run } from '../command.ts';
import { commonFlags } from '../flags.ts';

export const run: Run = async ({ args, io, flags }) => {
  const { evidenceDir, json } = commonFlags(flags);
  const files = createFiles();
  const [before, after] = [
    await readRecord(files, evidenceDir, args[0] ?? ''),
    await readRecord(files, evidenceDir, args[1] ?? ''),
  ];
  const history = await listRecords(
    files,
    evidenceDir,
    (record) => record.tenant === after.tenant && record.provider === after.provider,
  );
  const diff = diffRecords(before, after, history);
  io.out(json ? `${JSON.stringify(diff, null, 2)}\n` : diffReport(diff, io.style));
  return 0;
};
