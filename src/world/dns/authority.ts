// A question to one authoritative server: what it says of its own, and whether it is one at all.
import type { DnsAnswer, DnsDelegation, DnsOutcome, DnsType } from '../../core/ports/dns.ts';
import { delegationOf, follow, recordsAt, type Walk } from './chain.ts';
import type { Pool } from './pool.ts';
import type { Fetched } from './refusal.ts';
import { RCODE } from './reply.ts';
import { answerOf } from './resolve.ts';

const pointsTo = (delegation: DnsDelegation | null): string =>
  delegation === null
    ? 'points nowhere'
    : `points to the name servers of ${delegation.zone === '' ? 'the root' : delegation.zone}`;

const judged = (
  last: Fetched,
  walk: Walk,
  name: string,
  found: number,
): { outcome: DnsOutcome; detail: string | null; delegation: DnsDelegation | null } => {
  if (last.kind === 'refusal') return { outcome: last.outcome, detail: last.detail, delegation: null };
  const { reply, server } = last;
  if (!reply.authoritative) {
    const delegation = delegationOf(reply, name);
    const instead = reply.answers.length > 0 ? 'answers from a cache' : pointsTo(delegation);
    return { outcome: 'lame', detail: `${server.label} is not authoritative for ${name}: it ${instead}.`, delegation };
  }
  if (walk.loops) return { outcome: 'loop', detail: `The aliases of ${name} at ${server.label} do not end.`, delegation: null };
  if (found > 0) return { outcome: 'found', detail: null, delegation: null };
  return { outcome: reply.rcode === RCODE.NXDOMAIN ? 'nxdomain' : 'nodata', detail: null, delegation: null };
};

/** Asks with RD=0; `pool` holds the one server. Never rejects. */
export const askAuthority = async (pool: Pool, name: string, type: DnsType): Promise<Omit<DnsAnswer, 'durationMs'>> => {
  const last = await pool.fetch({ name, type, recursion: false });
  const answers = last.reply?.answers ?? [];
  const walk = follow({ chain: [], end: name, loops: false }, answers, type);
  const records = last.reply === null ? [] : recordsAt(last.reply, walk.end, type);
  const beside = last.reply === null || walk.chain.length === 0 ? [] : recordsAt(last.reply, name, type);
  const { outcome, detail, delegation } = judged(last, walk, name, records.length);
  return {
    ...answerOf(name, type, { outcome, walk, records, last, detail, bogus: false }),
    ...(beside.length === 0 ? {} : { beside }),
    ...(delegation === null ? {} : { delegation }),
  };
};
