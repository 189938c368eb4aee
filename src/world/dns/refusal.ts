// What one exchange comes to: a reply that settles the question, or a refusal of one kind, in a sentence.
import type { DnsOutcome } from '../../core/ports/dns.ts';
import type { Exchanged, Transport } from './transcript.ts';
import { extendedErrorText, isWithheld } from './extended-error.ts';
import { RCODE, type Reply } from './reply.ts';
import type { Server } from './servers.ts';
import { rcodeText } from './transcript.ts';

type Refusal = Extract<
  DnsOutcome,
  'servfail' | 'refused' | 'notimp' | 'formerr' | 'lame' | 'no-tcp' | 'malformed' | 'timeout' | 'unreachable'
>;

export type Fetched =
  | Extract<Exchanged, { kind: 'reply' }>
  | {
      readonly kind: 'refusal';
      readonly outcome: Refusal;
      /** One sentence. */
      readonly detail: string;
      readonly server: Server | null;
      readonly transport: Transport | null;
      /** The reply, when one came. */
      readonly reply: Reply | null;
    };

export type Refused = Extract<Fetched, { kind: 'refusal' }>;

/** Most telling first: of several resolvers' refusals the one that says most is reported. */
const TELLING: readonly Refusal[] = [
  'servfail',
  'refused',
  'notimp',
  'formerr',
  'lame',
  'no-tcp',
  'malformed',
  'timeout',
  'unreachable',
];

const byRcode = (rcode: number): Refusal | null => {
  if (rcode === RCODE.NOERROR || rcode === RCODE.NXDOMAIN) return null;
  if (rcode === RCODE.REFUSED) return 'refused';
  if (rcode === RCODE.NOTIMP) return 'notimp';
  return rcode === RCODE.FORMERR || rcode === RCODE.BADVERS ? 'formerr' : 'servfail';
};

const explained = (reply: Reply): string => {
  const { extendedError: error } = reply;
  return error === null ? rcodeText(reply.rcode) : `${rcodeText(reply.rcode)} (${extendedErrorText(error)})`;
};

/** A referral instead of recursion: the server is one for its own zones only. */
const offersNoRecursion = (reply: Reply): boolean =>
  !reply.recursionAvailable && !reply.authoritative && reply.answers.length === 0;

/** What one exchange comes to: the reply when it settles the question, else why it does not. */
export const fetched = (result: Exchanged, recursion: boolean): Fetched => {
  const { server, transport } = result;
  if (result.kind === 'failure') {
    return {
      kind: 'refusal',
      outcome: result.outcome,
      detail: `${server.label} ${result.detail}.`,
      server,
      transport,
      reply: null,
    };
  }
  const { reply } = result;
  // A resolver that filters gives NXDOMAIN or an address of its own: that is a refusal to say, and no absence.
  const outcome = byRcode(reply.rcode) ?? (isWithheld(reply.extendedError?.code ?? null) ? 'refused' : null);
  if (outcome !== null)
    return { kind: 'refusal', outcome, detail: `${server.label} answered ${explained(reply)}.`, server, transport, reply };
  if (recursion && offersNoRecursion(reply)) {
    return {
      kind: 'refusal',
      outcome: 'lame',
      detail: `${server.label} is no resolver: it offers no recursion.`,
      server,
      transport,
      reply,
    };
  }
  return result;
};

/** The refusal to report out of several. */
export const mostTelling = (refusals: readonly Refused[]): Refused => {
  const sorted = refusals.toSorted((a, b) => TELLING.indexOf(a.outcome) - TELLING.indexOf(b.outcome));
  const [first] = sorted;
  if (first !== undefined) return first;
  return {
    kind: 'refusal',
    outcome: 'unreachable',
    detail: 'No resolver is configured.',
    server: null,
    transport: null,
    reply: null,
  };
};
