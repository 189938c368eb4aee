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

export const styleOf = (place: Place, noColor: boolean, env: NodeJS.ProcessEnv): Style => ({
  colour:
    !noColor && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb' && (place.isTTY || (env['FORCE_COLOR'] ?? '0') !== '0'),
  unicode: hasUnicode(env),
  width: place.columns || 100,
});
