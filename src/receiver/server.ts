// The receiver: the endpoints of the contract, the ledger behind them. Everything outside comes in as a port.
import type { FastifyInstance } from 'fastify';
import { createCallbacks } from './callbacks.ts';
import { createCertificates } from './certificates.ts';
import { createStreams } from './changes-stream.ts';
import { createApp } from './framework.ts';
import { createGroupCommit } from './group-commit.ts';
import type { GroupCommit } from './group-commit.ts';
import { expireUnmatched } from './ledger/expire.ts';
import { createJumps } from './steady.ts';
import { SUPPRESSION_PROFILES } from './ledger/suppression-rules.ts';
import { createLog } from './log.ts';
import type { ReceiverLog } from './log.ts';
import { DEFAULT_LIMITS } from './options.ts';
import type { ReceiverOptions } from './options.ts';
import { createMetrics } from './metrics.ts';
import { addPublic } from './public-side.ts';
import { addReadSide } from './read-side.ts';
import { createStrays } from './strays.ts';
import { createRefusals } from './refusals.ts';
import { openStore } from '../store/open.ts';
import { MIGRATIONS } from './ledger/migrations.ts';
import type { Store } from '../store/store.ts';
import { addWriteSide } from './write-side.ts';

export interface Receiver {
  /** Such as `http://127.0.0.1:8025`, without a path. */
  readonly url: string;
  readonly port: number;
  readonly store: Store;
  /** Takes no new request, finishes those under way, closes the store. */
  stop(): Promise<void>;
}

const HOUR_MS = 3_600_000;

const stopAll = async (app: FastifyInstance, ledger: GroupCommit, store: Store): Promise<void> => {
  await app.close();
  await ledger.drain();
  await store.close();
};

/** A clock that was set wrong for a while must not let go of callbacks whose message is still to be registered. */
const expireHourly = (store: Store, { clock }: ReceiverOptions, log: ReceiverLog): NodeJS.Timeout => {
  const jumped = createJumps(clock);
  return setInterval(() => {
    const gained = jumped();
    if (gained !== null) {
      log.fault(`expiry put off: the clock of this machine jumped by ${Math.round(gained / 1000)} s`, null);
      return;
    }
    expireUnmatched(store, clock.now()).catch((cause: unknown) => log.fault('expiry failed', cause));
  }, HOUR_MS).unref();
};

/** Where this machine reaches it: a wildcard is reached on loopback. */
const urlOf = ({ host, tls }: ReceiverOptions, port: number): string => {
  const reached = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[host] ?? (host.includes(':') ? `[${host}]` : host);
  return `${tls === undefined ? 'http' : 'https'}://${reached}:${port}`;
};

export const startReceiver = async (options: ReceiverOptions): Promise<Receiver> => {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const rules = options.suppression ?? SUPPRESSION_PROFILES.standard;
  const log = createLog(options.logStream);
  const store = await openStore(options.store, MIGRATIONS, options.clock.now().toISOString());
  const ledger = createGroupCommit(store, limits);
  const streams = createStreams(store);
  const metrics = createMetrics();
  const refusals = createRefusals(limits.refusalsPerMinute);
  const strays = createStrays();
  const certificates = createCertificates(options);
  const callbacks = createCallbacks({ options, limits, ledger, log, rules, metrics, refusals, strays, certificates });
  const app = createApp(options, limits, callbacks, log);
  addWriteSide(app, { options, ledger, rules });
  addReadSide(app, { store, streams, strays, rules, options, metrics, ledger });
  addPublic(app, store, ledger);
  const expiry = expireHourly(store, options, log);
  app.addHook('preClose', async () => streams.stop());
  await app.listen({ host: options.host, port: options.port }).catch(async (error: unknown) => {
    clearInterval(expiry);
    await stopAll(app, ledger, store);
    throw error;
  });
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  let stopped: Promise<void> | null = null;
  return {
    url: urlOf(options, port),
    port,
    store,
    stop: () => {
      clearInterval(expiry);
      stopped ??= stopAll(app, ledger, store);
      return stopped;
    },
  };
};
