// `check`: everything observable of a tenant, read-only; with a profile, or of a sender and a region alone.
import type { AnyCheck } from '../checks/check.ts';
import { UsageError } from '../core/errors.ts';
import type { RunDocument } from '../core/record.ts';
import { listRecords } from '../evidence/store.ts';
import { type Party, party } from '../facts/index.ts';
import { askedInLab, targetAsked } from '../profile/asked.ts';
import { givenValues } from '../profile/given.ts';
import { type Override, overridesFromEnvironment, overridesFromFlags } from '../profile/overrides.ts';
import { placesOf } from '../profile/places.ts';
import type { LoadedProfile } from '../profile/profile.ts';
import { modeOf } from '../run/mode.ts';
import type { Aim } from '../run/read-only.ts';
import { mailDomain } from '../text/mail-address.ts';
import { isObject } from '../text/unknown-json.ts';
import { createFiles } from '../world/files/files.ts';
import { askedRegion } from './asked-region.ts';
import type { Caller } from './caller.ts';
import { type ProfileSource, withSource } from './lab/source.ts';
import { type LookSource, profileLooked } from './look.ts';
import type { RecordOptions, SubjectOptions } from './options.ts';
import type { Setting } from './setting.ts';
import { lookWaiting } from './waiting.ts';

export interface CheckOptions extends SubjectOptions, RecordOptions {
  /** Milliseconds to look again at what is pending; null: one look. */
  readonly waitMs: number | null;
  /** Post the negative tests to the callback URL too. */
  readonly webhook: boolean;
  /** Whom the look must be about; null: whoever the profile is of. */
  readonly expected: { readonly tenant: string; readonly because: string } | null;
  /** Look at the content of the templates too. */
  readonly templates: boolean;
}

/** Where a profile's rows are, as a record tells it too. */
const ledgerOf = (loaded: unknown): string => {
  const callback = isObject(loaded) && isObject(loaded['callback']) ? loaded['callback'] : {};
  const ledger = isObject(callback['ledger']) ? callback['ledger'] : {};
  return JSON.stringify([ledger['baseUrl'] ?? null, ledger['embedded'] ?? false]);
};

/** The tenant's last delivered live message in this ledger: its row is what forgeries may visibly change. */
const aimOf = async (source: ProfileSource, { webhook, evidenceDir }: CheckOptions): Promise<Aim | null> => {
  if (!webhook) return null;
  const { profile } = await source.load();
  const { tenant, provider } = profile;
  const [mode, ledger] = [modeOf(placesOf(profile)), ledgerOf(profile)];
  const proven = (await listRecords(createFiles(), evidenceDir)).find(
    (record) =>
      record.tenant === tenant &&
      record.provider === provider &&
      record.run.mode === mode &&
      ledgerOf(record.profile.loaded) === ledger &&
      record.callback?.event === 'delivery' &&
      record.ledger?.attempt != null,
  );
  if (proven?.ledger?.attempt != null) {
    return { nonce: proven.ledger.attempt.nonce, message: proven.receipt };
  }
  throw new UsageError({
    code: 'no-delivered-message',
    message: `${evidenceDir} holds no record of ${tenant} (mode ${mode}, this ledger) with a delivered live message, so there is no row that a forgery could visibly change.`,
    fix: `Run certify ${provider.toLowerCase()} once (it makes the negative tests itself), or name the records with --evidence-dir.`,
  });
};

/** What was made for one tenant is not compared with another. */
const refuseOther = async (source: ProfileSource, { expected }: CheckOptions): Promise<void> => {
  if (expected === null) return;
  const { profile, path } = await source.load();
  if (profile.tenant === expected.tenant) return;
  throw new UsageError({
    code: 'other-tenant',
    message: `${expected.because} is of ${expected.tenant}, and ${path} is the profile of ${profile.tenant}.`,
    fix: `Name the profile of ${expected.tenant}.`,
    place: { file: path },
  });
};

/** Looks at one tenant. Stored as a record when an operator answers for it. */
export const check = (setting: Setting, caller: Caller, options: CheckOptions): Promise<RunDocument> =>
  withSource(setting, { ...options, command: 'check', provider: null }, async (source) => {
    await refuseOther(source, options);
    const aim = await aimOf(source, options);
    return lookWaiting(
      setting,
      caller,
      { ...options, command: 'check', source: profileLooked(source, options.templates), aim, stores: true },
      options.waitMs,
    );
  });

const FOUND: ReadonlySet<Party> = new Set(['ses', 'sns', 'kms', 'cloudwatch', 'dns']);
const NOT_FOUND: ReadonlySet<Party> = new Set(['live', 'webhook', 'iam']);

/** What SES, SNS and DNS alone can answer: without a profile nothing is known of SquareOS. */
const isAboutAws = (one: AnyCheck): boolean =>
  one.needs.some((need) => FOUND.has(party(need))) && !one.needs.some((need) => NOT_FOUND.has(party(need)));

export interface SenderOptions extends Pick<CheckOptions, 'waitMs' | 'tenant' | 'lab' | 'scenario' | 'evidenceDir'> {
  /** The From address. */
  readonly from: string;
  /** The SES region. */
  readonly region: string;
  /** What flags of their own say, as `--set` would. */
  readonly given: readonly Override[];
}

const domainOfSender = (from: string): string => {
  const domain = mailDomain(from);
  if (domain?.includes('.') === true) return domain;
  throw new UsageError({
    code: 'from-malformed',
    message: '--from is not a mail address.',
    fix: 'Give one such as billing@example.com.',
  });
};

/** A world without AWS must not send the question to the real one. */
const withSes = (lab: LoadedProfile): LoadedProfile => {
  if (placesOf(lab.profile).ses !== null) return lab;
  throw new UsageError({
    code: 'scenario-without-ses',
    message: 'This scenario simulates a relay: there is no Amazon SES in it that could be asked.',
    fix: 'Choose one whose name begins with ses- or healthy-ses.',
  });
};

/** Identity, set, destination, topic and subscription are found, and only they are judged. Never stored. */
export const checkSender = (setting: Setting, caller: Caller, options: SenderOptions): Promise<RunDocument> => {
  const { from, tenant, lab, scenario } = options;
  const region = askedRegion(options.region);
  const given = givenValues([...options.given, ...overridesFromFlags(tenant.set)], overridesFromEnvironment(setting.env));
  const asked = targetAsked({ domain: domainOfSender(from), from, provider: 'SES', region, dkim: [], resolvers: [], given });
  const nobody = { operator: null, signKey: null, stores: false };
  const lookFrom = (source: LookSource): Promise<RunDocument> =>
    lookWaiting(setting, caller, { ...options, ...nobody, command: 'check', source, keep: isAboutAws }, options.waitMs);
  const typed = `--from ${from} --region ${region}`;
  if (!lab && scenario === null) return lookFrom({ load: async () => asked, typed });
  // The lab's own profile says where its parties are; what was given is said of the sender alone.
  const inLab = { ...options, profile: null, tenant: { ...tenant, set: [] }, command: 'check', provider: null };
  return withSource(setting, inLab, (source) =>
    lookFrom({ load: async () => askedInLab(asked, withSes(await source.load())), typed: `${typed} ${source.typed}` }),
  );
};
