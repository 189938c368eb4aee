// The surroundings of a run, for a terminal: a line each, and what has to be done below those that need it.
import type { Status } from '../../core/finding.ts';
import type { Surrounding } from '../../core/surroundings.ts';
import { plural } from '../../text/plural.ts';
import { indent, penOf, type Style, wrap } from './style.ts';

const STATUS: { readonly [S in Surrounding['state']]: Status } = {
  ok: 'pass',
  warn: 'warn',
  blocked: 'fail',
  unseen: 'inconclusive',
};

const LABEL = 17;

const ending = (rows: readonly Surrounding[]): string => {
  const count = (state: Surrounding['state']): number => rows.filter((row) => row.state === state).length;
  const blocked = count('blocked');
  const warned = count('warn');
  if (blocked > 0) return `${plural(blocked, 'thing stands', 'things stand')} in the way of a run on this machine.`;
  const minded = warned === 0 ? '' : `, ${plural(warned, 'thing', 'things')} to mind`;
  return `Nothing stands in the way of a run on this machine${minded}.`;
};

/** Ends with a line feed. */
export const doctorText = (tenant: string | null, rows: readonly Surrounding[], style: Style): string => {
  const pen = penOf(style);
  const lines = rows.flatMap(({ what, state, seen, act, owner }) => {
    const [first = '', ...more] = wrap(pen.line(seen), pen.width - LABEL - 4);
    return [
      `  ${pen.sign(STATUS[state])} ${pen.ink.bold(what.padEnd(LABEL))}${first}`,
      ...indent(more, LABEL + 4),
      ...(act === null
        ? []
        : indent(
            wrap(pen.line(`${owner === null ? '' : `${owner}: `}${act}`), pen.width - LABEL - 4).map((line) => pen.ink.dim(line)),
            LABEL + 4,
          )),
    ];
  });
  const title = tenant === null ? 'this machine' : `this machine, for ${pen.line(tenant)}`;
  return `${[`  ${pen.ink.bold(title)}`, '', ...lines, '', `  ${ending(rows)}`].join('\n')}\n`;
};
