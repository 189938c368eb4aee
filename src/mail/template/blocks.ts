// Blocks that do not close as they opened: the parser tells where the text ended, and whoever mends it needs the line where it began.

/** Deeper is nothing that a person wrote, and takes the parser long. */
export const DEEPEST = 50;

interface Fault {
  readonly line: number;
  /** A sentence without its end. */
  readonly says: string;
}

interface Tag {
  readonly at: number;
  readonly text: string;
}

/** As much of a tag as a sentence bears. */
const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text).replaceAll(/\s+/g, ' ');

/** `\\{{` stands for itself; of two backslashes the second does. */
const isEscaped = (source: string, at: number): boolean => source[at - 1] === '\\' && source[at - 2] !== '\\';

/** Where the raw block that opens at `from` ends, those within it too; -1: nowhere. What it holds is text. */
const rawEnd = (source: string, from: number): number => {
  const bounds = /\{\{\{\{(\/?)[^{}]*\}\}\}\}/g;
  bounds.lastIndex = from;
  let depth = 0;
  for (let found = bounds.exec(source); found !== null; found = bounds.exec(source)) {
    depth += found[1] === '/' ? -1 : 1;
    if (depth <= 0) return bounds.lastIndex;
  }
  return -1;
};

/** `{{!-- a -- {{b}} --}}` ends at the first `--}}`, whatever braces and dashes it holds; -1: nowhere. */
const longCommentEnd = (source: string, from: number): number => {
  const end = /--~?\}\}/g;
  end.lastIndex = from;
  return end.exec(source) === null ? -1 : end.lastIndex;
};

/** Tags in order, each found once: an end that is missing ends the search. Comments and raw blocks that close are passed over. */
function* tagsOf(source: string): Generator<Tag> {
  let from = source.indexOf('{{');
  while (from >= 0) {
    if (isEscaped(source, from)) {
      from = source.indexOf('{{', from + 2);
      continue;
    }
    if (/^\{{4}[^/]/.test(source.slice(from, from + 5))) {
      const past = rawEnd(source, from);
      if (past < 0) return yield { at: from, text: short(source.slice(from, from + 200).split('}}}}')[0] ?? '') };
      from = source.indexOf('{{', past);
      continue;
    }
    const long = /^\{\{~?!--/.test(source.slice(from, from + 6));
    const to = long ? longCommentEnd(source, from) : source.indexOf('}}', from + 2) + 2;
    if (to < from + 2) return;
    if (!long) yield { at: from, text: short(source.slice(from, from + Math.min(to - from, 200))) };
    from = source.indexOf('{{', to);
  }
}

/** null: every block closes. */
export const blockFault = (source: string): Fault | null => {
  const open: (Tag & { readonly name: string })[] = [];
  const lineAt = (index: number): number => source.slice(0, index).split(/\r\n|\r|\n/).length;
  for (const { at, text } of tagsOf(source)) {
    const [, mark = '', name = ''] = /^\{\{~?\s*([#^/])[*>]?\s*([^\s{}|()~]*)/.exec(text.slice(0, 200)) ?? [];
    // `{{^}}` is another way to write `{{else}}`.
    if (mark === '#' || (mark === '^' && name !== '') || text.startsWith('{{{{')) open.push({ at, text, name });
    if (open.length > DEEPEST) return { line: lineAt(at), says: `\`${text}\` lies within more than ${DEEPEST} blocks` };
    if (mark !== '/') continue;
    const last = open.pop();
    if (last === undefined) return { line: lineAt(at), says: `\`${text}\` closes a block that was never opened` };
    if (last.name !== name) return { line: lineAt(at), says: `\`${text}\` closes \`${last.text}\` of line ${lineAt(last.at)}` };
  }
  const first = open.at(-1);
  return first === undefined ? null : { line: lineAt(first.at), says: `the block \`${first.text}\` is never closed` };
};
