// The receiver's word beside ours, a line a method; what is forged, and what is only said, is shown as that.
import { fact } from '../../../facts/fact.ts';
import type { Facts } from '../../../facts/index.ts';
import { type Compared, compareResults } from '../../../facts/message-compared.ts';
import type { Reportable } from '../../outline.ts';
import { reasonWords } from '../../words.ts';
import { findingOf, type Section } from '../dns/section.ts';
import { verdictOf } from './authentication.ts';

type Results = Facts['message.trace']['results'][number];

const what = ({ method, domain, selector }: Compared): string =>
  [method, domain, method === 'dkim' && selector !== null ? `s=${selector}` : null].filter((word) => word !== null).join(' ');

/** The receiver's word, then ours. */
const table = (compared: readonly Compared[]): readonly string[] =>
  compared.map((one) => {
    const there = one.receiver === null ? 'not told there' : `${one.receiver} there`;
    const here = one.ours === null ? '' : `, ${reasonWords(one.ours)} here`;
    return `${what(one)}: ${there}${here}`;
  });

const words = ({ authservId, results }: Results): string =>
  `${authservId ?? 'nobody by name'}: ${results.map(({ method, result }) => `${method}=${result}`).join(', ') || 'nothing'}`;

const standing = (trace: Facts['message.trace'], kind: Results['standing'], before: string): readonly string[] =>
  trace.results.filter((one) => one.standing === kind).map((one) => `${before} ${words(one)}`);

export const receiverSection = (record: Reportable): readonly Section[] => {
  const trace = fact(record.observations, 'message.trace');
  const finding = findingOf(record, 'inbox-results');
  if (trace === null || finding === undefined) return [];
  const believed = trace.results.filter((one) => one.standing === 'trusted');
  const names = [...new Set(believed.map(({ authservId }) => authservId ?? trace.receiver ?? 'the receiver'))];
  const head =
    believed.length === 0 ? 'left no results that can be believed' : `the word of ${names.join(', ')}, and what is found here`;
  const seen = [
    ...(believed.length === 0 ? [] : table(compareResults(trace, verdictOf(record)))),
    ...standing(trace, 'forged', 'Forged in the name of'),
    ...standing(trace, 'said', 'Said, not proven, by'),
  ];
  return [{ label: 'Receiver', status: finding.status, head, seen, finding }];
};
