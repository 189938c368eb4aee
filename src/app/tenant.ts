// From a profile to a tenant that can be worked with: secrets, gate, masks, world.
import { dirname, resolve } from 'node:path';
import { didYouMeanFile } from '../text/nearest.ts';
import { UsageError } from '../core/errors.ts';
import type { JsonValue } from '../core/json.ts';
import type { MessagePort } from '../core/ports/message.ts';
import type { LoadedProfile } from '../profile/profile.ts';
import { checks } from '../checks/index.ts';
import { createGate, createRedactor } from '../masking/gate.ts';
import { maskFact, maskText, type MaskContext, shortened } from '../masking/mask.ts';
import { refuseSecrets } from '../masking/human.ts';
import { forTerminal } from '../masking/neutral.ts';
import { expectedMessage } from '../profile/expected-message.ts';
import { loadProfile } from '../profile/load.ts';
import { overridesFromEnvironment, overridesFromFlags } from '../profile/overrides.ts';
import { publicValues } from '../profile/public-values.ts';
import { bindSecrets, secretUses } from '../profile/secret-hosts.ts';
import type { Target } from '../profile/target.ts';
import { createFiles } from '../world/files/files.ts';
import { needlesOf } from '../world/gate.ts';
import { resolveSecrets } from '../world/secrets/secrets.ts';
import { buildWorld, type World } from '../world/world.ts';
import type { Caller } from './caller.ts';
import { startEmbeddedLedger } from './embedded-ledger.ts';
import { refuseStoppedLab } from './lab/stopped.ts';
import type { TenantOptions } from './options.ts';
import { confinePaths } from './profile-paths.ts';
import type { Setting } from './setting.ts';
import { checkExport } from './squareos-export.ts';

export interface Tenant {
  readonly target: Target;
  readonly world: World;
  readonly mask: (value: JsonValue) => JsonValue;
  readonly maskContext: MaskContext;
  close(): Promise<void>;
}

/** What people wrote for people is stored as it stands: it must hold no secret, nor the id of a key. */
const screenWords = ({ profile }: LoadedProfile): void => {
  const { tenant, owners, live, extraction, attestations, limitations } = profile;
  const words: readonly (readonly [string, string | undefined])[] = [
    ['tenant', tenant],
    ...Object.entries(owners).map(([who, name]) => [`owners.${who}`, name] as const),
    ['live.optIn.by', live.optIn.by],
    ['live.optIn.reference', live.optIn.reference],
    ['extraction.row', extraction?.row],
    ['extraction.ticket', extraction?.ticket],
    ...attestations.flatMap(({ id, by, reference }) => [[`attestations, ${id}`, `${by}\n${reference}`] as const]),
    ...limitations.flatMap(({ check, reason, ticket, approvedBy }) => [
      [`limitations, ${check}`, `${reason}\n${ticket}\n${approvedBy}`] as const,
    ]),
  ];
  for (const [place, text] of words) refuseSecrets(text ?? '', `\`${place}\` of the profile`);
};

/** The profile's text, or a UsageError that says how to come by one. */
export const readProfile = async (
  path: string | null,
  given: { readonly setting: Setting; readonly tenant: TenantOptions; readonly command: string },
): Promise<LoadedProfile> => {
  if (path === null) {
    throw new UsageError({
      code: 'profile-missing',
      message: `\`certify ${given.command}\` needs a profile.`,
      fix: `Name it (\`certify ${given.command} gym.yaml\`), write one with \`certify init\`, or try the lab: \`certify ${given.command} --lab\``,
    });
  }
  const files = createFiles();
  const text = await files.readText(path);
  if (text === null) {
    throw new UsageError({
      code: 'profile-not-found',
      message: `There is no profile ${path}.`,
      fix: `${await didYouMeanFile(files, path)}Check the path, or write a profile with \`certify init\`.`,
      place: { file: path },
    });
  }
  const overrides = [...overridesFromEnvironment(given.setting.env), ...overridesFromFlags(given.tenant.set)];
  const loaded = loadProfile({
    text,
    path,
    directory: dirname(resolve(path)),
    overrides,
    known: { checks: checks.map((check) => check.id) },
  });
  screenWords(loaded);
  await confinePaths(loaded, { text, own: overrides.map((one) => one.path), named: given.tenant.secretsDir });
  return loaded;
};

const hostsIn = (env: Setting['env']): readonly string[] =>
  (env['CERTIFY_SECRET_HOSTS'] ?? '').split(/[\s,]+/).filter((glob) => glob !== '');

/** Resolves the secrets, arms the gate with them, and opens the doors. */
export const openTenant = async (
  target: Target,
  given: {
    readonly setting: Setting;
    readonly caller: Caller;
    readonly tenant: TenantOptions;
    readonly evidenceDir: string;
    readonly runId: string;
    readonly sends: boolean;
    /** Opens the door through which the account is changed. */
    readonly provisions?: boolean;
    readonly message?: MessagePort;
  },
): Promise<Tenant> => {
  const { caller, setting, tenant } = given;
  const { askSecret } = caller;
  bindSecrets(target.secrets, target.places, [...tenant.secretHosts, ...hostsIn(setting.env)]);
  caller.onSecrets(secretUses(target.secrets, target.places));
  await refuseStoppedLab(target.places, target.loaded?.path ?? 'The profile');
  await checkExport(target);
  const secrets = await resolveSecrets(target.secrets, {
    env: setting.env,
    allowEnv: tenant.env,
    ...(tenant.secretsDir === null ? {} : { secretsDir: tenant.secretsDir }),
    allowCommands: tenant.allowSecretCommands,
    ...(askSecret === undefined ? {} : { prompt: askSecret }),
  });
  const { loaded, sender } = target;
  const embeds = given.sends && loaded !== null;
  const ledger = embeds ? await startEmbeddedLedger(loaded.profile, secrets, given.evidenceDir) : null;
  const needles = needlesOf([...secrets.all(), ...(ledger === null ? [] : [ledger.place.token, ledger.place.writeToken])]);
  const openly = publicValues(loaded);
  caller.arm(createGate(needles, { openly }));
  const redact = createRedactor(needles, { openly });
  const { inbox } = target.places;
  const maskContext: MaskContext = {
    recipients: shortened([sender.recipient, inbox?.username ?? null], sender.address),
    redact,
  };
  const { transcript: heard } = caller;
  const transcript = heard === undefined ? undefined : (line: string) => heard(forTerminal(maskText(line, maskContext)));
  const world = await buildWorld({
    shared: setting.shared,
    places: target.places,
    from: target.secrets,
    sender,
    secrets,
    runId: given.runId,
    sends: given.sends,
    provisions: given.provisions === true,
    allowPrivate: tenant.allowPrivate,
    ...(ledger === null ? {} : { embeddedLedger: ledger.place }),
    ...(transcript === undefined ? {} : { transcript }),
    ...(given.message === undefined ? {} : { message: given.message }),
    ...(loaded === null
      ? {}
      : { expected: expectedMessage(loaded.profile), authservId: loaded.profile.live.inbox?.authservId ?? null }),
    onThrottled: (region) => caller.onThrottled(region),
  }).catch(async (error: unknown) => {
    // An open port would keep the process from ending.
    await ledger?.stop();
    throw error;
  });
  const close = async (): Promise<void> => {
    await world.close();
    await ledger?.stop();
  };
  return { target, world, mask: (value) => maskFact(value, maskContext), maskContext, close };
};
