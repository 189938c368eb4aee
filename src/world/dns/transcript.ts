// DNS as spoken, line by line, for `--transcript`. Outside text is neutralised where the lines are printed.
import type { DnsOutcome, DnsRecord } from '../../core/ports/dns.ts';
import { EDNS_SIZE, type Query } from './query.ts';
import type { Reply } from './reply.ts';
import type { Server } from './servers.ts';

export type Transport = 'udp' | 'tcp' | 'https';

export type Exchanged =
  | { readonly kind: 'reply'; readonly reply: Reply; readonly transport: Transport; readonly server: Server }
  | {
      readonly kind: 'failure';
      /** `refused`: over HTTPS alone, by a status that turns the client away. */
      readonly outcome: Extract<DnsOutcome, 'timeout' | 'unreachable' | 'malformed' | 'no-tcp' | 'refused'>;
      /** Completes "SERVER …". */
      readonly detail: string;
      readonly transport: Transport;
      readonly server: Server;
    };

const RCODES: readonly string[] = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];

/** The name of a response code, as dig prints it. */
export const rcodeText = (rcode: number): string => RCODES[rcode] ?? (rcode === 16 ? 'BADVERS' : `RCODE${String(rcode)}`);

export interface DnsTranscript {
  asked(server: Server, query: Query, transport: Transport): void;
  truncated(server: Server, query: Query): void;
  answered(query: Query, result: Exchanged): void;
}

const data = (record: DnsRecord): string =>
  record.strings === undefined ? record.data : record.strings.map((text) => `"${text.replaceAll(/["\\]/gu, '\\$&')}"`).join(' ');

const recordLine = (record: DnsRecord): string => `${record.name}. ${String(record.ttl)} IN ${record.type} ${data(record)}`;

const asText = (query: Query): string => `${query.question.name}. IN ${query.question.type} (id ${String(query.id)})`;

/** Writes each message to `write`: `>` is asked, `<` is answered, and the records below are indented. */
export const dnsTranscript = (write: ((line: string) => void) | undefined): DnsTranscript => {
  const silent = (): void => undefined;
  if (write === undefined) return { asked: silent, truncated: silent, answered: silent };
  return {
    asked: (server, query, transport) => {
      const { recursion, checkingDisabled } = query.question;
      const marks = [
        recursion ? 'RD' : '',
        checkingDisabled === true ? 'CD' : '',
        query.edns ? `EDNS ${String(EDNS_SIZE)}` : '',
      ].filter((mark) => mark !== '');
      write(`dns > ${server.label} ${transport} ${asText(query)} ${marks.join(' ')}`.trimEnd());
    },
    truncated: (server, query) => write(`dns < ${server.label} udp ${asText(query)} TC: asked again over TCP`),
    answered: (query, result) => {
      const head = `dns < ${result.server.label} ${result.transport} ${asText(query)}`;
      if (result.kind === 'failure') return write(`${head} ${result.outcome}: ${result.detail}`);
      const { reply } = result;
      const flags = [
        reply.authoritative ? 'AA' : '',
        reply.recursionAvailable ? 'RA' : '',
        reply.authenticated ? 'AD' : '',
      ].filter((flag) => flag !== '');
      write([head, rcodeText(reply.rcode), ...flags].join(' '));
      for (const record of reply.answers) write(`dns <   ${recordLine(record)}`);
      for (const record of reply.authorities) write(`dns <   authority ${recordLine(record)}`);
    },
  };
};
