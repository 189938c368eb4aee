// The contract as OpenAPI 3.1, for whoever writes a client or an adapter.
import { ADAPTER_WORDS } from '../mail/smtp/adapter-words.ts';
import { ATTEMPT } from './write-side.ts';

type Schema = { readonly [key: string]: unknown };

const text: Schema = { type: 'string' };
const object = (properties: Schema, required: readonly string[] = Object.keys(properties)): Schema => ({
  type: 'object',
  properties,
  required,
});
const json = (description: string, schema: Schema): Schema => ({ description, content: { 'application/json': { schema } } });

const ACCEPTED = object({
  success: { const: true },
  processed: { type: 'integer', description: 'Recipients.' },
  duplicates: { type: 'integer' },
  errors: { type: 'integer' },
  subscriptionConfirmed: { type: 'boolean' },
});
const REJECTED = object({ success: { const: false }, reason: text, detail: text }, ['success', 'reason']);

const rejection = (description: string): Schema => json(`${description} No row changed.`, REJECTED);
const REJECTIONS = {
  400: rejection('The body cannot be read.'),
  401: rejection('Token missing, wrong, or two that differ.'),
  413: rejection('The body is larger than 256 KiB.'),
  429: rejection('Too many refused requests from this address.'),
  503: rejection('The store or the signing certificate is out of reach: send it again.'),
} as const;

const TOKENS = [
  { name: 'token', in: 'query', required: false, schema: text, description: 'The verify token; or x-webhook-token.' },
  { name: 'x-webhook-token', in: 'header', required: false, schema: text },
];

const ADAPTER = object(
  {
    providerMessageId: { ...text, description: 'The id that the relay gave when it queued the message.' },
    messageId: { ...text, description: 'The Message-ID header, where there is no such id.' },
    event: { ...text, description: `One of ${ADAPTER_WORDS}; or in status.` },
    timestamp: { description: 'ISO 8601 with a zone, or epoch seconds or milliseconds.', oneOf: [text, { type: 'number' }] },
    error: text,
    recipient: text,
    bounceType: { enum: ['hard', 'soft'] },
  },
  ['timestamp'],
);

const callback = (summary: string, schema: Schema, type: string, refused: Schema): Schema => ({
  post: {
    summary,
    parameters: TOKENS,
    requestBody: { required: true, content: { [type]: { schema } } },
    responses: { 200: json('Applied, duplicate, or nothing to apply.', ACCEPTED), ...REJECTIONS, ...refused },
  },
});

const read = (summary: string, parameters: readonly string[] = [], type = 'application/json'): Schema => ({
  get: {
    summary,
    security: [{ read: [] }],
    parameters: parameters.map((name) => ({ name, in: 'query', required: false, schema: text })),
    responses: { 200: { description: 'The answer.', content: { [type]: {} } }, 401: rejection('The read token is wrong.') },
  },
});

const WHICH = ['nonce', 'providerMessageId', 'account'];

export const OPENAPI: Schema = {
  openapi: '3.1.0',
  info: { title: 'SquareOS email callbacks and delivery ledger', version: '1' },
  components: {
    securitySchemes: { read: { type: 'http', scheme: 'bearer' }, write: { type: 'http', scheme: 'bearer' } },
  },
  paths: {
    '/engagement/email/ses/webhook': callback('What SNS posts.', { type: 'object' }, 'text/plain', {
      403: rejection('Topic, certificate URL, signature, age, or raw delivery.'),
    }),
    '/engagement/email/smtp/webhook': callback('What a certified adapter posts.', ADAPTER, 'application/json', {
      422: rejection('The adapter’s words are not those of the contract.'),
    }),
    '/engagement/email/attempts/{nonce}': {
      put: {
        summary: 'Registers Message and DeliveryAttempt before the send, and the provider’s id after. Idempotent.',
        security: [{ write: [] }],
        parameters: [{ name: 'nonce', in: 'path', required: true, schema: ATTEMPT.params.properties.nonce }],
        requestBody: { required: true, content: { 'application/json': { schema: ATTEMPT.body } } },
        responses: {
          200: json('Known already, or completed.', object({ success: { const: true }, result: text })),
          201: json('Registered.', object({ success: { const: true }, result: text })),
          401: rejection('The write token is wrong.'),
          409: rejection('EMAIL_SUPPRESSED, or another message under this nonce.'),
          422: rejection('A field is missing or wrong.'),
        },
      },
    },
    '/engagement/email/ledger': read('Attempt, message, campaign log, events, outbox and dead letters of one message.', WHICH),
    '/engagement/email/ledger/changes': read('Says at once when that changes.', WHICH, 'text/event-stream'),
    '/engagement/email/outbox': read('Attempts that were never handed over.'),
    '/engagement/email/dead-letters': read('Verified callbacks that could not be applied.'),
    '/engagement/email/suppression': read('The suppression list.'),
    '/engagement/email/suppression/{address}': read('Whether one address is suppressed, and why.'),
    '/engagement/email/readiness': read('Whether the store answers.'),
    '/metrics': read('Counters for Prometheus.', [], 'text/plain'),
  },
};
