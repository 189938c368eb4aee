// What can be wrong with a file as YAML, in words that never quote the file: a refused line may hold a secret.
import type { Problem } from '../../core/problem.ts';

type Words = Pick<Problem, 'message' | 'fix'>;

const REFUSALS: { readonly [code: string]: Words } = {
  ALIAS_PROPS: { message: 'An alias carries an anchor or a tag.', fix: 'Write the value out.' },
  BAD_DIRECTIVE: { message: 'A line begins with `%`: YAML directives are not read.', fix: 'Remove the line.' },
  BAD_DQ_ESCAPE: {
    message: 'A backslash inside double quotes is not an escape that YAML knows.',
    fix: 'Use single quotes, or write `\\\\` for a backslash.',
  },
  BAD_INDENT: {
    message: 'The indentation does not fit the lines above, or a bracket is not closed.',
    fix: 'Give keys of one section the same number of spaces, and close every bracket.',
  },
  BAD_PROP_ORDER: { message: 'An anchor or tag stands in the wrong place.', fix: 'Remove the `&…` or `!…`.' },
  BAD_SCALAR_START: {
    message: 'A value begins with a character that YAML reserves.',
    fix: 'Put the value in quotes.',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'A value contains `: ` and is not in quotes, so that YAML reads a second key.',
    fix: 'Put the value in double quotes.',
  },
  BLOCK_IN_FLOW: {
    message: 'A block stands inside `{ }` or `[ ]`.',
    fix: 'Close the bracket, or write the section on lines of its own.',
  },
  DUPLICATE_KEY: { message: 'This key stands twice in the same section.', fix: 'Keep one of the two.' },
  KEY_OVER_1024_CHARS: { message: 'A key is longer than 1024 characters.', fix: 'Check for a missing `:` or line break.' },
  MISSING_CHAR: {
    message: 'A quote, bracket or comma is missing.',
    fix: 'Close the quote or bracket, and put a space after each `:`.',
  },
  MULTILINE_IMPLICIT_KEY: { message: 'A key runs over more than one line.', fix: 'Check for a missing `:` or quote above.' },
  MULTIPLE_DOCS: { message: 'A second document begins here (`---`).', fix: 'Keep one document to a file.' },
  NON_STRING_KEY: { message: 'A key is not text.', fix: 'Write the key as plain text.' },
  RESOURCE_EXHAUSTION: { message: 'The file is nested too deeply.', fix: 'Remove the nested brackets.' },
  TAB_AS_INDENT: { message: 'A tab is used as indentation.', fix: 'Indent with spaces.' },
  UNEXPECTED_TOKEN: {
    message: 'Something stands here that YAML does not expect.',
    fix: 'Check quotes, brackets and indentation.',
  },
  ALIAS: { message: 'An alias (`*name`) is used; aliases are not read here.', fix: 'Write the value out.' },
  ANCHOR: { message: 'An anchor (`&name`) is used; anchors are not read here.', fix: 'Remove the `&name`.' },
  TAG_RESOLVE_FAILED: {
    message: 'A tag (`!name`) is used; tags are not read here.',
    fix: 'Remove the `!name`, and put text in quotes.',
  },
  MERGE_KEY: { message: 'A merge key (`<<`) is used; merging is not read here.', fix: 'Write the keys out.' },
  TOO_LARGE: { message: 'The file is larger than is read here.', fix: 'Check that it is the right file.' },
  CONTROL_CHARACTER: {
    message: 'A character stands here that no text holds (a control character).',
    fix: 'Remove it; if the file is not text at all, name the right file.',
  },
  UTF16: {
    message: 'The file is saved as UTF-16, which Windows calls Unicode.',
    fix: 'Save it as UTF-8: in Notepad with “Save as” and the encoding UTF-8, in PowerShell with `-Encoding utf8`.',
  },
  GZIP: { message: 'The file is packed with gzip.', fix: 'Unpack it (`gunzip`), and name what it holds.' },
  ZIP: {
    message: 'The file is a zip archive, or a Word or Excel document.',
    fix: 'Name the text file itself: unpack the archive, or save the document as plain text (UTF-8).',
  },
  PDF: { message: 'The file is a PDF.', fix: 'Name the text file that it was made from.' },
  RTF: { message: 'The file is saved as rich text (RTF).', fix: 'Save it as plain text (UTF-8).' },
  HTML: {
    message: 'The file is a web page.',
    fix: 'Download the file itself: what was saved is the page around it, or a page that asks to sign in.',
  },
  DEEPER: {
    message: 'This line is indented more than the key above it, so that YAML reads it as a part of that value.',
    fix: 'Give keys of one section the same number of spaces.',
  },
  NOT_UTF8: {
    message: 'A letter here is not written in UTF-8, so it cannot be read.',
    fix: 'Save the file as UTF-8, and see that the letter is still the one that is meant.',
  },
  NOT_A_MAPPING: {
    message: 'The file does not consist of `key: value` lines.',
    fix: 'Write it as `key: value` lines.',
  },
  EMPTY: { message: 'The file is empty.', fix: 'Check that it is the right file, and that it was saved.' },
  UNCLOSED: { message: 'A bracket is opened here and never closed.', fix: 'Close it, or put the text in quotes.' },
};

/** The sentence for a code of the `yaml` package, or one of our own. */
export const yamlProblem = (code: string, place: { readonly line: number; readonly column: number }): Problem => ({
  code: `yaml-${code.toLowerCase().replaceAll('_', '-')}`,
  ...(REFUSALS[code] ?? { message: 'The file is not readable as YAML here.', fix: 'Check quotes, brackets and indentation.' }),
  ...place,
});
