// certify handoff --to dns-admin · aws-admin · squareos-admin
import { UsageError } from '../../core/errors.ts';
import { handoff, HANDOFF_TARGETS, type HandoffTarget } from '../../report/handoff.ts';
import { checkedDocument } from '../checked.ts';
import type { Run } from '../command.ts';

const isTarget = (value: unknown): value is HandoffTarget => HANDOFF_TARGETS.some((one) => one === value);

export const run: Run = async (invocation) => {
  const { to } = invocation.flags;
  if (!isTarget(to)) {
    throw new UsageError({
      code: 'handoff-target',
      message: 'It was not said whom to hand off to.',
      fix: `Add --to with one of: ${HANDOFF_TARGETS.join(', ')}.`,
    });
  }
  const text = handoff(await checkedDocument(invocation), to);
  invocation.io.out(
    invocation.flags['json'] === true
      ? `${JSON.stringify({ schema: 'certify.handoff/1', to, markdown: text }, null, 2)}\n`
      : text,
  );
  return 0;
};
