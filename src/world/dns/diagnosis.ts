// Why a resolver says SERVFAIL: aliases in a circle, or DNSSEC that does not validate. Neither is told by the code itself.
import type { DnsType } from '../../core/ports/dns.ts';
import { follow, type Walk } from './chain.ts';
import type { Pool } from './pool.ts';

export interface Diagnosis {
  /** The chain, when it comes back to itself. */
  readonly loop: Walk | null;
  /** The same question with CD=1 is answered. */
  readonly bogus: boolean;
}

/** Asks for each alias by itself: a resolver that gives up on the whole chain still gives its links. */
const walkLinks = async (pool: Pool, from: Walk, type: DnsType): Promise<Walk | null> => {
  if (type === 'CNAME') return null;
  let walk = from;
  for (;;) {
    const fetched = await pool.fetch({ name: walk.end, type: 'CNAME', recursion: true });
    if (fetched.kind === 'refusal') return null;
    const next = follow(walk, fetched.reply.answers, type);
    if (next.loops) return next;
    if (next.end === walk.end) return null;
    walk = next;
  }
};

/** Both questions at once, since they are asked while somebody waits. */
export const diagnose = async (pool: Pool, walk: Walk, type: DnsType): Promise<Diagnosis> => {
  const [loop, unchecked] = await Promise.all([
    walkLinks(pool, walk, type),
    pool.fetch({ name: walk.end, type, recursion: true, checkingDisabled: true }),
  ]);
  return { loop, bogus: loop === null && unchecked.kind === 'reply' };
};
