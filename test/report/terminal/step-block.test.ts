import { expect, it } from 'vitest';
import type { Step } from '../../../src/core/runbook.ts';
import { stepBlock } from '../../../src/report/terminal/step-block.ts';

const step = { title: 'One live internal message is sent, and SES gives its MessageId', instructions: [] } as unknown as Step;

it.each([40, 80])('a step that was held back says so within %i columns, below its first word', (width) => {
  const style = { width, colour: false, unicode: true };
  const shown = { step, findings: [], withheld: ['dkim-tokens', 'ses-production-access'], brief: false, verbose: false };
  const [first = '', ...rest] = stepBlock(shown, style).trimEnd().split('\n');
  expect(Math.max(...[first, ...rest].map((line) => line.length))).toBeLessThanOrEqual(width);
  expect(rest.length).toBeGreaterThan(0);
  expect(rest.every((line) => line.startsWith('  '))).toBe(true);
  expect([first, ...rest].join(' ').replaceAll(/\s+/g, ' ')).toContain('held back by dkim-tokens, ses-production-access');
});
