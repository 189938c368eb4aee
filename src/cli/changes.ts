// Record changes alone on stdout, so that they can be piped to the DNS provider's tool; what a form cannot say goes to stderr.
import type { RecordChange } from '../report/handoff/dns-set.ts';
import { dnsForm, type DnsFormat } from '../report/handoff/dns-text.ts';
import type { Io } from './io.ts';
import { document } from './print.ts';
import { say } from './say.ts';

/** The form that was asked for; null for the usual text. */
export const formOf = (format: DnsFormat | 'text' | null): DnsFormat | null => (format === 'text' ? null : format);

export const printChanges = (
  io: Io,
  changes: readonly RecordChange[],
  given: { readonly format: DnsFormat; readonly tenant: string; readonly json: boolean },
): void => {
  const { format, tenant, json } = given;
  const { text, notes } = dnsForm(changes, format, tenant);
  io.out(json ? document({ schema: 'certify.changes/1', format, changes, text, notes }) : text);
  if (changes.length === 0) say(io, 'No DNS record has to change.');
  for (const note of notes) say(io, note);
};
