// The profiles of a fleet, one by one: patterns, paths, lists, standard input.
import { dirname, join, relative, resolve } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import type { LookError } from '../../core/fleet.ts';
import { refusal } from '../../core/problem.ts';
import { inventoryTenant, type InventoryTenant, type RefusedProfile } from '../../fleet/inventory.ts';
import type { LoadedFleet } from '../../profile/fleet-config.ts';
import type { LoadedProfile } from '../../profile/profile.ts';
import { isPattern, patternOf } from '../../text/glob.ts';
import { createFiles } from '../../world/files/files.ts';
import { filesMatching } from '../../world/files/matching.ts';
import { createSecretsPort } from '../../world/secrets/port.ts';
import { resolveSecrets } from '../../world/secrets/secrets.ts';
import type { TenantOptions } from '../options.ts';
import type { Setting } from '../setting.ts';
import { readProfile } from '../tenant.ts';

export interface ProfilesGiven {
  readonly setting: Setting;
  readonly tenant: TenantOptions;
  readonly loaded: LoadedFleet;
  /** Reads standard input, for `-`. */
  readonly stdin: () => Promise<string>;
  /** Not the plan alone, which reads no secret. */
  readonly looks: boolean;
}

const LIST_BYTES = 64 * 1024 * 1024;

/** A path a line; empty lines and those that begin with `#` are left out. */
const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

async function* named(entry: string | { readonly list: string }, { loaded, stdin }: ProfilesGiven): AsyncGenerator<string> {
  if (typeof entry === 'string') {
    if (entry === '-') yield* linesOf(await stdin());
    else if (isPattern(entry)) yield* filesMatching(loaded.directory, entry);
    else yield entry;
    return;
  }
  const text = await createFiles().readText(resolve(loaded.directory, entry.list), LIST_BYTES);
  if (text === null) {
    throw new UsageError({
      code: 'list-not-found',
      message: `There is no list of profiles ${entry.list}.`,
      fix: 'Correct {list: FILE} in fleet.yaml; the path is taken from the directory of fleet.yaml.',
      place: { file: loaded.path },
    });
  }
  yield* linesOf(text);
}

export const lookError = (error: { readonly code: string; readonly message: string; readonly fix: string }): LookError => {
  const place = error instanceof UsageError ? error.place : {};
  const { code, message, fix } = error;
  return { code, message, fix, file: place.file ?? null, line: place.line ?? null, column: place.column ?? null };
};

/** As seen from where certify was started. */
const shownPath = ({ loaded }: ProfilesGiven, path: string): string =>
  path.startsWith('/') ? path : join(relative('.', loaded.directory), path);

/** Each profile once, however many entries name it. Nothing of a profile stays in memory but what the inventory needs. */
export async function* profilesOf(given: ProfilesGiven): AsyncGenerator<InventoryTenant | RefusedProfile> {
  const { config, path: fleetFile } = given.loaded;
  const excluded = config.exclude.map(patternOf);
  const seen = new Set<string>();
  for (const [index, entry] of config.profiles.entries()) {
    let found = 0;
    for await (const name of named(entry, given)) {
      if (excluded.some((pattern) => pattern.test(name))) continue;
      found += 1;
      const path = shownPath(given, name);
      if (seen.has(path) || resolve(path) === resolve(fleetFile)) continue;
      seen.add(path);
      yield await inventoried(path, given);
    }
    if (found === 0 && typeof entry === 'string' && isPattern(entry)) {
      const problem = {
        code: 'pattern-matches-nothing',
        message: `The pattern ${entry} matches no file below ${dirname(resolve(fleetFile))}.`,
        fix: 'Correct the pattern; it is taken from the directory of the fleet’s file.',
        ...given.loaded.entries[index],
      };
      throw refusal([problem], fleetFile);
    }
  }
}

/** Of a command, which runs once the tenant is looked at, only that it is the same one. What is wrong with a secret is told at its look. */
const tokenMark = async (
  { secrets, ...loaded }: LoadedProfile,
  { setting, tenant, looks }: ProfilesGiven,
): Promise<string | null> => {
  const named = secrets.find(({ name }) => name === 'callback.verifyToken');
  if (!looks || named === undefined || named.ref.kind === 'prompt') return null;
  if (named.ref.kind === 'cmd') return named.ref.text;
  const { env, secretsDir } = tenant;
  const limits = {
    env: setting.env,
    allowEnv: env,
    allowCommands: false,
    required: [],
    ...(secretsDir === null ? {} : { secretsDir }),
  };
  try {
    return createSecretsPort(await resolveSecrets({ ...loaded, secrets: [named] }, limits)).fingerprint(named.name);
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
};

const inventoried = async (path: string, given: ProfilesGiven): Promise<InventoryTenant | RefusedProfile> => {
  try {
    const { setting, tenant } = given;
    const loaded = await readProfile(path, { setting, tenant, command: 'fleet check' });
    return inventoryTenant(loaded, await tokenMark(loaded, given));
  } catch (error) {
    if (error instanceof UsageError) return { profile: path, error: lookError(error) };
    throw error;
  }
};
