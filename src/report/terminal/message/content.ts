// The last hop, the links, the way off the list and the build of a received message, in a terminal.
import { fact } from '../../../facts/fact.ts';
import type { Facts } from '../../../facts/index.ts';
import type { Reportable } from '../../outline.ts';
import { plural } from '../../../text/plural.ts';
import { needsWork, reasonWords } from '../../words.ts';
import { findingOf, type Section } from '../dns/section.ts';
import { listed } from '../../../text/listed.ts';

export const transportSection = (record: Reportable): readonly Section[] => {
  const trace = fact(record.observations, 'message.trace');
  const finding = findingOf(record, 'inbox-tls');
  if (trace === null || finding === undefined) return [];
  const { border } = trace;
  const by = border?.by ?? trace.receiver ?? 'the receiver';
  const from = border?.reverse ?? border?.helo ?? border?.ip ?? 'its client';
  const how =
    border === null || border.tls === null
      ? 'no Received says how it came'
      : border.tls
        ? (border.tlsVersion ?? 'TLS')
        : 'in the clear';
  const head = border === null || border.tls === null ? how : `${how}, from ${from} to ${by}`;
  return [{ label: 'Last hop', status: finding.status, head, finding }];
};

type Host = Facts['message.content']['hosts'][number];

/** Hosts that are shown without --verbose. */
const SHOWN = 5;

const hostLine = ({ host, links, pictures, rewriter, plain, own }: Host): string => {
  const counts = [
    links > 0 ? plural(links, 'link', 'links') : '',
    pictures > 0 ? plural(pictures, 'picture', 'pictures') : '',
  ].filter((word) => word !== '');
  const notes = [rewriter?.name ?? '', plain ? 'not https' : '', own ? '' : 'of another domain'].filter((word) => word !== '');
  return `${host}: ${[...counts, ...notes].join(', ')}`;
};

export const linksSection = (record: Reportable, all: boolean): readonly Section[] => {
  const content = fact(record.observations, 'message.content');
  const finding = findingOf(record, 'inbox-links');
  if (content === null || finding === undefined) return [];
  const { hosts } = content;
  const shown = all ? hosts : hosts.slice(0, SHOWN);
  const more = hosts.length - shown.length;
  const head =
    hosts.length === 0
      ? 'none'
      : hosts.some(({ rewriter }) => rewriter !== null)
        ? `to ${plural(hosts.length, 'host', 'hosts')}, rewritten`
        : `to ${plural(hosts.length, 'host', 'hosts')}, not rewritten by any service that is known`;
  const seen = [...shown.map(hostLine), ...(more > 0 ? [`and ${more} more (--verbose)`] : [])];
  return [{ label: 'Links', status: finding.status, head, seen, finding }];
};

/** Only where the message went to many, or should say so. */
export const unsubscribeSection = (record: Reportable): readonly Section[] => {
  const unsubscribe = fact(record.observations, 'message.unsubscribe');
  const finding = findingOf(record, 'one-click-unsubscribe');
  if (unsubscribe === null || finding === undefined || finding.status === 'not-applicable') return [];
  const { schemes, hosts, oneClick } = unsubscribe;
  const head = finding.status === 'pass' ? 'with one click, covered by the signature' : reasonWords(finding.reason);
  const seen =
    schemes.length === 0
      ? []
      : [`${listed(schemes)}${hosts.length === 0 ? '' : ` at ${hosts.join(', ')}`}${oneClick ? ', one click' : ''}`];
  return [{ label: 'Unsubscribe', status: finding.status, head, seen, finding }];
};

export const formSection = (record: Reportable, all: boolean): readonly Section[] => {
  const content = fact(record.observations, 'message.content');
  const finding = findingOf(record, 'inbox-form');
  if (content === null || finding === undefined) return [];
  const { parts } = content;
  const head = needsWork(finding) ? reasonWords(finding.reason) : plural(parts.length, 'part', 'parts');
  const lines = parts.map(({ type, charset, encoding }) => [type, charset, encoding].filter((word) => word !== null).join(', '));
  return [{ label: 'Form', status: finding.status, head, seen: all ? lines : lines.slice(0, SHOWN), finding }];
};
