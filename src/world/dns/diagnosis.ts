// Why a resolver says SERVFAIL: aliases in a circle, or DNSSEC that does not validate. Neither is told by the code itself.
import type { DnsType } from '../../core/ports/dns.ts';
import { follow, type Walk } from './chain.ts';
import { isAboutSignatures } from './extended-error.ts';
import type { Pool } from './pool.ts';
import { isWithin } from './query-name.ts';
import type { Fetched } from './refusal.ts';

export interface Diagnosis {
  /** The chain, when it comes back to itself. */
  readonly loop: Walk | null;
  /** The same question with CD=1 is answered, or the resolver itself says that signatures are why (RFC 8914 §4). */
  readonly bogus: boolean;
  /** The same question asked again was answered: the failure was of the moment. */
  readonly healed: Extract<Fetched, { kind: 'reply' }> | null;
  /** The root fails in the same way: it is the resolver, which has nobody to ask, or no signature that it believes. */
  readonly everywhere: boolean;
  /** With `bogus`, the zone whose signatures do not validate; null where it cannot be told. */
  readonly zone: string | null;
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

/** `a.b.example.com` → `com`, `example.com`, `b.example.com`, and itself. */
const downTo = (name: string): readonly string[] => {
  const labels = name.split('.');
  return labels.map((_, at) => labels.slice(labels.length - 1 - at).join('.'));
};

const soaOwner = async (pool: Pool, name: string): Promise<string | null> => {
  const { reply } = await pool.fetch({ name, type: 'SOA', recursion: true, checkingDisabled: true });
  const soa = [...(reply?.answers ?? []), ...(reply?.authorities ?? [])].find(({ type }) => type === 'SOA');
  return soa !== undefined && isWithin(name, soa.name) ? soa.name : null;
};

/** What does not validate hides all that lies below it: the zone of the first of these names that is answered only without checking. */
const firstBogus = async (pool: Pool, names: readonly string[]): Promise<string | null> => {
  const answers = await Promise.all(names.map((name) => pool.fetch({ name, type: 'SOA', recursion: true })));
  const first = names[answers.findIndex((answer) => answer.kind === 'refusal' && answer.outcome === 'servfail')];
  return first === undefined ? null : soaOwner(pool, first);
};

/** The zone on the way along the aliases; a SOA question at an alias would be about its target, so there the names above it are asked. */
const bogusZone = async (pool: Pool, from: Walk, end: Walk): Promise<string | null> => {
  const aliases = end.chain.slice(from.chain.length).map(({ name }) => downTo(name).slice(0, -1));
  const zones = await Promise.all([...aliases, downTo(end.end)].map((names) => firstBogus(pool, names)));
  return zones.find((zone) => zone !== null) ?? null;
};

/** All questions at once, since they are asked while somebody waits. `why`: the extended error that came with SERVFAIL. */
export const diagnose = async (pool: Pool, walk: Walk, type: DnsType, why: number | null): Promise<Diagnosis> => {
  const [loop, unchecked, again, root] = await Promise.all([
    walkLinks(pool, walk, type),
    pool.fetch({ name: walk.end, type, recursion: true, checkingDisabled: true }),
    pool.fetch({ name: walk.end, type, recursion: true }),
    pool.fetch({ name: '', type: 'SOA', recursion: true }),
  ]);
  const healed = loop === null && again.kind === 'reply' ? again : null;
  const bogus = loop === null && healed === null && (unchecked.kind === 'reply' || isAboutSignatures(why));
  const everywhere = loop === null && healed === null && root.kind === 'refusal' && root.outcome === 'servfail';
  if (!bogus || everywhere) return { loop, bogus, healed, everywhere, zone: null };
  return {
    loop,
    bogus,
    healed,
    everywhere,
    zone: await bogusZone(pool, walk, follow(walk, unchecked.reply?.answers ?? [], type)),
  };
};
