// What callers that import the package get: use cases with defaults, the types of what they give, and nothing else (docs/library.md).
import { fileURLToPath } from 'node:url';
import type { RunDocument, EvidenceRecord } from '../core/record.ts';
import { type Caller, silentCaller } from './caller.ts';
import { certify as certifyWith, type CertifyOptions } from './certify.ts';
import { check, checkSender, type CheckOptions, type SenderOptions } from './check.ts';
import { dns as dnsWith, type DnsLook, type DnsLookOptions } from './dns/dns.ts';
import { orInterruption, unlessInterrupted } from './interrupted.ts';
import { message as messageWith, type MessageLook, type MessageOptions } from './message/message.ts';
import { NO_TENANT_OPTIONS, type TenantOptions } from './options.ts';
import { rerun as rerunWith, type Rerun, type RerunOptions } from './rerun.ts';
import { createSetting, type Setting } from './setting.ts';

export type { RecordDiff } from '../core/diff.ts';
export { AbortError, UsageError } from '../core/errors.ts';
export type { Finding } from '../core/finding.ts';
export { silentCaller, type Caller, type Heading, type Watcher } from './caller.ts';
export { diffEvidence, exportEvidence, listEvidence, readEvidence, verifyEvidence, type Verification } from './evidence.ts';
export type { DnsLook, EvidenceRecord, MessageLook, Rerun, RunDocument, Setting, TenantOptions };

/** The options of a use case of which only some must be said. */
type Some<T, Must extends keyof T = never> = Partial<Omit<T, 'tenant'>> &
  Pick<T, Must> & { readonly tenant?: Partial<TenantOptions> };

const tenantOf = (given: Partial<TenantOptions> | undefined): TenantOptions => ({ ...NO_TENANT_OPTIONS, ...given });

const SUBJECT = { profile: null, lab: false, scenario: null } as const;
const RECORD = { evidenceDir: './evidence', operator: null, signKey: null } as const;

/** The package's own directory, below which the bundle is. */
const OWN_ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '');

/**
 * What all calls of a process share; make one. `env` is all that profiles may refer to (`env:NAME`): without it, nothing.
 * `version` is written into records.
 */
export const openSetting = (given: {
  readonly version: string;
  readonly env?: Setting['env'];
  readonly root?: string;
}): Setting => createSetting({ root: given.root ?? OWN_ROOT, version: given.version, env: given.env ?? {} });

/** `certify check`: looks at one tenant, read-only; the record when `operator` is given, else the same document unsealed. */
export const look = (
  setting: Setting,
  options: Some<CheckOptions>,
  caller: Caller = silentCaller(),
): Promise<RunDocument | EvidenceRecord> =>
  unlessInterrupted(caller.signal, () =>
    check(setting, caller, {
      ...SUBJECT,
      ...RECORD,
      waitMs: null,
      webhook: false,
      expected: null,
      templates: false,
      ...options,
      tenant: tenantOf(options.tenant),
    }),
  );

/** `certify check --from --region`: what an account has for a sender, judged without a profile. */
export const lookAtSender = (
  setting: Setting,
  options: Some<SenderOptions, 'from' | 'region'>,
  caller: Caller = silentCaller(),
): Promise<RunDocument> =>
  unlessInterrupted(caller.signal, () =>
    checkSender(setting, caller, {
      ...SUBJECT,
      evidenceDir: RECORD.evidenceDir,
      waitMs: null,
      given: [],
      ...options,
      tenant: tenantOf(options.tenant),
    }),
  );

/** `certify ses` or `certify smtp`: the whole run with its one live message; unsealed while a question was put off (`resume`). */
export const certify = (
  setting: Setting,
  options: Some<CertifyOptions, 'provider'>,
  caller: Caller = silentCaller(),
): Promise<RunDocument | EvidenceRecord> =>
  orInterruption(caller.signal, () =>
    certifyWith(setting, caller, {
      ...SUBJECT,
      ...RECORD,
      callbackMs: null,
      waitMs: null,
      resume: null,
      templates: [],
      ...options,
      tenant: tenantOf(options.tenant),
    }),
  );

/** `certify dns`: DNS and mail authentication of one domain. */
export const dns = (
  setting: Setting,
  options: Partial<DnsLookOptions> & Pick<DnsLookOptions, 'domain'>,
  caller: Caller = silentCaller(),
): Promise<DnsLook> =>
  unlessInterrupted(caller.signal, () =>
    dnsWith(setting, caller, {
      from: null,
      mailFrom: null,
      provider: null,
      region: null,
      ip: null,
      helo: null,
      selectors: [],
      resolvers: [],
      authoritative: true,
      authoritativePort: null,
      allowPrivate: false,
      deep: false,
      blocklists: [],
      waitMs: null,
      failOnWarning: false,
      ...options,
    }),
  );

/** `certify message`: a received message that somebody saved. */
export const message = (
  setting: Setting,
  options: Partial<MessageOptions> & Pick<MessageOptions, 'file'>,
  caller: Caller = silentCaller(),
): Promise<MessageLook> =>
  unlessInterrupted(caller.signal, () =>
    messageWith(setting, caller, {
      profile: null,
      authservId: null,
      resolvers: [],
      allowPrivate: false,
      set: [],
      failOnWarning: false,
      ...options,
    }),
  );

/** `certify rerun`, read-only: observes again what a record observed, and what changed since. */
export const rerun = (setting: Setting, options: Some<RerunOptions>, caller: Caller = silentCaller()): Promise<Rerun> =>
  unlessInterrupted(caller.signal, () =>
    rerunWith(setting, caller, {
      ...RECORD,
      id: null,
      ticket: null,
      last: null,
      profile: null,
      waitMs: null,
      checks: [],
      steps: [],
      ...options,
      tenant: tenantOf(options.tenant),
    }),
  );
