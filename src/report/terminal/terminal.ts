// A record for a terminal: the decision first, then what needs work, then the steps in a line each, and the next action last.
import { plural } from '../../text/plural.ts';
import type { Finding } from '../../core/finding.ts';
import { blockLines } from './finding-block.ts';
import { closingLines, decisionLines } from './decision-block.ts';
import {
  countWords,
  notGivenOf,
  openFindings,
  openGroups,
  stepNotes,
  stepsOf,
  stepStatus,
  timelineOf,
  type OutlinedStep,
  type Reportable,
} from '../outline.ts';
import { restsOn } from '../rests-on.ts';
import { indent, labelled, penOf, wrap, type Pen, type Style } from './style.ts';
import { needsWork, when, whose } from '../words.ts';

export interface TerminalOptions extends Style {
  /** Every passing check by name, recorded values, and the timeline. */
  readonly verbose: boolean;
  /** The steps were shown as they came: only the decision, the proof and the evidence are left to say. */
  readonly walked?: boolean;
  /** What is to be known before anything of it is read. */
  readonly note?: string | null;
}

/** Who is certified, where, by whom: known before anything is observed. */
export interface Heading extends Pick<Reportable, 'tenant' | 'environment'> {
  readonly run: Pick<Reportable['run'], 'command' | 'mode' | 'startedAt' | 'operator' | 'rerunOf'>;
}

/** What stands above a walk. Ends with an empty line. */
export const walkHeading = (given: Heading, style: Style): string => `${headerLines(given, penOf(style)).join('\n')}\n\n`;

/** After a walk, whose findings stand above step by step: each cause in a line, with what follows from it. */
const causeLines = (record: Reportable, pen: Pen): readonly string[] => {
  const groups = openGroups(record);
  if (groups.length === 0) return [];
  return [
    ...heading(pen, groups.length === 1 ? 'The cause' : 'The causes'),
    ...groups.flatMap(({ finding, followers }) => {
      const [first = '', ...rest] = wrap(pen.line(`${finding.title} (${finding.check})`), pen.width - 4);
      return [
        `  ${pen.sign(finding.status)} ${first}`,
        ...indent(rest, 4),
        ...labelled(pen, 'Who', pen.line(whose(finding)), 4),
        ...followerLines(followers, pen),
      ];
    }),
  ];
};

/** After a walk: the causes, the decision with its next action, what happened when, and where the evidence is. */
const walkedReport = (record: Reportable, pen: Pen, verbose: boolean): string => {
  const lines = [
    ...section(proofLines(record, pen, verbose)),
    ...section(causeLines(record, pen)),
    '',
    ...decisionLines(record.decision, { limitations: record.limitations, restsOn: restsOn(record) }, pen),
    ...evidenceLines(record, pen),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
};

/** Ends with a line feed. */
export const terminalReport = (record: Reportable, options: TerminalOptions): string => {
  const pen = penOf(options);
  if (options.walked === true) return walkedReport(record, pen, options.verbose);
  const open = openFindings(record);
  const lines = [
    ...headerLines(record, pen),
    ...(options.note == null ? [] : indent(wrap(pen.line(options.note), pen.width - 2), 2)),
    '',
    ...decisionLines(record.decision, { limitations: record.limitations, restsOn: restsOn(record) }, pen),
    ...section(open.length === 0 ? [] : openLines(record, pen)),
    ...section(stepLines(record, pen, options.verbose)),
    ...section(notGivenLines(record, pen)),
    ...section(proofLines(record, pen, options.verbose)),
    '',
    ...closingLines(record.decision, pen),
    ...evidenceLines(record, pen),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
};

const section = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', ...lines]);

const heading = (pen: Pen, text: string): readonly string[] =>
  indent(
    wrap(pen.line(text), pen.width - 2).map((line) => pen.ink.bold(line)),
    2,
  );

const headerLines = (record: Heading, pen: Pen): readonly string[] => {
  const { run } = record;
  const title = ['certify', run.command].join(' ') + pen.dot + [record.tenant, record.environment].join(pen.dot);
  const about = [
    record.run.mode === 'lab' ? 'lab: simulated parties' : 'live',
    when(run.startedAt),
    ...(run.operator === null ? [] : [`by ${run.operator}`]),
    ...(run.rerunOf === null ? [] : [`re-run of ${run.rerunOf}`]),
  ];
  return [
    ...indent(wrap(pen.line(title), pen.width - 2), 2),
    ...indent(
      wrap(pen.line(about.join(pen.dot)), pen.width - 2).map((line) => pen.ink.dim(line)),
      2,
    ),
  ];
};

const openLines = (record: Reportable, pen: Pen): readonly string[] => {
  const open = openFindings(record);
  const title = `${open.length} of ${plural(record.findings.length, 'check')} ${open.length === 1 ? 'needs' : 'need'} attention`;
  return [
    ...heading(pen, title),
    ...openGroups(record).flatMap(({ finding, followers }) => [
      '',
      ...blockLines(finding, pen),
      ...followerLines(followers, pen),
    ]),
  ];
};

/** What its act settles as well, a line each. */
const followerLines = (followers: readonly Finding[], pen: Pen): readonly string[] =>
  followers.flatMap((one, n) =>
    labelled(
      pen,
      n === 0 ? 'And' : '',
      pen.line(
        `${n === 0 ? `${followers.length} more follow${followers.length === 1 ? 's' : ''} from it: ` : ''}${one.title} (${one.check})`,
      ),
      4,
    ),
  );

/** What nobody said and nothing led to. */
const notGivenLines = (record: Reportable, pen: Pen): readonly string[] => {
  const open = notGivenOf(record);
  if (open.length === 0) return [];
  return [...heading(pen, 'Not given, so not judged'), ...open.flatMap((what) => indent(wrap(pen.line(what), pen.width - 4), 4))];
};

const stepLines = (record: Reportable, pen: Pen, verbose: boolean): readonly string[] => {
  const steps = stepsOf(record);
  if (steps.length === 0) return [];
  return [
    ...heading(pen, `Steps${pen.dot}checks: ${countWords(record.findings)}`),
    ...steps.flatMap((step) => stepLine(record, step, pen, verbose)),
  ];
};

const stepLine = (record: Reportable, step: OutlinedStep, pen: Pen, verbose: boolean): readonly string[] => {
  const text = wrap(pen.line([step.title, ...stepNotes(step)].join(pen.dot)), pen.width - 4);
  const first = `  ${pen.sign(stepStatus(step))} ${text[0] ?? ''}`;
  const quiet = verbose
    ? step.findings.filter((finding) => !needsWork(finding)).flatMap((finding) => indent(blockLines(finding, pen), 2))
    : [];
  const values = verbose
    ? step.values.flatMap(({ label, value }) => labelled(pen, 'value', pen.line(`${label}: ${value ?? 'not observed'}`), 6))
    : [];
  return [first, ...indent(text.slice(1), 4), ...quiet, ...values];
};

const proofLines = (record: Reportable, pen: Pen, verbose: boolean): readonly string[] => {
  if (record.receipt === null && !verbose) return [];
  const moments = timelineOf(record).filter(({ what }) => verbose || !/^(?:Run|Attested)/.test(what));
  return [
    ...heading(pen, 'What happened when'),
    ...moments.flatMap(({ at, what, detail }) => {
      const time = /T(\d\d:\d\d:\d\d(?:\.\d)?)/.exec(at)?.[1] ?? at;
      return labelled(pen, pen.line(time), pen.line(detail === '' ? what : `${what} (${detail})`), 4);
    }),
  ];
};

const evidenceLines = (record: Reportable, pen: Pen): readonly string[] => [
  ...(record.evidence === null ? [] : labelled(pen, 'Evidence', pen.line(record.evidence.path), 4)),
  ...(record.seal === undefined ? [] : labelled(pen, 'Seal', sealWords(record.seal), 4)),
];

const sealWords = ({ sequence, signature }: NonNullable<Reportable['seal']>): string =>
  `number ${sequence} of its chain, ${signature === null ? 'unsigned' : 'signed (`certify evidence verify --trust` proves it)'}`;
