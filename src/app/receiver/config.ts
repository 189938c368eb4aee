// From a configuration file to a receiver's options, and to its ledger for those who look after it.
import { dirname, resolve } from 'node:path';
import { didYouMeanFile } from '../../text/nearest.ts';
import { UsageError } from '../../core/errors.ts';
import type { Secret } from '../../core/secret.ts';
import { createGate } from '../../masking/gate.ts';
import { loadReceiverConfig } from '../../profile/receiver-config.ts';
import type { LoadedReceiverConfig } from '../../profile/receiver-config.ts';
import { SUPPRESSION_PROFILES } from '../../receiver/ledger/suppression-rules.ts';
import type { SuppressionRules } from '../../receiver/ledger/suppression-rules.ts';
import type { ReceiverLimits, ReceiverOptions } from '../../receiver/options.ts';
import type { StoreChoice } from '../../store/store.ts';
import { openStore } from '../../store/open.ts';
import { MIGRATIONS } from '../../receiver/ledger/migrations.ts';
import type { Store } from '../../store/store.ts';
import { systemClock } from '../../world/clock.ts';
import { createFiles } from '../../world/files/files.ts';
import { needlesOf } from '../../world/gate.ts';
import { databaseUrl, secretMatches } from '../../world/webhook/webhook.ts';
import { confirmSubscription, fetchSigningCertificate } from '../../world/webhook/sns.ts';
import type { SecretStore } from '../../world/secrets/port.ts';
import { resolveSecrets } from '../../world/secrets/secrets.ts';
import type { Caller } from '../caller.ts';
import type { Setting } from '../setting.ts';
import { refuseAlike } from './told-apart.ts';
import { receiverFault, type ReceiverPlaces } from './start-fault.ts';

export interface OpenedConfig {
  readonly loaded: LoadedReceiverConfig;
  readonly secrets: SecretStore<string>;
  readonly rules: SuppressionRules;
}

const readRequired = async (path: string, code: string): Promise<string> => {
  const text = await createFiles().readText(path);
  if (text !== null) return text;
  const fix = `${await didYouMeanFile(createFiles(), path)}Check the path.`;
  throw new UsageError({ code, message: `There is no file ${path}.`, fix, place: { file: path } });
};

export interface ConfigOptions {
  /** Path of the configuration; null: none was named. */
  readonly config: string | null;
  /** Environment variables besides CERTIFY_… that its references may name. */
  readonly env: readonly string[];
}

/** Reads the file, resolves its secrets and arms the gate with them. */
export const openConfig = async (setting: Setting, caller: Caller, options: ConfigOptions): Promise<OpenedConfig> => {
  const path = options.config;
  if (path === null)
    throw new UsageError({
      code: 'config-missing',
      message: 'It was not said which receiver.',
      fix: 'Add --config receiver.yaml; docs/receiver.md shows one.',
    });
  const text = await readRequired(path, 'config-not-found');
  const loaded = loadReceiverConfig({ text, path, directory: dirname(resolve(path)) });
  const secrets = await resolveSecrets<string>(loaded, { env: setting.env, allowEnv: options.env, allowCommands: false });
  caller.arm(createGate(needlesOf(secrets.all())));
  return { loaded, secrets, rules: SUPPRESSION_PROFILES[loaded.config.suppression] };
};

const storeChoice = ({ loaded, secrets }: OpenedConfig): StoreChoice => {
  const { sqlite } = loaded.config.store;
  if (sqlite !== undefined) return { kind: 'sqlite', path: resolve(loaded.directory, sqlite) };
  return { kind: 'postgres', url: databaseUrl(secrets.get('store.postgres')) };
};

/** Where it listens and keeps its rows, as a person reads it; a database URL is never printed. */
export const placesOf = ({ loaded }: OpenedConfig): ReceiverPlaces => {
  const { listen, store } = loaded.config;
  return {
    listen: `${listen.host}:${listen.port}`,
    field: 'listen',
    store: store.sqlite === undefined ? null : resolve(loaded.directory, store.sqlite),
  };
};

const tokens = (secrets: SecretStore<string>, place: string, count: number): readonly Secret[] =>
  Array.from({ length: count }, (_, index) => secrets.get(`${place}.${index}`)).filter((one) => one !== undefined);

const limitsOf = ({ config }: LoadedReceiverConfig): Partial<ReceiverLimits> => config.limits ?? {};

const tlsOf = async ({ config, directory }: LoadedReceiverConfig): Promise<Pick<ReceiverOptions, 'tls'>> => {
  if (config.tls === undefined) return {};
  const read = (file: string): Promise<string> => readRequired(resolve(directory, file), 'tls-file-not-found');
  return { tls: { key: await read(config.tls.keyFile), cert: await read(config.tls.certFile) } };
};

/** Everything that `startReceiver` needs, with world's guarded doors. */
export const receiverOptions = async (opened: OpenedConfig, log: (line: string) => void): Promise<ReceiverOptions> => {
  const { loaded, secrets, rules } = opened;
  const { config } = loaded;
  const accounts = config.accounts.map((account, index) => ({
    id: account.id,
    provider: account.provider,
    verifyTokens: tokens(secrets, `accounts.${index}.verifyTokens`, account.verifyTokens.length),
    topicArns: account.topicArns,
    requireSnsSignature: account.requireSnsSignature,
  }));
  refuseAlike(accounts, loaded.path);
  return {
    ...config.listen,
    ...(await tlsOf(loaded)),
    accounts,
    readTokens: tokens(secrets, 'readTokens', config.readTokens.length),
    writeTokens: tokens(secrets, 'writeTokens', config.writeTokens.length),
    tokenMatches: secretMatches,
    store: storeChoice(opened),
    fetchPem: fetchSigningCertificate(config.sns),
    confirm: confirmSubscription(config.sns),
    clock: systemClock,
    suppression: rules,
    limits: limitsOf(loaded),
    ...(config.trustProxy === undefined ? {} : { trustProxy: config.trustProxy }),
    logStream: { write: log },
  };
};

/** The ledger of the configuration, for a command beside the running receiver. */
export const withLedger = async <T>(
  setting: Setting,
  caller: Caller,
  options: ConfigOptions,
  work: (store: Store, opened: OpenedConfig, now: Date) => Promise<T>,
): Promise<T> => {
  const opened = await openConfig(setting, caller, options);
  const now = systemClock.now();
  const refused = (error: unknown): Promise<never> => Promise.reject(receiverFault(error, placesOf(opened)));
  const store = await openStore(storeChoice(opened), MIGRATIONS, now.toISOString()).catch(refused);
  try {
    return await work(store, opened, now).catch(refused);
  } finally {
    await store.close();
  }
};
