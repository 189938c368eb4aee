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

const TAG = /^([A-Za-z][A-Za-z0-9_]*)\s*=([\x21-\x7e\s]*)$/;

export const parseTags = (text: string): TagList => {
  const pieces = text.split(';').map((piece) => piece.trim());
  // One semicolon may end the list.
  if (pieces.length > 1 && pieces.at(-1) === '') pieces.pop();
  const tags: Tag[] = [];
  const malformed: string[] = [];
  for (const piece of pieces) {
    const [, name, value] = TAG.exec(piece) ?? [];
    if (name === undefined || value === undefined) malformed.push(piece);
    else tags.push({ name, value: value.trim() });
  }
  const names = tags.map((tag) => tag.name);
  return { tags, malformed, duplicates: [...new Set(names.filter((name, at) => names.indexOf(name) !== at))] };
};
