// What the pages tell people to type, and what they show of the answer: read from the Markdown itself.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../cli/certify.ts';

/** A line after `$`, with its comment taken off; or a whole block without any, which is a script. */
export interface Typed {
  readonly page: string;
  /** Of the page, from 1. */
  readonly line: number;
  readonly command: string;
  /** What the page shows below it, where it shows anything; `…` alone on a line stands for lines left out. */
  readonly shown: readonly string[];
}

/** Lines that some command of the page before them printed. */
interface Excerpt {
  readonly page: string;
  readonly line: number;
  readonly shown: readonly string[];
}

export type Part = Typed | Excerpt;

/** A change log tells what once was; a decision what was thought of. */
const HISTORY = /^(CHANGELOG|docs\/decisions\/)/;

export const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path))
    .toSorted(),
].filter((page) => !HISTORY.test(page));

const withoutComment = (line: string): string => line.replace(/\s+#.*$/, '').trim();

const trimmed = (lines: readonly string[]): readonly string[] => {
  const first = lines.findIndex((line) => line !== '');
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex((line) => line !== '') + 1);
};

const typedIn = (page: string, at: number, lines: readonly string[]): readonly Typed[] => {
  const starts = lines.flatMap((line, n) => (line.startsWith('$ ') ? [n] : []));
  return starts.map((start, n) => ({
    page,
    line: at + start,
    command: withoutComment(lines[start]!.slice(2)),
    shown: trimmed(lines.slice(start + 1, starts[n + 1])),
  }));
};

/** In the order of the page. */
export const partsOf = (page: string, text = readFileSync(join(ROOT, page), 'utf8')): readonly Part[] => {
  const parts: Part[] = [];
  let fence: { readonly kind: string; readonly at: number; readonly lines: string[] } | null = null;
  for (const [n, line] of text.split('\n').entries()) {
    if (fence === null) {
      const kind = /^```(\w*)$/.exec(line)?.[1];
      if (kind !== undefined) fence = { kind, at: n + 2, lines: [] };
    } else if (line === '```') {
      const { kind, at, lines } = fence;
      fence = null;
      if (kind === 'console') parts.push(...typedIn(page, at, lines));
      if (kind === 'sh') parts.push({ page, line: at, command: lines.join('\n'), shown: [] });
      if (kind === 'text') parts.push({ page, line: at, shown: lines });
    } else fence.lines.push(line);
  }
  return parts;
};

export const isTyped = (part: Part): part is Typed => 'command' in part;
