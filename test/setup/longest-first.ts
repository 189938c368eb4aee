// The longest files begin first, so that no worker is left alone with one of them at the end. A fresh clone knows no durations.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that run the built binary by the hundred, or as many worlds, or wait for long; then those that run it at all. */
const LONGEST = [
  'test/cli/flags.',
  'test/cli/scenarios-ses.',
  'test/app/fleet-nights.',
  'test/fleet/workers.',
  'test/cli/scenarios-smtp.',
  'test/provision/apply.',
  'test/kill/matrix-',
  'test/provision/scenarios.',
  'test/receiver/',
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
