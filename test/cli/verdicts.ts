// The verdicts of a lab scenario as text that diffs well, beside the golden file that holds the accepted ones.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EvidenceRecord } from '../../src/core/record.ts';
import type { Scenario } from '../../src/lab/scenario/types.ts';
import { ROOT } from './certify.ts';

const DIRECTORY = join(ROOT, 'test', 'cli', 'golden', 'scenarios');

/** One file a scenario, so that tests that run side by side accept without losing each other's; the exit is the declared one. */
export const goldenName = ({ name, expect }: Pick<Scenario, 'name' | 'expect'>): string => `${name}.${expect.exitCode}.txt`;

/** OpenSSL from 3.5 on refuses keys that older ones take, so a session ends sooner there: what differs for it stands here. */
const STRICTER = `${DIRECTORY}-openssl-3.5`;
const [MAJOR = 0, MINOR = 0] = process.versions.openssl.split('.').map(Number);
const isStricter = MAJOR > 3 || (MAJOR === 3 && MINOR >= 5);

/** The names of all golden files, sorted. */
export const goldenNames = (): readonly string[] => readdirSync(DIRECTORY).sort();

/** The command, outcome and exit in the first line, then a line a finding, sorted; no times and no ids. */
export const verdictText = (record: EvidenceRecord, exitCode: number | null): string => {
  const findings = record.findings
    .map(({ check, status, reason, severity, owner }) => [check, status, reason, severity, owner].join('  '))
    .sort();
  return [`${record.run.command}  ${record.decision.outcome}  exit ${exitCode}`, ...findings, ''].join('\n');
};

/** What is accepted; with `UPDATE_GOLDEN=1` that is what was seen, and is written down. */
export const accepted = (file: string, seen: string): string => {
  const own = join(STRICTER, file);
  const path = isStricter && existsSync(own) ? own : join(DIRECTORY, file);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, seen);
  }
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

/** The command that accepts what is seen now, of one scenario. */
export const acceptCommand = (name: string): string =>
  `UPDATE_GOLDEN=1 npx vitest run --project integration test/cli/scenarios -t '${name} ends'`;
