// What became of a hand-off: each of its items by a new look, and the reply for the ticket.
import type { Finding, Status } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import { AWS_PARTIES, type FactKey, party } from '../../facts/index.ts';
import { codeBlock, codeSpan, forMarkdown } from '../../masking/neutral.ts';
import type { Reportable } from '../outline.ts';
import { remedyOf, stateSentence, when } from '../words.ts';
import {
  FIELDS,
  findingsFor,
  type HandoffNamed,
  type HandoffTarget,
  isSquareosSeen,
  itemCode,
  OWNERS,
  READS,
  readsPolicy,
  refusedReads,
} from './items.ts';

/** `done`: seen to be so · `settling`: done as far as anybody can do it · `unseen`: nobody can say yet · `moot`: not asked of this tenant any longer. */
export type ItemState = 'done' | 'settling' | 'open' | 'unseen' | 'moot';

export interface HandoffItem {
  /** The check, or what else it was. */
  readonly item: string;
  readonly title: string;
  readonly state: ItemState;
  /** A few words for whoever reads the ticket; empty when it is done. */
  readonly says: string;
  /** Markdown of what they are still to do; empty: nothing, or nothing that is theirs. */
  readonly todo: readonly string[];
}

const OF_STATUS: { readonly [S in Status]: ItemState } = {
  pass: 'done',
  'not-applicable': 'moot',
  pending: 'settling',
  inconclusive: 'unseen',
  fail: 'open',
  warn: 'open',
};

const wordsOf = (finding: Finding): string => {
  const { status, retryAt } = finding;
  if (status === 'pass') return '';
  const words = stateSentence(finding).replace(/\.$/, '');
  return retryAt === undefined ? words : `${words}; look again not before ${when(retryAt)}`;
};

/** What is open is theirs by the hand-off; what nobody could see, only where an act of it is theirs. */
const todoOf = (finding: Finding, to: HandoffTarget): readonly string[] => {
  const state = OF_STATUS[finding.status];
  const isTheirs = state === 'unseen' && finding.remedy.some(({ owner }) => OWNERS[to].includes(owner));
  if (state !== 'open' && !isTheirs) return [];
  return remedyOf(finding).flatMap(({ parts }) =>
    parts.flatMap(({ kind, text }) => (kind === 'paste' ? [codeBlock(text), ''] : [...text.split('\n').map(forMarkdown), ''])),
  );
};

const ofFinding = (finding: Finding, to: HandoffTarget): HandoffItem => ({
  item: finding.check,
  title: finding.title,
  state: OF_STATUS[finding.status],
  says: wordsOf(finding),
  todo: todoOf(finding, to),
});

const NO_ANSWER: ReadonlySet<Observation<unknown>['state']> = new Set(['unreachable', 'failed']);

/** That nothing was refused says something only where all that was asked was answered. */
const ofReads = (record: Reportable): HandoffItem => {
  const about = { item: READS, title: 'certify may look' };
  const refused = refusedReads(record);
  if (refused.length > 0) {
    const todo = ['Attach this policy to the credential that certify looks with:', '', codeBlock(readsPolicy(refused)), ''];
    return { ...about, state: 'open', says: `refused: ${refused.join(', ')}`, todo };
  }
  const asked = Object.entries(record.observations).filter(([key]) => AWS_PARTIES.has(party(key as FactKey)));
  const unanswered = asked.filter(([, { state }]) => state === 'denied' || NO_ANSWER.has(state)).map(([key]) => key);
  if (unanswered.length === 0 && asked.some(([, { state }]) => state === 'observed'))
    return { ...about, state: 'done', says: '', todo: [] };
  const says = unanswered.length === 0 ? 'AWS was not asked' : `no answer about ${unanswered.join(', ')}`;
  return { ...about, state: 'unseen', says, todo: [] };
};

/** The checks that compare what SquareOS holds with what was sent. */
const FIELD_CHECKS: readonly string[] = ['channel-account', 'sender-account', 'templates-mapped'];
const WORST: readonly ItemState[] = ['open', 'unseen', 'settling', 'done'];

const ofFields = (record: Reportable, to: HandoffTarget): HandoffItem => {
  const about = { item: FIELDS, title: 'Channel Account, Sender Account and templates hold the values that were sent' };
  const compared = record.findings.filter(({ check }) => FIELD_CHECKS.includes(check)).map((one) => ofFinding(one, to));
  const state = WORST.find((one) => compared.some((item) => item.state === one)) ?? 'unseen';
  if (!isSquareosSeen(record) || state === 'unseen') {
    const says = 'certify does not see SquareOS in this look: please confirm it';
    return { ...about, state: 'unseen', says, todo: ['Please confirm that they do, or say which does not.', ''] };
  }
  const worst = compared.filter((item) => item.state === state);
  const says = state === 'done' ? '' : worst.map((item) => `${item.item} ${item.says}`).join('; ');
  return { ...about, state, says, todo: worst.flatMap(({ todo }) => todo) };
};

/** Each item as it is now, in the order of the id; null where a code belongs to nothing that was looked at. */
export const handoffItems = ({ codes, to }: HandoffNamed, record: Reportable): readonly (HandoffItem | null)[] => {
  const byCode = new Map(record.findings.map((finding) => [itemCode(finding.check), finding]));
  return codes.map((code) => {
    if (code === itemCode(READS)) return ofReads(record);
    if (code === itemCode(FIELDS)) return ofFields(record, to);
    const finding = byCode.get(code);
    return finding === undefined ? null : ofFinding(finding, to);
  });
};

/** Titles of what is theirs to mend by this look and stands in no item of the hand-off. */
export const newSince = ({ codes, to }: HandoffNamed, record: Reportable): readonly string[] =>
  findingsFor(record, to)
    .filter(({ check }) => !codes.includes(itemCode(check)))
    .map(({ title }) => title);

/** `1 of 3 done, 1 does not apply any longer`. */
export const countWords = (items: readonly HandoffItem[], before = ''): string => {
  const number = (state: ItemState): number => items.filter((item) => item.state === state).length;
  const moot = number('moot');
  const rest = moot === 0 ? '' : `, ${moot} ${moot === 1 ? 'does' : 'do'} not apply any longer`;
  return `${number('done')} of ${items.length} ${before}done${rest}`;
};

const itemLines = (item: HandoffItem, n: number): readonly string[] => [
  `- [${item.state === 'done' ? 'x' : ' '}] ${n + 1}. ${forMarkdown(item.title)}${item.says === '' ? '' : `: ${forMarkdown(item.says)}`}`,
];

/** What is left for whom the hand-off was written to, in one sentence; empty where the items themselves say it. */
const lastWords = (items: readonly HandoffItem[]): string => {
  if (items.some(({ state, todo }) => state === 'open' || todo.length > 0)) return '';
  if (items.every(({ state }) => state === 'done')) return 'All of it is done, thank you.';
  if (items.every(({ state }) => state === 'done' || state === 'moot')) return 'Nothing of it is left to do, thank you.';
  return 'Nothing of it is to be done by you now: what is open settles by itself, or somebody else has to look.';
};

/** Markdown for the ticket; ends with a line feed. `more`: titles of what is theirs and no item of it. */
export const handoffReply = (
  named: HandoffNamed,
  items: readonly HandoffItem[],
  { at, more }: { readonly at: string; readonly more: readonly string[] },
): string => {
  const last = lastWords(items);
  const lines = [
    `**Hand-off ${codeSpan(named.id)}, looked at on ${forMarkdown(when(at))}: ${countWords(items)}.**`,
    '',
    ...items.flatMap(itemLines),
    '',
    ...items.flatMap(({ todo }, n) => (todo.length === 0 ? [] : [`Still to do for ${n + 1}:`, '', ...todo])),
    ...(last === '' ? [] : [last, '']),
    ...(more.length === 0
      ? []
      : ['Not part of this hand-off, and open for you as well (a new hand-off will say what to do):', '']),
    ...more.map((title) => `- ${forMarkdown(title)}`),
  ];
  return `${lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
};
