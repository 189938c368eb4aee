// Kills a run at journal boundaries and at random moments, for both providers: at most one message, whole journal and record,
// and a resume that ends in the right decision. KILLS=200 npx vitest run test/kill makes it larger than the default.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cell, openMatrix, type Cell, type Death, type Matrix } from './matrix.ts';

const KILLS = Number(process.env['KILLS'] ?? '10');
/** Durable writes of a whole run; later ones than there are kill nothing, which the test tolerates. */
const BOUNDARIES = 112;

/** Evenly spread over the run, `before` and `after` in turn; all of them when there are enough kills. */
const boundaries: readonly Death[] = Array.from({ length: Math.min(KILLS, BOUNDARIES * 2) }, (_, index) => ({
  kind: 'boundary',
  at: 1 + Math.floor((index * BOUNDARIES) / Math.min(KILLS, BOUNDARIES * 2)),
  when: index % 2 === 0 ? 'after' : 'before',
}));

const firstLines: readonly Death[] = (['unwritten', 'torn'] as const).map((when) => ({ kind: 'first-line', when }));

/** Among the forgeries: one was answered, and nobody kept the answer. */
const answers: readonly Death[] = [{ kind: 'line', text: '"negative-ended"', when: 'before' }];

const randoms: readonly Death[] = Array.from({ length: Math.ceil(KILLS / 3) }, () => ({
  kind: 'random',
  afterMs: 150 + Math.floor(Math.random() * 1500),
}));

const holds = (seen: Cell, death: Death): void => {
  expect(seen.messages).toBeLessThanOrEqual(1);
  expect(seen.records).toBe(1);
  // Between the relay's answer and the first write of its id: a callback that names that id alone is nobody's, and the end is open.
  if (death.kind === 'random' && seen.open && seen.exitCode === 3) expect(seen.outcome).toBe('INCONCLUSIVE');
  else if (seen.lostIntent) expect(seen).toMatchObject({ outcome: 'INCONCLUSIVE' });
  else expect(seen).toMatchObject({ outcome: 'LAB_ONLY', exitCode: 0, messages: 1 });
};

const label = (death: Death): string => {
  if (death.kind === 'random') return `at a random moment (${death.afterMs} ms)`;
  if (death.kind === 'first-line') return `with the first line ${death.when}`;
  return `${death.when} ${death.kind === 'line' ? death.text : `durable write ${death.at}`}`;
};

/** The whole matrix of a provider; a file a provider, so that two workers share it. */
export const kills = (provider: 'ses' | 'smtp'): void => {
  let matrix: Matrix;
  beforeAll(async () => {
    matrix = await openMatrix(provider);
  });
  afterAll(async () => {
    await matrix.stop();
  });

  it.each([...firstLines, ...boundaries, ...answers, ...randoms].map((death) => [label(death), death] as const))(
    '%s sends at most once and ends right',
    async (_, death) => {
      const seen = await cell(matrix, death);
      if (death.kind === 'first-line') expect(seen).toMatchObject({ killed: true, started: false });
      holds(seen, death);
    },
  );
};
