// certify evidence verify [ID, FILE or DIRECTORY]
import { verifyEvidence } from '../../../app/evidence.ts';
import { EXIT } from '../../../core/decision.ts';
import { isRecordId } from '../../../core/record.ts';
import { verificationReport } from '../../../report/terminal/verification.ts';
import { defineCommand, refuseIdle } from '../../command.ts';
import { completing, list, optional, text } from '../../options.ts';
import { document } from '../../print.ts';
import { notice } from '../../streams.ts';
import * as shared from '../../shared-options.ts';

/** Whoever watches sees it go on, and the terminal is not written to for each. */
const TOLD = 20;

export const command = defineCommand({
  description: 'verify offline that records are unchanged and their chain is complete',
  args: { place: completing('file', optional('a record’s id or path, or a directory; default: the evidence directory')) },
  options: {
    trust: list('--trust <key.pem>', 'a trusted public key; repeatable'),
    expectHead: text('--expect-head <digest>', 'the digest that the chain must end with'),
    json: shared.json,
    color: shared.color,
    evidenceDir: shared.evidenceDir,
  },
  examples: ['certify evidence verify', 'certify evidence verify ./evidence --trust team.pem --expect-head sha256:…'],
  run: async (given, { io }) => {
    const { args, options } = given;
    if (args.place !== null && !isRecordId(args.place)) refuseIdle(given, ['evidenceDir'], 'the place is named already');
    const isWatched = io.redraws && !options.json;
    const onRecord = isWatched
      ? (nth: number): void => (nth % TOLD === 0 ? notice(`Looking at the records ... ${nth}`) : undefined)
      : undefined;
    const found = await verifyEvidence({ ...options, onRecord, place: args.place });
    const { ok, standing, breaks, notes, passedOver, chains, proves, doesNotProve, records } = found;
    const told = { ok, standing, proves, doesNotProve, breaks, notes, passedOver, chains, records: records.length };
    io.out(options.json ? document({ schema: 'certify.verification/1', ...told }) : verificationReport(found, io.style));
    return ok ? 0 : EXIT.NOT_CERTIFIED;
  },
});
