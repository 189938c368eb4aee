// A fleet at work: its file read, its secrets resolved, its store open.
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import { checks } from '../../checks/index.ts';
import { MIGRATIONS } from '../../fleet/migrations.ts';
import { PSEUDO_CHECKS } from '../../fleet/row.ts';
import { createState, type FleetState } from '../../fleet/state.ts';
import { createGate } from '../../masking/gate.ts';
import { loadFleetConfig, type LoadedFleet } from '../../profile/fleet-config.ts';
import { openStore } from '../../store/open.ts';
import type { Store, StoreChoice } from '../../store/store.ts';
import { systemClock } from '../../world/clock.ts';
import { makeDirectory } from '../../world/files/directories.ts';
import { createFiles } from '../../world/files/files.ts';
import { needlesOf } from '../../world/gate.ts';
import type { SecretStore } from '../../world/secrets/port.ts';
import { resolveSecrets } from '../../world/secrets/secrets.ts';
import { databaseUrl } from '../../world/webhook/webhook.ts';
import type { Caller } from '../caller.ts';
import type { Setting } from '../setting.ts';

export interface FleetSource {
  /** Path of fleet.yaml. */
  readonly config: string;
  /** Environment variables besides CERTIFY_… that its references may name. */
  readonly env: readonly string[];
}

export interface OpenedFleet {
  readonly loaded: LoadedFleet;
  readonly secrets: SecretStore<string>;
  readonly store: Store;
  readonly state: FleetState;
  /** Path of the embedded database; null: it is a server's. */
  readonly database: string | null;
  close(): Promise<void>;
}

/** Names that stand where a check does among expected failures. */
const BESIDE_CHECKS = [
  ...Object.values(PSEUDO_CHECKS),
  'certification',
  'certificate',
  'credential',
  'attestation',
  'limitation',
];

const readFleet = async (path: string): Promise<LoadedFleet> => {
  const text = await createFiles().readText(path);
  if (text === null) {
    throw new UsageError({
      code: 'fleet-not-found',
      message: `There is no fleet file ${path}.`,
      fix: 'Name it (certify fleet check fleet.yaml); docs/fleet.md shows one of three lines. Or try the lab: certify fleet check --lab',
      place: { file: path },
    });
  }
  const known = { checks: [...checks.map(({ id }) => id), ...BESIDE_CHECKS] };
  return loadFleetConfig({ text, path, directory: dirname(resolve(path)), known });
};

const DATABASE = join('.fleet', 'fleet.db');

const storeOf = async ({ config, directory }: LoadedFleet, secrets: SecretStore<string>): Promise<StoreChoice> => {
  if (config.store.postgres !== undefined) return { kind: 'postgres', url: databaseUrl(secrets.get('store.postgres')) };
  const path = resolve(directory, config.store.sqlite ?? DATABASE);
  await makeDirectory(dirname(path));
  return { kind: 'sqlite', path };
};

/** Throws UsageError when file, secrets or store are not there. */
export const openFleet = async (setting: Setting, caller: Caller, source: FleetSource): Promise<OpenedFleet> => {
  const loaded = await readFleet(source.config);
  const secrets = await resolveSecrets<string>(loaded, { env: setting.env, allowEnv: source.env, allowCommands: false });
  caller.arm(createGate(needlesOf(secrets.all())));
  const choice = await storeOf(loaded, secrets);
  const store = await openStore(choice, MIGRATIONS, systemClock.now().toISOString());
  const database = choice.kind === 'sqlite' ? choice.path : null;
  return { loaded, secrets, store, state: createState(store), database, close: () => store.close() };
};
