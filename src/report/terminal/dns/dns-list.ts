// Many domains of `certify dns` in a terminal: a line each, and at the end how many stand how.
import { OUTCOME_STATUS, reasonWords } from '../../words.ts';
import type { Reportable } from '../../outline.ts';
import { plural } from '../../../text/plural.ts';
import { columns } from '../columns.ts';
import { indent, isNarrow, penOf, type Style, wrap } from '../style.ts';

type Standing = 'in order' | 'usable' | 'not in order' | 'not judged' | 'refused';

/** One line of the list: a domain that was looked at, or what was typed and why it was not. */
export type DnsListed =
  | { readonly name: string; readonly record: Reportable }
  | { readonly name: string; readonly refused: string };

const STATUS = {
  'in order': 'pass',
  usable: 'warn',
  'not in order': 'fail',
  'not judged': 'inconclusive',
  refused: 'fail',
} as const;

const isOpen = ({ status }: Reportable['findings'][number]): boolean => status === 'fail' || status === 'warn';

const standingOf = (one: DnsListed): Standing => {
  if ('refused' in one) return 'refused';
  const { decision, findings } = one.record;
  const status = OUTCOME_STATUS[decision.outcome];
  if (status === 'fail') return 'not in order';
  if (status !== 'pass') return 'not judged';
  return findings.some(isOpen) ? 'usable' : 'in order';
};

/** Causes first, those that decide before the others; what follows from another says nothing new here. */
const whyOf = ({ decision, findings }: Reportable): string => {
  const deciding = findings.filter(({ check }) => decision.blockers.includes(check));
  const open = [...deciding, ...findings.filter(isOpen)].filter((one, at, all) => one.cause === null && all.indexOf(one) === at);
  return open.map(({ check, reason }) => `${check} (${reasonWords(reason)})`).join(', ');
};

const NAME = 28;

/** Ends with a line feed. `name` as people write it. */
export const dnsLine = (one: DnsListed, style: Style): string => {
  const pen = penOf(style);
  const standing = standingOf(one);
  const why = 'refused' in one ? one.refused : whyOf(one.record) || (standing === 'in order' ? '' : one.record.decision.why);
  const at = isNarrow(pen) ? 4 : NAME + 4;
  const said = wrap(pen.line(why === '' ? standing : `${standing}: ${why}`), pen.width - at - 2);
  const name = pen.line(one.name);
  const head = `  ${pen.sign(STATUS[standing])} ${pen.ink.bold(name)}`;
  const gap = at - 4 - columns(name);
  const [first = '', ...more] = said;
  const lines = gap < 0 ? [head, ...indent(said, at)] : [`${head}${' '.repeat(gap)}${first}`, ...indent(more, at)];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
};

const ORDER: readonly Standing[] = ['not in order', 'not judged', 'refused', 'usable', 'in order'];

/** How many stand how: kept instead of the documents, which would be large for many domains. */
export interface DnsTally {
  add(one: DnsListed): void;
  /** Worst first, such as `{"not in order": 1}`. */
  counts(): { readonly [standing: string]: number };
}

export const dnsTally = (): DnsTally => {
  const seen = new Map<Standing, number>();
  return {
    add: (one) => {
      const standing = standingOf(one);
      seen.set(standing, (seen.get(standing) ?? 0) + 1);
    },
    counts: () =>
      Object.fromEntries(ORDER.map((standing) => [standing, seen.get(standing) ?? 0] as const).filter(([, n]) => n > 0)),
  };
};

/** Ends with a line feed. `hint` may be empty. */
export const dnsSummary = (tally: DnsTally, hint: string, style: Style): string => {
  const pen = penOf(style);
  const counts = Object.entries(tally.counts());
  const total = counts.reduce((sum, [, n]) => sum + n, 0);
  const words = [plural(total, 'domain', 'domains'), ...counts.map(([standing, n]) => `${n} ${standing}`)].join(pen.dot);
  const lines = [
    ...wrap(words, pen.width - 2),
    ...(hint === '' ? [] : wrap(hint, pen.width - 2).map((line) => pen.ink.dim(line))),
  ];
  return `\n${indent(lines, 2).join('\n')}\n`;
};
