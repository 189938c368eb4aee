// A fleet at work: its file read, its secrets resolved, its store open.
import { dirname, join, resolve } from 'node:path';
import { didYouMeanFile } from '../../text/nearest.ts';
import { UsageError } from '../../core/errors.ts';
import { checks } from '../../checks/index.ts';
import { MIGRATIONS } from '../../fleet/migrations.ts';
import { refuseOtherFleet } from '../../fleet/owner.ts';
import { PSEUDO_CHECKS } from '../../fleet/row.ts';
import { createState, type FleetState } from '../../fleet/state.ts';
import { createGate } from '../../masking/gate.ts';
import { loadFleetConfig, type LoadedFleet } from '../../profile/fleet-config.ts';
import { parseSecretRef } from '../../profile/secret-ref.ts';
import { openStore } from '../../store/open.ts';
import type { Store, StoreChoice } from '../../store/store.ts';
import { systemClock } from '../../world/clock.ts';
import { makeDirectory } from '../../world/files/directories.ts';
import { createFiles } from '../../world/files/files.ts';
import { needlesOf } from '../../world/gate.ts';
import { keepHeapSmall } from '../../world/load.ts';
import type { SecretStore } from '../../world/secrets/port.ts';
import { resolveSecrets } from '../../world/secrets/secrets.ts';
import { databaseUrl } from '../../world/webhook/webhook.ts';
import type { Caller } from '../caller.ts';
import type { Setting } from '../setting.ts';
import { storeFault } from '../store-fault.ts';

export interface FleetSource {
  /** Path of fleet.yaml. */
  readonly config: string;
  /** Environment variables besides CERTIFY_… that its references may name. */
  readonly env: readonly string[];
  /** A PostgreSQL store instead of the file's: a reference, or a URL without a password. */
  readonly store?: string | null;
}

export interface OpenedFleet {
  readonly loaded: LoadedFleet;
  readonly secrets: SecretStore<string>;
  readonly store: Store;
  readonly state: FleetState;
  /** Path of the embedded database; null: it is a server's. */
  readonly database: string | null;
  /** URL of the server; it may hold a password and is never printed. null: the database is embedded. */
  readonly server: string | null;
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
      fix: `${await didYouMeanFile(createFiles(), path)}Name it (\`certify fleet check fleet.yaml\`); docs/fleet.md shows one of three lines. Or try the lab: \`certify fleet check --lab\``,
      place: { file: path },
    });
  }
  const known = { checks: [...checks.map(({ id }) => id), ...BESIDE_CHECKS] };
  return loadFleetConfig({ text, path, directory: dirname(resolve(path)), known });
};

const DATABASE = join('.fleet', 'fleet.db');

const refused = (message: string, fix: string): UsageError => new UsageError({ code: 'store-url', message, fix });

/** Of a URL on the command line; null where it is a reference, or nothing was given. A password there would be seen by everybody. */
const plainStore = (given: string | null): string | null => {
  if (given === null || parseSecretRef(given) !== null) return null;
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^postgres(?:ql)?:$/.test(url.protocol))
    throw refused(
      '--store takes a reference such as env:CERTIFY_FLEET_STORE, or postgres://user@host/database.',
      'Put the URL into a variable, and name that: --store env:CERTIFY_FLEET_STORE',
    );
  if (url.password !== '' || url.searchParams.has('password'))
    throw refused(
      '--store holds a password: everybody on this machine can read the command lines of others.',
      'Put the URL into a variable, and name that: --store env:CERTIFY_FLEET_STORE',
    );
  return given;
};

/** The file as it reads with the store that was named beside it. */
const withStore = (loaded: LoadedFleet, given: string | null): LoadedFleet => {
  const ref = given === null ? null : parseSecretRef(given);
  if (given === null) return loaded;
  const others = loaded.secrets.filter(({ name }) => name !== 'store.postgres');
  if (ref === null) return { ...loaded, config: { ...loaded.config, store: {} }, secrets: others };
  const config = { ...loaded.config, store: { postgres: ref } };
  return { ...loaded, config, secrets: [...others, { name: 'store.postgres', ref, line: 1, column: 1 }] };
};

const storeOf = async (
  { config, directory }: LoadedFleet,
  secrets: SecretStore<string>,
  plain: string | null,
): Promise<StoreChoice> => {
  if (plain !== null) return { kind: 'postgres', url: plain };
  if (config.store.postgres !== undefined) return { kind: 'postgres', url: databaseUrl(secrets.get('store.postgres')) };
  const path = resolve(directory, config.store.sqlite ?? DATABASE);
  await makeDirectory(dirname(path));
  return { kind: 'sqlite', path };
};

/** Throws UsageError when file, secrets or store are not there. */
export const openFleet = async (setting: Setting, caller: Caller, source: FleetSource): Promise<OpenedFleet> => {
  keepHeapSmall();
  const plain = plainStore(source.store ?? null);
  const loaded = withStore(await readFleet(source.config), source.store ?? null);
  const secrets = await resolveSecrets<string>(loaded, { env: setting.env, allowEnv: source.env, allowCommands: false });
  caller.arm(createGate(needlesOf(secrets.all())));
  const choice = await storeOf(loaded, secrets, plain);
  const file = choice.kind === 'sqlite' ? choice.path : null;
  const store = await openStore(choice, MIGRATIONS, systemClock.now().toISOString()).catch((error: unknown) =>
    Promise.reject(storeFault(error, file)),
  );
  try {
    await refuseOtherFleet(store, loaded.config.name, source.config);
  } catch (error) {
    await store.close();
    throw error;
  }
  return {
    loaded,
    secrets,
    store,
    state: createState(store),
    database: file,
    server: choice.kind === 'postgres' ? choice.url : null,
    close: () => store.close(),
  };
};

/** The URL of the server; throws UsageError where the fleet keeps its nights in a file. */
export const refuseWithoutServer = ({ server }: OpenedFleet, config: string): string => {
  if (server !== null) return server;
  throw new UsageError({
    code: 'no-server',
    message: 'Workers share a PostgreSQL database, and this fleet keeps its nights in a file.',
    fix: 'Set `store: {postgres: "env:CERTIFY_FLEET_STORE"}` in fleet.yaml; for a worker --store env:CERTIFY_FLEET_STORE does it too.',
    place: { file: config },
  });
};
