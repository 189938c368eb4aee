// What provisioning would create, change and leave, for a terminal.
import type { ActOutcome, Change, PerformedAct, ProvisionPlan } from '../../core/provision.ts';
import { plural } from '../../text/plural.ts';
import { indent, penOf, type Pen, type Style, wrap } from './style.ts';

const SIGN = { create: '+', change: '~', keep: '=' } as const;
const INK = { create: 'green', change: 'yellow', keep: 'gray' } as const;

const paragraph = (pen: Pen, text: string, columns: number): readonly string[] =>
  indent(wrap(pen.line(text), pen.width - columns), columns);

const changeLines = (
  pen: Pen,
  { action, resource, name, differences, commands }: Change,
  verbose: boolean,
): readonly string[] => [
  `  ${pen.ink[INK[action]](SIGN[action])} ${pen.ink.bold(resource)} ${pen.line(name)}`,
  ...differences.flatMap((text) => paragraph(pen, text, 6)),
  // Whole, so that it can be pasted.
  ...(verbose ? commands : []).map((command) => `      ${pen.ink.gray(`$ ${pen.line(command)}`)}`),
];

const section = (pen: Pen, title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', `  ${pen.ink.bold(title)}`, ...lines];

const HELD = { held: 'pass', 'not-held': 'fail', 'not-seen': 'inconclusive' } as const;

/** What the changes need, with what IAM's simulator says of the caller; what was refused while looking stands apart. */
const permissionLines = (pen: Pen, { permissions, held }: ProvisionPlan, verbose: boolean): readonly string[] => {
  const rows = held?.rows ?? permissions.map((action) => ({ action, resource: '', state: null, says: null }));
  const count = (of: (typeof rows)[number]['state']): number => rows.filter(({ state }) => state === of).length;
  const who = held?.principal == null ? '' : ` by ${held.principal}`;
  const hidden = count('not-seen') === 0 ? '' : `, ${count('not-seen')} could not be seen`;
  const isHidden = held === null || count('not-seen') === rows.length;
  const title = isHidden
    ? `Permissions that the changes need${held === null ? '' : '; whether they are held could not be seen'}`
    : `${count('held')} of ${plural(rows.length, 'permission')} held${who}${hidden}`;
  const unseen = [...new Set(rows.flatMap(({ says }) => says ?? []))];
  const refused = (held?.refusedReads ?? []).map(
    ({ action, resource }) =>
      `    ${pen.sign('inconclusive')} ${pen.line(`${action}${resource === null ? '' : ` on ${resource}`}`)}`,
  );
  return [
    ...(rows.length === 0 ? [] : ['', ...indent(wrap(pen.ink.bold(pen.line(title)), pen.width - 2), 2)]),
    ...rows
      .filter(({ state }) => verbose || state !== 'held')
      .map(({ action, state }) => `    ${state === null ? '' : `${pen.sign(HELD[state])} `}${pen.line(action)}`),
    ...unseen.flatMap((says) => paragraph(pen, says, 6)),
    ...section(pen, 'Reads that were refused while looking', refused),
  ];
};

const summary = (pen: Pen, { changes, unseen }: ProvisionPlan): string => {
  const count = (action: Change['action'], words: string): string => {
    const number = changes.filter((one) => one.action === action).length;
    const text = `${number} ${words}`;
    return number === 0 ? text : pen.ink[INK[action]](text);
  };
  const words = [count('create', 'to create'), count('change', 'to change'), count('keep', 'as they should be')].join(', ');
  return unseen.length === 0 ? words : `${words}; ${plural(unseen.length, 'part', 'parts')} could not be seen`;
};

/** What to type next; empty where nothing is to be made. */
const nextLines = (pen: Pen, { changes }: ProvisionPlan, { next, verbose }: ProvisionView): readonly string[] => {
  if (next === null || changes.every(({ action }) => action === 'keep')) return [];
  return [
    '',
    `  ${pen.ink.bold('Next')}  ${pen.line(next)}`,
    ...indent(wrap('asks once, makes it, and looks again', pen.width - 8), 8),
    ...(verbose ? [] : paragraph(pen, 'With --verbose each change shows the AWS CLI’s command for it.', 8)),
  ];
};

const OUTCOMES = {
  done: ['done', 'green'],
  'there-already': ['there already', 'gray'],
  refused: ['refused', 'red'],
  ambiguous: ['not known', 'magenta'],
  left: ['left', 'yellow'],
} as const;

const because = (outcome: ActOutcome): string | null => {
  switch (outcome.kind) {
    case 'done':
      return null;
    case 'there-already':
      return 'Somebody made it meanwhile; it was left as it is.';
    case 'left':
      return outcome.because;
    case 'refused':
      return outcome.message;
    case 'ambiguous':
      return `${outcome.message} Whether it was done, the check shows.`;
  }
};

/** One act as it ended. Ends with a line feed. */
export const actText = ({ resource, name, permission, outcome }: PerformedAct, style: Style): string => {
  const pen = penOf(style);
  const [word, ink] = OUTCOMES[outcome.kind];
  const why = because(outcome);
  const [first = '', ...rest] = wrap(`${pen.ink.bold(resource)} ${pen.line(name)}`, pen.width - 12);
  return [
    `  ${pen.ink[ink](word.padEnd(9))} ${first}`,
    ...indent(rest, 12),
    ...paragraph(pen, why === null ? permission : `${permission}: ${why}`, 12).map((line) => pen.ink.gray(line)),
    '',
  ].join('\n');
};

/** What an apply that did not come to its end left behind. Ends with a line feed. */
export const resumedText = (
  { open, done }: { readonly open: Omit<PerformedAct, 'outcome'> | null; readonly done: readonly unknown[] },
  style: Style,
): string => {
  const pen = penOf(style);
  const under = open === null ? '' : ` It was at ${open.permission} (${open.name}): the plan shows what came of it.`;
  const text = `An earlier apply did not come to its end, with ${plural(done.length, 'act', 'acts')} done.${under}`;
  return `${paragraph(pen, text, 2).join('\n')}\n\n`;
};

export interface ProvisionView {
  /** The line that makes the changes; null: they are about to be made. */
  readonly next: string | null;
  /** With the commands, and with every permission. */
  readonly verbose: boolean;
}

/** Ends with a line feed. */
export const provisionText = (plan: ProvisionPlan, style: Style, view: ProvisionView): string => {
  const pen = penOf(style);
  const { next, verbose } = view;
  const where = [plan.tenant, plan.region, ...(plan.account === null ? [] : [`account ${plan.account}`])];
  const lines = [
    ...paragraph(pen, where.join(pen.dot), 2).map((line) => pen.ink.bold(line)),
    '',
    ...plan.changes.flatMap((change) => changeLines(pen, change, verbose)),
    ...section(
      pen,
      'Could not be seen',
      plan.unseen.flatMap(({ fact, why }) => paragraph(pen, `${fact}: ${why}`, 4)),
    ),
    ...section(
      pen,
      'Stays for people',
      plan.leftOut.flatMap(({ what, why, owner }) => [...paragraph(pen, `${owner}: ${what}`, 4), ...paragraph(pen, why, 6)]),
    ),
    ...permissionLines(pen, plan, verbose),
    '',
    ...indent(wrap(`${summary(pen, plan)}.${next === null ? '' : ' Nothing was changed.'}`, pen.width - 2), 2),
    ...nextLines(pen, plan, view),
  ];
  return `${lines.join('\n')}\n`;
};
