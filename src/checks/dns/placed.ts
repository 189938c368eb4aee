// Each record with the verdict on where it is seen, and how that is shown to people.
import type { Facts } from '../../facts/index.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';
import { lookAgainAt, type Where, whereSeen } from '../../mail/dns/where.ts';

type Seen = Facts['dns.whereSeen']['records'][number];

export type Placed = Seen &
  Where & {
    /** ISO 8601; null when no cache has to forget. */
    readonly lookAgain: string | null;
    /** Hosts that deny the empty name above the record. */
    readonly deniers: readonly string[];
  };

/** `now` is ISO 8601. */
export const place = (record: Seen, now: string): Placed => {
  const where = whereSeen(record.caches, record.authorities);
  const deniers = record.authorities.filter((one) => one.deniesAbove === true).map((one) => one.host);
  return { ...record, ...where, deniers, lookAgain: lookAgainAt(now, where.cachesForget) };
};

const said = (seen: Seen['caches']): string | readonly string[] => (isAnswer(seen.outcome) ? seen.values : seen.outcome);

/** Resolver and name servers side by side. */
export const shown = (records: readonly Placed[]) => ({
  records: records.map(({ name, type, where, lookAgain, zone, caches, authorities }) => ({
    name,
    type,
    where,
    lookAgain,
    zone,
    caches: said(caches),
    servers: authorities.map((one) => ({ host: one.host, address: one.address, says: said(one), ttl: one.ttl })),
  })),
});

/** The time at which all caches have forgotten; undefined when none has to. ISO 8601 sorts as text. */
export const lastLook = (records: readonly Placed[]): string | undefined => {
  const times = records.flatMap((record) => record.lookAgain ?? []);
  return times.sort().at(-1);
};
