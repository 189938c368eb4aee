// PUT /engagement/email/attempts/{nonce}: what the sender tells the ledger, under the write token.
import { rejected } from './answer.ts';
import type { Answer } from './answer.ts';
import { object } from './reading/event-fields.ts';
import type { Json } from './reading/event-fields.ts';
import type { GroupCommit } from './group-commit.ts';
import { register } from './ledger/register.ts';
import type { Registration } from './ledger/register.ts';
import type { SuppressionRules } from './ledger/suppression-rules.ts';

const NONCE = /^[A-Za-z0-9._:-]{6,128}$/;
const ADDRESS = /^[^\s@\0]{1,128}@[^\s@\0]{1,255}$/;

class Field extends Error {}

const optionalText = (json: Json, key: string): string | null => {
  const value = json[key];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || value === '' || value.length > 998 || value.includes('\0')) throw new Field(key);
  return value;
};

const oneOf = <const T extends string>(json: Json, key: string, words: readonly T[], otherwise: T | null): T => {
  const value = json[key] ?? otherwise;
  const found = words.find((word) => word === value);
  if (found === undefined) throw new Field(key);
  return found;
};

const read = (nonce: string, json: Json): Registration => {
  const recipient = optionalText(json, 'recipient')?.toLowerCase() ?? '';
  if (!NONCE.test(nonce)) throw new Field('nonce');
  if (!ADDRESS.test(recipient)) throw new Field('recipient');
  return {
    nonce,
    recipient,
    account: optionalText(json, 'account'),
    channel: oneOf(json, 'channel', ['ses', 'smtp'], null),
    campaignId: optionalText(json, 'campaignId'),
    providerMessageId: optionalText(json, 'providerMessageId'),
    messageId: optionalText(json, 'messageId')?.replace(/^<(.*)>$/, '$1') ?? null,
    join: oneOf(json, 'join', ['exact', 'prefix', 'message-id'], 'exact'),
  };
};

export const answerRegister = async (
  ledger: GroupCommit,
  nonce: string,
  body: string,
  rules: SuppressionRules,
  now: Date,
): Promise<Answer> => {
  let registration: Registration;
  try {
    const json = object(JSON.parse(body));
    if (json === null) return rejected('malformed', 'the body is not a JSON object');
    registration = read(nonce, json);
  } catch (cause) {
    return cause instanceof Field ? rejected('field', cause.message) : rejected('malformed', 'the body is not JSON');
  }
  const registered = await ledger.act((tx) => register(tx, registration, rules, now));
  if (registered.kind === 'conflict') return rejected('conflict', registered.field);
  if (registered.kind === 'suppressed') return rejected('EMAIL_SUPPRESSED', registered.reason);
  return { status: registered.kind === 'created' ? 201 : 200, body: { success: true, result: registered.kind } };
};
