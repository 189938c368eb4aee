// What receivers saw of a domain, for a terminal: the failures first, who they are of, and what p=reject would do.
import type { Status } from '../../core/finding.ts';
import { type DomainReceived, signingOf, type Source, type SourceOutcome } from '../../mail/dmarc/received.ts';
import { plural } from '../../text/plural.ts';
import { indent, type Pen, penOf, type Style, wrap } from './style.ts';

export interface ReceivedReports {
  readonly reports: number;
  readonly repeated: number;
  readonly refused: readonly { readonly message: string; readonly fix: string }[];
  readonly domains: readonly DomainReceived[];
}

const STATUS: { readonly [O in SourceOutcome]: Status } = {
  passes: 'pass',
  'not-aligned': 'fail',
  'signature-fails': 'warn',
  unauthenticated: 'warn',
  unjudged: 'inconclusive',
};

const COLUMN = 5;
const LISTED = 4;
const SHOWN_SOURCES = 25;

const number = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
const messages = (count: number): string => `${number(count)} ${count === 1 ? 'message' : 'messages'}`;
const share = (part: number, whole: number): string => (whole === 0 ? '' : ` (${((100 * part) / whole).toFixed(1)} %)`);
const day = (stamp: string | null): string => stamp?.slice(0, 10) ?? 'an unnamed day';

const few = (list: readonly string[], most: number): string =>
  list.length <= most ? list.join(', ') : `${list.slice(0, most).join(', ')} and ${list.length - most} more`;

const addressesOf = ({ addresses, addressCount }: Source): string => {
  const shown = addresses.slice(0, LISTED).map(({ address }) => address);
  const more = addressCount - shown.length;
  return `from ${shown.join(', ')}${more > 0 ? ` and ${plural(more, 'other address', 'other addresses')}` : ''}`;
};

/** Who sends, as far as somebody's own domain says. */
const nameOf = ({ sender, dkim, spf, outcome, failedSignatures }: Source): string => {
  if (sender !== null) return sender;
  if (outcome === 'signature-fails')
    return `signed as ${few(
      failedSignatures.map(({ domain }) => domain),
      2,
    )}, and the signature fails`;
  const [best] = [...dkim.filter(({ aligned }) => aligned), ...dkim, ...spf];
  if (best !== undefined) return `a sender that authenticates as ${best.domain}`;
  return outcome === 'unjudged' ? 'not judged by the receiver' : 'nothing authenticates';
};

const seenOf = ({ dkim, spf, failedSignatures }: Source): readonly string[] => {
  const signed = dkim.map(({ domain, aligned, selectors }) => {
    const by = selectors.length === 0 ? '' : ` (selector ${few(selectors, 3)})`;
    return `DKIM passes as d=${domain}${by}: ${aligned ? 'aligned' : 'not aligned'}`;
  });
  const failed = failedSignatures.map(
    ({ domain, selectors }) =>
      `DKIM as d=${domain}${selectors.length === 0 ? '' : ` (selector ${few(selectors, 3)})`} does not verify`,
  );
  const enveloped = spf.map(({ domain, aligned }) => `SPF passes for ${domain}: ${aligned ? 'aligned' : 'not aligned'}`);
  return [...signed.slice(0, LISTED), ...failed.slice(0, LISTED), ...enveloped.slice(0, LISTED)];
};

const actOf = (source: Source, domain: string): string | null => {
  const { outcome, sender, failedSignatures } = source;
  if (outcome === 'not-aligned') {
    return sender === null
      ? `If this is a service of the gym's, have it sign as ${domain} (it calls that domain authentication); if nobody knows it, it is what p=reject keeps out.`
      : sender === 'Amazon SES'
        ? `Turn on Easy DKIM for ${domain} in the SES account that sends, so that it signs as d=${domain}: \`certify check --from billing@${domain} --region REGION\``
        : `Have ${sender} sign as ${domain} (it calls that domain authentication), unless this mail is not the gym's.`;
  }
  if (outcome === 'signature-fails') {
    const named = failedSignatures.flatMap(({ domain: signer, selectors }) =>
      selectors.map((selector) => `${signer}:${selector}`),
    );
    const [one = null] = named;
    const command = one === null ? '' : `: \`certify dns ${domain} --selector ${one}\``;
    return `Changed on its way (a list, a forwarder), or signed with a key that is not the published one${command}`;
  }
  if (outcome === 'unauthenticated')
    return 'Forged mail, or a system of the gym that nobody set up: ask who runs these addresses.';
  return null;
};

const overriddenOf = ({ overridden }: Source): string | null =>
  overridden.messages === 0
    ? null
    : `${messages(overridden.messages)} treated otherwise by the receiver: ${overridden.reasons.join(', ').replaceAll('_', ' ')}`;

const sourceBlock = (pen: Pen, source: Source, domain: string): readonly string[] => {
  const body = (text: string) => indent(wrap(pen.line(text), pen.width - COLUMN), COLUMN);
  const dim = (text: string) => body(text).map((line) => pen.ink.dim(line));
  const act = actOf(source, domain);
  const over = overriddenOf(source);
  return [
    ...wrap(`${pen.line(nameOf(source))}${pen.dot}${messages(source.messages)}`, pen.width - COLUMN).map((line, n) =>
      n === 0 ? `   ${pen.sign(STATUS[source.outcome])} ${pen.ink.bold(line)}` : (indent([line], COLUMN)[0] ?? ''),
    ),
    ...seenOf(source).flatMap(body),
    ...dim(addressesOf(source)),
    ...(over === null ? [] : dim(over)),
    ...(act === null ? [] : body(act)),
  ];
};

/** What stands, what p=reject would have hit, and whether it may be asked for. */
const endingOf = (seen: DomainReceived): string => {
  const { failed, overridden, policy } = seen;
  const spared =
    overridden === 0 ? '' : ` Receivers let ${number(overridden)} of them pass as forwarded or by a rule of their own.`;
  const held = seen.unreadableRows === 0 ? 'these reports hold' : 'could be read of these reports';
  // What nobody sent, and what could not be read, would not have been let pass either.
  if (seen.messages === 0) return 'These reports tell of no message that could be counted, and so nothing of p=reject.';
  if (failed === 0) {
    return policy.p === 'reject'
      ? `p=reject stands, and receivers refused nothing of what ${held}.`
      : `With p=reject nothing of what ${held} would have been refused.`;
  }
  return policy.p === 'reject'
    ? `p=reject stands: ${messages(failed)} failed and were to be refused.${spared}`
    : `With p=reject ${messages(failed)} would have been refused.${spared}`;
};

const signingLines = (pen: Pen, seen: DomainReceived): readonly string[] => {
  const pairs = signingOf(seen).slice(0, 8);
  if (pairs.length === 0) return [];
  const list = pairs.map(({ domain, selector }) => `{domain: ${domain}, selector: ${selector}}`);
  return [
    ...indent(wrap('What signs as this domain; for a profile, take the one of its relay:', pen.width - 3), 3),
    ...list.map((one) => `     ${pen.line(`dkim: [${one}]`)}`),
  ];
};

const domainBlock = (pen: Pen, seen: DomainReceived): readonly string[] => {
  const { domain, reports, receivers, begin, end, policy, passed, failed, unjudged, unreadableRows } = seen;
  const shown = seen.sources.slice(0, SHOWN_SOURCES);
  const hidden = seen.sources.slice(SHOWN_SOURCES);
  const para = (text: string) => indent(wrap(pen.line(text), pen.width - 3), 3);
  return [
    `  ${pen.ink.bold(pen.line(domain))}`,
    ...para(
      `${plural(reports, 'report', 'reports')} of ${few(receivers, 4)}, ${day(begin)} to ${day(end)} UTC; policy then: ${policy.p === null ? 'none published' : `p=${policy.p}`}${policy.sp === null ? '' : `, sp=${policy.sp}`}`,
    ),
    ...para(
      `${messages(seen.messages)}: ${number(passed)} passed DMARC${share(passed, seen.messages)}, ${number(failed)} failed${unjudged === 0 ? '' : `, ${number(unjudged)} not judged`}`,
    ),
    '',
    ...shown.flatMap((source) => [...sourceBlock(pen, source, domain), '']),
    ...(hidden.length === 0
      ? []
      : [
          ...para(
            `And ${plural(hidden.length, 'more source', 'more sources')}, ${messages(hidden.reduce((all, one) => all + one.messages, 0))}: --json lists them.`,
          ),
          '',
        ]),
    ...(unreadableRows === 0
      ? []
      : [...para(`${plural(unreadableRows, 'row', 'rows')} without a usable address, count or domain left out.`), '']),
    ...signingLines(pen, seen),
    ...para(endingOf(seen)),
    '',
  ];
};

/** Ends with a line feed. */
export const dmarcReportText = ({ reports, repeated, refused, domains }: ReceivedReports, style: Style): string => {
  const pen = penOf(style);
  const para = (text: string) => indent(wrap(pen.line(text), pen.width - 2), 2);
  const copies = repeated === 0 ? '' : `; ${plural(repeated, 'copy', 'copies')} of one of them left out`;
  return `${[
    ...domains.flatMap((one) => domainBlock(pen, one)),
    ...refused.flatMap(({ message, fix }) => [...para(`${message} ${fix}`), '']),
    ...para(
      `${plural(reports, 'report', 'reports')} read${copies}. A report says what its sender wants it to say: nothing in it is signed.`,
    ).map((line) => pen.ink.dim(line)),
  ].join('\n')}\n`;
};
