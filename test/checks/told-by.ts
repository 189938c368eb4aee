// What a check says as the engine words it, held to what the check declares: a reason or a status that it does not list fails here.
import { expect } from 'vitest';
import type { AnyCheck } from '../../src/checks/check.ts';
import type { Finding, Judgement } from '../../src/core/finding.ts';
import { ENGINE_REASONS, type Reasons } from '../../src/core/reason.ts';
import { findingFrom } from '../../src/run/evaluate.ts';

/** The finding of a judgement, with the remedy as printed in `fix`. */
export const toldBy = (given: unknown, judgement: Judgement): Finding => {
  const check = given as AnyCheck;
  if (check.reasons !== undefined) {
    const declared: Reasons = { ...ENGINE_REASONS, ...check.reasons };
    expect(Object.keys(declared)).toContain(judgement.reason);
    expect(declared[judgement.reason]?.status).toContain(judgement.status);
  }
  return findingFrom(judgement, {
    check: check.id,
    step: 'tested',
    title: check.title,
    severity: check.severity,
    owner: judgement.owner ?? check.owner,
    references: check.references,
    observations: [],
  });
};
