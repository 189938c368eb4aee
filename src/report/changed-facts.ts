// What changed in the facts, for people: by whom it was asked, what it is about, and what was said before and now.
import type { FactChange } from '../core/diff.ts';
import type { JsonValue } from '../core/json.ts';
import { factWords } from '../facts/words.ts';
import { inline, keyWords } from './words.ts';

export interface ChangedFacts {
  /** Such as `Asked DNS about the DKIM records`. */
  readonly about: string;
  /** Such as `def._domainkey.example.com, CNAME: no such name, now def.dkim.amazonses.com`. */
  readonly lines: readonly string[];
}

/** Members whose name is no word that an engineer would use. */
const MEMBERS: { readonly [member: string]: string } = {
  authorities: 'at its name servers',
  caches: 'in caches',
  cname: 'CNAME',
  key: 'TXT',
  max24Hour: 'a day',
  maxPerSecond: 'a second',
  mx: 'MX',
  spf: 'SPF',
  tls: 'TLS',
  txt: 'TXT',
};

const OUTCOMES: { readonly [outcome: string]: string } = {
  nxdomain: 'no such name',
  nodata: 'no such record',
  found: 'there',
  servfail: 'the server failed',
  timeout: 'no answer',
};

const STATES: { readonly [state: string]: string } = {
  observed: 'seen',
  absent: 'not there',
  denied: 'refused',
  unreachable: 'no answer',
  failed: 'an error',
};

const LONGEST = 80;

const brief = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST - 20)}… (${text.length} characters)` : text;

const said = ({ path }: FactChange, value: JsonValue): string => {
  if (typeof value !== 'string') return inline(value);
  return (path === '' ? STATES[value] : path.endsWith('/outcome') ? OUTCOMES[value] : undefined) ?? value;
};

/** Then and now; where two long texts begin alike, from where they differ. */
const turned = (before: string, after: string): string => {
  const [was, is] = [brief(before), brief(after)];
  if (was !== is) return `${was}, now ${is}`;
  let at = 0;
  while (before[at] === after[at]) at += 1;
  const from = (text: string): string => `…${brief(text.slice(at))}`;
  return `${from(before)}, now ${from(after)}`;
};

const namesOf = ({ path }: FactChange): readonly string[] => path.split('/').slice(1);

const parentOf = (change: FactChange): string => change.path.slice(0, change.path.lastIndexOf('/'));

const lastOf = (change: FactChange): string => namesOf(change).at(-1) ?? '';

/** Members of an answer: whether there is one, what it is, over which names it came. */
const OF_ANSWER = ['outcome', 'values', 'chain'];

/** A place in words: items by their names, lists by nothing, an answer by what was asked. */
const placeOf = (change: FactChange): readonly string[] => {
  const names = namesOf(change);
  const items = [...change.items];
  const words = names.flatMap((name, n) => {
    if (/^\d+$/.test(name)) return [items.shift() ?? ''];
    const isList = /^\d+$/.test(names[n + 1] ?? '');
    const isAnswer = n === names.length - 1 && OF_ANSWER.includes(name);
    return isList || isAnswer ? [] : [MEMBERS[name] ?? keyWords(name)];
  });
  return words.filter((word) => word !== '');
};

interface Line {
  readonly place: readonly string[];
  readonly says: string;
}

/** An answer is one thing: what is there now, after what was there before. */
const answerLine = (changes: readonly FactChange[], first: FactChange): Line => {
  const [outcome, values] = ['outcome', 'values'].map((name) => changes.find((one) => lastOf(one) === name));
  const [told = first] = [values ?? outcome];
  const end = (which: 'before' | 'after'): string => {
    const found = outcome?.[which];
    return outcome !== undefined && found !== undefined && found !== 'found' ? said(outcome, found) : said(told, told[which]);
  };
  return { place: placeOf(first), says: turned(end('before'), end('after')) };
};

/** What is read out of an answer changes with it. */
const isReadOut = (change: FactChange, all: readonly FactChange[]): boolean =>
  lastOf(change).startsWith('parsed') &&
  all.some((one) => one.path.startsWith(`${parentOf(change)}/`) && lastOf(one) === 'values');

const linesOf = (all: readonly FactChange[]): readonly Line[] => {
  const answers = new Map<string, FactChange[]>();
  const lines: (() => Line)[] = [];
  for (const change of all.filter((one) => !isReadOut(one, all))) {
    if (!OF_ANSWER.includes(lastOf(change))) {
      lines.push(() => ({ place: placeOf(change), says: turned(said(change, change.before), said(change, change.after)) }));
      continue;
    }
    const known = answers.get(parentOf(change));
    if (known !== undefined) known.push(change);
    else {
      const group = [change];
      answers.set(parentOf(change), group);
      lines.push(() => answerLine(group, change));
    }
  }
  return lines.map((line) => line());
};

/** The same said of several places is one line: `a.example.com, in caches, ns1.example.com`. */
const merged = (lines: readonly Line[]): readonly string[] => {
  const places = new Map<string, Set<string>>();
  for (const { place, says } of lines) {
    const words = places.get(says) ?? new Set();
    for (const word of place) words.add(word);
    places.set(says, words);
  }
  return [...places].map(([says, words]) => (words.size === 0 ? says : `${[...words].join(', ')}: ${says}`));
};

/** In the order in which the facts came, each party's question once. */
export const changedFacts = (facts: readonly FactChange[]): readonly ChangedFacts[] =>
  [...new Set(facts.map(({ key }) => key))].map((key) => {
    const { ask, words } = factWords(key);
    return {
      about: words === key ? key : `${ask ? 'Asked' : 'Read'} ${words}`,
      lines: merged(linesOf(facts.filter((one) => one.key === key))),
    };
  });
