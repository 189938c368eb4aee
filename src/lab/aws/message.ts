// A message that SES accepted, and how the three kinds of content become one.
import type { JsonObject } from '../../core/json.ts';
import { MissingAttribute, renderTemplate, TemplateSyntax } from '../ses/rendering.ts';
import { AwsError } from './call.ts';

interface Header {
  readonly name: string;
  readonly value: string;
}

/** The text as it was given: whole where it was raw. */
interface SentContent {
  readonly replyTo: string | null;
  readonly text: string;
  readonly raw: string | null;
}

/** Everything SES must remember about an accepted message to tell its events. */
export interface AcceptedMessage {
  readonly messageId: string;
  readonly region: string;
  /** As given: `addr` or `Name <addr>`. */
  readonly source: string;
  readonly identity: string;
  readonly destination: readonly string[];
  readonly to: readonly string[];
  readonly subject: string;
  readonly headers: readonly Header[];
  readonly tags: { readonly [name: string]: readonly string[] };
  readonly configurationSet: string | null;
  readonly callerArn: string;
  /** ISO 8601. */
  readonly acceptedAt: string;
  /** Found before delivery: a virus, or a template that cannot be rendered. */
  readonly trouble: 'virus' | 'rendering' | null;
  readonly templateName: string | null;
  /** What it says; left out in states of earlier versions. */
  readonly content?: SentContent;
  /** SES's words, where it cannot be rendered. */
  readonly renderingError?: string;
}

/** What the content of a request says, before any rule is applied. */
export interface Composed {
  readonly action: 'ses:SendEmail' | 'ses:SendRawEmail' | 'ses:SendTemplatedEmail';
  readonly from: string | null;
  readonly to: readonly string[];
  readonly subject: string;
  readonly headers: readonly Header[];
  readonly configurationSet: string | null;
  /** SES tenant. */
  readonly tenant: string | null;
  /** Identities that are named by ARN, as source, From and return path; the first is the one that is sent as. */
  readonly identityArns: readonly string[];
  readonly tags: readonly { readonly name: string; readonly value: string }[];
  readonly trouble: AcceptedMessage['trouble'];
  readonly templateName: string | null;
  readonly text: string;
  readonly raw: string | null;
  readonly renderingError?: string;
}

/** The bare address of `Name <addr>`. */
export const bareAddress = (text: string): string => (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).trim();

const EICAR = String.raw`X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR`;
const object = (value: unknown): JsonObject => (typeof value === 'object' && value !== null ? (value as JsonObject) : {});
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const simple = (content: JsonObject): Partial<Composed> => {
  const body = object(content['Body']);
  const texts = [textOf(object(body['Text'])['Data']), textOf(object(body['Html'])['Data'])];
  const extra = (content['Headers'] ?? []) as readonly { readonly Name: string; readonly Value: string }[];
  if (extra.length > 15) throw new AwsError('BadRequestException', 400, 'Too many headers: 15 are allowed.');
  return {
    action: 'ses:SendEmail',
    text: texts[0] ?? '',
    subject: textOf(object(content['Subject'])['Data']),
    headers: extra.map(({ Name, Value }) => ({ name: Name, value: Value })),
    trouble: texts.some((text) => text.includes(EICAR)) ? 'virus' : null,
  };
};

/** Unfolded headers of a raw message, in order. */
const readHeaders = (raw: string): Header[] => {
  const head = raw.replaceAll('\r\n', '\n').split('\n\n')[0] ?? '';
  return head
    .replaceAll(/\n[ \t]+/g, ' ')
    .split('\n')
    .flatMap((line) => {
      const at = line.indexOf(':');
      return at <= 0 ? [] : [{ name: line.slice(0, at).trim(), value: line.slice(at + 1).trim() }];
    });
};

const valueOf = (headers: readonly Header[], name: string): string | null =>
  headers.find((header) => header.name.toLowerCase() === name)?.value ?? null;

/** Splits at the commas outside quotes and angle brackets. */
const addressList = (text: string | null): string[] =>
  (text ?? '')
    .match(/(?:"[^"]*"|<[^>]*>|[^,])+/g)
    ?.map((item) => bareAddress(item))
    .filter((item) => item !== '') ?? [];

/** What a raw message says by its headers; X-SES-* ones steer SES and never leave it. */
export const composeRaw = (raw: string): Composed => {
  const all = readHeaders(raw);
  const tags = (valueOf(all, 'x-ses-message-tags') ?? '').split(',').flatMap((pair) => {
    const [name = '', value = ''] = pair.split('=').map((part) => part.trim());
    return name === '' ? [] : [{ name, value }];
  });
  return {
    action: 'ses:SendRawEmail',
    from: valueOf(all, 'from'),
    to: [...addressList(valueOf(all, 'to')), ...addressList(valueOf(all, 'cc')), ...addressList(valueOf(all, 'bcc'))],
    subject: valueOf(all, 'subject') ?? '',
    headers: all.filter((header) => !/^x-ses-/i.test(header.name) && header.name.toLowerCase() !== 'bcc'),
    configurationSet: valueOf(all, 'x-ses-configuration-set'),
    tenant: valueOf(all, 'x-ses-tenant'),
    identityArns: ['x-ses-source-arn', 'x-ses-from-arn', 'x-ses-return-path-arn'].flatMap((name) => valueOf(all, name) ?? []),
    tags,
    trouble: raw.includes(EICAR) ? 'virus' : null,
    templateName: null,
    text: '',
    raw,
  };
};

/** A template as SES looks one up. */
export type TemplateLookup = (
  name: string,
) => { readonly subject: string; readonly text: string; readonly html: string } | undefined;

const template = (content: JsonObject, lookup: TemplateLookup): Partial<Composed> => {
  const inline = object(content['TemplateContent']);
  const name = textOf(content['TemplateName']) || (textOf(content['TemplateArn']).split('template/')[1] ?? '');
  const stored = lookup(name);
  if (content['TemplateContent'] === undefined && stored === undefined) {
    throw new AwsError('NotFoundException', 404, `Template ${name} does not exist`);
  }
  const parts = stored ?? { subject: textOf(inline['Subject']), text: textOf(inline['Text']), html: textOf(inline['Html']) };
  let data: JsonObject;
  try {
    data = JSON.parse(textOf(content['TemplateData']) || '{}') as JsonObject;
  } catch {
    throw new AwsError('BadRequestException', 400, 'Template data is not valid JSON.');
  }
  const extra = (content['Headers'] ?? []) as readonly { readonly Name: string; readonly Value: string }[];
  const made = {
    action: 'ses:SendTemplatedEmail',
    headers: extra.map(({ Name, Value }) => ({ name: Name, value: Value })),
    templateName: name,
  } as const;
  try {
    const [subject = ''] = [parts.subject, parts.text, parts.html].map((source) => renderTemplate(source, data));
    return { ...made, subject };
  } catch (error) {
    // Taken all the same: what cannot be rendered is told by an event alone.
    if (!(error instanceof MissingAttribute || error instanceof TemplateSyntax)) throw error;
    return { ...made, subject: parts.subject, trouble: 'rendering', renderingError: error.message };
  }
};

const NOTHING: Composed = {
  action: 'ses:SendEmail',
  from: null,
  to: [],
  subject: '',
  headers: [],
  configurationSet: null,
  tenant: null,
  identityArns: [],
  tags: [],
  trouble: null,
  templateName: null,
  text: '',
  raw: null,
};

/** Reads `Content`: exactly one of Simple, Raw, Template. */
export const compose = (content: JsonObject, lookup: TemplateLookup): Composed => {
  const kinds = ['Simple', 'Raw', 'Template'].filter((kind) => content[kind] !== undefined && content[kind] !== null);
  if (kinds.length !== 1)
    throw new AwsError('BadRequestException', 400, 'Exactly one of Simple, Raw and Template must be given.');
  if (kinds[0] === 'Simple') return { ...NOTHING, ...simple(object(content['Simple'])) };
  if (kinds[0] === 'Template') return { ...NOTHING, ...template(object(content['Template']), lookup) };
  return composeRaw(Buffer.from(textOf(object(content['Raw'])['Data']), 'base64').toString('utf8'));
};
