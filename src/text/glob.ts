// Patterns for names and paths: `*` within a segment, `?` one character of it, `**` any number of segments, `{a,b}` either.

const QUOTED = /[\\^$.|+()[\]]/g;

/** Of the pattern's own text outside braces. */
const TOKENS = /\*\*\/|\*\*|\*|\?|\{[^{}]*\}|[^*?{}]+|[{}]/g;

const partOf = (token: string): string => {
  if (token === '**/') return '(?:[^/]+/)*';
  if (token === '**') return '.*';
  if (token === '*') return '[^/]*';
  if (token === '?') return '[^/]';
  if (token.startsWith('{') && token.endsWith('}') && token.length > 1) {
    const ways = token.slice(1, -1).split(',').map(sourceOf);
    return `(?:${ways.join('|')})`;
  }
  return token.replaceAll(QUOTED, String.raw`\$&`).replaceAll(/[{}]/g, String.raw`\$&`);
};

const sourceOf = (pattern: string): string => (pattern.match(TOKENS) ?? []).map(partOf).join('');

export const isPattern = (text: string): boolean => /[*?{]/.test(text);

/** Matches whole names, upper and lower case being different. */
export const patternOf = (pattern: string): RegExp => new RegExp(`^${sourceOf(pattern)}$`, 'su');
