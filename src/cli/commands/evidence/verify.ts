// certify evidence verify [FILE or DIRECTORY]
import { verifyEvidence } from '../../../app/evidence.ts';
import { EXIT } from '../../../core/decision.ts';
import { verificationReport } from '../../../report/terminal/verification.ts';
import { defineCommand, refuseIdle } from '../../command.ts';
import { completing, list, optional, text } from '../../options.ts';
import { document } from '../../print.ts';
import * as shared from '../../shared-options.ts';

export const command = defineCommand({
  description: 'prove offline that records are whole and in their chain',
  args: { place: completing('file', optional('a record or a directory; the evidence directory when left out')) },
  options: {
    trust: list('--trust <key.pem>', 'a public key whose signatures prove; repeatable'),
    expectHead: text('--expect-head <digest>', 'the digest that must be the head of the chain'),
    json: shared.json,
    color: shared.color,
    evidenceDir: shared.evidenceDir,
  },
  examples: ['certify evidence verify', 'certify evidence verify ./evidence --trust team.pem --expect-head sha256:…'],
  run: async (given, { io }) => {
    const { args, options } = given;
    if (args.place !== null) refuseIdle(given, ['evidenceDir'], 'the place is named already');
    const found = await verifyEvidence({ ...options, place: args.place ?? options.evidenceDir });
    const { ok, standing, breaks, notes, passedOver, chains, proves, doesNotProve, records } = found;
    const told = { ok, standing, proves, doesNotProve, breaks, notes, passedOver, chains, records: records.length };
    io.out(options.json ? document({ schema: 'certify.verification/1', ...told }) : verificationReport(found, io.style));
    return ok ? 0 : EXIT.NOT_CERTIFIED;
  },
});
