// `certify message` in a terminal: the verdict on the message first, then each subject with what was seen and its fix.
import type { Finding } from '../../../core/finding.ts';
import { fact } from '../../../facts/fact.ts';
import type { Reportable } from '../../outline.ts';
import { plural } from '../../../text/plural.ts';
import { needsWork, OUTCOME_STATUS, when } from '../../words.ts';
import { findingOf, type Section, sectionLines } from '../dns/section.ts';
import { indent, type Pen, penOf, STATUS_INK, type Style, wrap, titled } from '../style.ts';
import { formSection, linksSection, transportSection, unsubscribeSection } from './content.ts';
import { receiverSection } from './receiver.ts';
import { arcSection, dkimSection, dmarcSection, spfSection } from './authentication.ts';

export interface MessageReportOptions extends Style {
  /** The way through the receiver's hosts is shown too. */
  readonly verbose: boolean;
  /** The file's name. */
  readonly file: string;
}

/** Checks that have a place of their own among the subjects. */
const PLACED: ReadonlySet<string> = new Set([
  'inbox-arrived',
  'inbox-folder',
  'inbox-sender',
  'inbox-signed',
  'inbox-aligned',
  'inbox-results',
  'inbox-tls',
  'inbox-links',
  'one-click-unsubscribe',
  'inbox-form',
]);

const otherSection = (finding: Finding): Section => ({
  label: 'Also',
  status: finding.status,
  head: finding.title,
  finding,
});

const senderSection = (record: Reportable): readonly Section[] => {
  const header = fact(record.observations, 'message.header');
  const finding = findingOf(record, 'inbox-sender');
  if (header === null || finding === undefined) return [];
  const { from, replyTo, returnPath, declared } = header;
  const named = (list: typeof from): string => list.map(({ address }) => address).join(', ');
  const path = returnPath.kind === 'address' ? returnPath.address : returnPath.kind === 'null' ? '<>' : returnPath.kind;
  const head = from.length === 0 ? 'no From address' : `From ${named(from)}`;
  const seen = [`Reply-To ${replyTo.length === 0 ? 'none' : named(replyTo)}, Return-Path ${path}`];
  const compared = declared === null || finding.status !== 'pass' ? '' : ', as the profile says';
  return [{ label: 'Sender', status: finding.status, head: `${head}${compared}`, seen, finding }];
};

/** Hops that the receiver wrote, from the top; those below are anybody's word. */
const pathSection = (record: Reportable): readonly Section[] => {
  const trace = fact(record.observations, 'message.trace');
  if (trace === null) return [];
  const { trusted, others, receiver } = trace;
  const seen = trusted.map(({ by, byAddress, helo, reverse, ip, protocol, tlsVersion, at }) => {
    const from = [reverse ?? helo, ip === null ? null : `[${ip}]`].filter((word) => word !== null).join(' ');
    const how = [protocol, tlsVersion, at === null ? null : when(at)].filter((word) => word !== null).join(', ');
    return `${by ?? byAddress ?? 'a host without a name'} from ${from === '' ? 'itself' : from}${how === '' ? '' : ` (${how})`}`;
  });
  const below =
    others === 0
      ? ''
      : `; ${plural(others, 'Received', 'Received')} below them ${others === 1 ? 'is' : 'are'} of others, and not believed`;
  const head = `${plural(trusted.length, 'hop', 'hops')} of ${receiver ?? 'the receiver'}${below}`;
  return [{ label: 'Path', status: 'not-applicable', head, seen }];
};

/** Where it was found, or why nobody could look; nothing where a file was judged. */
const mailboxSections = (record: Reportable): readonly Section[] => {
  const inbox = fact(record.observations, 'live.inbox');
  const arrived = findingOf(record, 'inbox-arrived');
  const folder = findingOf(record, 'inbox-folder');
  if (inbox === null || arrived === undefined) return [];
  const looked = inbox.folders.map(({ path, messages }) => `${path} (${plural(messages, 'message', 'messages')})`);
  const seen = [`${inbox.host}:${inbox.port}${looked.length === 0 ? '' : `, looked into ${looked.join(', ')}`}`];
  const said = inbox.trouble === null ? [] : [inbox.trouble.says];
  if (inbox.arrived === null) {
    return [
      { label: 'Mailbox', status: arrived.status, head: 'the message was not found', seen: [...seen, ...said], finding: arrived },
    ];
  }
  const place = folder ?? arrived;
  return [{ label: 'Mailbox', status: place.status, head: `found in ${inbox.arrived.folder}`, seen, finding: place }];
};

const sectionsOf = (record: Reportable, all: boolean): readonly Section[] =>
  fact(record.observations, 'live.inbox')?.arrived === null
    ? mailboxSections(record)
    : [...mailboxSections(record), ...ofMessage(record, all)];

const ofMessage = (record: Reportable, all: boolean): readonly Section[] => [
  ...senderSection(record),
  ...(all ? pathSection(record) : []),
  ...dkimSection(record),
  ...spfSection(record),
  ...dmarcSection(record),
  ...arcSection(record),
  ...receiverSection(record),
  ...transportSection(record),
  ...linksSection(record, all),
  ...unsubscribeSection(record),
  ...formSection(record, all),
  ...record.findings.filter((finding) => !PLACED.has(finding.check) && needsWork(finding)).map(otherSection),
];

const size = (bytes: number): string =>
  bytes < 1024
    ? `${bytes} octets`
    : bytes < 1_048_576
      ? `${Math.round(bytes / 1024)} KB`
      : `${(bytes / 1_048_576).toFixed(1)} MB`;

const headerLines = (record: Reportable, pen: Pen, file: string): readonly string[] => {
  const header = fact(record.observations, 'message.header');
  const trace = fact(record.observations, 'message.trace');
  const by = trace?.receiver ?? null;
  const at = trace?.receivedAt ?? null;
  const about = [
    ...(at === null && by === null ? [] : [`received${at === null ? '' : ` ${when(at)}`}${by === null ? '' : ` by ${by}`}`]),
    ...(header === null ? [] : [size(header.bytes)]),
    `looked at ${when(record.run.startedAt)}`,
  ];
  return titled(pen, ['certify message', file], about);
};

const VERDICT = {
  READY: 'Authenticated',
  NOT_CERTIFIED: 'Not in order',
  INCONCLUSIVE: 'Could not be judged',
} as const;

const verdictLines = (record: Reportable, pen: Pen): readonly string[] => {
  const { decision } = record;
  const mends = record.findings.some(({ status }) => status === 'fail' || status === 'warn');
  const proven = findingOf(record, 'inbox-aligned')?.status === 'pass';
  const ready = decision.outcome === 'READY';
  const status = ready && (mends || !proven) ? 'warn' : OUTCOME_STATUS[decision.outcome];
  const words =
    ready && !proven
      ? 'Readable'
      : decision.outcome in VERDICT
        ? VERDICT[decision.outcome as keyof typeof VERDICT]
        : decision.outcome;
  return [
    `  ${pen.sign(status)} ${pen.ink[STATUS_INK[status]].bold(words)}`,
    ...indent(wrap(pen.line(decision.why), pen.width - 4), 4),
  ];
};

const spaced = (pen: Pen, sections: readonly Section[]): readonly string[] =>
  sections
    .map((section) => sectionLines(pen, section))
    .flatMap((lines, n, all) => (lines.length > 1 || (all[n - 1]?.length ?? 0) > 1 ? ['', ...lines] : lines));

/** Ends with a line feed. */
export const messageReport = (record: Reportable, options: MessageReportOptions): string => {
  const pen = penOf(options);
  const lines = [
    ...headerLines(record, pen, options.file),
    '',
    ...verdictLines(record, pen),
    '',
    ...spaced(pen, sectionsOf(record, options.verbose)),
  ];
  const text = lines.map((line) => line.trimEnd()).join('\n');
  return `${text.replaceAll(/\n{3,}/g, '\n\n').trimEnd()}\n`;
};
