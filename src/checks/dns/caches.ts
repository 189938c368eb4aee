// Records that are right at the name servers while caches still have the old answer: nothing to do but wait.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { Reasons } from '../../core/reason.ts';
import type { Facts } from '../../facts/index.ts';
import { sameName } from '../../text/domain-name.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';
import { lookAgainAt, whereSeen } from '../../mail/dns/where.ts';

interface Expected {
  readonly name: string;
  readonly type: 'MX' | 'TXT';
  /** Whether what the name servers say is right; an alias is `CNAME target`. */
  readonly right: (values: readonly string[]) => boolean;
  /** The fault is that the name does not exist: that every name server knows it is enough. */
  readonly known?: true;
}

export interface CacheFacts {
  readonly 'dns.whereSeen': Observation<Facts['dns.whereSeen']>;
  readonly 'run.clock': Observation<Facts['run.clock']>;
}

/** The reason of what is only waited for, for the checks that ask it. */
export const STALE = {
  'stale-caches': {
    status: ['pending'],
    says: 'The name servers have the right records; caches still have the old answer.',
    follows: [{ check: 'dns-propagation', reasons: ['only-authoritative', 'stale-negative'] }],
  },
} as const satisfies Reasons;

const DIFFERING = [{ check: 'dns-propagation', reasons: ['some-servers', 'alias-beside'] }] as const;

type Seen = Facts['dns.whereSeen']['records'][number];

/** Caches deny the name, and every name server that answers knows it. */
const isNew = ({ caches, authorities }: Seen): boolean => {
  const answers = authorities.filter(({ outcome }) => isAnswer(outcome));
  return caches.outcome === 'nxdomain' && answers.length > 0 && answers.every(({ outcome }) => outcome !== 'nxdomain');
};

/** Seconds until caches have caught up; null when the name servers are not (known to be) right. */
const waitFor = (seen: Facts['dns.whereSeen'], { name, type, right, known }: Expected): number | null => {
  const record = seen.records.find((one) => sameName(one.name, name) && one.type === type);
  if (record === undefined) return null;
  if (known === true) return isNew(record) ? (record.caches.ttl ?? 0) : null;
  if (record.authorities.some(({ beside }) => beside !== undefined)) return null;
  const { where, cachesForget } = whereSeen(record.caches, record.authorities);
  if (where !== 'stale-negative' && where !== 'only-authoritative') return null;
  return record.authorities.some(({ outcome, values }) => outcome === 'found' && right(values)) ? (cachesForget ?? 0) : null;
};

/** One of the name servers has it right, and they differ, or an alias stands beside it: what the resolver got is a matter of chance. */
const isAtSome = (seen: Facts['dns.whereSeen'], { name, type, right }: Expected): boolean => {
  const record = seen.records.find((one) => sameName(one.name, name) && one.type === type);
  if (record === undefined) return false;
  const both = record.authorities.flatMap(({ values, beside }) => (beside === undefined ? [] : [values, beside]));
  if (both.length > 0) return both.some(right);
  if (whereSeen(record.caches, record.authorities).where !== 'some-servers') return false;
  return record.authorities.some(({ outcome, values }) => outcome === 'found' && right(values));
};

/** `pending` when every one of `wrong` is already right at all name servers of its zone (product rule: a cache can finish by itself). */
const pendingInCaches = (
  seen: Facts['dns.whereSeen'],
  clock: Facts['run.clock'],
  wrong: readonly Expected[],
  told: Judgement,
): Judgement<keyof typeof STALE> | null => {
  const waits = wrong.map((one) => waitFor(seen, one));
  const longest = waits.reduce<number | null>((most, wait) => (most === null || wait === null ? null : Math.max(most, wait)), 0);
  if (longest === null) return null;
  const retryAt = lookAgainAt(clock.now, longest);
  const names = wrong.map(({ name }) => name).join(', ');
  const now = wrong.every(({ known }) => known === true)
    ? `the name servers know ${names}, and caches still have that there is no such name`
    : `the name servers have the right records at ${names}, and caches still have the old answer`;
  return {
    ...told,
    status: 'pending',
    reason: 'stale-caches',
    remedy: [
      {
        say: `Wait: ${now}, until ${retryAt} at the latest.`,
      },
    ],
    ...(retryAt === null ? {} : { retryAt }),
  };
};

/**
 * `told` of what the resolver gives, beside what the name servers have of `wrong`: only to be waited for, following from servers that
 * differ, or as it is where a person has to act.
 */
export const besideServers = <R extends string>(
  facts: CacheFacts,
  wrong: readonly Expected[],
  told: Judgement<R>,
): Judgement<R | keyof typeof STALE> => {
  const [seen, clock] = [facts['dns.whereSeen'], facts['run.clock']];
  if (seen.state !== 'observed' || clock.state !== 'observed' || wrong.length === 0) return told;
  const pending = pendingInCaches(seen.value, clock.value, wrong, told);
  if (pending !== null) return pending;
  const rest = wrong.filter((one) => waitFor(seen.value, one) === null);
  return rest.every((one) => isAtSome(seen.value, one)) ? { ...told, follows: [...(told.follows ?? []), ...DIFFERING] } : told;
};
