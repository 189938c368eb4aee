// The two callback endpoints: token before body, one answer shape, no detail of a fault outside. They take their requests from node:http,
// past the framework, whose routing, content types, hooks and replies cost a fifth of a callback.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { rejected } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Certificates } from './certificates.ts';
import type { GroupCommit } from './group-commit.ts';
import type { SuppressionRules } from './ledger/suppression-rules.ts';
import type { CallbackLog, ReceiverLog } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Refusals } from './refusals.ts';
import { bodyText, readBody } from './request-body.ts';
import type { Strays } from './strays.ts';
import type { ChannelAccount, ReceiverLimits, ReceiverOptions } from './options.ts';
import { answerSes } from './ses-endpoint.ts';
import { answerSmtp } from './smtp-endpoint.ts';
import { StoreDown } from '../store/store.ts';
import { accountsFor, presentedToken } from './token.ts';

export interface Callbacks {
  readonly options: ReceiverOptions;
  readonly limits: Pick<ReceiverLimits, 'bodyBytes'>;
  readonly ledger: GroupCommit;
  readonly log: ReceiverLog;
  readonly rules: SuppressionRules;
  readonly certificates: Certificates;
  readonly metrics: Metrics;
  readonly refusals: Refusals;
  readonly strays: Strays;
}

/** `address`: whose refusals are counted; null where only the framework can tell, and then a refused request is not taken: false. */
export type Take = (request: IncomingMessage, response: ServerResponse, address: string | null) => boolean;

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

/** `last`: the client may go on sending what nobody reads. */
const send = (response: ServerResponse, { status, body }: Answer, last: boolean): void => {
  const text = JSON.stringify(body);
  const type = 'application/json; charset=utf-8';
  const headers = { 'content-type': type, 'content-length': Buffer.byteLength(text) };
  response.writeHead(status, last ? { ...headers, connection: 'close' } : headers).end(text);
};

const createTake = (given: Callbacks, provider: ChannelAccount['provider']): Take => {
  const { options, limits, log, refusals } = given;
  const endpoint = provider === 'SES' ? 'ses' : 'smtp';
  const answerTo = provider === 'SES' ? answerSes : answerSmtp;
  return (request, response, address) => {
    const since = performance.now();
    const finish = (answer: Answer, accounts: readonly ChannelAccount[], last = false): void => {
      const reason = typeof answer.body['reason'] === 'string' ? answer.body['reason'] : null;
      const told = answer.detail ?? answer.body['detail'];
      const detail = typeof told === 'string' ? { detail: told } : {};
      const durationMs = Math.round((performance.now() - since) * 100) / 100;
      const own = CERTIFY.test(request.headers['user-agent'] ?? '');
      const ids = accounts.map((account) => account.id);
      note(given, { endpoint, accounts: ids, status: answer.status, reason, ...detail, durationMs }, answer, own);
      send(response, answer, last);
    };
    // Token first, before the body is read; wrong ones are counted, so that guessing ends in 429.
    const presented = presentedToken(request);
    const accounts = 'refusal' in presented ? [] : accountsFor(presented.token, provider, options.accounts, options.tokenMatches);
    if (accounts.length === 0) {
      if (address === null) return false;
      const refusal = 'refusal' in presented ? presented.refusal : 'token-wrong';
      finish(rejected(refusals.allow(address, options.clock.now()) ? refusal : 'too-many-requests'), []);
      return true;
    }
    const onBody = async (bytes: Uint8Array): Promise<void> => {
      const body = bodyText(bytes);
      if (body === null) return finish(rejected('malformed', 'the body is empty or not UTF-8'), accounts);
      try {
        finish(await answerTo(given, { body, headers: request.headers, accounts }), accounts);
      } catch (cause) {
        // Everything else is ours: 503, so that SNS tries again.
        log.fault(cause instanceof StoreDown ? 'store down' : 'fault', cause);
        finish(rejected('store-unavailable'), accounts);
      }
    };
    readBody(request, limits.bodyBytes, {
      whole: (bytes) => void onBody(bytes),
      refused: (reason) => finish(rejected(reason), accounts, true),
    });
    return true;
  };
};

export const createCallbacks = (given: Callbacks): ReadonlyMap<string, Take> =>
  new Map([
    ['/engagement/email/ses/webhook', createTake(given, 'SES')],
    ['/engagement/email/smtp/webhook', createTake(given, 'SMTP')],
  ]);
