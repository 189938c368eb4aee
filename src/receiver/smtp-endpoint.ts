// POST /engagement/email/smtp/webhook: the certified adapter's callback.
import { parseAdapterCallback } from './reading/adapter-callback.ts';
import type { AdapterCallback } from './reading/adapter-callback.ts';
import { spoken } from './reading/event-fields.ts';
import { accepted, rejected } from './answer.ts';
import type { Answer } from './answer.ts';
import type { GroupCommit } from './group-commit.ts';
import type { IncomingEvent } from './ledger/rows.ts';
import type { ReceiverOptions } from './options.ts';
import type { Callback } from './ses-endpoint.ts';

export interface SmtpEndpoint {
  readonly ledger: GroupCommit;
  readonly options: Pick<ReceiverOptions, 'clock'>;
}

const MAX_AHEAD_MS = 5 * 60_000;

export const answerSmtp = async ({ ledger, options }: SmtpEndpoint, { body, accounts }: Callback): Promise<Answer> => {
  const parsed = parseAdapterCallback(body);
  if (parsed.kind === 'malformed') return rejected('malformed', parsed.detail);
  if (parsed.kind === 'refused') return rejected(parsed.reason, parsed.detail);
  const { callback } = parsed;
  if (JSON.stringify(callback).includes('\\u0000')) return rejected('malformed', 'a text contains NUL');
  const now = options.clock.now();
  if (Date.parse(callback.eventAt) > now.getTime() + MAX_AHEAD_MS)
    return rejected('timestamp-ahead', 'timestamp lies more than 5 minutes ahead');
  const applied = await ledger.apply([incoming(callback, accounts[0]?.id ?? '', now.toISOString())]);
  if (applied.refused !== null) return rejected(applied.refused, 'timestamp lies more than 5 minutes before the send');
  return accepted({ processed: applied.processed, duplicates: applied.duplicates });
};

/** An enhanced status code (RFC 3463 §2). */
const ENHANCED = /\b[245]\.\d{1,3}\.\d{1,3}\b/;

const incoming = (callback: AdapterCallback, account: string, receivedAt: string): IncomingEvent => ({
  account,
  message: callback.messageId,
  recipient: callback.recipient ?? '',
  event: callback.event,
  subtype: callback.event === 'bounce-permanent' ? 'hard' : callback.event === 'bounce-transient' ? 'soft' : null,
  eventAt: callback.eventAt,
  receivedAt,
  sourceId: callback.eventId?.slice(0, 128) ?? null,
  signatureVersion: null,
  fingerprint: null,
  signingCertUrl: null,
  configurationSet: null,
  smtpResponse: callback.event === 'delivery' ? spoken(callback.error) : null,
  status: ENHANCED.exec(callback.error ?? '')?.[0] ?? null,
  diagnostic: callback.event === 'delivery' ? null : spoken(callback.error),
  feedbackType: spoken(callback.feedbackType, 32),
  nonceTag: null,
  origin: 'adapter',
});
