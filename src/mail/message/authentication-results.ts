// Authentication-Results (RFC 8601 §2.2): whose word it is, and what it says of each method. Makes that bend the grammar are read as they mean it.
import { toDnsName } from '../../text/domain-name.ts';

interface AuthResult {
  /** `dkim`, `spf`, `dmarc`, `arc`, `compauth` …, lower case. */
  readonly method: string;
  /** `pass`, `fail`, `none`, `temperror` …, lower case. */
  readonly result: string;
  /** The domain it speaks of: d= of a signature, the MAIL FROM domain, the From domain; null: not told. */
  readonly domain: string | null;
  /** s= of a signature; null: not told. */
  readonly selector: string | null;
}

export interface AuthResults {
  /** Who says so; null where the make leaves it out (Exchange Online). Lower case. */
  readonly authservId: string | null;
  readonly results: readonly AuthResult[];
}

const MOST = 16_384;
const MOST_RESULTS = 64;

/** Without comments (RFC 5322 §3.2.2: they nest), which may hold semicolons and results that are none. */
const withoutComments = (text: string): string => {
  let [bare, depth, quoted] = ['', 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (sign === '\\' && (quoted || depth > 0)) {
      if (depth === 0) bare += sign + (text[at + 1] ?? '');
      at += 1;
    } else if (depth > 0) {
      depth += sign === '(' ? 1 : sign === ')' ? -1 : 0;
    } else if (sign === '(' && !quoted) {
      depth = 1;
      bare += ' ';
    } else {
      if (sign === '"') quoted = !quoted;
      bare += sign;
    }
  }
  return bare;
};

/** Pieces between semicolons that stand outside quoted strings. */
const piecesOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?:"(?:[^"\\]|\\.)*"|[^;"]|")+/g)].map(([piece]) => piece.trim()).filter((piece) => piece !== '');

const TOKEN = /([A-Za-z0-9_.-]+)(?:\s*\/\s*\d+)?\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;"]*)/g;

const unquoted = (value: string): string => value.replace(/^"(.*)"$/s, '$1').replaceAll(/\\(.)/g, '$1');

const domainIn = (value: string | undefined): string | null =>
  value === undefined ? null : toDnsName(value.slice(value.lastIndexOf('@') + 1).replace(/^<|>$/g, ''));

const DOMAIN_OF: { readonly [method: string]: readonly string[] } = {
  dkim: ['header.d', 'header.i'],
  spf: ['smtp.mailfrom', 'smtp.mail', 'smtp.helo', 'envelope-from'],
  dmarc: ['header.from'],
};

const resultOf = (piece: string): AuthResult | null => {
  const [head, ...rest] = [...piece.matchAll(TOKEN)].map(
    ([, name = '', value = '']) => [name.toLowerCase(), unquoted(value)] as const,
  );
  if (head === undefined || head[0].includes('.')) return null;
  const [method, result] = head;
  const properties = new Map(rest.toReversed());
  const named = (DOMAIN_OF[method] ?? []).map((property) => domainIn(properties.get(property)));
  return {
    method,
    result: result.toLowerCase(),
    domain: named.find((domain) => domain !== null) ?? null,
    selector: properties.get('header.s')?.toLowerCase() ?? null,
  };
};

/** `mx.example.net 1`: a name that is no `method=result`. */
const authservIdOf = (piece: string | undefined): string | null => {
  const word = /^("(?:[^"\\]|\\.)*"|[^\s=;]+)(?:\s+\d+)?$/.exec(piece ?? '')?.[1];
  return word === undefined ? null : unquoted(word).toLowerCase();
};

/** Reads one field's value; never throws. */
export const parseAuthResults = (value: string): AuthResults => {
  const pieces = piecesOf(withoutComments(value.slice(0, MOST)));
  const authservId = authservIdOf(pieces[0]);
  const said = authservId === null ? pieces : pieces.slice(1);
  return { authservId, results: said.flatMap((piece) => resultOf(piece) ?? []).slice(0, MOST_RESULTS) };
};
