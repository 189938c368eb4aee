// The longest files begin first, so that no worker is left alone with one of them at the end. A fresh clone knows no durations.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By how long each keeps a worker, waiting included; then what runs the built binary at all. */
const LONGEST = [
  'test/pages/',
  'test/cli/scenarios-ses.',
  'test/cli/flags.',
  'test/cli/scenarios-smtp.',
  'test/fleet/workers.',
  'test/provision/apply-terminal.',
  'test/kill/matrix-smtp.',
  'test/kill/matrix-ses.',
  'test/app/fleet-parts.',
  'test/provision/scenarios.',
  'test/cli/faults.',
  'test/scripts/new-check.',
  'test/cli/on-terminal.',
  'test/cli/signals.',
  'test/provision/apply.',
  'test/cli/fleet-manifests.',
  'test/cli/board.',
  'test/provision/iam-kills.',
  'test/report/html/',
  'test/cli/receiver',
  'test/cli/canaries-',
  'test/kill/template.',
  'test/receiver/durability.',
  'test/provision/',
  'test/app/',
  'test/world/smtp/chain.',
  'test/package.',
  'test/cli/',
  'test/receiver/',
  'test/world/imap/dovecot.',
  'test/report/',
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
