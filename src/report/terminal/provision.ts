// What provisioning would create, change and leave, for a terminal.
import type { Change, ProvisionPlan } from '../../core/provision.ts';
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

const summary = ({ changes, unseen }: ProvisionPlan): string => {
  const count = (action: Change['action']): number => changes.filter((one) => one.action === action).length;
  const words = `${count('create')} to create, ${count('change')} to change, ${count('keep')} as they should be`;
  return unseen.length === 0 ? words : `${words}; ${plural(unseen.length, 'part', 'parts')} could not be seen`;
};

/** Ends with a line feed. */
export const provisionText = (plan: ProvisionPlan, style: Style): string => {
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
    ...section(
      pen,
      'Permissions that the changes need',
      plan.permissions.map((permission) => `    ${permission}`),
    ),
    '',
    `  ${summary(plan)}. Nothing was changed.`,
  ];
  return `${lines.join('\n')}\n`;
};
