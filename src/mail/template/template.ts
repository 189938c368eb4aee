// What a template of Handlebars is made of, as Amazon SES renders it: its parts, where its syntax breaks, and how it meets its data.
import { blockFault } from './blocks.ts';
import { rendered, type Filling, type Values } from './filling.ts';
import { parsed } from './syntax.ts';

const TEMPLATE_PARTS = ['subject', 'text', 'html'] as const;
type TemplatePart = (typeof TEMPLATE_PARTS)[number];

/** null: the template has no such part. */
export type TemplateContent = { readonly [P in TemplatePart]: string | null };

/** Where something is wrong. */
interface TemplatePlace {
  readonly part: TemplatePart;
  /** From 1. */
  readonly line: number;
}

/** A sentence without its end, such as ``the block `{{#if due}}` is never closed``. */
type TemplateProblem = TemplatePlace & { readonly says: string };

export interface TemplateReading {
  /** Octets of text and HTML together, which is what SES limits. */
  readonly bytes: number;
  readonly parts: readonly TemplatePart[];
  readonly problems: readonly TemplateProblem[];
  /** Names that the template fills in and the data lacks, or holds null for, where each stands first in each part. */
  readonly missing: readonly (TemplatePlace & { readonly name: string })[];
  /** Top names of the data that the template names nowhere. */
  readonly unused: readonly string[];
  /** As it comes out with the data; null where its syntax is broken. Never a fact. */
  readonly filled: TemplateContent | null;
}

/** More of one kind are not told. */
const MOST = 20;

const octets = (text: string | null): number => Buffer.byteLength(text ?? '', 'utf8');

/** What stands at the place, short. */
const excerpt = (source: string, line: number, column: number): string => {
  const from = (source.split(/\r\n|\r|\n/)[line - 1] ?? '').slice(column).trim();
  return from.length > 40 ? `${from.slice(0, 40)}…` : from;
};

const parseFault = (source: string, error: unknown): { readonly line: number; readonly says: string } => {
  const { hash, lineNumber } = error as { hash?: { loc?: { last_line?: number; first_column?: number } }; lineNumber?: number };
  const line = hash?.loc?.last_line ?? lineNumber ?? 1;
  const near = excerpt(source, line, hash?.loc?.first_column ?? 0);
  return { line, says: near === '' ? 'it ends within `{{ … }}`' : `\`${near}\` cannot be read as Handlebars` };
};

interface PartReading {
  readonly problems: readonly { readonly line: number; readonly says: string }[];
  readonly filling: Filling | null;
}

const readPart = (source: string, data: Values): PartReading => {
  const block = blockFault(source);
  if (block !== null) return { problems: [block], filling: null };
  try {
    const filling = rendered(parsed(source), data);
    return { problems: filling.problems, filling: filling.problems.length === 0 ? filling : null };
  } catch (error) {
    return { problems: [parseFault(source, error)], filling: null };
  }
};

/** Pure; nothing in a template is ever run. `data`: what its variables are filled with. */
export const readTemplate = (content: TemplateContent, data: Values): TemplateReading => {
  const parts = TEMPLATE_PARTS.filter((part) => (content[part] ?? '') !== '');
  const read = parts.map((part) => ({ part, ...readPart(content[part] ?? '', data) }));
  const problems = read.flatMap(({ part, problems: found }) => found.map((one) => ({ part, ...one })));
  const missing = read.flatMap(({ part, filling }) => (filling?.missing ?? []).map((one) => ({ part, ...one })));
  const named = new Set(read.flatMap(({ filling }) => [...(filling?.named ?? [])]));
  const whole = problems.length === 0;
  const filledPart = (part: TemplatePart): string | null => read.find((one) => one.part === part)?.filling?.text ?? null;
  return {
    bytes: octets(content.text) + octets(content.html),
    parts,
    problems: problems.slice(0, MOST),
    missing: missing
      .filter((one, at) => missing.findIndex(({ name, part }) => name === one.name && part === one.part) === at)
      .slice(0, MOST),
    unused: whole
      ? Object.keys(data)
          .filter((name) => !named.has(name))
          .slice(0, MOST)
      : [],
    filled: whole ? { subject: filledPart('subject'), text: filledPart('text'), html: filledPart('html') } : null,
  };
};

const LEFT =
  /\{\{[^{}\n]{0,80}\}\}|\$\{[A-Za-z_][\w.]{0,60}\}|(?<![{$\w])\{[A-Za-z_][\w.]{0,60}\}(?!\})|%%[A-Za-z_]\w{0,60}%%|\[\[[A-Za-z_]\w{0,60}\]\]|\*\|[A-Za-z_][\w:]{0,60}\|\*|%recipient\.\w{1,60}%|<%=?[^<>%]{1,80}%>/g;

/** Marks of variables that stand in a rendered text as a reader would see them: `{{name}}`, `{name}`, `${name}`, `%%name%%`, `[[name]]`, and those of other services: `*|NAME|*`, `%recipient.name%`, `<%= name %>`. */
export const leftUnfilled = (texts: readonly string[]): readonly string[] => {
  const seen = texts.map((text) =>
    text.replaceAll(/<(style|script)\b[\s\S]*?<\/\1\s*>/gi, ' ').replaceAll(/<!--[\s\S]*?-->/g, ' '),
  );
  return [...new Set(seen.flatMap((text) => text.match(LEFT) ?? []))].slice(0, MOST);
};
