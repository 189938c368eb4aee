// HTML that is escaped by default: only what another template made goes in as it is.
import { forHtml } from '../../masking/neutral.ts';

/** Markup made by `html`. Nothing else can be put into a template unescaped. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

export type HtmlPart = Html | string | number | null | readonly HtmlPart[];

const rendered = (part: HtmlPart): string => {
  if (part instanceof Html) return part.markup;
  if (Array.isArray(part)) return (part as readonly HtmlPart[]).map(rendered).join('');
  if (typeof part === 'number') return String(part);
  return typeof part === 'string' ? forHtml(part) : '';
};

/** Template tag. Attributes must be quoted; null gives nothing. */
export const html = (texts: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html =>
  new Html(texts.map((text, n) => text + (n < parts.length ? rendered(parts[n] ?? null) : '')).join(''));

export const NOTHING = new Html('');

/** Markup only when the condition holds. */
export const when = (condition: boolean, markup: () => Html): Html => (condition ? markup() : NOTHING);
