// A whole run as text: what it wrote into its journal, sent, registered, asked and showed, beside what was accepted.
import type { JournalEntry } from '../../src/core/journal.ts';
import { keep } from '../kept.ts';
import { NOW } from './context.ts';

interface Walked {
  readonly entries: readonly JournalEntry[];
  readonly sent: readonly unknown[];
  readonly attempts: readonly unknown[];
  readonly triggers: readonly unknown[];
  readonly acts: readonly string[];
  readonly asked: readonly string[];
  readonly shown: readonly string[];
  /** Milliseconds. */
  readonly slept: number;
}

/** What the run observes of its own profile and surroundings is the same in every run here. */
const isOwn = (entry: JournalEntry): boolean => entry.type === 'observed' && /^(run|profile)\./.test(entry.key);

/** Longer values are told once in a run. */
const LONG = 80;

/** Tells values; of a long one that was told before, where. */
const teller = () => {
  const told = new Map<string, string>();
  const tell = (value: unknown, where: string): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const text = JSON.stringify(value);
    const before = told.get(text);
    if (before !== undefined && text.length > LONG) return `as ${before}`;
    told.set(text, where);
    const members = Object.entries(value).map(([key, one]) => [key, tell(one, `${where}.${key}`)] as const);
    return Array.isArray(value) ? members.map(([, one]) => one) : Object.fromEntries(members);
  };
  return (value: unknown, where: string): string => JSON.stringify(tell(value, where));
};

const seconds = (at: string): number => (Date.parse(at) - Date.parse(NOW)) / 1000;

/** What each forgery was answered is held by tests of their own. */
const entryLine = ({ type, at, seq: _seq, ...rest }: JournalEntry, tell: ReturnType<typeof teller>): string => {
  if (type === 'negatives-done' && 'tests' in rest)
    return `  ${seconds(at)} s ${type} ${rest.tests.map(({ id, result }) => `${id} ${result}`).join(', ')}`;
  if ('key' in rest && rest.key === 'webhook.negatives') return `  ${seconds(at)} s ${type} ${rest.key}`;
  return `  ${seconds(at)} s ${type} ${tell(rest, 'key' in rest ? rest.key : type)}`;
};

export const keepWalk = ({ entries, slept, ...lists }: Walked): void => {
  const tell = teller();
  const written = entries
    .filter((entry) => !isOwn(entry) && entry.type !== 'negative-intended' && entry.type !== 'negative-ended')
    .map((entry) => entryLine(entry, tell));
  const lines = Object.entries(lists).flatMap(([name, list]) => list.map((one) => `  ${name}: ${tell(one, name)}`));
  keep([`a run of ${slept / 1000} s`, ...written, ...lines].join('\n'), 'a run');
};
