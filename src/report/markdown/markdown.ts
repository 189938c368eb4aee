// A record as Markdown that fits into a ticket: the decision first, then what is to be done, then the proof.
import { outcomeWord } from '../../core/decision.ts';
import type { Finding, Status } from '../../core/finding.ts';
import { codeBlock, codeSpan, forMarkdown } from '../../masking/neutral.ts';
import type { RemedyPart } from '../../text/remedy-text.ts';
import { countWords, openGroups, stepNotes, stepsOf, stepStatus, timelineOf, type Reportable } from '../outline.ts';
import { restsOn } from '../rests-on.ts';
import { codeOf, nextOf, observedRows, OUTCOME_MEANING, remedyOf, stateWords, when, whose } from '../words.ts';

/** Characters; a comment may hold 32,767 in Jira, 65,536 on GitHub. */
const LONGEST = 30_000;

/** Ends with a line feed. What does not fit is left out from the end of the list of findings, and said so. */
export const markdownReport = (record: Reportable): string => {
  const head = [...headLines(record), ...limitationLines(record)].join('\n');
  const tail = [...stepLines(record), ...proofLines(record), ...sealLines(record)].join('\n');
  const blocks = openGroups(record).map(({ finding, followers }) =>
    [...findingLines(finding), ...followerLines(followers)].join('\n'),
  );
  const fitting = fit(blocks, LONGEST - head.length - tail.length);
  const cut = blocks.length - fitting.length;
  const more = cut === 0 ? [] : ['', `… and ${cut} more; they stand in the evidence record.`];
  const body = blocks.length === 0 ? [] : ['', '### What needs attention', ...fitting, ...more];
  return `${[head, ...body, tail].join('\n').trimEnd()}\n`;
};

const fit = (blocks: readonly string[], room: number): readonly string[] => {
  let left = room;
  return blocks.filter((block) => (left -= block.length) >= 0);
};

const rests = (record: Reportable): readonly string[] => {
  const text = restsOn(record);
  return text === null ? [] : ['', forMarkdown(text)];
};

const headLines = (record: Reportable): readonly string[] => {
  const { run, decision } = record;
  const about = [record.tenant, record.environment, record.provider ?? '', run.mode, when(run.startedAt)].filter(
    (part) => part !== '',
  );
  return [
    `## ${outcomeWord(decision.outcome)}: certify ${forMarkdown(run.command)} ${codeSpan(record.tenant)}`,
    '',
    forMarkdown(decision.why === '' ? OUTCOME_MEANING[decision.outcome] : decision.why),
    ...rests(record),
    '',
    ...partLines('**Next:** ', nextOf(decision)),
    '',
    `**Who:** ${forMarkdown(whose(decision.next))}  `,
    ...(decision.next.retryAt === null ? [] : [`**Look again:** not before ${forMarkdown(when(decision.next.retryAt))}  `]),
    '',
    forMarkdown(about.join(' · ')),
  ];
};

const limitationLines = (record: Reportable): readonly string[] => {
  const shown = record.limitations.filter(({ state }) => state !== 'unused');
  if (shown.length === 0) return [];
  return [
    '',
    '### Limitations',
    '',
    ...shown.map(
      (one) =>
        `- ${codeSpan(one.check)} (${one.state}): ${forMarkdown(one.reason)} Ticket ${codeSpan(one.ticket)}, approved by ${forMarkdown(one.approvedBy)}, until ${forMarkdown(when(one.expires))}.`,
    ),
  ];
};

const findingLines = (finding: Finding): readonly string[] => [
  '',
  `#### ${forMarkdown(finding.title)}`,
  '',
  `${codeSpan(codeOf(finding))} ${stateWords(finding).map(forMarkdown).join(', ')}${finding.says === undefined ? '' : `: ${forMarkdown(finding.says)}`}`,
  '',
  ...(finding.expected === undefined ? [] : [`- Expected: ${forMarkdown(finding.expected)}`]),
  ...observedRows(finding.observed).map(([key, value]) => `- Seen: ${forMarkdown(key)} ${codeSpan(value.slice(0, 400))}`),
  ...(finding.retryAt === undefined ? [] : [`- Look again: not before ${forMarkdown(when(finding.retryAt))}`]),
  ...remedyLines(finding),
  ...finding.references.map(
    (reference) => `- See: ${/^https:\/\/[\w./#?=&%-]+$/.test(reference) ? `<${reference}>` : forMarkdown(reference)}`,
  ),
];

const followerLines = (followers: readonly Finding[]): readonly string[] =>
  followers.length === 0
    ? []
    : ['', 'From it follow:', '', ...followers.map((one) => `- ${forMarkdown(one.title)} (${codeSpan(one.check)})`)];

const partLines = (head: string, parts: readonly RemedyPart[]): readonly string[] =>
  parts.flatMap(({ kind, text }, n) => {
    if (kind === 'paste') return ['', codeBlock(text), ''];
    const said = text.split('\n').map(forMarkdown).join(' ');
    return n === 0 ? [`${head}${said}`] : ['', said];
  });

const remedyLines = (finding: Finding): readonly string[] => {
  const acts = remedyOf(finding);
  if (acts.length === 0) return [`- Who: ${forMarkdown(whose(finding))}`];
  return acts.flatMap(({ owner, parts }) => partLines(`- Fix (${forMarkdown(owner)}): `, parts));
};

/** The marks of the terminal; ✔ only where a check passed or somebody attested it. */
const STEP_MARK: { readonly [S in Status]: string } = {
  pass: '✔',
  fail: '✖',
  warn: '▲',
  pending: '◷',
  inconclusive: '?',
  'not-applicable': '–',
};

const stepLines = (record: Reportable): readonly string[] => {
  const steps = stepsOf(record);
  if (steps.length === 0) return [];
  return [
    '',
    `### Steps (checks: ${countWords(record.findings)})`,
    '',
    '| Step | Checks |',
    '|---|---|',
    ...steps.map(
      (step) =>
        `| ${STEP_MARK[stepStatus(step)]} ${forMarkdown(step.title)} | ${forMarkdown([...new Set([...stepNotes(step), countWords(step.findings)])].join(', '))} |`,
    ),
  ];
};

const proofLines = (record: Reportable): readonly string[] => {
  if (record.receipt === null) return [];
  return [
    '',
    '### What happened when',
    '',
    '| Time (UTC) | What | Detail |',
    '|---|---|---|',
    ...timelineOf(record).map(
      ({ at, what, detail }) => `| ${forMarkdown(at)} | ${forMarkdown(what)} | ${detail === '' ? '' : codeSpan(detail)} |`,
    ),
  ];
};

const sealLines = (record: Reportable): readonly string[] => {
  const lines = [
    ...(record.evidence === null ? [] : [`Evidence ${codeSpan(record.evidence.id)}`]),
    ...(record.seal === undefined
      ? []
      : [
          `number ${record.seal.sequence} of its chain, ${record.seal.signature === null ? 'unsigned' : 'signed'}, ${codeSpan(record.seal.digest)}`,
        ]),
    ...(record.run.runbook === null ? [] : [`runbook ${codeSpan(`${record.run.runbook.id} ${record.run.runbook.version}`)}`]),
    `certify ${codeSpan(record.run.certify)}`,
  ];
  return ['', lines.join(' · ')];
};
