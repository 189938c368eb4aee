// `certify check --handoff ID`: the look is made whole, and told by the items of the hand-off.
import type { CheckOptions } from '../app/check.ts';
import { UsageError } from '../core/errors.ts';
import type { RunDocument } from '../core/record.ts';
import { type HandoffNamed, parseHandoffId } from '../report/handoff/items.ts';
import { handoffItems, handoffReply, newSince, type HandoffItem } from '../report/handoff/reply.ts';
import { handoffStateText } from '../report/terminal/handoff-state.ts';
import type { Call } from './command.ts';
import { document as printed } from './print.ts';

const refused = (id: string, why: string): UsageError =>
  new UsageError({
    code: 'handoff-unknown',
    message: `--handoff ${id.slice(0, 120)} ${why}.`,
    fix: 'Copy it whole from the hand-off, such as dns-admin/main-gym/20261126/k3fa-9zq2.',
  });

/** UsageError for what is no id of a hand-off. */
export const handoffNamed = (id: string): HandoffNamed => {
  const named = parseHandoffId(id);
  if (named === null) throw refused(id, 'is no id of a hand-off');
  return named;
};

export const expectedBy = (id: string | null): CheckOptions['expected'] =>
  id === null ? null : { tenant: handoffNamed(id).tenant, because: 'The hand-off' };

/** The items, and the reply for the ticket; resolves with the decision's exit code. */
export const printHandoffState = ({ io }: Call, named: HandoffNamed, look: RunDocument, json: boolean): number => {
  const items = handoffItems(named, look).map((item, n): HandoffItem => {
    if (item !== null) return item;
    throw refused(named.id, `has an item (number ${n + 1}) that nothing of this look stands for`);
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
