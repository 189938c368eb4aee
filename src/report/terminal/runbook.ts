// A runbook as a person reads it on a terminal: what to have at hand, then each step with place, owner, acts, values and checks.
import type { RecordedValue, Runbook, Step } from '../../core/runbook.ts';
import { forTerminal } from '../../masking/neutral.ts';
import { indent, item, penOf, type Pen, type Style, wrap } from './style.ts';

const lines = (pen: Pen, text: string, columns: number): readonly string[] => indent(wrap(text, pen.width - columns), columns);

const list = (pen: Pen, title: string, items: readonly string[], columns: number): readonly string[] =>
  items.length === 0 ? [] : [`${' '.repeat(columns)}${title}`, ...items.flatMap((one) => item(pen, '-', one, columns + 2))];

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

const asked = (pen: Pen, step: Step): readonly string[] => {
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
  return list(pen, `Question ${id}`, [question, `If not: ${ifNot}`], 4);
};

const stepText = (pen: Pen, step: Step, number: number): readonly string[] => [
  ...item(pen, `${number}.`, step.title, 0),
  ...lines(
    pen,
    `${step.id}; ${KIND[step.kind]}; owner: ${step.owner}${step.gatesSend ? '; the live message waits for it' : ''}`,
    4,
  ),
  ...(step.portal?.provider === undefined ? [] : lines(pen, `Provider: ${step.portal.provider}`, 4)),
  ...(step.portal?.squareos === undefined ? [] : lines(pen, `SquareOS: ${step.portal.squareos}`, 4)),
  ...list(pen, 'Do', step.instructions, 4),
  ...asked(pen, step),
  ...list(pen, 'Checks', step.checks.length === 0 ? [] : [step.checks.join(', ')], 4),
  ...list(pen, 'Record', step.records.map(recorded), 4),
  ...list(pen, 'Watch out', step.watchOuts, 4),
  ...list(pen, 'References', step.references, 4),
  '',
];

const severities = (runbook: Runbook): readonly string[] =>
  runbook.severities.map(
    ({ check, environment, severity, reason }) =>
      `${check} in ${environment}: ${severity}${reason === undefined ? '' : `, because ${reason.replace(/^[A-Z]/, (c) => c.toLowerCase())}`}`,
  );

/** Plain text, no colour; ends with a line feed. */
export const showRunbook = (runbook: Runbook, { width }: Pick<Style, 'width'>): string => {
  const pen = penOf({ width, colour: false, unicode: true });
  const text = [
    ...lines(pen, runbook.title, 0),
    ...lines(pen, `runbook ${runbook.id}, version ${runbook.version}, ${runbook.digest}`, 0),
    '',
    ...lines(pen, runbook.purpose, 0),
    '',
    ...list(pen, 'For', [runbook.audience.join(', ')], 0),
    ...list(pen, 'Where', runbook.whereToFind, 0),
    '',
    ...list(pen, 'Before you start', runbook.beforeYouStart, 0),
    '',
    ...runbook.steps.flatMap((step, at) => stepText(pen, step, at + 1)),
    ...list(pen, 'Watch out', runbook.watchOuts, 0),
    '',
    ...list(pen, 'Severities other than the usual', severities(runbook), 0),
    '',
    ...list(
      pen,
      'Official references',
      runbook.references.map(({ title, url }) => `${title}: ${url}`),
      0,
    ),
  ].join('\n');
  return `${forTerminal(text)
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
};
