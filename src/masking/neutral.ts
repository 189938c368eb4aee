// Makes text from outside (DNS, banners, error messages) harmless for the place it is written to.

// Controls, format characters (bidirectional, zero width, tags), separators that break lines, halves of pairs, and what is
// drawn as nothing (variation selectors, fillers): everything a reader cannot see or that acts on the display.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** `\x1b`, `\u202e`, `\u{e0041}`: visible, and told apart. */
const escaped = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
};

/** Unseen characters become visible escapes; line feeds and tabs stay. */
export const visible = (text: string): string =>
  text.replaceAll('\r\n', '\n').replaceAll(UNSEEN, (character) => (/[\n\t]/.test(character) ? character : escaped(character)));

/** The same on one line. */
export const oneLine = (text: string): string => visible(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');

/**
 * Continuous integration reads commands from a job's output: `::name::` where a line begins (which wrapping may move anywhere),
 * `##[` and `##vso[`. The groups of an IPv6 address are no names.
 */
const withoutCommands = (text: string): string =>
  text.replaceAll(/::(?![0-9A-Fa-f]{1,4}(?![\w-]))(?=[A-Za-z].*::)/g, ': :').replaceAll(/##(?=[\w.]*\[)/g, '# #');

/** For stdout and stderr. Line feeds stay; an IPv6 address that begins with `::` stays too. */
export const forTerminal = (text: string): string => withoutCommands(visible(text).replaceAll('\t', '    '));

/** For a terminal without Unicode: known signs become ASCII, the rest escapes. */
export const forAscii = (text: string): string =>
  text
    .replaceAll(/[…—–‘’“”→←≤≥×·•§✔✖]/gu, (sign) => ASCII[sign] ?? sign)
    .replaceAll(/[^\n\t -~]/gu, (character) => escaped(character));

const ASCII: { readonly [sign: string]: string } = {
  '…': '...',
  '—': '-',
  '–': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '→': '->',
  '←': '<-',
  '≤': '<=',
  '≥': '>=',
  '×': 'x',
  '·': '-',
  '•': '-',
  '§': 'section ',
  '✔': '+',
  '✖': 'x',
};

const longestRun = (text: string): number => Math.max(0, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));

/** One value as code in Markdown, also inside a table. */
export const codeSpan = (text: string): string => {
  const safe = oneLine(text).replaceAll('|', '\\|');
  const fence = '`'.repeat(longestRun(safe) + 1);
  const pad = safe === '' || /^[` ]|[` ]$/.test(safe) ? ' ' : '';
  return `${fence}${pad}${safe}${pad}${fence}`;
};

/** What is set in backquotes, and names with an underscore, which stay whole where Markdown is read as it is: `_dmarc.example.com`. */
const CODE = /(?<!`)`([^`]+)`(?!`)|(?<![\w.`-])[\w.-]*_[\w.-]*\w(?![\w`])/g;

const plainMarkdown = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]#!|~$^]/g, '\\$&')
    .replaceAll('@', '&#64;')
    .replaceAll(/:(?=\/\/)/g, '&#58;')
    .replaceAll(/\bwww\./gi, (www) => `${www.slice(0, 3)}&#46;`);

/** What would begin a list or a command where it begins a line. */
const firstMarkdown = (text: string): string =>
  text
    .replaceAll(/^[+-]/g, '\\$&')
    .replaceAll(/^(\s*):/g, '$1&#58;')
    .replaceAll(/^(\d+)\./g, '$1&#46;');

/** For running text in Markdown, on one line: nothing in it is a link, a mention, HTML, a workflow command or markup other than code. */
export const forMarkdown = (text: string): string => {
  const line = oneLine(text);
  let at = 0;
  let marked = '';
  for (const found of line.matchAll(CODE)) {
    marked += plainMarkdown(line.slice(at, found.index)) + codeSpan(found[1] ?? found[0]);
    at = found.index + found[0].length;
  }
  return firstMarkdown(marked + plainMarkdown(line.slice(at)));
};

/** Lines to copy as they are, in a fence that nothing inside can close. */
export const codeBlock = (text: string): string => {
  const safe = withoutCommands(visible(text));
  const fence = '`'.repeat(Math.max(3, longestRun(safe) + 1));
  return `${fence}text\n${safe}\n${fence}`;
};

const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const entities = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/** For HTML text and quoted attributes. */
export const forHtml = (text: string): string => entities(visible(text));

/** For XML 1.0 text and quoted attributes: characters it cannot hold become visible escapes. */
export const forXml = (text: string): string => entities(visible(text).replaceAll(/[\uFFFE\uFFFF]/g, escaped));

/**
 * For one CSV cell, before quoting: a text that a spreadsheet would run as a formula gets an apostrophe.
 * Plain numbers stay, and so does a lone `@`, the usual way to write a zone's own name.
 */
export const forCsv = (text: string): string => {
  const safe = visible(text);
  const formula = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20|%]/.test(safe);
  return formula && !/^(?:@|-|[+-]?\d+(?:[.,]\d+)?%?)$/.test(safe) ? `'${safe}` : safe;
};

/** For the message of a GitHub workflow command. */
export const forAnnotation = (text: string): string =>
  visible(text).replaceAll('%', '%25').replaceAll('\n', '%0A').replaceAll('\t', ' ');

/** For a property of a GitHub workflow command (`title=`, `file=`). */
export const forAnnotationProperty = (text: string): string => forAnnotation(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
