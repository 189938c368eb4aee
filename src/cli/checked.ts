// A look at a tenant for the commands that only word it: handoff, fields, policy.
import type { RunDocument } from '../core/record.ts';
import { readRecord } from '../evidence/store.ts';
import { createFiles } from '../world/files/files.ts';
import type { Invocation } from './command.ts';
import { commonFlags } from './flags.ts';
import { withLab } from './lab-source.ts';
import { lookAt } from './run-look.ts';
import { readRunbook } from './runbooks.ts';

/** From the record named with --evidence, else by looking now; nothing is stored. */
export const checkedDocument = async (invocation: Invocation): Promise<RunDocument> => {
  const id = invocation.flags['evidence'];
  if (typeof id === 'string') return readRecord(createFiles(), commonFlags(invocation.flags).evidenceDir, id);
  let document: RunDocument | null = null;
  await withLab(invocation, null, async (source) => {
    document = await lookAt(invocation, {
      command: 'check',
      source,
      runbook: (provider) => readRunbook(invocation.root, provider),
      keep: () => true,
      record: false,
    });
    return 0;
  });
  if (document === null) throw new Error('the look ended without a document');
  return document;
};
