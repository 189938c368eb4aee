// The verdicts of a lab scenario as text that diffs well, beside the golden file that holds the accepted ones.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EvidenceRecord } from '../../src/core/record.ts';
import type { Scenario } from '../../src/lab/scenario/types.ts';
import { ROOT } from './certify.ts';

const DIRECTORY = join(ROOT, 'test', 'cli', 'golden', 'scenarios');

/** The first word of a line: its check, and in the first line the command, which is the provider. */
const checkOf = (line: string): string => line.slice(0, line.indexOf('  '));

/**
 * What most worlds have in common is accepted once: the verdicts of the healthy world of the provider. The file of another world holds its
 * own first line and the lines in which it differs; so a new check adds a line where it says something, and no verdict is left open.
 */
const healthyOf = (text: string): string => `healthy-${checkOf(text)}.0.txt`;

const NOT_JUDGED = 'not judged in this world';

const byCheck = (lines: readonly string[]): ReadonlyMap<string, string> => new Map(lines.map((line) => [checkOf(line), line]));
const split = (text: string): { readonly head: string; readonly lines: readonly string[] } => {
  const [head = '', ...lines] = text.trimEnd().split('\n');
  return { head, lines };
};

/** Pure: the whole of `text`, of which the lines stand over those of `healthy`. */
export const unfolded = (text: string, healthy: string): string => {
  const { head, lines } = split(text);
  const all = new Map([...byCheck(split(healthy).lines), ...byCheck(lines)]);
  return [head, ...[...all.values()].filter((line) => !line.endsWith(NOT_JUDGED)).sort(), ''].join('\n');
};

/** Pure: `text` without what it has in common with `healthy`. */
export const folded = (text: string, healthy: string): string => {
  const { head, lines } = split(text);
  const base = byCheck(split(healthy).lines);
  const own = byCheck(lines);
  const gone = [...base.keys()].filter((check) => !own.has(check)).map((check) => `${check}  ${NOT_JUDGED}`);
  return [head, ...[...lines.filter((line) => base.get(checkOf(line)) !== line), ...gone].sort(), ''].join('\n');
};

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

const pathOf = (file: string): string => {
  const own = join(STRICTER, file);
  return isStricter && existsSync(own) ? own : join(DIRECTORY, file);
};

const textOf = (file: string): string => (existsSync(pathOf(file)) ? readFileSync(pathOf(file), 'utf8') : '');

const written = new Set<string>();

/** What is accepted; with `UPDATE_GOLDEN=1` that is what was seen, and is written down: whole, until `foldAccepted`. */
export const accepted = (file: string, seen: string): string => {
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(pathOf(file)), { recursive: true });
    writeFileSync(pathOf(file), seen);
    written.add(file);
  }
  const text = textOf(file);
  return text === '' || file === healthyOf(text) ? text : unfolded(text, textOf(healthyOf(text)));
};

/** After all worlds of a provider, since the healthy one may be among those that were accepted. */
export const foldAccepted = (): void => {
  for (const file of written) {
    const text = textOf(file);
    if (file !== healthyOf(text)) writeFileSync(pathOf(file), folded(text, textOf(healthyOf(text))));
  }
  written.clear();
};

/** The command that accepts what is seen now, of one scenario. */
export const acceptCommand = (name: string): string =>
  `UPDATE_GOLDEN=1 npx vitest run --project integration test/cli/scenarios -t '${name} ends'`;
