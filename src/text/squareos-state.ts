// What SquareOS says of itself for one gym: the schema `certify.squareos-state/1`, as an export file holds it or a read API is mapped to it.
import {
  array,
  boolean,
  type InferOutput,
  isoTimestamp,
  literal,
  maxLength,
  number,
  object,
  optional,
  pipe,
  record,
  safeParse,
  string,
  nullable,
  union,
  unknown,
} from 'valibot';
import { isObject } from './unknown-json.ts';
import { valueAt } from './json-pointer.ts';

const text = () => optional(nullable(pipe(string('must be text'), maxLength(1000, 'must be shorter than 1000 characters'))));
const longText = () => optional(nullable(string('must be text')));
const yesNo = () => optional(nullable(boolean('must be true or false: of a secret, whether it is there, never its value')));
const section = <const T extends Parameters<typeof object>[0]>(entries: T) =>
  optional(nullable(object(entries, 'must be an object')));

const channelAccount = object({
  channel: text(),
  provider: text(),
  accountName: text(),
  externalAccountId: text(),
  fakeModeEnabled: yesNo(),
  configJson: section({
    region: text(),
    configurationSetName: text(),
    snsTopicArn: text(),
    requireSnsSignature: yesNo(),
    host: text(),
    port: optional(nullable(number('must be a number'))),
    secure: yesNo(),
    webhookVerifyToken: yesNo(),
  }),
  credentialsJson: section({
    accessKeyId: text(),
    secretAccessKey: yesNo(),
    sessionToken: yesNo(),
    username: text(),
    password: yesNo(),
  }),
});

/** A template with what it holds, so that it can be looked at without being sent; `data`: sample values that it is filled with. */
const heldTemplate = object({
  id: text(),
  subject: longText(),
  text: longText(),
  html: longText(),
  data: optional(nullable(record(string(), unknown(), 'must be an object of sample values'))),
});

/**
 * A key left out is not observed; `null` says that the field is empty. Keys of one's own are passed over.
 * @public the JSON schema is made from it (scripts/schemas.mjs)
 */
export const squareosStateSchema = object({
  schema: literal('certify.squareos-state/1', 'must be certify.squareos-state/1'),
  exportedAt: pipe(string('must be text'), isoTimestamp('must be a date and time in UTC such as 2026-11-20T08:00:00Z')),
  channelAccounts: optional(array(channelAccount, 'must be a list')),
  senderAccounts: optional(array(object({ senderValue: text(), replyTo: text(), returnPath: text() }), 'must be a list')),
  templates: optional(
    record(
      string(),
      union([text(), heldTemplate], 'must be a template id, or an object with `id`'),
      'must be an object of template ids',
    ),
  ),
  customerEmailEnabled: optional(nullable(boolean('must be true or false'))),
  readiness: optional(nullable(object({ ready: boolean('must be true or false'), detail: text() }))),
});

type Told = InferOutput<typeof squareosStateSchema>;

/** As it is told; of templates their ids alone. */
export type SquareosState = Omit<Told, 'templates'> & { readonly templates?: { readonly [name: string]: string | null } };

/** A template whose content SquareOS tells. */
export interface HeldTemplate {
  readonly id: string | null;
  readonly content: { readonly subject: string | null; readonly text: string | null; readonly html: string | null };
  readonly data: { readonly [name: string]: unknown };
}

const idsOf = (templates: NonNullable<Told['templates']>): { [name: string]: string | null } =>
  Object.fromEntries(
    Object.entries(templates).map(([name, held]) => [name, typeof held === 'object' ? (held?.id ?? null) : (held ?? null)]),
  );

/** Templates whose content is told, by their name here; empty where the answer is no state. */
export const heldTemplates = (json: unknown): { readonly [name: string]: HeldTemplate } => {
  const parsed = safeParse(squareosStateSchema, json);
  if (!parsed.success) return {};
  return Object.fromEntries(
    Object.entries(parsed.output.templates ?? {}).flatMap(([name, held]) => {
      if (held === null || typeof held !== 'object') return [];
      const { id = null, subject = null, text: plain = null, html = null, data } = held;
      const content = { subject, text: plain, html };
      return subject === null && plain === null && html === null ? [] : [[name, { id, content, data: data ?? {} }] as const];
    }),
  );
};

/** The state, or what is wrong with it: the path and the rule, never a value. */
export const readSquareosState = (json: unknown): SquareosState | { readonly problem: string } => {
  const parsed = safeParse(squareosStateSchema, json);
  if (parsed.success) {
    const { templates, ...state } = parsed.output;
    return templates === undefined ? state : { ...state, templates: idsOf(templates) };
  }
  const [issue] = parsed.issues;
  const path = (issue.path ?? []).map(({ key }) => String(key).slice(0, 40)).join('.');
  const rule = issue.message.startsWith('must ') ? issue.message : 'is missing or of another kind';
  return { problem: `${path === '' ? 'The answer' : `\`${path}\``} ${rule}.` };
};

const TOP = ['exportedAt', 'channelAccounts', 'senderAccounts', 'templates', 'customerEmailEnabled', 'readiness'] as const;
const ITEMS: { readonly [list: string]: readonly string[] } = {
  channelAccounts: [
    'channel',
    'provider',
    'accountName',
    'externalAccountId',
    'fakeModeEnabled',
    ...[
      'region',
      'configurationSetName',
      'snsTopicArn',
      'requireSnsSignature',
      'host',
      'port',
      'secure',
      'webhookVerifyToken',
    ].map((name) => `configJson.${name}`),
    ...['accessKeyId', 'secretAccessKey', 'sessionToken', 'username', 'password'].map((name) => `credentialsJson.${name}`),
  ],
  senderAccounts: ['senderValue', 'replyTo', 'returnPath'],
};

const put = (into: { [key: string]: unknown }, [key = '', ...rest]: readonly string[], value: unknown): void => {
  if (value === undefined) return;
  if (rest.length === 0) into[key] = value;
  else {
    const inner = isObject(into[key]) ? into[key] : {};
    into[key] = inner;
    put(inner, rest, value);
  }
};

/** A platform's own answer in our keys: `map` names a JSON pointer for each, within an entry of a list relative to it. */
export const mappedState = (json: unknown, map: { readonly [field: string]: string }): unknown => {
  const at = (from: unknown, field: string, name: string): unknown =>
    valueAt(from, (Object.hasOwn(map, field) ? map[field] : undefined) ?? `/${name.replaceAll('.', '/')}`);
  const out: { [key: string]: unknown } = { schema: 'certify.squareos-state/1' };
  for (const name of TOP) {
    const value = at(json, name, name);
    const fields = ITEMS[name];
    if (fields === undefined || !Array.isArray(value)) put(out, [name], value);
    else
      out[name] = value.map((item: unknown) => {
        const entry: { [key: string]: unknown } = {};
        for (const field of fields) put(entry, field.split('.'), at(item, `${name}.${field}`, field));
        return entry;
      });
  }
  return out;
};
