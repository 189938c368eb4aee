// The DNS admin's records as text: each change in words, the forms to import, the quirks of panels, and how to check.
import type { Finding } from '../../core/finding.ts';
import { codeBlock, codeSpan, forMarkdown } from '../../masking/neutral.ts';
import { fact } from '../../facts/fact.ts';
import { recordChanges } from './dns.ts';
import { cloudflareForm, octodnsForm, route53Form, terraformForm, zoneForm } from './dns-forms.ts';
import { rdataText } from '../../text/zone-line.ts';
import type { RecordChange } from './dns-set.ts';
import type { Reportable } from '../outline.ts';

const QUIRKS: readonly string[] = [
  'GoDaddy, Namecheap, IONOS, Gandi and most panels append the domain themselves: enter only the part of the name before it, and targets without the final dot. A zone file wants both complete.',
  'Cloudflare: set every CNAME to “DNS only”. A proxied one answers with addresses, and DKIM fails.',
  'A TXT value over 255 characters is several strings, as written here. Most panels split it themselves: then paste it as one, without the quotation marks between.',
  'A panel that refuses an underscore in the host is wrong (RFC 8552): ask its support, or move the zone.',
  'Where a record of the same name and purpose stands, change it; a second SPF or DMARC record makes both void.',
];

const shown = (change: RecordChange, value: string): string => codeSpan(`${change.type} ${rdataText(change.type, value)}`);

/** `Change`, `Add` or `Remove`, in one line. */
const changeLines = (change: RecordChange): readonly string[] => {
  const { add, remove, name } = change;
  const pairs = add.map((value, n) => ({ value, old: remove[n] }));
  return [
    ...pairs.map(({ value, old }) =>
      old === undefined
        ? `- Add at ${codeSpan(name)}: ${shown(change, value)}`
        : `- Change at ${codeSpan(name)}: ${shown(change, old)} to ${shown(change, value)}`,
    ),
    ...remove.slice(add.length).map((value) => `- Remove at ${codeSpan(name)}: ${shown(change, value)}`),
  ];
};

/** `dig` for each name, in the order of the changes. */
export const digLines = (changes: readonly RecordChange[]): readonly string[] => [
  ...new Set(changes.map(({ name, type }) => `dig +short ${name} ${type}`)),
];

export type DnsFormat = 'zone' | 'route53' | 'cloudflare' | 'terraform' | 'octodns';

const json = (value: unknown): string => JSON.stringify(value, null, 2);

const ended = (text: string): string => (text === '' ? '' : `${text}\n`);

/** The changes in one form, to be imported as it stands, and what that form cannot say. Without anything to import the text is empty: providers refuse an empty batch. */
export const dnsForm = (
  changes: readonly RecordChange[],
  format: DnsFormat,
  tenant: string,
): { readonly text: string; readonly notes: readonly string[] } => {
  if (format === 'zone') {
    return {
      text: ended(
        [zoneForm(changes), ...digLines(changes).map((dig) => `; check: ${dig}`)].filter((part) => part !== '').join('\n'),
      ),
      notes: [],
    };
  }
  if (format === 'route53') {
    const { batch, byHand } = route53Form(changes, tenant);
    return { text: batch.Changes.length === 0 ? '' : ended(json(batch)), notes: byHand };
  }
  if (format === 'terraform' || format === 'octodns') {
    const { text, byHand } = format === 'terraform' ? terraformForm(changes) : octodnsForm(changes);
    return { text: ended(text), notes: byHand };
  }
  const body = cloudflareForm(changes);
  const named = body.deletes.length + body.patches.length > 0;
  const note = 'Replace each <id of …> by the id that GET /zones/{zone_id}/dns_records gives for that record.';
  return { text: named || body.posts.length > 0 ? ended(json(body)) : '', notes: named ? [note] : [] };
};

/** Markdown lines for the hand-off; none where no record has to change. */
export const dnsHandoff = (record: Reportable, findings: readonly Finding[]): readonly string[] => {
  const changes = recordChanges(record, findings);
  if (changes.length === 0) return [];
  const route53 = dnsForm(changes, 'route53', record.tenant);
  const cloudflare = dnsForm(changes, 'cloudflare', record.tenant);
  return [
    '### All records, to import',
    '',
    ...changes.flatMap(changeLines),
    '',
    'As a zone file:',
    '',
    codeBlock(zoneForm(changes)),
    '',
    ...(route53.text === ''
      ? ['For Route 53:']
      : [
          'For Route 53 (`aws route53 change-resource-record-sets --hosted-zone-id ID --change-batch file://records.json`):',
          '',
          codeBlock(route53.text.trimEnd()),
        ]),
    '',
    ...route53.notes.map((note) => `- ${forMarkdown(note)}`),
    '',
    'For Cloudflare (`POST /zones/{zone_id}/dns_records/batch`):',
    '',
    codeBlock(cloudflare.text.trimEnd()),
    '',
    ...cloudflare.notes.map((note) => `- ${forMarkdown(note)}`),
    '',
    'Your zone is kept in Terraform or octoDNS? The implementation engineer has it in that form too (`--format terraform`, `--format octodns`).',
    '',
    ...QUIRKS.map((quirk) => `- ${forMarkdown(quirk)}`),
    '',
    'To check, once published:',
    '',
    codeBlock([...digLines(changes), ...checkLines(record)].join('\n')),
    '',
  ];
};

/** `certify dns` with what the run knew of how mail is sent; none when it knew no From domain. */
export const checkLines = (record: Reportable): readonly string[] => {
  const from = fact(record.observations, 'dns.dmarc')?.domain;
  if (from === undefined) return [];
  const mailFrom = fact(record.observations, 'dns.mailFrom');
  const region = mailFrom === null ? null : /^feedback-smtp\.([a-z0-9-]+)\./.exec(mailFrom.expectedMx)?.[1];
  const ses = mailFrom === null || region == null ? [] : [`--mail-from ${mailFrom.domain} --provider ses --region ${region}`];
  const selectors = (fact(record.observations, 'dns.dkimKeys')?.records ?? []).map(({ domain, selector }) =>
    domain === from ? `--selector ${selector}` : `--selector ${domain}:${selector}`,
  );
  return [['certify dns', from, ...ses, ...selectors].join(' ')];
};
