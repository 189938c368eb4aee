// The read side, under its own token: view, outbox, dead letters, suppression, readiness, stream of changes.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { bearerAllowed } from './token.ts';
import type { Streams } from './changes-stream.ts';
import type { GroupCommit } from './group-commit.ts';
import { listDeadLetters } from './ledger/dead-letters.ts';
import { suppression, suppressionList } from './ledger/suppression.ts';
import type { SuppressionRules } from './ledger/suppression-rules.ts';
import { outboxOf, viewOf } from './ledger/view.ts';
import type { Wanted } from './ledger/view.ts';
import type { Metrics } from './metrics.ts';
import type { ReceiverOptions } from './options.ts';
import { plural } from '../text/plural.ts';
import type { Store } from '../store/store.ts';
import { type Strays, viewWithStrays } from './strays.ts';

export interface ReadSide {
  readonly store: Store;
  readonly streams: Streams;
  readonly strays: Strays;
  readonly rules: SuppressionRules;
  readonly metrics: Metrics;
  readonly ledger: GroupCommit;
  readonly options: Pick<ReceiverOptions, 'readTokens' | 'tokenMatches' | 'clock'>;
}

const one = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const wantedOf = (request: FastifyRequest): Wanted | null => {
  const query = request.query as { readonly [key: string]: unknown };
  const wanted = {
    nonce: one(query['nonce']),
    providerMessageId: one(query['providerMessageId']),
    account: one(query['account']),
  };
  return wanted.nonce === null && wanted.providerMessageId === null ? null : wanted;
};

const BASE = '/engagement/email';
const MISSING = { success: false, reason: 'malformed', detail: 'nonce or providerMessageId is needed' };

/** Ready when the store answers and took the last write. After one that failed, a write of no consequence is tried. */
export const readinessOf = async (
  store: Store,
  ledger: GroupCommit,
): Promise<{ readonly ready: boolean; readonly detail: string | null }> => {
  if (!(await ledger.writable())) return { ready: false, detail: 'the store does not take writes' };
  try {
    const letters = await store.read((tx) => listDeadLetters(tx, 'unresolved'));
    return {
      ready: true,
      detail: letters.length === 0 ? null : plural(letters.length, 'unresolved dead letter'),
    };
  } catch {
    return { ready: false, detail: 'the store does not answer' };
  }
};

export const addReadSide = (
  app: FastifyInstance,
  { store, streams, strays, rules, metrics, ledger, options }: ReadSide,
): void => {
  app.register(async (side) => {
    side.addHook('onRequest', async (request, reply) => {
      if (bearerAllowed(request.headers.authorization, options.readTokens, options.tokenMatches)) return;
      await reply.code(401).send({ success: false, reason: 'token-wrong' });
    });
    side.get<{ Querystring: { strays?: string } }>(`${BASE}/ledger`, async (request, reply) => {
      const wanted = wantedOf(request);
      if (wanted === null) return reply.code(400).send(MISSING);
      return request.query.strays === '1' ? viewWithStrays(store, strays, wanted) : store.read((tx) => viewOf(tx, wanted));
    });
    side.get(`${BASE}/ledger/changes`, async (request, reply) => {
      const wanted = wantedOf(request);
      if (wanted === null) return reply.code(400).send(MISSING);
      reply.hijack();
      await streams.open(reply.raw, wanted);
      return reply;
    });
    side.get(`${BASE}/outbox`, () => store.read(async (tx) => ({ pending: await outboxOf(tx) })));
    side.get(`${BASE}/dead-letters`, () => store.read(async (tx) => ({ unresolved: await listDeadLetters(tx, 'unresolved') })));
    side.get(`${BASE}/readiness`, () => readinessOf(store, ledger));
    side.get('/metrics', (_request, reply) =>
      reply
        .type('text/plain; version=0.0.4')
        .send(metrics.render({ certify_callbacks_waiting: ledger.waiting(), certify_streams_open: streams.count() })),
    );
    side.get(`${BASE}/suppression`, () =>
      store.read(async (tx) => ({ listed: await suppressionList(tx, rules, options.clock.now()) })),
    );
    side.get<{ Params: { address: string } }>(`${BASE}/suppression/:address`, (request) =>
      store.read(async (tx) => {
        const listing = await suppression(tx, request.params.address, rules, options.clock.now());
        return { suppressed: listing !== null, listing };
      }),
    );
  });
};
