// certify handoff --to dns-admin · aws-admin · squareos-admin
import { UsageError } from '../../core/errors.ts';
import { findingsFor, handoff, HANDOFF_TARGETS, type HandoffTarget } from '../../report/handoff/handoff.ts';
import { recordChanges } from '../../report/handoff/dns.ts';
import { checkedDocument } from '../checked.ts';
import type { Run } from '../command.ts';
import { formatFlag, printChanges } from '../dns-changes.ts';

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
  const format = formatFlag(invocation);
  if (format !== null && to !== 'dns-admin') {
    throw new UsageError({
      code: 'handoff-format',
      message: `--format ${format} is a form of DNS records, and ${to} has none.`,
      fix: 'Add --to dns-admin, or leave --format out.',
    });
  }
  const document = await checkedDocument(invocation);
  const changes = to === 'dns-admin' ? recordChanges(document, findingsFor(document, to)) : [];
  if (format !== null) return printChanges(invocation, changes, format, document.tenant);
  const text = handoff(document, to);
  invocation.io.out(
    invocation.flags['json'] === true
      ? `${JSON.stringify({ schema: 'certify.handoff/1', to, markdown: text, ...(to === 'dns-admin' ? { changes } : {}) }, null, 2)}\n`
      : text,
  );
  return 0;
};
