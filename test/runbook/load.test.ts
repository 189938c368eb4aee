import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/core/errors.ts';
import { lintRunbook, loadRunbook } from '../../src/runbook/load.ts';
import type { Known } from '../../src/runbook/rules.ts';

const STEP = `  - id: look
    kind: observe
    title: Look
    owner: AWS admin
    gatesSend: true
    instructions: [Look at it.]
    checks: [ses-region]
    records:
      - {field: region, label: Region, from: "ses.account#/region"}
`;

const TAIL = `  - {id: send, kind: send, title: Send, owner: support, instructions: [Send.], checks: [live-receipt]}
  - {id: wait, kind: await-callback, title: Wait, owner: support, instructions: [Wait.], timeout: 600}
  - {id: record, kind: record, title: Record, owner: support, instructions: [Record.]}
`;

const runbook = (steps = STEP + TAIL, end = ''): string => `id: mine
version: "1"
provider: SES
title: Mine
purpose: To see.
audience: [support]
whereToFind: [here]
beforeYouStart: []
steps:
${steps}watchOuts: []
references: []
${end}`;

const KNOWN: Known = {
  checks: [
    { id: 'ses-region', severity: 'blocker' },
    { id: 'live-receipt', severity: 'blocker' },
    { id: 'dmarc-record', severity: 'warning' },
  ],
  facts: ['ses.account', 'profile.tenant'],
};

const problemsOf = (text: string) => lintRunbook({ text, path: 'mine.yaml', known: KNOWN });

describe('a runbook', () => {
  it('loads with its defaults and its digest', () => {
    const loaded = loadRunbook({ text: runbook(), path: 'mine.yaml', known: KNOWN });
    expect(loaded.steps.map((step) => step.kind)).toEqual(['observe', 'send', 'await-callback', 'record']);
    expect(loaded.steps[0]).toMatchObject({ gatesSend: true, watchOuts: [], records: [{ secret: false }] });
    expect(loaded.digest).toMatch(/^sha256:/);
    expect(problemsOf(runbook())).toEqual([]);
  });

  it('throws for the first problem with file, line and column', () => {
    expect(() => loadRunbook({ text: runbook('  - id: Look\n'), path: 'mine.yaml' })).toThrow(UsageError);
    expect(() => loadRunbook({ text: runbook().replace('owner: AWS admin', 'owner: AWS boss'), path: 'mine.yaml' })).toThrow(
      /^mine\.yaml:13:12: `steps\[0\]\.owner` must be one of DNS admin/,
    );
  });
});

const ATTEST = `  - id: ask
    kind: attest
    title: Ask
    owner: support
    instructions: [Ask.]
    question: {id: ready, text: Ready?, accept: ["yes"], ifNot: Get ready., when: {notPassing: [ses-regin]}}
`;

const CASES: readonly (readonly [title: string, text: string, code: string, line: number, says: string])[] = [
  [
    'an unknown check, with the nearest one',
    runbook(STEP.replace('ses-region', 'ses-regoin') + TAIL),
    'unknown-check',
    16,
    'did you mean `ses-region`?',
  ],
  ['a condition on a check that is not in it', runbook(STEP + ATTEST + TAIL), 'unknown-check', 24, 'did you mean `ses-region`?'],
  [
    'an unknown fact',
    runbook(STEP.replace('ses.account#', 'ses.acount#') + TAIL),
    'unknown-fact',
    18,
    '`ses.acount` is not a fact',
  ],
  [
    'a step twice',
    runbook(STEP + STEP.replace('ses-region', 'dmarc-record').replace('field: region', 'field: other') + TAIL),
    'duplicate',
    19,
    'step `look`',
  ],
  [
    'a check twice',
    runbook(STEP + STEP.replace('id: look', 'id: again').replace('field: region', 'field: other') + TAIL),
    'duplicate',
    25,
    'check `ses-region`',
  ],
  ['a missing send', runbook(STEP + TAIL.split('\n').slice(1).join('\n')), 'step-missing', 10, 'kind `send`'],
  [
    'a second send',
    runbook(STEP + TAIL.split('\n')[0] + '\n' + TAIL.replace('id: send', 'id: more').replace('live-receipt', 'dmarc-record')),
    'step-repeated',
    20,
    'second step',
  ],
  [
    'a gate after the send',
    runbook(TAIL.split('\n')[0] + '\n' + STEP + TAIL.split('\n').slice(1).join('\n')),
    'gate-too-late',
    15,
    'comes after the send',
  ],
  [
    'steps after the record',
    runbook(TAIL + STEP.replace('    gatesSend: true\n', '')),
    'step-order',
    12,
    'Steps follow the record',
  ],
  [
    'a severity lowered without a reason',
    runbook(undefined, 'severities: [{check: ses-region, environment: staging, severity: info}]\n'),
    'reason-missing',
    24,
    'without a reason',
  ],
  [
    'an unknown key',
    runbook(STEP.replace('instructions:', 'instruction:') + TAIL),
    'unknown-key',
    15,
    'did you mean `instructions`?',
  ],
  ['an unknown kind', runbook(STEP.replace('kind: observe', 'kind: watch') + TAIL), 'wrong-value', 11, 'must be one of observe'],
  [
    'a reference that is not https',
    runbook(STEP + TAIL, '').replace('references: []', 'references: [{title: x, url: "http://x"}]'),
    'wrong-value',
    23,
    'https',
  ],
  ['a key twice', runbook(STEP.replace('title: Look', 'title: Look\n    title: Look') + TAIL), 'yaml-duplicate-key', 13, 'twice'],
];

describe('lint', () => {
  it.each(CASES)('finds %s', (_, text, code, line, says) => {
    const [problem, ...others] = problemsOf(text);
    expect([problem?.code, problem?.line]).toEqual([code, line]);
    expect(`${problem?.message} ${problem?.fix}`).toContain(says);
    expect(problem?.column).toBeGreaterThan(0);
    expect(others.map((one) => one.code)).toEqual([]);
  });

  it('lets a severity be raised, or lowered with a reason', () => {
    const raised = 'severities: [{check: ses-region, environment: staging, severity: blocker}]\n';
    const lowered = 'severities: [{check: ses-region, environment: staging, severity: info, reason: Because.}]\n';
    expect([...problemsOf(runbook(undefined, raised)), ...problemsOf(runbook(undefined, lowered))]).toEqual([]);
  });

  it('lists every problem in the order of the file', () => {
    const text = runbook(STEP.replace('owner: AWS admin', 'owner: nobody').replace('title: Look', 'title: ""') + TAIL);
    expect(problemsOf(text).map((one) => one.line)).toEqual([12, 13]);
  });
});
