// A record as JUnit XML: failures are blockers that failed, errors are what could not be judged.
import type { Finding } from '../../core/finding.ts';
import { forXml } from '../../masking/neutral.ts';
import { attesterOf, placeOfFinding, stepsOf, type OutlinedStep, type Reportable } from '../outline.ts';
import { placeOf, problemsOf, type Refusal } from '../refusal.ts';
import { attributes } from './attributes.ts';
import { observedRows, remedyOf, stateSentence, whose } from '../words.ts';

type Verdict = 'passed' | 'failure' | 'error' | 'skipped';

/**
 * Unknown is never a failure: nobody must chase a defect that nobody saw. Accepted and unimportant ones do not turn a build red,
 * and are not passed either: a test that passes says that its title holds.
 */
const verdictOf = (finding: Finding): Verdict => {
  if (finding.status === 'pass') return 'passed';
  if (finding.limitation !== undefined || finding.severity !== 'blocker') return 'skipped';
  if (finding.status === 'not-applicable' || finding.status === 'warn') return 'skipped';
  return finding.status === 'fail' ? 'failure' : 'error';
};

/** Whole seconds are enough for a build server; the longest observation of the finding stands for it. */
const seconds = (record: Reportable, finding: Finding): string => {
  const longest = Math.max(0, ...finding.observations.map((key) => record.observations[key]?.durationMs ?? 0));
  return (longest / 1000).toFixed(3);
};

const details = (finding: Finding): string =>
  [
    ...(finding.expected === undefined ? [] : [`Expected: ${finding.expected}`]),
    ...observedRows(finding.observed).map(([key, value]) => `Seen: ${key}: ${value}`),
    ...remedyOf(finding).map(({ owner, parts }) => `Fix (${owner}): ${parts.map(({ text }) => text).join('\n')}`),
    ...finding.references.map((reference) => `See: ${reference}`),
  ].join('\n');

const message = (finding: Finding): string =>
  [stateSentence(finding), ...(finding.limitation === undefined ? [] : ['accepted as a limitation'])].join(': ');

const bodyOf = (finding: Finding): readonly string[] => {
  const verdict = verdictOf(finding);
  const about = attributes({ message: message(finding), type: `${finding.status}.${finding.reason}` });
  const by = attesterOf([finding]);
  if (by !== null) return [`      <system-out>${forXml(`Attested by ${by}`)}</system-out>`];
  if (verdict === 'passed') return [];
  if (verdict !== 'skipped') return [`      <${verdict}${about}>${forXml(details(finding))}</${verdict}>`];
  const skipped = `      <skipped${attributes({ message: message(finding) })}/>`;
  if (finding.status === 'not-applicable' || finding.limitation !== undefined) return [skipped];
  return [skipped, `      <system-out>${forXml(`${message(finding)}\n${details(finding)}`)}</system-out>`];
};

/** Where a key of the profile is meant, build servers lead there. */
const fileOf = (record: Reportable, finding: Finding): { readonly file?: string; readonly line?: number } => {
  if (record.where === undefined) return {};
  const { file, line } = placeOfFinding(record, finding) ?? {};
  return { ...(file === undefined ? {} : { file }), ...(line === undefined ? {} : { line }) };
};

const caseLines = (record: Reportable, finding: Finding): readonly string[] => {
  const open = `    <testcase${attributes({ name: finding.title, classname: `${record.tenant}.${finding.check}`, time: seconds(record, finding), ...fileOf(record, finding) })}`;
  const body = bodyOf(finding);
  return body.length === 0 ? [`${open}/>`] : [`${open}>`, ...body, '    </testcase>'];
};

const count = (findings: readonly Finding[], verdict: Verdict): number =>
  findings.filter((finding) => verdictOf(finding) === verdict).length;

const counts = (findings: readonly Finding[]) => ({
  tests: findings.length,
  failures: count(findings, 'failure'),
  errors: count(findings, 'error'),
  skipped: count(findings, 'skipped'),
});

const suiteLines = (record: Reportable, step: OutlinedStep): readonly string[] => {
  const about = {
    name: step.title,
    id: step.id,
    timestamp: record.run.startedAt.replace(/\.\d+Z$/, ''),
    ...counts(step.findings),
  };
  return [
    `  <testsuite${attributes(about)}>`,
    ...step.findings.flatMap((finding) => caseLines(record, finding)),
    '  </testsuite>',
  ];
};

const properties = (record: Reportable): readonly string[] => {
  const { run, decision } = record;
  const known: { readonly [name: string]: string } = {
    outcome: decision.outcome,
    exitCode: String(decision.exitCode),
    next: `${whose(decision.next)}: ${decision.next.action}`,
    mode: run.mode,
    runbook: run.runbook === null ? 'none' : `${run.runbook.id} ${run.runbook.version} ${run.runbook.digest}`,
    evidence: record.evidence?.id ?? 'none',
    digest: record.seal?.digest ?? 'none',
  };
  return [
    '    <properties>',
    ...Object.entries(known).map(([name, value]) => `      <property${attributes({ name, value })}/>`),
    '    </properties>',
  ];
};

/** Ends with a line feed. The first suite is the decision itself, so that a certificate withheld without findings is red as well. */
export const junitReport = (record: Reportable): string => {
  const { decision } = record;
  const [failures, errors] = [decision.exitCode === 1 ? 1 : 0, decision.exitCode === 3 ? 1 : 0];
  const all = counts(record.findings);
  const verdict = failures === 1 ? 'failure' : errors === 1 ? 'error' : null;
  const why = attributes({ message: decision.why, type: decision.outcome });
  const body =
    verdict === null
      ? []
      : [`      <${verdict}${why}>${forXml(`${whose(decision.next)}: ${decision.next.action}`)}</${verdict}>`];
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: `certify ${record.run.command} ${record.tenant}`, tests: all.tests + 1, failures: all.failures + failures, errors: all.errors + errors })}>`,
    `  <testsuite${attributes({ name: 'Decision', id: 'decision', tests: 1, failures, errors, skipped: 0 })}>`,
    ...properties(record),
    `    <testcase${attributes({ name: decision.outcome, classname: `${record.tenant}.decision`, time: '0.000' })}>`,
    ...body,
    '    </testcase>',
    '  </testsuite>',
    ...stepsOf(record)
      .filter(({ findings }) => findings.length > 0)
      .flatMap((step) => suiteLines(record, step)),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
};

/** A refusal: one suite, an error for each problem, at its place. */
export const junitRefusal = (refusal: Refusal): string => {
  const problems = problemsOf(refusal);
  const counted = { tests: problems.length, failures: 0, errors: problems.length };
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'certify', ...counted })}>`,
    `  <testsuite${attributes({ name: 'Refused before anything was run', id: 'refused', ...counted, skipped: 0 })}>`,
    ...problems.flatMap((one) => {
      const { code, message: said, fix, file, line } = one;
      const at = { ...(file === undefined ? {} : { file }), ...(line === undefined ? {} : { line }) };
      return [
        `    <testcase${attributes({ name: placeOf(one) || 'the command', classname: `certify.${code}`, time: '0.000', ...at })}>`,
        `      <error${attributes({ message: said, type: code })}>${forXml(fix)}</error>`,
        '    </testcase>',
      ];
    }),
    '  </testsuite>',
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
};
