// A record as SARIF 2.1.0 (OASIS): a rule a check, a result for what needs work, for code scanning and whoever reads such files.
import type { Log, ReportingDescriptor, Result } from 'sarif';
import type { Finding } from '../../core/finding.ts';
import { safeJson } from '../../masking/json-text.ts';
import { forTerminal } from '../../masking/neutral.ts';
import { openFindings, type Reportable } from '../outline.ts';
import type { Refusal } from '../refusal.ts';
import { reasonWords, remedyOf, STATUS_WORD, whose } from '../words.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json';

/** A blocker that could not be judged is no error of the gym's: somebody has to look again. */
const levelOf = ({ severity, status }: Finding): Result.level => {
  if (severity === 'info') return 'note';
  return severity === 'blocker' && status === 'fail' ? 'error' : 'warning';
};

const ruleOf = (finding: Finding): ReportingDescriptor => ({
  id: finding.check,
  shortDescription: { text: forTerminal(finding.title) },
  ...(finding.references[0]?.startsWith('https:') === true ? { helpUri: finding.references[0] } : {}),
});

const messageOf = (finding: Finding): string =>
  forTerminal(
    [
      `${finding.title}: ${[STATUS_WORD[finding.status], reasonWords(finding.reason)].filter((word) => word !== '').join(', ')}.`,
      ...(finding.expected === undefined ? [] : [`Expected: ${finding.expected}`]),
      ...(finding.cause === null ? [] : [`This follows from ${finding.cause}.`]),
      ...remedyOf(finding).map(({ owner, parts }) => `${owner}: ${parts.map(({ text }) => text).join('\n')}`),
    ].join('\n'),
  );

/** A file as a SARIF viewer finds it: relative as it was named, else by its last part, so that no path of a machine goes out. */
const uriOf = (path: string): string =>
  (path.startsWith('/') || /^[A-Za-z]:/.test(path) ? (path.split(/[\\/]/).at(-1) ?? path) : path)
    .replaceAll('\\', '/')
    .split('/')
    .map(encodeURIComponent)
    .join('/');

const locationsOf = (path: string | undefined, at = { startLine: 1 }): Pick<Result, 'locations'> =>
  path === undefined ? {} : { locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path) }, region: at } }] };

const resultOf = (record: Reportable, rules: readonly string[], finding: Finding): Result => ({
  ruleId: finding.check,
  ruleIndex: rules.indexOf(finding.check),
  level: levelOf(finding),
  message: { text: messageOf(finding) },
  ...locationsOf(record.profile?.path),
  // The same fault of the same gym is the same alert tomorrow.
  partialFingerprints: { 'certifyFinding/v1': `${record.tenant}/${finding.check}/${finding.reason}` },
  properties: { tenant: record.tenant, reason: finding.reason, status: finding.status, owner: whose(finding) },
});

const written = (log: Log): string => `${safeJson(log, 2)}\n`;

const driver = (version: string, rules: readonly ReportingDescriptor[]) => ({
  name: 'certify',
  version,
  rules: [...rules],
});

/** Ends with a line feed. */
export const sarifReport = (record: Reportable): string => {
  const open = openFindings(record);
  const rules = [...new Map(open.map((finding) => [finding.check, ruleOf(finding)])).values()];
  const ids = rules.map(({ id }) => id);
  return written({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
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
      },
    ],
  });
};

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** SARIF's own pattern knows the versions 1 to 5; ids of runs are of version 7. */
const guidOf = (id: string): string => {
  const five = id.replace(/^(.{14})7/, '$15');
  return GUID.test(five) ? five : '00000000-0000-5000-8000-000000000000';
};

/** A refusal before anything was run, at its place. */
export const sarifRefusal = ({ code, message, fix, file, line, column }: Refusal, version: string): string => {
  const text = forTerminal(`${message}\n${fix}`);
  const region = { startLine: line ?? 1, ...(column === undefined ? {} : { startColumn: column }) };
  const rule = { id: code, shortDescription: { text: 'The command, the profile or the machine: nothing was run.' } };
  return written({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: driver(version, [rule]) },
        invocations: [{ executionSuccessful: false, exitCode: 2 }],
        results: [{ ruleId: code, ruleIndex: 0, level: 'error', message: { text }, ...locationsOf(file, region) }],
      },
    ],
  });
};
