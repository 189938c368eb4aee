// certify evidence list
import { listEvidence } from '../../../app/evidence.ts';
import { forTerminal } from '../../../masking/neutral.ts';
import type { EvidenceRecord } from '../../../core/record.ts';
import { defineCommand } from '../../command.ts';
import { document } from '../../print.ts';
import * as shared from '../../shared-options.ts';

const row = ({ evidence, run, tenant, environment, provider, decision }: EvidenceRecord) => ({
  id: evidence?.id ?? null,
  startedAt: run.startedAt,
  command: run.command,
  mode: run.mode,
  tenant,
  environment,
  provider,
  outcome: decision.outcome,
});

const line = ({ evidence, run, tenant, decision }: EvidenceRecord): string => {
  const when = run.startedAt.slice(0, 16).replace('T', ' ');
  const cells = [when, decision.outcome.padEnd(26), run.mode.padEnd(4), tenant, evidence?.id ?? ''];
  return `${forTerminal(cells.join('  '))}\n`;
};

export const command = defineCommand({
  description: 'list the evidence records, newest first',
  args: {},
  options: { json: shared.json, evidenceDir: shared.evidenceDir },
  examples: ['certify evidence list', 'certify evidence list --evidence-dir /srv/evidence --json'],
  run: async ({ options: { evidenceDir, json } }, { io }) => {
    const records = await listEvidence(evidenceDir);
    if (json) io.out(document({ schema: 'certify.evidence-list/1', directory: evidenceDir, records: records.map(row) }));
    else io.out(records.length === 0 ? `No evidence record in ${evidenceDir}.\n` : records.map(line).join(''));
    return 0;
  },
});
