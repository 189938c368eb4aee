// The SDK clients of one tenant: each made at its first use, so that a command pays only for the services it asks.
import { ObservationError } from '../../core/errors.ts';
import type { CredentialRole } from '../../core/observation.ts';
import type { Endpoints } from '../../core/profile.ts';
import { type AwsService, partitionOf } from '../../aws/region.ts';
import type { AwsTranscript, Connection, CredentialProvider } from './connection.ts';
import { endpointOf } from './endpoints.ts';
import type { AwsLine } from './line.ts';

/** Where and as whom a tenant's clients speak. */
export interface ClientScope {
  readonly region: string;
  readonly endpoints: Endpoints;
  readonly role: CredentialRole;
  readonly credentials: CredentialProvider;
  readonly line: AwsLine;
  readonly transcript?: AwsTranscript;
}

export const connectionTo = (service: AwsService, scope: ClientScope, maxAttempts: number): Connection => ({
  service,
  region: service === 'iam' ? partitionOf(scope.region).globalRegion : scope.region,
  endpoint: endpointOf(service, scope.region, scope.endpoints),
  credentials: scope.credentials,
  role: scope.role,
  maxAttempts,
  line: scope.line,
  ...(scope.transcript === undefined ? {} : { transcript: scope.transcript }),
});

interface Closing {
  close(): void;
}

const SDK_ATTEMPTS = 3;
/** SES is asked again by the pacer, or two pacers would fight. */
const PACED_ATTEMPTS = 1;

export const closedAlready = (): ObservationError =>
  new ObservationError({ state: 'unreachable', code: 'closed', message: 'The run ended before AWS was asked.' });

/** Each function gives the one client of its service. */
export const lazyClients = (given: ClientScope) => {
  let isOver = false;
  const scope: ClientScope = {
    ...given,
    // A credential that comes after the end signs nothing any more.
    credentials: async () => {
      const credential = await given.credentials();
      if (isOver) throw closedAlready();
      return credential;
    },
  };
  const opened: Promise<Closing>[] = [];
  const once = <T extends Closing>(open: () => Promise<T>): (() => Promise<T>) => {
    let client: Promise<T> | null = null;
    return () => {
      if (client === null) {
        client = open();
        opened.push(client);
      }
      return client;
    };
  };
  return {
    sesv2: once(async () => (await import('./sesv2.ts')).openSesV2(connectionTo('sesv2', scope, PACED_ATTEMPTS))),
    sesClassic: once(async () => (await import('./ses-classic.ts')).openSesClassic(connectionTo('ses', scope, PACED_ATTEMPTS))),
    sns: once(async () => (await import('./sns.ts')).openSns(connectionTo('sns', scope, SDK_ATTEMPTS))),
    iam: once(async () => (await import('./iam.ts')).openIam(connectionTo('iam', scope, SDK_ATTEMPTS))),
    kms: once(async () => (await import('./kms.ts')).openKms(connectionTo('kms', scope, SDK_ATTEMPTS))),
    cloudwatch: once(async () =>
      (await import('./cloudwatch.ts')).openCloudWatch(connectionTo('cloudwatch', scope, SDK_ATTEMPTS)),
    ),
    sts: once(async () => (await import('./sts.ts')).openSts(connectionTo('sts', scope, SDK_ATTEMPTS))),
    close: async (): Promise<void> => {
      isOver = true;
      for (const client of await Promise.allSettled(opened)) if (client.status === 'fulfilled') client.value.close();
    },
  };
};

export type LazyClients = ReturnType<typeof lazyClients>;
