import { describe, expect, it } from 'vitest';
import type { Severity } from '../../src/core/finding.ts';
import type { Environment } from '../../src/core/profile.ts';
import { composeDocument } from '../../src/run/compose.ts';
import { contextOf, observeStep, runbookOf, sessionOf } from './context.ts';

interface Lowered {
  readonly check: string;
  readonly severity: Severity;
  readonly environment?: Environment;
}

const coreOmitted = async (named: readonly string[], lowered?: Lowered) => {
  const severities = lowered === undefined ? [] : [{ environment: 'production' as const, ...lowered, reason: 'r' }];
  const ctx = contextOf({ runbook: { ...runbookOf(observeStep('look', named)), severities } });
  const session = await sessionOf(ctx);
  return composeDocument(ctx, session.state(), null).run.runbook?.coreOmitted ?? [];
};

describe('the core checks of a document', () => {
  it('that the runbook leaves out are named', async () => {
    expect(await coreOmitted(['fake-mode-off'])).toContain('opt-in-recorded');
    expect(await coreOmitted(['fake-mode-off', 'opt-in-recorded'])).not.toContain('opt-in-recorded');
  });

  it.each(['warning', 'info'] as const)('that the runbook lowers to %s are named too', async (severity) => {
    expect(await coreOmitted(['fake-mode-off'], { check: 'fake-mode-off', severity })).toContain('fake-mode-off');
  });

  it('that stay blockers, or are lowered elsewhere, are not', async () => {
    expect(await coreOmitted(['fake-mode-off'], { check: 'fake-mode-off', severity: 'blocker' })).not.toContain('fake-mode-off');
    const elsewhere = { check: 'fake-mode-off', severity: 'warning', environment: 'staging' } as const;
    expect(await coreOmitted(['fake-mode-off'], elsewhere)).not.toContain('fake-mode-off');
    expect(await coreOmitted(['fake-mode-off'])).not.toContain('fake-mode-off');
  });

  it('of the other provider are not missed', async () => {
    const omitted = await coreOmitted([]);
    expect(omitted.filter((id) => id.startsWith('smtp-'))).toEqual([]);
  });
});
