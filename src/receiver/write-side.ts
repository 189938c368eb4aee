// PUT /engagement/email/attempts/{nonce}: what the sender tells the ledger, under the write token.
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { JOINS } from '../core/live.ts';
import { rejected } from './answer.ts';
import type { Answer } from './answer.ts';
import type { GroupCommit } from './group-commit.ts';
import { register, type Registration } from './ledger/register.ts';
import type { SuppressionRules } from './ledger/suppression-rules.ts';
import type { ReceiverOptions } from './options.ts';
import { bodyText } from './request-body.ts';
import { bearerAllowed } from './token.ts';
import { parsedJson } from '../text/unknown-json.ts';

type Schema = { readonly [key: string]: unknown };

/** No longer than the longest line of mail (RFC 5322 §2.1.1), and without NUL, which PostgreSQL does not store. */
const maybe: Schema = { type: ['string', 'null'], minLength: 1, maxLength: 998, pattern: '^[^\\u0000]*$' };

/** What fastify validates by, and what the OpenAPI document prints. */
export const ATTEMPT = {
  params: {
    type: 'object',
    properties: { nonce: { type: 'string', pattern: '^[A-Za-z0-9._:-]{6,128}$' } },
  },
  body: {
    type: 'object',
    required: ['recipient', 'channel'],
    properties: {
      recipient: { type: 'string', pattern: '^[^\\s@\\u0000]{1,128}@[^\\s@\\u0000]{1,255}$' },
      channel: { enum: ['ses', 'smtp'] },
      account: maybe,
      campaignId: maybe,
      providerMessageId: maybe,
      messageId: maybe,
      join: {
        enum: [...JOINS, null],
        description: 'How the callback’s id is compared. Left out: as it was registered before, at first exact.',
      },
    },
  },
} as const satisfies { readonly params: Schema; readonly body: Schema };

/** A body that the schema let through. */
type AttemptBody = Pick<Registration, 'recipient' | 'channel'> & {
  readonly [K in Exclude<keyof Registration, 'nonce' | 'recipient' | 'channel'>]?: Registration[K] | null;
};

/** What the schema refused, in the words of the contract; null for any other fault. */
export const refusedBySchema = ({ validation }: Partial<FastifyError>): Answer | null => {
  const [first] = validation ?? [];
  if (first === undefined) return null;
  const missing = first.params['missingProperty'];
  const field = typeof missing === 'string' ? missing : first.instancePath.slice(1);
  return field === '' ? rejected('malformed', 'the body is not a JSON object') : rejected('field', field);
};

const answerRegister = async (
  ledger: GroupCommit,
  nonce: string,
  body: AttemptBody,
  rules: SuppressionRules,
  now: Date,
): Promise<Answer> => {
  const registration: Registration = {
    nonce,
    recipient: body.recipient.toLowerCase(),
    account: body.account ?? null,
    channel: body.channel,
    campaignId: body.campaignId ?? null,
    providerMessageId: body.providerMessageId ?? null,
    messageId: body.messageId?.replace(/^<(.*)>$/, '$1') ?? null,
    join: body.join ?? null,
  };
  const registered = await ledger.act((tx) => register(tx, registration, rules, now));
  if (registered.kind === 'conflict') return rejected('conflict', registered.field);
  if (registered.kind === 'suppressed') return rejected('EMAIL_SUPPRESSED', registered.reason);
  return { status: registered.kind === 'created' ? 201 : 200, body: { success: true, result: registered.kind } };
};

interface WriteSide {
  readonly ledger: GroupCommit;
  readonly rules: SuppressionRules;
  readonly options: Pick<ReceiverOptions, 'writeTokens' | 'tokenMatches' | 'clock'>;
}

const send = (reply: FastifyReply, { status, body }: Answer): FastifyReply => reply.code(status).send(body);

export const addWriteSide = (app: FastifyInstance, { options, ledger, rules }: WriteSide): void => {
  app.put<{ Params: { nonce: string }; Body: AttemptBody }>('/engagement/email/attempts/:nonce', {
    schema: ATTEMPT,
    onRequest: async (request, reply) => {
      if (bearerAllowed(request.headers.authorization, options.writeTokens, options.tokenMatches)) return undefined;
      return send(reply, rejected('token-wrong'));
    },
    preValidation: async (request) => {
      request.body = parsedJson(bodyText(request.body as unknown as Uint8Array | undefined) ?? '') as AttemptBody;
    },
    handler: async (request, reply) =>
      send(reply, await answerRegister(ledger, request.params.nonce, request.body, rules, options.clock.now())),
  });
};
