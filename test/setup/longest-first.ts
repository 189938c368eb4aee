// The longest files begin first, so that no worker is left alone with one of them at the end. A fresh clone knows no durations.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By how long each keeps a worker, waiting included; then what runs the built binary at all. */
const LONGEST = [
  'test/cli/flags.',
  'test/pages/',
  'test/cli/scenarios-ses.',
  'test/pages/',
  'test/cli/scenarios-smtp.',
  'test/provision/apply-terminal.',
  'test/app/fleet-parts.',
  'test/package.',
  'test/kill/matrix-smtp.',
  'test/fleet/workers.',
  'test/provision/apply.',
  'test/provision/foreign.',
  'test/cli/faults.',
  'test/kill/matrix-ses.',
  'test/provision/scenarios.',
  'test/cli/fleet-manifests.',
  'test/cli/board.',
  'test/app/fleet-nights.',
  'test/provision/iam.',
  'test/cli/receiver-trouble.',
  'test/world/smtp/chain.',
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
