// One tenant's doors: what may be looked at, and, only for a run that sends, what may be changed.
import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { UsageError } from '../core/errors.ts';
import type { AwsReads } from '../core/ports/aws.ts';
import type { Reads } from '../core/ports/reads.ts';
import type { SmtpPort, SmtpSender } from '../core/ports/smtp.ts';
import type { WebhookPort } from '../core/ports/webhook.ts';
import type { SesSender, Writes } from '../core/ports/writes.ts';
import type { LoadedProfile, Profile } from '../core/profile.ts';
import type { Sender } from '../core/sender.ts';
import { awsDoor, sesPlaceOf, sesSenderFor } from './aws/door.ts';
import { systemClock } from './clock.ts';
import { createDns } from './dns/port.ts';
import { runEnvironment } from './environment.ts';
import { ledgerDoor, type LedgerPlace } from './ledger/door.ts';
import { createPlatformTrigger } from './ledger/platform.ts';
import { createSecretsPort, type SecretStore } from './secrets/port.ts';
import type { Shared } from './shared.ts';
import { smtpDoor } from './smtp/door.ts';
import { createWebhookPort } from './webhook/webhook.ts';

export interface World {
  readonly reads: Reads;
  /** null where nothing may be sent. */
  readonly writes: Writes | null;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly shared: Shared;
  readonly loaded: LoadedProfile;
  readonly sender: Sender;
  readonly secrets: SecretStore;
  readonly runId: string;
  readonly sends: boolean;
  readonly allowPrivate: boolean;
  /** A receiver that the command line runs for this tenant. */
  readonly embeddedLedger?: LedgerPlace;
  /** One line as spoken, not yet neutralised. */
  readonly transcript?: (line: string) => void;
}

/** The extra authority for SMTP and the callback; never for AWS nor the SNS certificate. */
const extraAuthority = async (loaded: LoadedProfile): Promise<string | undefined> => {
  const { caFile } = loaded.profile.trust;
  if (caFile === undefined) return undefined;
  const path = isAbsolute(caFile) ? caFile : join(loaded.directory, caFile);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError({
      code: 'ca-file-unreadable',
      message: `trust.caFile ${caFile} cannot be read.`,
      fix: 'Name a PEM file beside the profile, or leave trust.caFile out.',
      place: { file: loaded.path },
      cause: error,
    });
  }
};

const refuseAll = (what: string): never => {
  throw new Error(`${what} was asked for by a tenant that has none`);
};

/** Asking a door that the tenant does not have is a bug of the asking probe. */
const absent = (what: string): object =>
  new Proxy({}, { get: (_, name) => (name === 'then' ? undefined : refuseAll(`${what}.${String(name)}`)) });

/** A lab profile's peers are on loopback by their nature. */
const mayBePrivate = (profile: Profile, allowed: boolean): boolean => allowed || profile.lab !== undefined;

export const buildWorld = async (options: WorldOptions): Promise<World> => {
  const { loaded, secrets, transcript } = options;
  const { profile } = loaded;
  const ca = await extraAuthority(loaded);
  const allowPrivate = mayBePrivate(profile, options.allowPrivate);
  const spoken = transcript === undefined ? {} : { transcript };
  const dns = createDns({
    resolvers: profile.dns.resolvers,
    ...(profile.dns.authoritativePort === undefined ? {} : { authoritativePort: profile.dns.authoritativePort }),
    clock: systemClock,
    ...spoken,
  });
  const sesPlace = sesPlaceOf(profile);
  const aws = sesPlace === null ? null : awsDoor(profile, sesPlace, secrets, options.shared, transcript);
  const trust = ca === undefined ? {} : { ca };
  const smtp = profile.smtp === undefined ? null : smtpDoor(profile, profile.smtp, secrets, dns, trust, transcript);
  const ledger = ledgerDoor(profile, secrets, {
    ...trust,
    allowPrivate: allowPrivate || options.embeddedLedger !== undefined,
    ...(options.embeddedLedger === undefined ? {} : { embedded: options.embeddedLedger }),
  });
  const verifyToken = secrets.get('callback.verifyToken');
  const reads: Reads = {
    sender: options.sender,
    clock: systemClock,
    secrets: createSecretsPort(secrets),
    aws: aws?.reads ?? (absent('aws') as AwsReads),
    dns,
    smtp: smtp?.port ?? (absent('smtp') as SmtpPort),
    webhook:
      verifyToken === undefined
        ? (absent('webhook') as WebhookPort)
        : createWebhookPort({ url: profile.callback.url, verifyToken, runId: options.runId, ...trust, allowPrivate }),
    ledger: ledger.reads,
    environment: runEnvironment(profile),
  };
  const writes: Writes = {
    ses: profile.ses === undefined ? (absent('ses') as SesSender) : sesSenderFor(profile, profile.ses, secrets, transcript),
    smtp: smtp?.sender ?? (absent('smtp') as SmtpSender),
    platform: createPlatformTrigger({
      baseUrl: ledger.place?.baseUrl ?? null,
      token: ledger.place?.writeToken ?? null,
      ...trust,
      allowPrivate,
    }),
    ledger: ledger.writes,
  };
  return {
    reads,
    writes: options.sends ? writes : null,
    close: async () => {
      dns.close();
      await aws?.close();
    },
  };
};
