// certify evidence verify [FILE or DIRECTORY]
import { verifyEvidence, type Verification } from '../../../app/evidence.ts';
import { EXIT } from '../../../core/decision.ts';
import { forTerminal } from '../../../masking/neutral.ts';
import { defineCommand, refuseIdle } from '../../command.ts';
import { list, optional, text } from '../../options.ts';
import { document } from '../../print.ts';
import * as shared from '../../shared-options.ts';

const STANDING: { readonly [S in Verification['standing']]: string } = {
  proven: 'Proven: every record is whole, in its place, and signed with a trusted key.',
  'consistent-unsigned':
    'Consistent and unsigned: nothing was changed since it was sealed, but whoever holds the files could have sealed them anew.',
  'consistent-unproven': 'Consistent, signed with a key that was not named with --trust: not proven.',
  broken: 'Broken.',
};

const told = (found: Verification): string =>
  [
    ...found.breaks.map((one) => `${one.place}: ${one.reason} (${one.code})`),
    ...found.notes.map((one) => `note: ${one.place}: ${one.reason}`),
    ...found.chains.map(
      (chain) =>
        `${chain.tenant} · ${chain.provider ?? 'none'} · ${chain.mode}: ${chain.records} records, head ${chain.head?.digest ?? 'none'}`,
    ),
    STANDING[found.standing],
  ]
    .map((line) => `${forTerminal(line)}\n`)
    .join('');

export const command = defineCommand({
  description: 'prove offline that records are whole and in their chain',
  args: { place: optional('a record or a directory; the evidence directory when left out') },
  options: {
    trust: list('--trust <key.pem>', 'a public key whose signatures prove; repeatable'),
    expectHead: text('--expect-head <digest>', 'the digest that must be the head of the chain'),
    json: shared.json,
    evidenceDir: shared.evidenceDir,
  },
  examples: ['certify evidence verify', 'certify evidence verify ./evidence --trust team.pem --expect-head sha256:…'],
  run: async (given, { io }) => {
    const { args, options } = given;
    if (args.place !== null) refuseIdle(given, ['evidenceDir'], 'the place is named already');
    const found = await verifyEvidence({ ...options, place: args.place ?? options.evidenceDir });
    const { ok, standing, breaks, notes, chains, records } = found;
    io.out(
      options.json
        ? document({ schema: 'certify.verification/1', ok, standing, breaks, notes, chains, records: records.length })
        : told(found),
    );
    return ok ? 0 : EXIT.NOT_CERTIFIED;
  },
});
