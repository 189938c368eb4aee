// certify check
import type { AnyCheck } from '../../checks/check.ts';
import { UsageError } from '../../core/errors.ts';
import { type Party, party } from '../../facts/index.ts';
import { mailDomain } from '../../text/mail-address.ts';
import { dnsProfile } from '../../profile/synthetic.ts';
import { listRecords } from '../../evidence/store.ts';
import type { Aim } from '../../run/read-only.ts';
import { createFiles } from '../../world/files/files.ts';
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

const text = (invocation: Invocation, name: string): string | null => {
  const value = invocation.flags[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

const FOUND: ReadonlySet<Party> = new Set(['ses', 'sns', 'kms', 'dns']);
const NOT_FOUND: ReadonlySet<Party> = new Set(['live', 'webhook', 'iam']);

/** What SES, SNS and DNS alone can answer: without a profile nothing is known of SquareOS. */
const isAboutAws = (check: AnyCheck): boolean =>
  check.needs.some((need) => FOUND.has(party(need))) && !check.needs.some((need) => NOT_FOUND.has(party(need)));

/** `--from billing@example.com --region ap-south-1`: identity, set, destination, topic and subscription are found. */
const withoutProfile = (invocation: Invocation, from: string, region: string): Promise<number> => {
  const loaded = dnsProfile({ domain: domainOfSender(from), from, provider: 'SES', region, selectors: [], resolvers: [] });
  return runLook(invocation, {
    command: 'check',
    source: { load: async () => loaded, waitMs: null, retryMs: null, lab: false, typed: `--from ${from} --region ${region}` },
    runbook: () => readRunbook(invocation.root, 'ses'),
    keep: isAboutAws,
    record: false,
  });
};

const domainOfSender = (from: string): string => {
  const domain = mailDomain(from);
  if (domain !== null) return domain;
  throw new UsageError({
    code: 'from-malformed',
    message: '--from is not a mail address.',
    fix: 'Give one such as billing@example.com.',
  });
};

export const run: Run = (invocation) => {
  const [from, region] = [text(invocation, 'from'), text(invocation, 'region')];
  if (from !== null && region !== null && invocation.args[0] === undefined) return withoutProfile(invocation, from, region);
  return withProfile(invocation);
};

const withProfile: Run = (invocation) =>
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
