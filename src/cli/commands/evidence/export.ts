// certify evidence export
import { plural } from '../../../text/plural.ts';
import { exportEvidence } from '../../../app/evidence.ts';
import { EXIT } from '../../../core/decision.ts';
import { safeJson } from '../../../masking/json-text.ts';
import { unreadReport } from '../../../report/terminal/evidence-list.ts';
import { callerOf } from '../../caller.ts';
import { defineCommand } from '../../command.ts';
import { argument, choice, completing, text } from '../../options.ts';
import { answer } from '../../say.ts';
import * as shared from '../../shared-options.ts';

export const command = defineCommand({
  description: 'copy records, with what verifies them, into a folder for somebody else',
  args: { folder: completing('directory', argument('the folder to copy to; created if missing')) },
  options: {
    tenant: completing('tenant', text('--tenant <name>', 'only this tenant’s records')),
    format: choice('--format <format>', 'with "in-toto", also write a Statement (v1) beside each record that verifies', [
      'in-toto',
    ]),
    json: shared.json,
    evidenceDir: shared.evidenceDir,
  },
  examples: ['certify evidence export audit-2026 --tenant main-gym', 'certify evidence export audit-2026 --format in-toto'],
  run: async ({ args: { folder }, options }, call) => {
    const { records, unread, verification } = await exportEvidence(await callerOf(call), { ...options, folder });
    const { ok, standing, breaks, notes, chains } = verification;
    const next = ok ? 'Prove them there' : 'They do not verify; see what is broken';
    if (options.json) {
      const told = { schema: 'certify.export/1', folder, records, unread, ok, standing, breaks, notes, chains };
      call.io.out(`${safeJson(told, 2)}\n`);
    } else
      answer(call.io, `${plural(records, 'record')} copied to ${folder}. ${next} with \`certify evidence verify ${folder}\`.`);
    if (!options.json && unread.length > 0) call.io.out(unreadReport(unread, call.io.style));
    return ok ? 0 : EXIT.NOT_CERTIFIED;
  },
});
