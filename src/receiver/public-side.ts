// What anybody may ask: whether the process lives, whether it can take callbacks, and what the contract is.
import type { FastifyInstance } from 'fastify';
import type { GroupCommit } from './group-commit.ts';
import { OPENAPI } from './openapi.ts';
import { readinessOf } from './read-side.ts';
import type { Store } from '../store/store.ts';

export const addPublic = (app: FastifyInstance, store: Store, ledger: GroupCommit): void => {
  app.get('/healthz', () => ({ ok: true }));
  app.get('/readyz', async (_request, reply) => {
    const { ready } = await readinessOf(store, ledger);
    return reply.code(ready ? 200 : 503).send({ ready });
  });
  app.get('/openapi.json', () => OPENAPI);
};
