// The forms in which a secret can hide in text: the ways to write it, and the ways to read a text back.

const bytesOf = (text: string): Buffer => Buffer.from(text, 'utf8');

/** The characters of a base64 text that depend on the secret alone, for each place it can begin inside three bytes. */
export const base64Parts = (value: string): readonly string[] =>
  [0, 1, 2].map((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), bytesOf(value)]);
    const text = bytes.toString('base64').replaceAll('=', '');
    return text.slice(shift === 0 ? 0 : shift + 1, bytes.length % 3 === 0 ? undefined : -1);
  });

/** How a form is looked for: as written, without regard to case, or with white space and base64url signs evened out. */
type Reading = 'plain' | 'lower' | 'dense';

export interface Form {
  readonly encoding: string;
  readonly reading: Reading;
  readonly text: string;
}

/** Fewer characters than this also stand in innocent text. */
const MIN = 8;

/** Every form of one secret value. Shorter values than eight characters have none: they would match innocent text. */
export const formsOf = (value: string): readonly Form[] => {
  const hex = bytesOf(value).toString('hex');
  const forms: readonly Form[] = [
    ...(isWord(value) ? [] : [{ encoding: 'plain', reading: 'plain', text: value } as const]),
    { encoding: 'plain, broken over lines', reading: 'dense', text: isWord(value) ? '' : dense(value) },
    ...base64Parts(value).map((text) => ({ encoding: 'base64', reading: 'dense', text }) as const),
    { encoding: 'hex', reading: 'lower', text: hex },
    { encoding: 'hex', reading: 'lower', text: hex.replaceAll(/(..)(?!$)/g, '$1:') },
    { encoding: 'hex', reading: 'lower', text: hex.replaceAll(/(..)(?!$)/g, '$1 ') },
    { encoding: 'reversed', reading: 'plain', text: isWord(value) ? '' : Array.from(value).toReversed().join('') },
  ];
  return value.length < MIN ? [] : forms.filter((form) => form.text.length >= MIN);
};

/** A short word of letters in one case stands in any sentence; that such a secret is too short is a finding of its own. */
export const isWord = (value: string): boolean => value.length < 12 && /^(?:[a-z]+|[A-Z]+|[0-9]+)$/.test(value);

/** Without white space, base64url signs as base64 writes them. */
export const dense = (text: string): string => text.replaceAll(/\s+/g, '').replaceAll('-', '+').replaceAll('_', '/');

const fromHexBytes = (run: string, mark: RegExp): string => Buffer.from(run.replaceAll(mark, ''), 'hex').toString('utf8');

const NAMED_ENTITIES: { readonly [name: string]: string } = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  sol: '/',
  plus: '+',
  equals: '=',
};

const character = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '');

/** Undoes one encoding wherever it stands in a text, and leaves the rest: partly encoded values are found too. */
const DECODERS: { readonly [encoding: string]: (text: string) => string } = {
  percent: (text) => text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) => fromHexBytes(run, /%/g)),
  JSON: (text) =>
    text
      .replaceAll(/\\u([0-9a-f]{4})/gi, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
      .replaceAll(/\\x([0-9a-f]{2})/gi, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
      .replaceAll(/\\(["'\\/bfnrt])/g, (_all, sign: string) => ESCAPES[sign] ?? sign),
  HTML: (text) =>
    text
      .replaceAll(/&#x([0-9a-f]{1,6});?/gi, (_all, code: string) => character(Number.parseInt(code, 16)))
      .replaceAll(/&#(\d{1,7});?/g, (_all, code: string) => character(Number(code)))
      .replaceAll(/&([a-z]+);/gi, (all, name: string) => NAMED_ENTITIES[name.toLowerCase()] ?? all),
  'quoted-printable': (text) =>
    text.replaceAll(/=\r?\n/g, '').replaceAll(/(?:=[0-9a-f]{2})+/gi, (run) => fromHexBytes(run, /=/g)),
  Markdown: (text) => text.replaceAll(/\\([^\w\s])/g, '$1'),
};

const ESCAPES: { readonly [sign: string]: string } = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** The text as it is, and as each decoder reads it once and twice (JSON inside JSON, percent inside HTML). */
export const readings = (text: string): readonly { readonly encoding: string; readonly text: string }[] => {
  const seen = new Map<string, string>([[text, 'plain']]);
  for (const depth of [1, 2]) {
    for (const [known, how] of Array.from(seen)) {
      for (const [encoding, decode] of Object.entries(DECODERS)) {
        const decoded = decode(known);
        if (!seen.has(decoded)) seen.set(decoded, depth === 1 ? encoding : `${how} and ${encoding}`);
      }
    }
  }
  return [...seen].map(([decoded, encoding]) => ({ encoding, text: decoded }));
};
