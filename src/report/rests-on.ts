// What the proof of a run rests on: with the mailbox's word, or without; the one place where it is said.
import { fact } from '../facts/fact.ts';
import type { Reportable } from './outline.ts';
import { listed } from '../text/listed.ts';

const passes = ({ findings }: Pick<Reportable, 'findings'>, check: string): boolean =>
  findings.some((one) => one.check === check && one.status === 'pass');

const signedAs = ({ observations }: Pick<Reportable, 'observations'>): string => {
  const valid = (fact(observations, 'message.signatures')?.signatures ?? []).filter(({ state }) => state === 'valid');
  const names = [...new Set(valid.map(({ domain }) => domain))];
  return names.length === 0 ? 'with no valid signature' : `signed by ${listed(names)}`;
};

/** One sentence; null: no live message was sent, so nothing rests on one. */
export const restsOn = (record: Reportable): string | null => {
  if (record.receipt === null) return null;
  const id = record.callback === null ? 'the provider’s answer' : 'the provider’s answer and its callback';
  const inbox = fact(record.observations, 'live.inbox');
  if (inbox === null) return `Rests on ${id}, without the mailbox’s word: nobody looked where the message arrived (live.inbox).`;
  if (inbox.trouble !== null && inbox.arrived === null) {
    return `Rests on ${id}, without the mailbox’s word: the mailbox at ${inbox.host} could not be looked into.`;
  }
  if (inbox.arrived === null) return `Rests on ${id}; in the mailbox at ${inbox.host} the message was not found.`;
  const aligned = passes(record, 'inbox-aligned') ? ', DMARC passes' : ', DMARC is not shown to pass';
  return `Rests on ${id} and on the mailbox’s word: found in ${inbox.arrived.folder} at ${inbox.host}, ${signedAs(record)}${aligned}.`;
};
