// `certify check --handoff ID`: the look is made whole, and told by the items of the hand-off.
import type { CheckOptions } from '../app/check.ts';
import { UsageError } from '../core/errors.ts';
import type { RunDocument } from '../core/record.ts';
import { type HandoffNamed, parseHandoffId } from '../report/handoff/items.ts';
import { handoffItems, handoffReply, newSince, type HandoffItem } from '../report/handoff/reply.ts';
import { handoffStateText } from '../report/terminal/handoff-state.ts';
import type { Call } from './command.ts';
import { document as printed } from './print.ts';

const refused = (id: string, why: string, fix: string): UsageError =>
  new UsageError({ code: 'handoff-unknown', message: `--handoff ${id.slice(0, 120)} ${why}.`, fix });

/** UsageError for what is no id of a hand-off. */
export const handoffNamed = (id: string): HandoffNamed => {
  const named = parseHandoffId(id);
  if (named === null) {
    const parts = 'whose it is, the gym, the day, and four letters and digits an item';
    throw refused(
      id,
      'is no id of a hand-off',
      `Copy it whole from the hand-off: ${parts}, such as dns-admin/GYM/20261126/abcd-efgh.`,
    );
  }
  return named;
};

export const expectedBy = (id: string | null): CheckOptions['expected'] =>
  id === null ? null : { tenant: handoffNamed(id).tenant, because: 'The hand-off' };

/** The items, and the reply for the ticket; resolves with the decision's exit code. */
export const printHandoffState = ({ io }: Call, named: HandoffNamed, look: RunDocument, json: boolean): number => {
  const items = handoffItems(named, look).map((item, n): HandoffItem => {
    if (item !== null) return item;
    const code = named.codes[n] ?? '';
    throw refused(
      named.id,
      `has an item (${code}) that certify does not know`,
      `Compare ${code} with the hand-off. \`certify handoff PROFILE --to ${named.to}\` writes a new one, of what is to do now.`,
    );
  });
  const { finishedAt: at } = look.run;
  const more = newSince(named, look);
  if (json) {
    const { id, to, tenant } = named;
    const told = items.map(({ item, title, state, says }) => ({ item, title, state, says }));
    const reply = handoffReply(named, items, { at, more });
    io.out(printed({ schema: 'certify.handoff-state/1', id, to, tenant, at, items: told, more, reply, decision: look.decision }));
  } else io.out(handoffStateText(named, items, { at, more }, io.style));
  return look.decision.exitCode;
};
