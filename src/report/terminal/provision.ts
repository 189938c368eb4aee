// What provisioning would create, change and leave, for a terminal.
import type { ActOutcome, Change, PerformedAct, ProvisionPlan } from '../../core/provision.ts';
import { plural } from '../plural.ts';
import { indent, penOf, type Pen, type Style, wrap } from './style.ts';

const SIGN = { create: '+', change: '~', keep: '=' } as const;
const INK = { create: 'green', change: 'yellow', keep: 'gray' } as const;

const paragraph = (pen: Pen, text: string, columns: number): readonly string[] =>
  indent(wrap(pen.line(text), pen.width - columns), columns);

const changeLines = (pen: Pen, { action, resource, name, differences, commands }: Change): readonly string[] => [
  `  ${pen.ink[INK[action]](SIGN[action])} ${pen.ink.bold(resource)} ${pen.line(name)}`,
  ...differences.flatMap((text) => paragraph(pen, text, 6)),
  // Whole, so that it can be pasted.
  ...commands.map((command) => `      ${pen.ink.gray(`$ ${pen.line(command)}`)}`),
];

const section = (pen: Pen, title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', `  ${pen.ink.bold(title)}`, ...lines];

const HELD = { held: 'pass', 'not-held': 'fail', 'not-seen': 'inconclusive' } as const;

/** What the changes need, with what IAM's simulator says of the caller; what was refused while looking stands apart. */
const permissionLines = (pen: Pen, { permissions, held }: ProvisionPlan): readonly string[] => {
  const rows = held?.rows ?? permissions.map((action) => ({ action, resource: '', state: null, says: null }));
  const count = (of: (typeof rows)[number]['state']): number => rows.filter(({ state }) => state === of).length;
  const who = held?.principal == null ? '' : ` by ${held.principal}`;
  const hidden = count('not-seen') === 0 ? '' : `, ${count('not-seen')} could not be seen`;
  const isHidden = held === null || count('not-seen') === rows.length;
  const title = isHidden
    ? `Permissions that the changes need${held === null ? '' : '; whether they are held could not be seen'}`
    : `${count('held')} of ${rows.length} permissions held${who}${hidden}`;
  const unseen = [...new Set(rows.flatMap(({ says }) => says ?? []))];
  const refused = (held?.refusedReads ?? []).map(
    ({ action, resource }) =>
      `    ${pen.sign('inconclusive')} ${pen.line(`${action}${resource === null ? '' : ` on ${resource}`}`)}`,
  );
  return [
    ...section(pen, pen.line(title), [
      ...rows.map(({ action, state }) => `    ${state === null ? '' : `${pen.sign(HELD[state])} `}${pen.line(action)}`),
      ...unseen.flatMap((says) => paragraph(pen, says, 6)),
    ]),
    ...section(pen, 'Reads that were refused while looking', refused),
  ];
};

const summary = ({ changes, unseen }: ProvisionPlan): string => {
  const count = (action: Change['action']): number => changes.filter((one) => one.action === action).length;
  const words = `${count('create')} to create, ${count('change')} to change, ${count('keep')} as they should be`;
  return unseen.length === 0 ? words : `${words}; ${plural(unseen.length, 'part', 'parts')} could not be seen`;
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
  return [
    `  ${pen.ink[ink](word.padEnd(9))} ${pen.ink.bold(resource)} ${pen.line(name)}  ${pen.ink.gray(permission)}`,
    ...(why === null ? [] : paragraph(pen, why, 12)),
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

/** Ends with a line feed. `applies`: the changes are about to be made. */
export const provisionText = (plan: ProvisionPlan, style: Style, applies = false): string => {
  const pen = penOf(style);
  const lines = [
    `  ${pen.ink.bold(pen.line(`${plan.tenant}${pen.dot}${plan.region}`))}`,
    '',
    ...plan.changes.flatMap((change) => changeLines(pen, change)),
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
    ...permissionLines(pen, plan),
    '',
    `  ${summary(plan)}.${applies ? '' : ' Nothing was changed.'}`,
  ];
  return `${lines.join('\n')}\n`;
};
