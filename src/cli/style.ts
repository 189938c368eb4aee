// How the places that are written to want their text: colour, signs, width.

export interface Style {
  readonly colour: boolean;
  readonly unicode: boolean;
  /** Columns. */
  readonly width: number;
}

/** What is to be known of a place; a pipe or a file has no columns. */
export interface Place {
  readonly isTTY: boolean;
  readonly columns?: number;
}

const hasUnicode = (env: NodeJS.ProcessEnv): boolean => {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return process.platform === 'win32' ? env['WT_SESSION'] !== undefined : /utf-?8/i.test(locale) && env['TERM'] !== 'linux';
};

/** `FORCE_COLOR`: true asks for colour where there is no terminal, false for none on one, null says nothing. */
const forced = ({ FORCE_COLOR: said = '' }: NodeJS.ProcessEnv): boolean | null =>
  said === '' ? null : !['0', 'false'].includes(said);

const hasColour = ({ isTTY }: Place, env: NodeJS.ProcessEnv): boolean =>
  (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb' && (forced(env) ?? isTTY);

/** Whether lines may be written over there: on a terminal that somebody watches, and that knows how. */
export const isRedrawn = ({ isTTY, columns = 0 }: Place, env: NodeJS.ProcessEnv): boolean =>
  isTTY && columns > 1 && env['TERM'] !== 'dumb' && (env['CI'] ?? '') === '';

export const styleOf = (place: Place, noColor: boolean, env: NodeJS.ProcessEnv): Style => ({
  colour: !noColor && hasColour(place, env),
  unicode: hasUnicode(env),
  width: place.columns || 100,
});
