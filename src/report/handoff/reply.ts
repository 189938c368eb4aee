// What became of a hand-off: each of its items by a new look, and the reply for the ticket.
import type { Finding, Status } from '../../core/finding.ts';
import { codeBlock, codeSpan, forMarkdown } from '../../masking/neutral.ts';
import type { Reportable } from '../outline.ts';
import { needsWork, reasonWords, remedyOf, STATUS_WORD, when } from '../words.ts';
import { FIELDS, isSquareosSeen, itemCode, READS, refusedReads, type HandoffNamed } from './items.ts';

/** `unseen`: nobody can say yet · `settling`: done as far as anybody can do it. */
export type ItemState = 'done' | 'settling' | 'open' | 'unseen';

export interface HandoffItem {
  /** The check, or what else it was. */
  readonly item: string;
  readonly title: string;
  readonly state: ItemState;
  /** A few words for whoever reads the ticket; empty when it is done. */
  readonly says: string;
  readonly finding: Finding | null;
}

const OF_STATUS: { readonly [S in Status]: ItemState } = {
  pass: 'done',
  'not-applicable': 'done',
  pending: 'settling',
  inconclusive: 'unseen',
  fail: 'open',
  warn: 'open',
};

const wordsOf = (finding: Finding): string => {
  if (!needsWork(finding)) return '';
  const words = [STATUS_WORD[finding.status], reasonWords(finding.reason)].filter((word) => word !== '').join(', ');
  return finding.retryAt === undefined ? words : `${words}; look again not before ${when(finding.retryAt)}`;
};

const ofFinding = (finding: Finding): HandoffItem => ({
  item: finding.check,
  title: finding.title,
  state: OF_STATUS[finding.status],
  says: wordsOf(finding),
  finding,
});

const ofReads = (record: Reportable): HandoffItem => {
  const refused = refusedReads(record);
  const says = refused.length === 0 ? '' : `refused: ${refused.join(', ')}`;
  return { item: READS, title: 'certify may look', state: refused.length === 0 ? 'done' : 'open', says, finding: null };
};

const ofFields = (record: Reportable): HandoffItem => {
  const title = 'Channel Account, Sender Account and templates hold the values that were sent';
  const seen = isSquareosSeen(record);
  const says = seen ? '' : 'certify does not see SquareOS in this look: please confirm it';
  return { item: FIELDS, title, state: seen ? 'done' : 'unseen', says, finding: null };
};

/** Each item as it is now, in the order of the id; null where a code belongs to nothing that was looked at. */
export const handoffItems = ({ codes }: HandoffNamed, record: Reportable): readonly (HandoffItem | null)[] => {
  const byCode = new Map(record.findings.map((finding) => [itemCode(finding.check), finding]));
  return codes.map((code) => {
    if (code === itemCode(READS)) return ofReads(record);
    if (code === itemCode(FIELDS)) return ofFields(record);
    const finding = byCode.get(code);
    return finding === undefined ? null : ofFinding(finding);
  });
};

export const countDone = (items: readonly HandoffItem[]): number => items.filter(({ state }) => state === 'done').length;

const still = ({ finding }: HandoffItem): readonly string[] =>
  (finding === null ? [] : remedyOf(finding)).flatMap(({ parts }) =>
    parts.flatMap(({ kind, text }) => (kind === 'paste' ? [codeBlock(text), ''] : [...text.split('\n').map(forMarkdown), ''])),
  );

const itemLines = (item: HandoffItem, n: number): readonly string[] => [
  `- [${item.state === 'done' ? 'x' : ' '}] ${n + 1}. ${forMarkdown(item.title)}${item.says === '' ? '' : `: ${forMarkdown(item.says)}`}`,
];

/** Markdown for the ticket; ends with a line feed. */
export const handoffReply = (named: HandoffNamed, items: readonly HandoffItem[], at: string): string => {
  const done = countDone(items);
  const open = items.map((item, n) => ({ item, n })).filter(({ item }) => item.state === 'open');
  const waits = items.some(({ state }) => state === 'settling' || state === 'unseen');
  const lines = [
    `**Hand-off ${codeSpan(named.id)}, looked at on ${forMarkdown(when(at))}: ${done} of ${items.length} done.**`,
    '',
    ...items.flatMap(itemLines),
    '',
    ...(done === items.length ? ['All of it is done, thank you. Nothing more is needed from you.', ''] : []),
    ...open.flatMap(({ item, n }) => [`Still to do for ${n + 1}:`, '', ...still(item)]),
    ...(open.length === 0 && waits
      ? ['Nothing is to be done by you about what is open: it settles, or somebody has to look.', '']
      : []),
  ];
  return `${lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
};
