// Whether what a page shows is what was printed, and what it should show instead. A line `…` stands for lines that are left out.
const LEFT_OUT = '…';

const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\b\d{8}T\d{6}Z-(?:[a-z-]+-)?[0-9a-f]{8}\b/g, 'ID'],
  [/\bcertify-[0-9a-f]{20,}/g, 'NONCE'],
  [/\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}(?:, \d\d:\d\d(?::\d\d)?)?/g, 'TIME'],
  [/\b\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?/g, 'DATE'],
  [/\b\d+(?:\.\d+)? (?:ms|s)\b/g, 'SPAN'],
  [/(\d|\.(?:example|com)):\d{4,5}\b/g, '$1:PORT'],
  // Where the lab's platform is.
  [/\bhttps:\/\/(?:127\.0\.0\.1:PORT|api\.squareos\.example)(?=\/)/g, 'https://PLATFORM'],
];

/** Without what is another one in every run, and however it is wrapped. */
const plain = (text: string): string =>
  MASKS.reduce((now, [pattern, mask]) => now.replaceAll(pattern, mask), text.replaceAll(/\s+/g, ' ')).trim();

const chunksOf = (shown: readonly string[]): readonly (readonly string[])[] =>
  shown
    .reduce<string[][]>(
      (chunks, line) => {
        if (line.trim() === LEFT_OUT) return [...chunks, []];
        chunks.at(-1)?.push(line);
        return chunks;
      },
      [[]],
    )
    .map((chunk) => chunk.filter((line, n) => line.trim() !== '' || (n > 0 && n < chunk.length - 1)))
    .filter((chunk) => chunk.length > 0);

/** The first chunk that was not printed after the ones before it, or null. */
export const notPrinted = (shown: readonly string[], printed: string): readonly string[] | null => {
  const all = plain(printed);
  if (!shown.some((line) => line.trim() === LEFT_OUT)) return plain(shown.join('\n')) === all ? null : shown;
  let at = 0;
  for (const chunk of chunksOf(shown)) {
    // The rest of a line may be left out as well.
    for (const piece of chunk.join('\n').split(/ …$/m)) {
      const found = all.indexOf(plain(piece), at);
      if (found < 0) return chunk;
      at = found + 1;
    }
  }
  return null;
};

/** True where some of what was printed holds these lines. */
export const isExcerpt = (shown: readonly string[], printed: readonly string[]): boolean =>
  printed.some((one) => notPrinted([LEFT_OUT, ...shown], one) === null);

/** The lines to show instead: everything, or from each chunk's first line to its last, where both were printed. */
export const instead = (shown: readonly string[], printed: string): readonly string[] => {
  const lines = printed.split('\n').map((line) => line.trimEnd());
  const whole = lines.slice(
    lines.findIndex((line) => line !== ''),
    lines.findLastIndex((line) => line !== '') + 1,
  );
  if (!shown.some((line) => line.trim() === LEFT_OUT)) return whole;
  const like = (line: string, from: number): number => lines.findIndex((one, n) => n >= from && plain(one) === plain(line));
  const mended = new Map<string, readonly string[]>();
  let at = 0;
  for (const chunk of chunksOf(shown)) {
    const first = like(chunk[0]!, at);
    const last = first < 0 ? -1 : like(chunk.at(-1)!, first);
    if (last < 0) continue;
    mended.set(chunk.join('\n'), lines.slice(first, last + 1));
    at = last;
  }
  const text = shown.join('\n');
  return [...mended].reduce((now, [chunk, lines_]) => now.replace(chunk, () => lines_.join('\n')), text).split('\n');
};
