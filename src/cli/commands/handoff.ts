// certify handoff --to dns-admin · aws-admin · squareos-admin
import { checkedDocument } from '../../app/checked.ts';
import { UsageError } from '../../core/errors.ts';
import { recordChanges } from '../../report/handoff/dns.ts';
import type { DnsFormat } from '../../report/handoff/dns-text.ts';
import { handoff } from '../../report/handoff/handoff.ts';
import { findingsFor, handoffId, HANDOFF_TARGETS, type HandoffTarget } from '../../report/handoff/items.ts';
import { didYouMean } from '../../text/nearest.ts';
import { callerOf } from '../caller.ts';
import { formOf, printChanges } from '../changes.ts';
import { defineCommand } from '../command.ts';
import { completing, text } from '../options.ts';
import { document } from '../print.ts';
import * as shared from '../shared-options.ts';

const targetOf = (to: string | null): HandoffTarget => {
  const target = HANDOFF_TARGETS.find((one) => one === to);
  if (target !== undefined) return target;
  throw new UsageError({
    code: 'handoff-target',
    message: to === null ? 'It was not said whom to hand off to.' : `--to ${to} names nobody to hand off to.`,
    fix: `${to === null ? '' : didYouMean(to, HANDOFF_TARGETS)}Add --to with one of: ${HANDOFF_TARGETS.join(', ')}.`,
  });
};

const refuseForm = (format: string | null, to: HandoffTarget): void => {
  if (format === null || to === 'dns-admin') return;
  throw new UsageError({
    code: 'handoff-format',
    message: `--format ${format} is a form of DNS records, and ${to} has none.`,
    fix: 'Add --to dns-admin, or leave --format out.',
  });
};

export const command = defineCommand({
  description: 'print exactly what one admin must do: records, policies, fields; no secrets',
  args: shared.profile,
  options: {
    ...shared.looked,
    to: completing(HANDOFF_TARGETS, text('--to <whom>', 'dns-admin, aws-admin or squareos-admin')),
    format: shared.dnsFormat,
  },
  examples: [
    'certify handoff gym.yaml --to dns-admin --format route53 > records.json',
    'certify handoff gym.yaml --to dns-admin',
    'certify handoff --to aws-admin --evidence 20261120T…',
  ],
  run: async (given, call) => {
    const { options } = given;
    const { io } = call;
    const to = targetOf(options.to);
    refuseForm(options.format, to);
    const form: DnsFormat | null = formOf(options.format);
    const checked = shared.checkedOf(given, 'handoff');
    const look = await checkedDocument(call.setting, await callerOf(call, options), checked);
    const changes = to === 'dns-admin' ? recordChanges(look, findingsFor(look, to)) : [];
    if (form !== null) {
      printChanges(io, changes, { format: form, tenant: look.tenant, json: options.json });
      return 0;
    }
    const markdown = handoff(look, to);
    const inJson = {
      schema: 'certify.handoff/1',
      id: handoffId(look, to),
      to,
      markdown,
      ...(to === 'dns-admin' ? { changes } : {}),
    };
    io.out(options.json ? document(inJson) : markdown);
    return 0;
  },
});
