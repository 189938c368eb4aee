// Reason codes are stable for scripts: one that was released keeps its name and its statuses. New ones are added by
// UPDATE_GOLDEN=1 npx vitest run --project unit test/checks/reasons.test.ts
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { ATTESTATION_REASONS, ENGINE_REASONS, LIMITATION_REASONS, type Reasons } from '../../src/core/reason.ts';

const FILE = join(import.meta.dirname, 'reasons.txt');

const linesOf = (owner: string, reasons: Reasons): readonly string[] =>
  Object.entries(reasons).flatMap(([code, { status }]) => status.map((one) => `${owner}/${code} ${one}`));

const declared = [
  ...linesOf('*', ENGINE_REASONS),
  ...linesOf('attestation-*', ATTESTATION_REASONS),
  ...linesOf('limitations', LIMITATION_REASONS),
  ...checks.flatMap((check) => linesOf(check.id, check.reasons ?? {})),
].sort();

const frozen = (): readonly string[] => (existsSync(FILE) ? readFileSync(FILE, 'utf8').trim().split('\n') : []);

/** What scripts/new-check.mjs begins with; it is never one that scripts may rest on. */
const isBegun = (line: string): boolean => line.includes('/not-yet-judged ');

if (process.env['UPDATE_GOLDEN'] === '1')
  writeFileSync(FILE, `${[...new Set([...frozen(), ...declared.filter((line) => !isBegun(line))])].sort().join('\n')}\n`);

describe('reason codes', () => {
  it('that were released are still declared, with their statuses', () => {
    expect(frozen().filter((line) => !declared.includes(line))).toEqual([]);
    expect(frozen().length).toBeGreaterThan(50);
  });

  it('are all written down, before they are released', () => {
    const news = declared.filter((line) => !frozen().includes(line) && !isBegun(line));
    expect(news, 'UPDATE_GOLDEN=1 npx vitest run --project unit test/checks/reasons.test.ts').toEqual([]);
    expect(declared.filter(isBegun), 'say in the check what it judges (docs/new-check.md)').toEqual([]);
  });

  it('are kebab-case and say something', () => {
    const all = checks.flatMap((check) => Object.entries(check.reasons ?? {}));
    expect(all.filter(([code, { says }]) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(code) || !says.endsWith('.'))).toEqual([]);
  });
});
