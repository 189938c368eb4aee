// What holds of every record, whatever the world: remedies, causes and marks never contradict each other between outputs.
import type { Finding } from '../../src/core/finding.ts';
import type { EvidenceRecord } from '../../src/core/record.ts';
import { handoff } from '../../src/report/handoff/handoff.ts';
import { htmlReport } from '../../src/report/html/html.ts';
import { junitReport } from '../../src/report/junit/junit.ts';
import { githubSummary } from '../../src/report/markdown/github.ts';
import { markdownReport } from '../../src/report/markdown/markdown.ts';
import { attesterOf, openFindings, stepsOf } from '../../src/report/outline.ts';
import { sarifReport } from '../../src/report/sarif/sarif.ts';
import { terminalReport } from '../../src/report/terminal/terminal.ts';
import { actParts } from '../../src/text/remedy-text.ts';
import { sarifSchemaFaults, schemaFaults } from '../json-schemas.ts';

const isOpen = ({ status }: Finding): boolean => status !== 'pass' && status !== 'not-applicable';

const textOf = (value: unknown): string => JSON.stringify(value);

/** Every finding that needs work has an act, or names its cause, and that cause is open and follows from nothing. */
const remedyFaults = (record: EvidenceRecord): readonly string[] =>
  record.findings.filter(isOpen).flatMap(({ check, reason, cause, remedy }) => {
    if (cause === null) return remedy.length > 0 ? [] : [`${check}: ${reason} has neither act nor cause`];
    const root = record.findings.find((one) => one.check === cause && isOpen(one));
    return [
      ...(remedy.length === 0 ? [] : [`${check} follows from ${cause} and has an act of its own`]),
      ...(root === undefined ? [`${check} follows from ${cause}, which is not open`] : []),
      ...(root !== undefined && root.cause !== null ? [`${check} follows from ${cause}, which follows from ${root.cause}`] : []),
    ];
  });

/** One name and type, one content: whoever follows both findings must not undo one with the other. */
const recordFaults = (record: EvidenceRecord): readonly string[] => {
  const wanted = new Map<string, { readonly check: string; readonly set: string }>();
  return record.findings.flatMap(({ check, remedy }) =>
    remedy
      .flatMap(({ records }) => records ?? [])
      .flatMap(({ name, type, add, remove }) => {
        const before = wanted.get(`${name} ${type}`);
        const set = textOf([add, remove]);
        wanted.set(`${name} ${type}`, before ?? { check, set });
        return before === undefined || before.set === set
          ? []
          : [`${check} and ${before.check} ask for different ${type} records at ${name}`];
      }),
  );
};

const TARGETS = { 'DNS admin': 'dns-admin', 'AWS admin': 'aws-admin', 'SquareOS admin': 'squareos-admin' } as const;

/** What somebody is asked to do in a finding stands in their hand-off, whole. */
const handoffFaults = (record: EvidenceRecord): readonly string[] =>
  Object.entries(TARGETS).flatMap(([owner, target]) => {
    const text = handoff(record, target);
    return openFindings(record)
      .filter((finding) => finding.owner === owner && finding.cause === null)
      .flatMap(({ check, remedy }) =>
        remedy
          .flatMap((act) => actParts(act).filter(({ kind }) => kind === 'paste'))
          .filter((part) => !text.includes(part.text))
          .map(() => `the hand-off to the ${owner} lacks what ${check} says to paste`),
      );
  });

/** The next action is the first act of a finding that follows from no other, unless nothing is in the way. */
const nextFaults = ({ decision, findings }: EvidenceRecord): readonly string[] => {
  if (decision.outcome !== 'NOT_CERTIFIED' && decision.outcome !== 'INCONCLUSIVE') return [];
  const firsts = findings.filter((one) => isOpen(one) && one.cause === null).map(({ remedy }) => textOf(remedy[0] ?? null));
  return decision.next.act !== null && firsts.includes(textOf(decision.next.act))
    ? []
    : [`the next action is no first act of a cause: ${decision.next.action}`];
};

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** What is to be pasted stands whole in every output. */
const cutFaults = (record: EvidenceRecord): readonly string[] => {
  const terminal = terminalReport(record, { width: 40, colour: false, unicode: true, verbose: false });
  const [markdown, page, junit] = [markdownReport(record), htmlReport(record), junitReport(record)];
  const lines = openFindings(record).flatMap(({ check, remedy }) =>
    remedy.flatMap((act) =>
      actParts(act)
        .filter(({ kind }) => kind === 'paste')
        .flatMap(({ text }) => text.split('\n').map((line) => ({ check, line }))),
    ),
  );
  return lines.flatMap(({ check, line }) => [
    ...(terminal.includes(line) ? [] : [`the terminal cuts what ${check} says to paste: ${line}`]),
    ...(markdown.includes(line) || markdown.includes('… and ') ? [] : [`Markdown cuts what ${check} says to paste: ${line}`]),
    ...(page.includes(escaped(line)) ? [] : [`HTML cuts what ${check} says to paste: ${line}`]),
    ...(junit.includes(escaped(line)) || junit.includes(line) ? [] : [`JUnit cuts what ${check} says to paste: ${line}`]),
  ]);
};

/** No ✔ before a step of which no check passed and nobody attested: terminal and `evidence show`, Markdown and job summary, HTML. */
const markFaults = (record: EvidenceRecord): readonly string[] => {
  const [terminal, whole] = [false, true].map((verbose) =>
    terminalReport(record, { width: 100, colour: false, unicode: true, verbose }),
  );
  const [markdown, summary, page] = [markdownReport(record), githubSummary(record), htmlReport(record)];
  return stepsOf(record)
    .filter(({ findings }) => !findings.some(({ status }) => status === 'pass'))
    .flatMap(({ id, title }) =>
      [terminal, whole].some((text) => text?.includes(`✔ ${title.slice(0, 60)}`)) ||
      [markdown, summary].some((text) => text.includes(`✔ ${title}`)) ||
      page.includes(`✔</span> ${escaped(title)}`)
        ? [`step ${id} shows ✔, and nothing of it passed`]
        : [],
    );
};

/** SARIF holds what needs work, all of it and nothing else, and calls only what failed an error. */
const sarifFaults = (record: EvidenceRecord): readonly string[] => {
  const { runs } = JSON.parse(sarifReport(record)) as {
    readonly runs: readonly { readonly results: readonly { readonly ruleId: string; readonly level: string }[] }[];
  };
  const told = (runs[0]?.results ?? []).map(({ ruleId, level }) => `${ruleId} ${level === 'error' ? 'error' : ''}`.trim());
  const wanted = openFindings(record).map(({ check, severity, status }) =>
    `${check} ${severity === 'blocker' && status === 'fail' ? 'error' : ''}`.trim(),
  );
  return textOf([...told].sort()) === textOf([...wanted].sort())
    ? []
    : [`SARIF tells ${told.join(', ')} of ${wanted.join(', ')}`];
};

/** A new member of the document stands in runbooks/evidence.schema.json too. */
const formFaults = (record: EvidenceRecord): readonly string[] => [
  ...schemaFaults('evidence', record).map((fault) => `certify schema evidence: ${fault}`),
  ...sarifSchemaFaults(sarifReport(record)).map((fault) => `SARIF: ${fault}`),
];

/** In JUnit a test that passes says that its title holds: as many pass as findings do. */
const passedTests = (record: EvidenceRecord): readonly string[] => {
  const passing = record.findings.filter(({ status }) => status === 'pass').map(({ check }) => check);
  return junitReport(record)
    .split('<testcase ')
    .slice(1)
    .filter((one) => !/<(?:failure|error|skipped)\b/.test(one))
    .map((one) => /classname="[^"]*?\.([\w-]+)"/.exec(one)?.[1] ?? '')
    .filter((check) => check !== 'decision' && !passing.includes(check))
    .map((check) => `JUnit lets ${check} pass`);
};

/** An attested step says by whom, wherever it is shown as one that is so. */
const attestedFaults = (record: EvidenceRecord): readonly string[] => {
  const steps = stepsOf(record).filter(({ findings }) => attesterOf(findings) !== null);
  if (steps.length === 0) return [];
  const told: readonly (readonly [string, string])[] = [
    ['the terminal', terminalReport(record, { width: 200, colour: false, unicode: true, verbose: false })],
    ['Markdown', markdownReport(record)],
    ['the summary', githubSummary(record)],
    ['HTML', htmlReport(record)],
    ['JUnit', junitReport(record)],
  ];
  return told
    .filter(([, text]) => (text.match(/attested by/gi) ?? []).length < steps.length)
    .map(([where]) => `${where} does not say who attested each step`);
};

/** A look holds no step of the live proof. */
const lookFaults = ({ run, steps }: EvidenceRecord): readonly string[] =>
  run.command === 'check' || run.command === 'rerun'
    ? steps.filter(({ kind }) => kind !== 'observe').map(({ id }) => `${run.command} holds the step ${id}`)
    : [];

/** A world breaks what it declares: whatever else needs work follows from that, and does not stand beside it as a fault of its own. */
export const rootFaults = (record: EvidenceRecord, declared: readonly { readonly check: string }[]): readonly string[] =>
  record.findings
    .filter((one) => isOpen(one) && one.cause === null && !declared.some(({ check }) => check === one.check))
    .map(({ check, reason }) => `${check}: ${reason} stands as a cause of its own, and the world does not declare it`);

/** One sentence for each invariant that does not hold. */
export const invariantFaults = (record: EvidenceRecord): readonly string[] => [
  ...remedyFaults(record),
  ...recordFaults(record),
  ...handoffFaults(record),
  ...nextFaults(record),
  ...cutFaults(record),
  ...markFaults(record),
  ...passedTests(record),
  ...attestedFaults(record),
  ...lookFaults(record),
  ...sarifFaults(record),
  ...formFaults(record),
];
