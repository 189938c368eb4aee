// What every SDK client of certify is made with: an explicit endpoint, explicit retries, time limits, and a transcript.
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { CredentialRole } from '../../core/observation.ts';
import { answeredByOther, type Question, readSdkError, readsAsForeign, translate } from './errors.ts';
import { agentByHost, agentFor } from '../http/proxy.ts';
import { watched } from './chain-ways.ts';
import { type AwsLine, corrected } from './line.ts';

export interface AwsCredential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** When the session ends. */
  readonly expiration?: Date;
}
export type CredentialProvider = () => Promise<AwsCredential>;
/** One line for each request as spoken; no header and no body in it. */
export type AwsTranscript = (line: string) => void;

export interface Connection {
  readonly service: string;
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: CredentialProvider;
  readonly role: CredentialRole;
  /** 1 where a second request could mean a second message, or where the pacer asks again. */
  readonly maxAttempts: number;
  readonly line: AwsLine;
  readonly transcript?: AwsTranscript;
}

const SECOND = 1000;
const CONNECT_TIMEOUT = 5 * SECOND;
const REQUEST_TIMEOUT = 10 * SECOND;
const silent = (): void => undefined;

/** An agent that opens no socket once it is destroyed: one of Node's does, for what waited in it and for what is tried again. */
const ending = <A extends HttpAgent>(agent: A): A => {
  const connect = agent.createConnection.bind(agent);
  const destroy = agent.destroy.bind(agent);
  let isOver = false;
  agent.createConnection = (options, done) => {
    if (!isOver) return connect(options, done);
    process.nextTick(() => done?.(new Error('The run ended before AWS was asked.'), undefined as never));
    return undefined;
  };
  agent.destroy = () => {
    isOver = true;
    destroy();
  };
  return agent;
};

const SOCKETS = { keepAlive: true, maxSockets: 3 };
const LOGGER = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };

const handlerWith = (https: HttpsAgent) => ({
  connectionTimeout: CONNECT_TIMEOUT,
  requestTimeout: REQUEST_TIMEOUT,
  throwOnRequestTimeout: true,
  httpAgent: ending(new HttpAgent(SOCKETS)),
  httpsAgent: ending(https),
});

/**
 * For the clients that the SDK makes for itself while it looks for a credential (SSO portal and OIDC, `aws login`, STS for a role or a
 * web identity): it hands its own handler to some of them only, and to none a proxy. Their hosts are the SDK's to know.
 */
export const chainConfig = () => ({ requestHandler: handlerWith(watched(agentByHost(SOCKETS))), logger: LOGGER });

/**
 * An explicit `endpoint` is what keeps AWS_ENDPOINT_URL and the shared config file from redirecting anything. FIPS and dual
 * stack are off because the SDK refuses them beside an explicit endpoint; the profile can name such an endpoint itself.
 */
export const clientConfig = (connection: Connection) => {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  return {
    region: connection.region,
    endpoint: connection.endpoint,
    credentials: connection.credentials,
    maxAttempts: connection.maxAttempts,
    retryMode: 'standard',
    systemClockOffset: connection.line.offsetMs,
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    requestHandler: handlerWith(agentFor(connection.endpoint, SOCKETS) ?? new HttpsAgent(SOCKETS)),
    logger: LOGGER,
  };
};

interface Metadata {
  readonly httpStatusCode?: number | undefined;
  readonly requestId?: string | undefined;
}

const metadataOf = (value: unknown): Metadata =>
  typeof value === 'object' && value !== null && '$metadata' in value ? ((value.$metadata as Metadata | undefined) ?? {}) : {};

/** Asks through the client and says in the transcript what came. Throws what the SDK throws. */
const spokenOnce = async <T>(connection: Connection, action: string, ask: () => Promise<T>): Promise<T> => {
  const { line } = connection;
  const host = hostOf(connection);
  const silent = line.silent.known(host);
  if (silent !== undefined) throw silent;
  const began = performance.now();
  const tell = (outcome: unknown, word: string): void => {
    const { httpStatusCode, requestId } = metadataOf(outcome);
    const took = Math.round(performance.now() - began);
    connection.transcript?.(
      `${connection.role} ${action} ${connection.endpoint} → ${httpStatusCode ?? '-'} ${word} ${took} ms ${requestId ?? ''}`.trimEnd(),
    );
  };
  try {
    const answer = await ask();
    line.answered.add(host);
    line.silent.answered(host);
    tell(answer, 'ok');
    return answer;
  } catch (thrown) {
    if (readSdkError(thrown).status === null) line.silent.failed(host, thrown);
    else {
      line.answered.add(host);
      line.silent.answered(host);
    }
    tell(thrown, thrown instanceof Error ? thrown.name : 'error');
    throw thrown;
  }
};

/**
 * Asks, and once more where AWS refused this machine's time: nothing was done then, and the next signature carries AWS's.
 * Throws what the SDK throws.
 */
export const spoken = async <T>(connection: Connection, action: string, ask: () => Promise<T>): Promise<T> => {
  const signedWith = connection.line.offsetMs;
  try {
    return await spokenOnce(connection, action, ask);
  } catch (thrown) {
    if (!corrected(thrown, connection.line, signedWith)) throw thrown;
    return spokenOnce(connection, action, ask);
  }
};

const hostOf = (connection: Connection): string => new URL(connection.endpoint).host;

export const questionOf = (connection: Connection, action: string): Question => ({
  action,
  credential: connection.role,
  host: hostOf(connection),
  region: connection.region,
  answered: connection.line.answered,
});

/** `spoken`, with errors translated. */
export const asked = async <T>(connection: Connection, action: string, ask: () => Promise<T>): Promise<T> => {
  try {
    const answer = await spoken(connection, action, ask);
    if (typeof answer === 'object' && answer !== null && readsAsForeign(answer))
      throw answeredByOther(questionOf(connection, action));
    return answer;
  } catch (thrown) {
    throw translate(thrown, questionOf(connection, action));
  }
};
