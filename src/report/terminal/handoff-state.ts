// A hand-off looked at again: what of it is done, and under it the reply for the ticket, as it is to be pasted.
import type { Status } from '../../core/finding.ts';
import type { HandoffNamed } from '../handoff/items.ts';
import { countWords, handoffReply, type HandoffItem, type ItemState } from '../handoff/reply.ts';
import { indent, labelled, penOf, type Style, wrap } from './style.ts';

const SIGN: { readonly [S in ItemState]: Status } = {
  done: 'pass',
  settling: 'pending',
  open: 'fail',
  unseen: 'inconclusive',
  moot: 'not-applicable',
};

/** Ends with a line feed. */
export const handoffStateText = (
  named: HandoffNamed,
  items: readonly HandoffItem[],
  look: Parameters<typeof handoffReply>[2],
  style: Style,
): string => {
  const pen = penOf(style);
  const title = countWords(items, `${items.length === 1 ? 'item of this hand-off is' : 'items of this hand-off are'} `);
  const lines = [
    ...indent(wrap(pen.ink.bold(pen.line(title)), pen.width - 2), 2),
    '',
    ...items.flatMap(({ state, title: what, says, item }) => {
      const [first = '', ...rest] = wrap(pen.line(what), pen.width - 4);
      return [
        `  ${pen.sign(SIGN[state])} ${first}`,
        ...indent(rest, 4),
        ...(says === '' ? [] : labelled(pen, 'Now', pen.line(`${says} (${item})`), 4)),
      ];
    }),
    '',
    `  ${pen.ink.bold('Reply for the ticket')}`,
    '',
    ...handoffReply(named, items, look).trimEnd().split('\n'),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
};
