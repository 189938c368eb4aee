// Callbacks whose message nobody registered within 72 hours are let go; failures stay, since they tell of a dead address.
import type { Store } from '../../store/store.ts';
import { audit } from './audit.ts';

const UNMATCHED_HOURS = 72;

/** Returns how many were let go. */
export const expireUnmatched = (store: Store, now: Date): Promise<number> =>
  store.write(async (tx) => {
    const at = now.toISOString();
    const before = new Date(now.getTime() - UNMATCHED_HOURS * 3_600_000).toISOString();
    const kept = `event IN ('bounce-permanent', 'complaint', 'reject')`;
    const old = `state = 'unmatched' AND received_at < $1`;
    await tx.rows(`UPDATE delivery_event SET state = 'expired' WHERE ${old} AND ${kept}`, [before]);
    const gone = await tx.rows(`DELETE FROM delivery_event WHERE ${old} RETURNING message`, [before]);
    if (gone.length > 0)
      await audit(tx, [{ at, actor: 'receiver', action: 'unmatched-expired', subject: '', detail: { events: gone.length } }]);
    return gone.length;
  });
