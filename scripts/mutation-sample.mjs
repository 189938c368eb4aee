// A plugin of Stryker that lets through the mutants that were drawn; the rest is not run. The draw is even over the room and depends on the seed
// and on the mutants alone, so that it can be repeated, and a larger sample has the smaller one in it.
import { createHash } from 'node:crypto';
import { relative } from 'node:path';

/** Why a mutant was not run, in Stryker's report. */
export const NOT_DRAWN = 'not drawn';

/** What a mutant drew, of text that sorts. Lines are those of the report, which counts from 1. */
export const lotOf = (seed, file, { location: { start, end }, mutatorName, replacement }) => {
  const place = [start.line, start.column, end.line, end.column].join(':');
  return createHash('sha256').update([seed, file, place, mutatorName, replacement].join('\n')).digest('hex');
};

const byText = (a, b) => (a < b ? -1 : 1);

const fromOne = ({ line, column }) => ({ line: line + 1, column: column + 1 });

class Sample {
  static inject = ['options'];
  #drawn = new Set();
  #sample;

  constructor({ sample }) {
    this.#sample = sample;
  }

  async init() {}

  /** It is handed all mutants at once, but for those of which nothing new is to be learned: these have drawn already. */
  async group(mutants) {
    const { size, seed, known } = this.#sample;
    const lots = mutants.map(({ id, fileName, location, ...mutant }) => {
      const { start, end } = location;
      return {
        id,
        lot: lotOf(seed, relative(process.cwd(), fileName), {
          ...mutant,
          location: { start: fromOne(start), end: fromOne(end) },
        }),
      };
    });
    const drawn = new Set([...new Set([...known, ...lots.map(({ lot }) => lot)])].sort(byText).slice(0, size));
    this.#drawn = new Set(lots.filter(({ lot }) => drawn.has(lot)).map(({ id }) => id));
    return [mutants.map(({ id }) => id)];
  }

  async check(mutants) {
    const passes = ({ id }) => (this.#drawn.has(id) ? { status: 'passed' } : { status: 'compileError', reason: NOT_DRAWN });
    return Object.fromEntries(mutants.map((mutant) => [mutant.id, passes(mutant)]));
  }
}

export const strykerPlugins = [{ kind: 'Checker', name: 'sample', injectableClass: Sample }];
