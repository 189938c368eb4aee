// The reference receiver by hand: run it, and look after its ledger beside the running one.
import { UsageError } from '../../core/errors.ts';
import { refuseSecrets } from '../../masking/human.ts';
import { listDeadLetters } from '../../receiver/ledger/dead-letters.ts';
import { closeDeadLetter, replayDeadLetter, type Replayed } from '../../receiver/ledger/replay.ts';
import { SUPPRESSION_PROFILES, type SuppressionProfile } from '../../receiver/ledger/suppression-rules.ts';
import { previewRules, setException, suppressionList, type Exception } from '../../receiver/ledger/suppression.ts';
import type { Caller } from '../caller.ts';
import { operatorOf } from '../operator.ts';
import type { Setting } from '../setting.ts';
import { type ConfigOptions, openConfig, placesOf, receiverOptions, withLedger } from './config.ts';
import { receiverFault } from './start-fault.ts';

export type { SuppressionPreview } from '../../receiver/ledger/suppression.ts';
export type { Replayed, SuppressionProfile };

/** A receiver that listens. */
export interface Listening {
  readonly url: string;
  readonly port: number;
  readonly store: string;
  readonly accounts: readonly { readonly id: string; readonly provider: 'SES' | 'SMTP' }[];
  stop(): Promise<void>;
}

/** `log` takes one line of JSON for each request. */
export const listen = async (
  setting: Setting,
  caller: Caller,
  options: ConfigOptions,
  log: (line: string) => void,
): Promise<Listening> => {
  const { startReceiver } = await import('../../receiver/server.ts');
  const opened = await openConfig(setting, caller, options);
  const receiver = await startReceiver(await receiverOptions(opened, log)).catch((error: unknown) =>
    Promise.reject(receiverFault(error, placesOf(opened))),
  );
  const { url, port, store } = receiver;
  return { url, port, store: store.kind, accounts: opened.loaded.config.accounts, stop: () => receiver.stop() };
};

/** Verified callbacks that could not be applied. */
export const deadLetters = (setting: Setting, caller: Caller, options: ConfigOptions & { readonly all: boolean }) =>
  withLedger(setting, caller, options, (store) => store.read((tx) => listDeadLetters(tx, options.all ? 'all' : 'unresolved')));

interface Acting extends ConfigOptions {
  /** Who answers for it; null: nobody was named. */
  readonly operator: string | null;
}

/** Applies a dead letter again; with a note closes it without applying it. UsageError when there is none with this id. */
export const resolveLetter = async (
  setting: Setting,
  caller: Caller,
  options: Acting & { readonly id: string; readonly note: string | null },
): Promise<Exclude<Replayed, { readonly kind: 'unknown-letter' }>> => {
  const { id, note } = options;
  const operator = operatorOf(options.operator, { interactive: caller.interactive, lab: false });
  if (note !== null) refuseSecrets(note, '--note');
  const result = await withLedger(setting, caller, options, (store, _, now) =>
    note === null
      ? replayDeadLetter(store, id, operator, now.toISOString())
      : closeDeadLetter(store, id, note, operator, now.toISOString()),
  );
  if (result.kind !== 'unknown-letter') return result;
  throw new UsageError({
    code: 'dead-letter-unknown',
    message: 'There is no dead letter with this id.',
    fix: 'List them: `certify receiver dead-letters list --config receiver.yaml`',
  });
};

/** Addresses that get no mail, and why. */
export const suppressed = (setting: Setting, caller: Caller, options: ConfigOptions) =>
  withLedger(setting, caller, options, (store, { rules }, now) => store.read((tx) => suppressionList(tx, rules, now)));

/** What other rules would change; changes nothing. */
export const previewSuppression = (
  setting: Setting,
  caller: Caller,
  options: ConfigOptions & { readonly rules: SuppressionProfile },
) =>
  withLedger(setting, caller, options, (store, { rules }, now) =>
    store.read((tx) => previewRules(tx, rules, SUPPRESSION_PROFILES[options.rules], now)),
  );

const noteOf = (note: string | null): string => {
  if (note === null || note.trim() === '')
    throw new UsageError({
      code: 'note-missing',
      message: 'It was not said why.',
      fix: 'Add --note "…"; it stands in the audit.',
    });
  refuseSecrets(note, '--note');
  return note;
};

const checkAddress = (address: string): void => {
  if (/^[^\s@]+@[^\s@]+$/.test(address)) return;
  throw new UsageError({
    code: 'address-malformed',
    message: 'That is no mail address.',
    fix: 'Give one such as help@example.com.',
  });
};

/** `allowed`: mail may go to the address again, until its next failure · `listed`: takes that back. */
export const except = async (
  setting: Setting,
  caller: Caller,
  options: Acting & { readonly address: string; readonly note: string | null; readonly state: Exception['state'] },
): Promise<void> => {
  const { address, state } = options;
  checkAddress(address);
  const note = noteOf(options.note);
  const operator = operatorOf(options.operator, { interactive: caller.interactive, lab: false });
  await withLedger(setting, caller, options, (store, _, now) =>
    setException(store, { address, state, note, operator, at: now.toISOString() }),
  );
};
