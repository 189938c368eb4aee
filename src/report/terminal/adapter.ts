// What `certify adapter` prints: the contract of the SMTP callback, a curl line that can be tried, each vendor's mapping. Pure.
import { relays } from '../../mail/smtp/relay-table.ts';
import { indent, labelled, penOf, type Pen, type Style, wrap } from './style.ts';
import { ADAPTER_PATH, contract, vendorMappings, type VendorMapping } from './adapter-contract.ts';

export interface AdapterQuestion {
  /** False for a tenant whose provider is SES: its events come over SNS. null: no tenant was named. */
  readonly needed: boolean | null;
  /** `callback.url` of the profile; null without one. */
  readonly callbackUrl: string | null;
  /** `smtp.relay` of the profile, or the relay its host is known by: only its mapping is shown. */
  readonly relay: string | null;
}

export interface AdapterDocument {
  readonly schema: 'certify.adapter/1';
  /** Whether the named tenant needs an adapter; null where none was named. */
  readonly needed: boolean | null;
  readonly url: string;
  readonly contract: typeof contract;
  readonly example: { readonly [field: string]: string };
  readonly curl: string;
  readonly vendors: readonly VendorMapping[];
  /** Final replies certify knows an id in, and how the callback joins. */
  readonly relays: readonly {
    readonly relay: string;
    readonly label: string;
    readonly givesId: boolean;
    readonly join: string;
  }[];
}

const EXAMPLE = {
  providerMessageId: '4F1A2B3C4D5',
  event: 'delivered',
  timestamp: '2026-11-20T10:15:30Z',
} as const;

/** Single quotes for a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The token is read from a variable, so that it stands in no shell history. */
const curlLine = (url: string): string =>
  [
    `curl -sS -X POST ${quoted(url)}`,
    `  -H 'content-type: application/json'`,
    `  -H "x-webhook-token: $CERTIFY_WEBHOOK_TOKEN"`,
    `  -d ${quoted(JSON.stringify({ ...EXAMPLE }))}`,
  ].join(' \\\n');

/** The document behind the text, and what `--json` prints. */
export const adapterDocument = ({ needed, callbackUrl, relay }: AdapterQuestion): AdapterDocument => {
  const url = callbackUrl ?? `https://YOUR-SQUAREOS-API${ADAPTER_PATH}`;
  const own = vendorMappings.filter((one) => one.relay === relay);
  return {
    schema: 'certify.adapter/1',
    needed,
    url,
    contract,
    example: EXAMPLE,
    curl: curlLine(url),
    vendors: own.length === 0 ? vendorMappings : own,
    relays: relays.map((one) => ({ relay: one.key, label: one.label, givesId: one.reply !== null, join: one.join })),
  };
};

const listed = (pen: Pen, entries: { readonly [name: string]: string }): readonly string[] => {
  const column = Math.max(...Object.keys(entries).map((name) => name.length)) + 2;
  return Object.entries(entries).flatMap(([name, text]) => labelled(pen, pen.line(name), pen.line(text), 2, column));
};

const vendorLines = (pen: Pen, vendor: VendorMapping): readonly string[] => [
  ...wrap(pen.line(`${vendor.label}${vendor.proven ? '' : ' (check the join with one live message)'}`), pen.width),
  ...listed(pen, {
    from: vendor.source,
    id: vendor.id,
    events: Object.entries(vendor.events)
      .map(([theirs, ours]) => `${theirs} → ${ours}`)
      .join('; '),
    timestamp: vendor.timestamp,
    ...(vendor.error === null ? {} : { error: vendor.error }),
  }),
  '',
];

/** Ends in a line end. What is to be pasted stands unwrapped. */
export const adapterText = (question: AdapterQuestion, style: Style): string => {
  const pen = penOf(style);
  const document = adapterDocument(question);
  const said = (text: string, columns = 0): readonly string[] => indent(wrap(pen.line(text), pen.width - columns), columns);
  return [
    ...(question.needed === false
      ? [
          ...said(
            'This tenant needs no adapter: Amazon SES tells over SNS what became of its mail. Another relay’s tenant needs this:',
          ),
          '',
        ]
      : []),
    ...said('The SMTP callback: what a certified adapter posts to SquareOS'),
    '',
    `  ${contract.method} ${pen.line(document.url)}`,
    ...said(`Token: ${contract.token}.`, 2),
    ...said(`Body: ${contract.contentType}, one event a post.`, 2),
    '',
    'Fields',
    ...listed(pen, contract.fields),
    '',
    ...said('Try it (an unknown id is answered 200 and changes no row)'),
    ...document.curl.split('\n').map((line) => `  ${pen.line(line)}`),
    '',
    'Answers',
    ...listed(pen, contract.answers),
    '',
    ...said(`Delivery: ${contract.delivery}`),
    '',
    ...said('How each relay’s own events map onto it'),
    '',
    ...document.vendors.flatMap((vendor) => vendorLines(pen, vendor)),
    ...said('Amazon SES behind its SMTP interface needs no adapter: its events come over SNS (profile: smtp.ses).'),
    '',
  ].join('\n');
};
