// certify check
import { UsageError } from '../../core/errors.ts';
import { listRecords } from '../../evidence/store.ts';
import type { Aim } from '../../run/read-only.ts';
import { createFiles } from '../../world/files.ts';
import type { Invocation, Run } from '../command.ts';
import { commonFlags } from '../flags.ts';
import { withLab, type ProfileSource } from '../lab-source.ts';
import { runLook } from '../look-command.ts';
import { readRunbook } from '../runbooks.ts';

/** The row of the tenant's last delivered live message: what forgeries may visibly change. */
const aimOf = async (invocation: Invocation, source: ProfileSource): Promise<Aim | null> => {
  if (invocation.flags['webhook'] !== true) return null;
  const { tenant, provider } = (await source.load()).profile;
  const { evidenceDir } = commonFlags(invocation.flags);
  const proven = (await listRecords(createFiles(), evidenceDir)).find(
    (record) =>
      record.tenant === tenant &&
      record.provider === provider &&
      record.callback?.event === 'delivery' &&
      record.ledger?.attempt != null,
  );
  if (proven?.ledger?.attempt != null) {
    return { nonce: proven.ledger.attempt.nonce, providerMessageId: proven.receipt?.providerMessageId ?? null };
  }
  throw new UsageError({
    code: 'no-delivered-message',
    message: `${evidenceDir} holds no record of ${tenant} with a delivered live message, so there is no row that a forgery could visibly change.`,
    fix: `Run certify ${provider.toLowerCase()} once (it makes the negative tests itself), or name the records with --evidence-dir.`,
  });
};

export const run: Run = (invocation) =>
  withLab(invocation, null, async (source) =>
    runLook(invocation, {
      command: 'check',
      source,
      runbook: (provider) => readRunbook(invocation.root, provider),
      keep: () => true,
      aim: await aimOf(invocation, source),
      record: true,
    }),
  );
