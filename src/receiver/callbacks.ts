// The two callback endpoints and the write side on fastify: token before body, one answer shape, no detail of a fault outside.
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { rejected } from './answer.ts';
import type { Answer, Refusal } from './answer.ts';
import type { Certificates } from './certificates.ts';
import type { GroupCommit } from './group-commit.ts';
import type { SuppressionRules } from './ledger/suppression-rules.ts';
import type { CallbackLog, ReceiverLog } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Refusals } from './refusals.ts';
import type { Strays } from './strays.ts';
import type { ChannelAccount, ReceiverOptions } from './options.ts';
import { answerSes } from './ses-endpoint.ts';
import { answerSmtp } from './smtp-endpoint.ts';
import { StoreDown } from '../store/store.ts';
import { accountsFor, bearerAllowed, presentedToken } from './token.ts';
import { answerRegister, ATTEMPT, type AttemptBody, refusedBySchema } from './write-side.ts';
import { parsedJson } from '../text/unknown-json.ts';

export interface Callbacks {
  readonly options: ReceiverOptions;
  readonly ledger: GroupCommit;
  readonly log: ReceiverLog;
  readonly rules: SuppressionRules;
  readonly certificates: Certificates;
  readonly metrics: Metrics;
  readonly refusals: Refusals;
  readonly strays: Strays;
}

const send = (reply: FastifyReply, answer: Answer): FastifyReply => reply.code(answer.status).send(answer.body);

/** SNS sends JSON as `text/plain; charset=UTF-8`: whatever the type says, the bytes are kept and read as UTF-8. */
const readBodies = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** null for a body that is missing or not UTF-8. */
const bodyText = (body: unknown): string | null => {
  if (!Buffer.isBuffer(body)) return null;
  try {
    return utf8.decode(body);
  } catch {
    return null;
  }
};

/** Faults of the framework in the words of the contract; everything else is ours: 503, so that SNS tries again. */
const faultAnswer = (cause: unknown): Answer => {
  const refused = refusedBySchema(cause as Partial<FastifyError>);
  if (refused !== null) return refused;
  const { statusCode } = cause as { readonly statusCode?: unknown };
  if (statusCode === 413) return rejected('too-large');
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) return rejected('malformed');
  return rejected('store-unavailable');
};

const right = new WeakMap<FastifyRequest, readonly ChannelAccount[]>();

/** fastify's own clock runs only while its request log does. */
const arrived = new WeakMap<FastifyRequest, number>();
const tookMs = (request: FastifyRequest): number => {
  const since = arrived.get(request);
  return since === undefined ? 0 : Math.round((performance.now() - since) * 100) / 100;
};

/** Token first, before the body is read; wrong ones are counted, so that guessing ends in 429. */
const admit = (given: Callbacks, provider: ChannelAccount['provider'], request: FastifyRequest): Refusal | null => {
  const { options, refusals } = given;
  const presented = presentedToken(request);
  const accounts = 'refusal' in presented ? [] : accountsFor(presented.token, provider, options.accounts, options.tokenMatches);
  if (accounts.length > 0) {
    right.set(request, accounts);
    return null;
  }
  if (!refusals.allow(request.ip, options.clock.now())) return 'too-many-requests';
  return 'refusal' in presented ? presented.refusal : 'token-wrong';
};

/** certify marks what it posts itself: its probes and forgeries are nobody's callback. */
const CERTIFY = /^certify run=/;

const note = ({ log, metrics, strays, options }: Callbacks, line: CallbackLog, answer: Answer, own: boolean): void => {
  log.callback(line);
  if (line.reason !== null && !own) strays.note(line.reason, options.clock.now());
  metrics.callback(line);
  const { processed, duplicates, errors } = answer.body;
  if (typeof processed === 'number' && typeof duplicates === 'number' && typeof errors === 'number')
    metrics.applied({ processed, duplicates, errors });
};

const addCallback = (app: FastifyInstance, given: Callbacks, provider: ChannelAccount['provider']): void => {
  const endpoint = provider === 'SES' ? 'ses' : 'smtp';
  const finish = (request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply => {
    const reason = typeof answer.body['reason'] === 'string' ? answer.body['reason'] : null;
    const told = answer.detail ?? answer.body['detail'];
    const detail = typeof told === 'string' ? { detail: told } : {};
    const accounts = (right.get(request) ?? []).map((account) => account.id);
    const own = CERTIFY.test(request.headers['user-agent'] ?? '');
    note(given, { endpoint, accounts, status: answer.status, reason, ...detail, durationMs: tookMs(request) }, answer, own);
    return send(reply, answer);
  };
  app.post(`/engagement/email/${endpoint}/webhook`, {
    onRequest: async (request, reply) => {
      arrived.set(request, performance.now());
      const refusal = admit(given, provider, request);
      return refusal === null ? undefined : finish(request, reply, rejected(refusal));
    },
    handler: async (request, reply) => {
      const body = bodyText(request.body);
      if (body === null) return finish(request, reply, rejected('malformed', 'the body is empty or not UTF-8'));
      const callback = { body, headers: request.headers, accounts: right.get(request) ?? [] };
      return finish(request, reply, await (provider === 'SES' ? answerSes : answerSmtp)(given, callback));
    },
    errorHandler: (cause, request, reply) => {
      const answer = faultAnswer(cause);
      if (answer.status >= 500) given.log.fault(cause instanceof StoreDown ? 'store down' : 'fault', cause);
      finish(request, reply, answer);
    },
  });
};

const addWriteSide = (app: FastifyInstance, { options, ledger, rules }: Callbacks): void => {
  app.put<{ Params: { nonce: string }; Body: AttemptBody }>('/engagement/email/attempts/:nonce', {
    schema: ATTEMPT,
    onRequest: async (request, reply) => {
      if (bearerAllowed(request.headers.authorization, options.writeTokens, options.tokenMatches)) return undefined;
      return send(reply, rejected('token-wrong'));
    },
    preValidation: async (request) => {
      request.body = parsedJson(bodyText(request.body) ?? '') as AttemptBody;
    },
    handler: async (request, reply) =>
      send(reply, await answerRegister(ledger, request.params.nonce, request.body, rules, options.clock.now())),
  });
};

export const addCallbacks = (app: FastifyInstance, given: Callbacks): void => {
  readBodies(app);
  app.setErrorHandler((cause, _request, reply) => {
    const answer = faultAnswer(cause);
    if (answer.status >= 500) given.log.fault(cause instanceof StoreDown ? 'store down' : 'fault', cause);
    return send(reply, answer);
  });
  app.setNotFoundHandler((_request, reply) => send(reply, rejected('not-found')));
  addCallback(app, given, 'SES');
  addCallback(app, given, 'SMTP');
  addWriteSide(app, given);
};
