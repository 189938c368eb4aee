// What the lab's fleet declared, beside what was found.
import { penOf, type Style, wrap } from '../terminal/style.ts';

interface Comparison {
  readonly declared: readonly (readonly [string, number])[];
  readonly differs: readonly string[];
}

const MOST = 20;

export const labReport = ({ declared, differs }: Comparison, style: Style): string => {
  const pen = penOf(style);
  const what = declared
    .map(([fault, count]) => `${count} ${fault === 'nothing' ? 'in order' : fault.replaceAll('-', ' ')}`)
    .join(', ');
  const lines = [
    '',
    ...wrap(`The lab’s fleet was made with: ${pen.line(what)}.`, pen.width),
    differs.length === 0
      ? `${pen.sign('pass')} Exactly this was found.`
      : `${pen.sign('fail')} ${differs.length} found otherwise:`,
    ...differs.slice(0, MOST).map((one) => `    ${pen.line(one)}`),
    ...(differs.length > MOST ? [`    … and ${differs.length - MOST} more`] : []),
  ];
  return `${lines.join('\n')}\n`;
};
