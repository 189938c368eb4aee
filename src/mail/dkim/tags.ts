// A tag list, `a=1; b=2` (RFC 6376 §3.2): the syntax that DKIM keys and DMARC records share.

interface Tag {
  /** As written; tag names are case-sensitive in DKIM. */
  readonly name: string;
  /** Without the white space around it. */
  readonly value: string;
}

export interface TagList {
  readonly tags: readonly Tag[];
  /** Pieces that are no `name=value`. An empty piece between two semicolons is one. */
  readonly malformed: readonly string[];
  /** Names that occur more than once: makes a DKIM list invalid as a whole. */
  readonly duplicates: readonly string[];
}

/** Folding white space (RFC 6376 §2.8): a blank of any other kind is no blank to a verifier. */
const BLANKS = ' \t\r\n';

/** Without the blanks around it; by hand, for an expression would try each blank inside a long row of them as the last one. */
const bare = (text: string): string => {
  let [from, to] = [0, text.length];
  while (from < to && BLANKS.includes(text.charAt(from))) from += 1;
  while (to > from && BLANKS.includes(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
};

const TAG = /^([A-Za-z][A-Za-z0-9_]*)[ \t\r\n]*=([\x21-\x7e \t\r\n]*)$/;

export const parseTags = (text: string): TagList => {
  const pieces = text.split(';').map(bare);
  // One semicolon may end the list.
  if (pieces.length > 1 && pieces.at(-1) === '') pieces.pop();
  const tags: Tag[] = [];
  const malformed: string[] = [];
  for (const piece of pieces) {
    const [, name, value] = TAG.exec(piece) ?? [];
    if (name === undefined || value === undefined) malformed.push(piece);
    else tags.push({ name, value: bare(value) });
  }
  const names = tags.map((tag) => tag.name);
  return { tags, malformed, duplicates: [...new Set(names.filter((name, at) => names.indexOf(name) !== at))] };
};
