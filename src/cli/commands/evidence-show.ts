// certify evidence show ID
import { readRecord } from '../../evidence/store.ts';
import { jsonReport } from '../../report/json.ts';
import { terminalReport } from '../../report/terminal/terminal.ts';
import { createFiles } from '../../world/files/files.ts';
import type { Run } from '../command.ts';
import { commonFlags } from '../flags.ts';

export const run: Run = async ({ args, io, flags }) => {
  const { evidenceDir, json, verbose } = commonFlags(flags);
  const record = await readRecord(createFiles(), evidenceDir, args[0] ?? '');
  io.out(json ? jsonReport(record) : terminalReport(record, { ...io.style, verbose }));
  return 0;
};
