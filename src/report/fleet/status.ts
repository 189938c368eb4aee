// What a fleet's store holds, for a person: the nights, what the next one is compared with, what is open, which alerts wait.
import type { Night } from '../../core/fleet.ts';
import { plural } from '../../text/plural.ts';
import { indent, penOf, type Style, wrap } from '../terminal/style.ts';
import { endWord } from './words.ts';

export interface StatusToTell {
  readonly fleet: string;
  /** Newest first. */
  readonly nights: readonly {
    readonly state: string;
    readonly acceptedAt: string | null;
    readonly looked: number;
    readonly partsDone: number;
    readonly night: Pick<Night, 'name' | 'startedAt' | 'totals' | 'parts' | 'exitCode' | 'baseline'>;
  }[];
  readonly baseline: string | null;
  readonly open: Night['totals']['changes'];
  readonly sinks: readonly { readonly name: string; readonly waiting: number; readonly offSince: string | null }[];
}

const minute = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;

const stateOf = ({ state, acceptedAt, looked, partsDone, night }: StatusToTell['nights'][number]): string => {
  if (state === 'running') {
    const parts = night.parts === null ? '' : `, ${partsDone} of ${plural(night.parts, 'part')} finished`;
    return `unfinished, ${looked} of ${plural(night.totals.tenants, 'tenant')} looked at${parts}`;
  }
  return `${plural(looked, 'tenant')}, ${endWord(night)} (exit ${night.exitCode ?? '?'})${acceptedAt === null ? '' : ', accepted by hand'}`;
};

const sinkText = ({ name, waiting, offSince }: StatusToTell['sinks'][number]): string =>
  `Alerts to ${name}: ${waiting === 0 ? 'none waits' : plural(waiting, 'waits', 'wait')}${offSince === null ? '' : `, off since ${minute(offSince)}`}.`;

/** Ends with a line feed. */
export const statusReport = ({ fleet, nights, baseline, open, sinks }: StatusToTell, style: Style): string => {
  const pen = penOf(style);
  const spread = (text: string, at = 0): readonly string[] => indent(wrap(pen.line(text), pen.width - at), at);
  const wide = Math.max(0, ...nights.map(({ night }) => night.name.length));
  const rows = nights.flatMap((one) => {
    const [name, rest] = [pen.line(one.night.name), `${minute(one.night.startedAt)}: ${stateOf(one)}`];
    const row = `  ${name.padEnd(wide)}  ${pen.line(rest)}`;
    return row.length <= pen.width ? [row] : [`  ${name}`, ...spread(rest, 4)];
  });
  const changes = Object.entries(open).map(([kind, count]) => `${count} ${kind.replaceAll('-', ' ')}`);
  const lines = [
    pen.ink.bold(pen.line(`Fleet ${fleet}`)),
    ...(nights.length === 0 ? spread('No night yet: `certify fleet check`.') : rows),
    ...spread(
      baseline === null ? 'There is no night to compare the next one with.' : `The next night is compared with ${baseline}.`,
    ),
    ...spread(
      changes.length === 0 ? 'Nothing is open.' : `Open: ${changes.join(', ')}. \`certify fleet report --verbose\` says what.`,
    ),
    ...sinks.flatMap((sink) => spread(sinkText(sink))),
  ];
  return `${lines.join('\n')}\n`;
};
