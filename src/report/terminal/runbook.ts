// A runbook as a person reads it on a terminal: what to have at hand, then each step with place, owner, acts, values and checks.
import type { RecordedValue, Runbook, Step } from '../../core/runbook.ts';
import { forTerminal } from '../../masking/neutral.ts';
import { indent, wrap } from './style.ts';

const WIDTH = 100;

const lines = (text: string, columns: number): readonly string[] => indent(wrap(text, WIDTH - columns), columns);

/** `- text`, later lines under the first one's text. */
const bullet = (text: string, columns: number, mark = '-'): readonly string[] => {
  const [first = '', ...rest] = wrap(text, WIDTH - columns - mark.length - 1);
  return [`${' '.repeat(columns)}${mark} ${first}`, ...indent(rest, columns + mark.length + 1)];
};

const list = (title: string, items: readonly string[], columns: number): readonly string[] =>
  items.length === 0 ? [] : [`${' '.repeat(columns)}${title}`, ...items.flatMap((item) => bullet(item, columns + 2))];

const recorded = (value: RecordedValue): string => {
  const field = value.squareosField === undefined ? '' : ` -> SquareOS ${value.squareosField}`;
  const check = value.verification === undefined ? '' : ` (verified by: ${value.verification})`;
  return `${value.label} [${value.field}]${field}${value.secret ? ', a secret: only where it is kept' : ''}${check}`;
};

const KIND: { readonly [K in Step['kind']]: string } = {
  observe: 'certify looks',
  confirm: 'certify shows, a person confirms',
  attest: 'a person answers',
  send: 'the live message is sent',
  'await-callback': 'certify waits for the callback',
  'await-inbox': 'certify looks into the mailbox that the message arrives in',
  record: 'the evidence is written',
};

const asked = (step: Step): readonly string[] => {
  if (step.kind !== 'attest' && step.kind !== 'confirm') return [];
  const { id, text, accept, when, ifNot, shows, subject } = step.question;
  const open =
    when === undefined || when.notPassing.length === 0
      ? ''
      : ` Asked only while one of these does not pass: ${when.notPassing.join(', ')}.`;
  const untold = when?.notObserved === undefined ? '' : ' What SquareOS tells itself (`squareos.state`) is not asked.';
  const ledger = when?.ledger === undefined ? '' : ' And only where the profile says `ledger: {attest: true}`.';
  const about = subject === undefined ? '' : ' Said of the live message, after its receipt.';
  const seen = shows.length === 0 ? '' : ` Sworn to line by line: ${shows.join(', ')}.`;
  const question = `${text} (${accept.join(', ')})${about}${seen}${open}${untold}${ledger}`;
  return list(`Question ${id}`, [question, `If not: ${ifNot}`], 4);
};

const stepText = (step: Step, number: number): readonly string[] => [
  ...bullet(step.title, 0, `${number}.`),
  ...lines(
    `${step.id}; ${KIND[step.kind]}; owner: ${step.owner}${step.gatesSend ? '; the live message waits for it' : ''}${step.covers.length === 0 ? '' : `; ${step.covers.join(', ')}`}`,
    4,
  ),
  ...(step.portal?.provider === undefined ? [] : lines(`Provider: ${step.portal.provider}`, 4)),
  ...(step.portal?.squareos === undefined ? [] : lines(`SquareOS: ${step.portal.squareos}`, 4)),
  ...list('Do', step.instructions, 4),
  ...asked(step),
  ...list('Checks', step.checks.length === 0 ? [] : [step.checks.join(', ')], 4),
  ...list('Record', step.records.map(recorded), 4),
  ...list('Watch out', step.watchOuts, 4),
  ...list('References', step.references, 4),
  '',
];

const severities = (runbook: Runbook): readonly string[] =>
  runbook.severities.map(
    ({ check, environment, severity, reason }) =>
      `${check} in ${environment}: ${severity}${reason === undefined ? '' : `, because ${reason.replace(/^[A-Z]/, (c) => c.toLowerCase())}`}`,
  );

/** Plain text of at most 100 columns; ends with a line feed. */
export const showRunbook = (runbook: Runbook): string => {
  const text = [
    runbook.title,
    `runbook ${runbook.id}, version ${runbook.version}, ${runbook.digest}`,
    '',
    ...lines(runbook.purpose, 0),
    '',
    ...list('For', [runbook.audience.join(', ')], 0),
    ...list('Where', runbook.whereToFind, 0),
    '',
    ...list('Before you start', runbook.beforeYouStart, 0),
    '',
    ...runbook.steps.flatMap((step, at) => stepText(step, at + 1)),
    ...list('Watch out', runbook.watchOuts, 0),
    '',
    ...list('Severities other than the usual', severities(runbook), 0),
    '',
    ...list(
      'Official references',
      runbook.references.map(({ title, url }) => `${title}: ${url}`),
      0,
    ),
  ].join('\n');
  return `${forTerminal(text)
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
};
