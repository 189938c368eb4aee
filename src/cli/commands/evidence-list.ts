// certify evidence list
import { listRecords } from '../../evidence/store.ts';
import { forTerminal } from '../../masking/neutral.ts';
import { createFiles } from '../../world/files/files.ts';
import type { Run } from '../command.ts';
import { commonFlags } from '../flags.ts';

export const run: Run = async ({ io, flags }) => {
  const { evidenceDir, json } = commonFlags(flags);
  const records = await listRecords(createFiles(), evidenceDir);
  if (json) {
    const rows = records.map(({ evidence, run: ran, tenant, environment, provider, decision }) => ({
      id: evidence?.id ?? null,
      startedAt: ran.startedAt,
      command: ran.command,
      mode: ran.mode,
      tenant,
      environment,
      provider,
      outcome: decision.outcome,
    }));
    io.out(`${JSON.stringify({ schema: 'certify.evidence-list/1', directory: evidenceDir, records: rows }, null, 2)}\n`);
    return 0;
  }
  if (records.length === 0) io.out(`No evidence record in ${evidenceDir}.\n`);
  for (const { evidence, run: ran, tenant, decision } of records) {
    const line = [
      ran.startedAt.slice(0, 16).replace('T', ' '),
      decision.outcome.padEnd(26),
      ran.mode.padEnd(4),
      tenant,
      evidence?.id ?? '',
    ];
    io.out(`${forTerminal(line.join('  '))}\n`);
  }
  return 0;
};
