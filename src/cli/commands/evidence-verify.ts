// certify evidence verify [FILE or DIRECTORY]
import { stat } from 'node:fs/promises';
import { EXIT } from '../../core/decision.ts';
import { UsageError } from '../../core/errors.ts';
import { trustedKeys } from '../../evidence/sign.ts';
import { verifyDirectory, verifyFile, type Verification } from '../../evidence/verify.ts';
import { forTerminal } from '../../masking/neutral.ts';
import { createFiles } from '../../world/files/files.ts';
import type { Run } from '../command.ts';
import { commonFlags } from '../flags.ts';

const STANDING: { readonly [S in Verification['standing']]: string } = {
  proven: 'Proven: every record is whole, in its place, and signed with a trusted key.',
  'consistent-unsigned':
    'Consistent and unsigned: nothing was changed since it was sealed, but whoever holds the files could have sealed them anew.',
  'consistent-unproven': 'Consistent, signed with a key that was not named with --trust: not proven.',
  broken: 'Broken.',
};

const readKeys = async (paths: readonly string[]): Promise<ReturnType<typeof trustedKeys>> => {
  const files = createFiles();
  const keys = await Promise.all(
    paths.map(async (path) => {
      const pem = await files.readText(path);
      if (pem !== null) return { name: path, pem };
      throw new UsageError({
        code: 'key-not-found',
        message: `There is no key ${path}.`,
        fix: 'Name a PEM file with a public key.',
      });
    }),
  );
  return trustedKeys(keys);
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

export const run: Run = async ({ args, io, flags }) => {
  const { evidenceDir, json } = commonFlags(flags);
  const place = args[0] ?? evidenceDir;
  const expectHead = typeof flags['expectHead'] === 'string' ? flags['expectHead'] : undefined;
  const trust = { keys: await readKeys(Array.isArray(flags['trust']) ? (flags['trust'] as readonly string[]) : []), expectHead };
  const isDirectory = await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const found = await (isDirectory ? verifyDirectory(createFiles(), place, trust) : verifyFile(createFiles(), place, trust));
  if (found.breaks.length === 0 && found.records.length === 0) {
    throw new UsageError({
      code: 'evidence-none',
      message: `${place} holds no evidence record, so there is nothing to prove.`,
      fix: 'Name a record, or the directory that holds them.',
      place: { file: place },
    });
  }
  const { ok, standing, breaks, notes, chains, records } = found;
  io.out(
    json
      ? `${JSON.stringify({ schema: 'certify.verification/1', ok, standing, breaks, notes, chains, records: records.length }, null, 2)}\n`
      : told(found),
  );
  return ok ? 0 : EXIT.NOT_CERTIFIED;
};
