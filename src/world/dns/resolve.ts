// A question to the resolvers, followed along its aliases to the end; each way of not getting there keeps its name.
import type { DnsAnswer, DnsOutcome, DnsRecord, DnsType } from '../../core/ports/dns.ts';
import { follow, negativeOf, recordsAt, type Walk } from './chain.ts';
import { diagnose } from './diagnosis.ts';
import type { Pool } from './pool.ts';
import type { Fetched } from './refusal.ts';
import { wireName } from './query-name.ts';
import { RCODE } from './reply.ts';

export interface Resolved {
  readonly outcome: DnsOutcome;
  readonly walk: Walk;
  readonly records: readonly DnsRecord[];
  readonly last: Fetched;
  readonly detail: string | null;
  readonly bogus: boolean;
  /** With `bogus`: the zone that does not validate. */
  readonly bogusZone?: string | null;
}

const loop = (walk: Walk, last: Fetched): Resolved => {
  const names = [...walk.chain.map((record) => record.name), walk.end].join(' → ');
  return { outcome: 'loop', walk, records: [], last, detail: `The chain of aliases does not end: ${names}.`, bogus: false };
};

const ended = (outcome: DnsOutcome, walk: Walk, last: Fetched, records: readonly DnsRecord[] = []): Resolved => ({
  outcome,
  walk,
  records,
  last,
  detail: null,
  bogus: false,
});

/** What a refusal comes to; the reply, where the resolver gave it when it was asked again. */
const failed = async (
  pool: Pool,
  walk: Walk,
  type: DnsType,
  last: Extract<Fetched, { kind: 'refusal' }>,
): Promise<Resolved | Extract<Fetched, { kind: 'reply' }>> => {
  const { outcome, detail } = last;
  if (outcome !== 'servfail') return { ...ended(outcome, walk, last), detail };
  // BIND gives the aliases of a loop along with SERVFAIL; others give SERVFAIL alone.
  const told = follow(walk, last.reply?.answers ?? [], type);
  if (told.loops) return loop(told, last);
  const found = await diagnose(pool, walk, type, last.reply?.extendedError?.code ?? null);
  if (found.loop !== null) return loop(found.loop, last);
  if (found.healed !== null) return found.healed;
  if (found.everywhere) {
    const why = found.bogus
      ? 'It is DNSSEC, for the root too: its clock or its trust anchor is wrong.'
      : 'It fails for the root too.';
    return { ...ended('resolver-failed', walk, last), detail: `${detail} ${why}` };
  }
  if (!found.bogus) return { ...ended(outcome, walk, last), detail };
  return {
    ...ended(outcome, walk, last),
    detail: `${detail} It is DNSSEC: the signatures of ${found.zone === null ? 'its zone' : `the zone ${found.zone}`} do not validate.`,
    bogus: true,
    bogusZone: found.zone,
  };
};

/** Asks for `name`, and again for the end of the chain where the resolver stopped on the way. Never rejects. */
export const resolve = async (pool: Pool, name: string, type: DnsType): Promise<Resolved> => {
  let walk: Walk = { chain: [], end: name, loops: false };
  for (;;) {
    const first = await pool.fetch({ name: walk.end, type, recursion: true });
    const last = first.kind === 'refusal' ? await failed(pool, walk, type, first) : first;
    if (!('kind' in last)) return last;
    const { reply } = last;
    const before = walk.end;
    walk = follow(walk, reply.answers, type);
    if (walk.loops) return loop(walk, last);
    const records = recordsAt(reply, walk.end, type);
    if (records.length > 0) return ended('found', walk, last, records);
    // RFC 6604 §3: the response code speaks for the last name of the chain.
    if (reply.rcode === RCODE.NXDOMAIN) return ended('nxdomain', walk, last);
    if (walk.end === before || negativeOf(reply, walk.end) !== null) return ended('nodata', walk, last);
    if (wireName(walk.end) === null)
      return { ...ended('malformed', walk, last), detail: `The alias ${before} leads to a name that cannot be asked.` };
  }
};

/** The port's form of what was found, but for how long it took. */
export const answerOf = (name: string, type: DnsType, resolved: Resolved): Omit<DnsAnswer, 'durationMs'> => {
  const { outcome, walk, records, last, detail, bogus, bogusZone = null } = resolved;
  const { reply } = last;
  const negative = reply === null || outcome === 'found' ? null : negativeOf(reply, walk.end);
  return {
    question: { name, type },
    outcome,
    records,
    chain: walk.chain,
    negativeTtl: outcome === 'nodata' || outcome === 'nxdomain' ? (negative?.ttl ?? null) : null,
    server: last.server?.label ?? null,
    authoritative: reply?.authoritative ?? false,
    authenticated: reply?.authenticated ?? false,
    ...(bogus ? { bogus: true as const, ...(bogusZone === null ? {} : { bogusZone }) } : {}),
    zone: negative?.zone ?? null,
    transport: last.transport,
    detail,
  };
};
