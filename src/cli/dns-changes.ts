// Record changes alone on stdout, so that they can be piped to the DNS provider's tool; what a form cannot say goes to stderr.
import type { RecordChange } from '../report/handoff/dns-set.ts';
import { dnsForm, type DnsFormat } from '../report/handoff/dns-text.ts';
import type { Invocation } from './command.ts';

/** Null for `text`, and when it was not given. The flag's own choices refuse everything else. */
export const formatFlag = (invocation: Invocation): DnsFormat | null => {
  const { format } = invocation.flags;
  return format === 'zone' || format === 'route53' || format === 'cloudflare' ? format : null;
};

/** Resolves with exit code 0. */
export const printChanges = (
  { io, flags }: Invocation,
  changes: readonly RecordChange[],
  format: DnsFormat,
  tenant: string,
): number => {
  const { text, notes } = dnsForm(changes, format, tenant);
  io.out(
    flags['json'] === true ? `${JSON.stringify({ schema: 'certify.changes/1', format, changes, text, notes }, null, 2)}\n` : text,
  );
  if (changes.length === 0) io.err('No DNS record has to change.\n');
  for (const note of notes) io.err(`${note}\n`);
  return 0;
};
