// Reason codes are stable for scripts: one that was released keeps its name and its statuses. `UPDATE_GOLDEN=1` adds new ones.
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

if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(FILE, `${[...new Set([...frozen(), ...declared])].sort().join('\n')}\n`);

describe('reason codes', () => {
  it('that were released are still declared, with their statuses', () => {
    expect(frozen().filter((line) => !declared.includes(line))).toEqual([]);
    expect(frozen().length).toBeGreaterThan(50);
  });

  it('are kebab-case and say something', () => {
    const all = checks.flatMap((check) => Object.entries(check.reasons ?? {}));
    expect(all.filter(([code, { says }]) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(code) || !says.endsWith('.'))).toEqual([]);
  });
});
