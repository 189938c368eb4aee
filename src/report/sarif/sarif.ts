// A record as SARIF 2.1.0 (OASIS): a rule a check, a result for what needs work, for code scanning and whoever reads such files.
import type { ReportingDescriptor, Result } from 'sarif';
import type { Finding } from '../../core/finding.ts';
import { forTerminal } from '../../masking/neutral.ts';
import { openFindings, placeOfFinding, type Reportable } from '../outline.ts';
import { problemsOf, type Refusal } from '../refusal.ts';
import { ended, remedyOf, stateSentence, whose } from '../words.ts';
import { driver, guidOf, locationsOf, sarifText } from './text.ts';

/** A blocker that could not be judged is no error of the gym's: somebody has to look again. */
const levelOf = ({ severity, status }: Finding): Result.level => {
  if (severity === 'info') return 'note';
  return severity === 'blocker' && status === 'fail' ? 'error' : 'warning';
};

const helpUri = (page: string | undefined): Pick<ReportingDescriptor, 'helpUri'> => (page === undefined ? {} : { helpUri: page });

const ruleOf = (finding: Finding): ReportingDescriptor => ({
  id: finding.check,
  shortDescription: { text: forTerminal(finding.title) },
  ...helpUri(finding.references.find((one) => one.startsWith('https:'))),
});

const messageOf = (finding: Finding): string =>
  forTerminal(
    [
      ended(`${finding.title}: ${stateSentence(finding)}`),
      ...(finding.expected === undefined ? [] : [`Expected: ${finding.expected}`]),
      ...(finding.cause === null ? [] : [`This follows from ${finding.cause}.`]),
      ...remedyOf(finding).map(({ owner, parts }) => `${owner}: ${parts.map(({ text }) => text).join('\n')}`),
    ].join('\n'),
  );

const locationOf = (place: { readonly file: string; readonly line?: number; readonly column?: number } | null) =>
  locationsOf(place?.file, {
    startLine: place?.line ?? 1,
    ...(place?.column === undefined ? {} : { startColumn: place.column }),
  });

const resultOf = (record: Reportable, rules: readonly string[], finding: Finding): Result => ({
  ruleId: finding.check,
  ruleIndex: rules.indexOf(finding.check),
  level: levelOf(finding),
  message: { text: messageOf(finding) },
  ...locationOf(placeOfFinding(record, finding)),
  // The same fault of the same gym is the same alert tomorrow.
  partialFingerprints: { 'certifyFinding/v1': `${record.tenant}/${finding.check}/${finding.reason}` },
  properties: { tenant: record.tenant, reason: finding.reason, status: finding.status, owner: whose(finding) },
});

/** Ends with a line feed. */
export const sarifReport = (record: Reportable): string => {
  const open = openFindings(record);
  const rules = [...new Map(open.map((finding) => [finding.check, ruleOf(finding)])).values()];
  const ids = rules.map(({ id }) => id);
  return sarifText({
    tool: { driver: driver(record.run.certify, rules) },
    automationDetails: { id: `certify/${record.run.command}/${record.tenant}/`, guid: guidOf(record.run.id) },
    invocations: [
      {
        executionSuccessful: true,
        exitCode: record.decision.exitCode,
        startTimeUtc: record.run.startedAt,
        endTimeUtc: record.run.finishedAt,
      },
    ],
    results: open.map((finding) => resultOf(record, ids, finding)),
    properties: { outcome: record.decision.outcome, mode: record.run.mode, evidence: record.evidence?.id ?? null },
  });
};

/** A refusal before anything was run, each problem at its place. */
export const sarifRefusal = (refusal: Refusal, version: string): string => {
  const problems = problemsOf(refusal);
  const ids = [...new Set(problems.map(({ code }) => code))];
  const shortDescription = { text: 'The command, the profile or the machine: nothing was run.' };
  return sarifText({
    tool: {
      driver: driver(
        version,
        ids.map((id) => ({ id, shortDescription })),
      ),
    },
    invocations: [{ executionSuccessful: false, exitCode: 2 }],
    results: problems.map(({ code, message, fix, file, ...at }) => ({
      ruleId: code,
      ruleIndex: ids.indexOf(code),
      level: 'error' as const,
      message: { text: forTerminal(`${message}\n${fix}`) },
      ...locationOf(file === undefined ? null : { file, ...at }),
    })),
  });
};
