// The longest files begin first, so that no worker is left alone with one of them at the end. A fresh clone knows no durations.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that run the built binary by the hundred, or as many worlds; then those that run it at all. */
const LONGEST = [
  'test/cli/flags.',
  'test/cli/scenarios-ses.',
  'test/kill/matrix-',
  'test/cli/scenarios-smtp.',
  'test/provision/scenarios.',
  'test/cli/canaries-',
  'test/cli/',
];

const rank = ({ moduleId }: TestSpecification): number => {
  const at = LONGEST.findIndex((part) => moduleId.includes(part));
  return at === -1 ? LONGEST.length : at;
};

export class LongestFirst extends BaseSequencer {
  /** Vitest's own order (failed before, larger file) within a rank. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
