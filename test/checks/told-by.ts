// What a check says as the engine words it, held to what the check declares: a reason or a status that it does not list fails here.
import { expect } from 'vitest';
import type { AnyCheck } from '../../src/checks/check.ts';
import type { Finding, Judgement } from '../../src/core/finding.ts';
import { ENGINE_REASONS, type Reasons } from '../../src/core/reason.ts';
import { findingFrom } from '../../src/run/evaluate.ts';
import { keepFinding } from './kept-findings.ts';

/** Items of lists that say nothing: a person reads empty brackets, and a record loses what is undefined. */
const hollow = (value: unknown, at = ''): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const isEmpty = (one: unknown): boolean =>
    one === undefined || (typeof one === 'object' && one !== null && !Array.isArray(one) && Object.keys(one).length === 0);
  return Object.entries(value).flatMap(([key, one]) =>
    Array.isArray(value) && isEmpty(one) ? [`${at}/${key}`] : hollow(one, `${at}/${key}`),
  );
};

/** The finding of a judgement, with the remedy as printed in `fix`; held to what was accepted for the test that runs. */
export const toldBy = (given: unknown, judgement: Judgement): Finding => {
  const check = given as AnyCheck;
  if (check.reasons !== undefined) {
    const declared: Reasons = { ...ENGINE_REASONS, ...check.reasons };
    expect(Object.keys(declared)).toContain(judgement.reason);
    expect(declared[judgement.reason]?.status).toContain(judgement.status);
  }
  const { status, observed, remedy = [] } = judgement;
  expect(hollow({ observed, remedy })).toEqual([]);
  // What does not hold is shown, or there was nothing to see.
  if (status === 'fail' || status === 'warn') expect(observed).not.toEqual({});
  expect(remedy.filter(({ say }) => say === undefined || say === '')).toEqual([]);
  // Pasted as it stands, it speaks to the region of whoever types it; IAM has none.
  const commands = remedy.flatMap(({ command = '' }) => command.split('\n'));
  expect(commands.filter((line) => /^aws (?!iam )/.test(line) && !/ --region [a-z]/.test(line))).toEqual([]);
  const finding = findingFrom(judgement, {
    check: check.id,
    step: 'tested',
    title: check.title,
    reasons: {},
    severity: check.severity,
    owner: judgement.owner ?? check.owner,
    references: check.references,
    observations: [],
  });
  keepFinding({ ...finding, ...(judgement.clause === undefined ? {} : { clause: judgement.clause }) });
  return finding;
};
