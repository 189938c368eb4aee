// Where the records are seen: every name server of the zone gives the same, and caches have caught up.
import type { Follow, Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';
import { lookAgainAt, type Where, whereSeen } from '../../mail/dns/where.ts';
import { defineCheck } from '../check.ts';
import { profileField } from '../remedy.ts';
import { agreed, faultyHosts, muteAct, mutes } from './at-servers.ts';
import { ACT, besideAct, besideOf, bogusAct, emptyNameAct, judgesOf } from './where-acts.ts';
import { hiddenBy, isResolverAlone, resolverActs } from './resolver-alone.ts';
import { dnsTrouble } from './unanswered.ts';
import { OTHER_MAIL_FROM } from './mail-from-mx.ts';
import { sameName } from '../../text/domain-name.ts';
import { listed } from '../../text/listed.ts';

type Seen = Facts['dns.whereSeen']['records'][number];

/** A record with the verdict on where it is seen. */
type Placed = Seen &
  Where & {
    /** ISO 8601; null when no cache has to forget. */
    readonly lookAgain: string | null;
    /** Hosts that deny the empty name above the record. */
    readonly deniers: readonly string[];
  };

/** What caches still ask is another server's: they forget that first. */
const MOVED: readonly Follow[] = [{ check: 'name-servers', reasons: ['moved'] }];
/** What the network has of its own will not change by waiting; a record that it alone has is missing all the same. */
const VIEWED: readonly Follow[] = [{ check: 'name-servers', reasons: ['moved', 'other-view'] }];

const reasons = {
  'no-records': { status: ['not-applicable'], says: 'No record is known that would have to be looked for.' },
  'dnssec-bogus': {
    status: ['fail'],
    says: 'The DNSSEC signatures of the zone do not validate, which hides every record in it.',
  },
  'alias-beside': {
    status: ['fail'],
    says: 'A CNAME and other records stand at the same name, so it depends on the resolver which of them is seen.',
  },
  'some-servers': { status: ['fail'], says: 'The name servers of the zone do not give the same records.' },
  'only-caches': { status: ['fail'], says: 'The name servers no longer have a record that caches still have.' },
  'only-authoritative': {
    status: ['pending'],
    says: 'The name servers have a new value, and caches still have the old one.',
  },
  'stale-negative': {
    status: ['pending'],
    says: 'A record is published, and caches still have that there is nothing.',
  },
  'resolver-fails': {
    status: ['inconclusive'],
    says: 'Every name server of the zone answers for the records, and the resolver fails for them.',
  },
  'server-mute': {
    status: ['warn'],
    says: 'A name server that serves the zone gives no answer for one of its records, so resolvers that ask it see nothing.',
  },
  'empty-name-denied': {
    status: ['warn'],
    says: 'A server denies the empty name above a record that it has, which hides the record from some resolvers.',
  },
} as const satisfies Reasons;

type Reason = keyof typeof reasons | EngineReason;
type Told = Judgement<Reason>;

/** Worst first: a bad signature hides every record, differing servers lose some mail, a cache only takes time. */
const FAULTS = [
  { where: 'some-servers', status: 'fail' },
  { where: 'only-caches', status: 'fail' },
  { where: 'unknown', status: 'inconclusive' },
  { where: 'only-authoritative', status: 'pending' },
  { where: 'stale-negative', status: 'pending' },
] as const;

type Fault = Exclude<(typeof FAULTS)[number]['where'], 'unknown'>;

/** `now` is ISO 8601. */
const place = (record: Seen, now: string): Placed => {
  const where = whereSeen(record.caches, record.authorities);
  const deniers = record.authorities.filter((one) => one.deniesAbove === true).map((one) => one.host);
  return { ...record, ...where, deniers, lookAgain: lookAgainAt(now, where.cachesForget) };
};

/** Of a domain that nobody registered: there is no zone in which the record could stand. */
const isNowhere = ({ zone, caches, authorities }: Seen): boolean =>
  zone === null && caches.outcome === 'nxdomain' && authorities.length === 0;

const said = (seen: Seen['caches']): string | readonly string[] => (isAnswer(seen.outcome) ? seen.values : seen.outcome);

/** Resolver and name servers side by side. */
const shown = (records: readonly Placed[]) => ({
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
const lastLook = (records: readonly Placed[]): string | undefined =>
  records
    .flatMap((record) => record.lookAgain ?? [])
    .sort()
    .at(-1);

const until = (one: Placed): string => (one.lookAgain === null ? 'until their TTL is over' : `until ${one.lookAgain}`);

/** Who gives what, such as `ns1 and ns2 give x; ns3 gives nothing`. */
const byValue = (servers: Placed['authorities']): string => {
  const groups = new Map<string, string[]>();
  for (const { host, values } of servers) {
    const value = values.length === 0 ? 'nothing' : values.join(', ');
    groups.set(value, [...new Set([...(groups.get(value) ?? []), host])]);
  }
  return [...groups].map(([value, hosts]) => `${listed(hosts)} ${hosts.length === 1 ? 'gives' : 'give'} ${value}`).join('; ');
};

const DELEGATION: readonly Follow[] = [{ check: 'name-servers', status: ACT }];

/**
 * Where the check of the record itself says that a person has to act, that is the cause, and not that caches have to forget: had the name
 * servers what is right, it would only be waited for. Of a MAIL FROM domain that SES does not use nothing is mended before it is settled
 * which is meant.
 */
const causesOf = (
  where: Fault,
  one: Placed,
  bounces: Observation<Facts['dns.mailFrom']>,
  faulty: ReadonlySet<string>,
): readonly Follow[] => {
  const ofBounces = bounces.state === 'observed' && sameName(bounces.value.domain, one.name);
  // Those that should serve it agree: the others are told with the name servers.
  if (where === 'some-servers' && agreed(one, faulty)) return [...(ofBounces ? OTHER_MAIL_FROM : []), ...DELEGATION];
  // Of servers that differ, one may have it right: then that is the cause, and the check of the record says so.
  const judges = where === 'some-servers' ? [] : judgesOf(one);
  return [...(ofBounces ? OTHER_MAIL_FROM : []), ...judges, ...(where === 'only-caches' ? MOVED : VIEWED)];
};

const actFor = (where: Fault, one: Placed): DraftAct => {
  const record = `${one.type} of ${one.name}`;
  switch (where) {
    case 'some-servers': {
      const servers = one.authorities.filter(({ outcome }) => isAnswer(outcome));
      return {
        say: `Bring the name servers of ${one.zone ?? one.name} to the same data: for ${record}, ${byValue(servers)}. Reload the zone on those that are behind, or remove them from the NS records.`,
        command: servers.map(({ address }) => `dig @${address ?? 'SERVER'} ${one.name} ${one.type} +norecurse`).join('\n'),
      };
    }
    case 'only-authoritative':
      return {
        say: `Wait: the name servers have a new value for ${record}, and caches, by which it is judged here, keep the old one ${until(one)}.`,
      };
    case 'stale-negative':
      return {
        say: `Wait: nothing has to change for ${record}. It is published, and caches keep “there is nothing” ${until(one)}.`,
      };
    case 'only-caches':
      return {
        say: `Publish ${record} again in ${one.zone ?? 'its zone'}: the name servers no longer have it, and mail breaks when caches forget it (${until(one)}).`,
      };
  }
};

/** The names that the resolver gave no answer for. */
const unheard = (records: readonly Placed[]): readonly string[] =>
  records.filter(({ caches }) => !isAnswer(caches.outcome)).map(({ name }) => name);

/** Told here for all who met it. Servers that the delegation alone leads to may be what it fails at. */
const resolverFails = (failing: readonly Placed[], all: readonly Placed[], observed: ReturnType<typeof shown>): Told => ({
  status: 'inconclusive',
  reason: 'resolver-fails',
  observed: { ...observed, detail: failing[0]?.caches.detail ?? null },
  expected: 'The resolver gives what the name servers of the zone give.',
  remedy: resolverActs(failing),
  owner: 'network admin',
  hides: hiddenBy(failing, all),
  follows: DELEGATION,
});

/** Whether the resolver or the name servers kept silent, in their own words, and the way round it. */
const cannotJudge = (unknown: readonly Placed[], all: number, observed: ReturnType<typeof shown>): Told => {
  const names = unknown.map((record) => record.name).join(', ');
  const deaf = unknown.find((record) => !isAnswer(record.caches.outcome));
  const authorities = unknown.flatMap((record) => record.authorities);
  const detail = deaf === undefined ? authorities.find((one) => one.detail !== null)?.detail : deaf.caches.detail;
  const way = {
    say: `Run again from a network that may send UDP and TCP to port 53 of any host: ${names} could not be compared.`,
  };
  const skip = profileField(
    'Or say that name servers cannot be asked from here, so that the resolver alone is.',
    'dns.authoritative',
    'false',
  );
  const other = profileField(`Ask a resolver that answers (--resolver): ${names} could not be compared.`, 'dns.resolvers', null);
  // A resolver that gives long answers over UDP alone: told where the record is judged.
  const cut = deaf?.caches.outcome === 'no-tcp';
  // Where no server of the zone gave an answer, the fault is told of the servers.
  const mute = unknown.some((record) => !record.authorities.some(({ outcome }) => isAnswer(outcome)));
  return {
    status: 'inconclusive',
    reason: unknown.length === all ? 'cannot-judge' : 'partly-observed',
    observed: { ...observed, detail: detail ?? null },
    expected: 'The name servers of the zone and the resolver answer.',
    remedy: deaf === undefined ? [way, skip] : [other],
    owner: 'network admin',
    ...(deaf === undefined ? {} : { trouble: dnsTrouble(deaf.caches.outcome, deaf.name), unanswered: unheard(unknown) }),
    ...(cut
      ? { follows: ['spf-authorises', 'dkim-keys', 'dkim-tokens', 'dmarc-record'] }
      : mute
        ? { follows: ['name-servers'] }
        : {}),
  };
};

export const dnsPropagation = defineCheck({
  id: 'dns-propagation',
  title: 'Every name server and the caches give the same records',
  severity: 'warning',
  why: 'A record that only some servers have works for some recipients; one that caches do not show yet looks missing, and is not.',
  owner: 'DNS admin',
  references: ['RFC 1034 §4.3.5', 'RFC 2308 §5', 'RFC 2181 §5.4.1'],
  reasons,
  clauses: {
    'RFC 4035 §5.5': ['dnssec-bogus'],
    'RFC 2181 §10.1': ['alias-beside'],
    'RFC 1034 §4.3.5': ['some-servers', 'server-mute'],
    'RFC 1034 §3.6': ['only-authoritative'],
    'RFC 2181 §5.4.1': ['only-caches'],
    'RFC 2308 §7.1': ['resolver-fails'],
    'RFC 2308 §5': ['stale-negative'],
    'RFC 8020 §2': ['empty-name-denied'],
  },
  needs: ['dns.whereSeen', 'run.clock'],
  uses: ['dns.zones', 'dns.mailFrom', 'dns.dkim'],
  evaluate(facts): Told {
    const [seen, clock] = [facts['dns.whereSeen'], facts['run.clock']];
    const records = seen.value.records.filter((record) => !isNowhere(record));
    if (records.length === 0) return { status: 'not-applicable', reason: 'no-records' };
    const placed = records.map((record) => place(record, clock.value.now));
    const observed = shown(placed);
    const expected = 'The same answer from every name server of the zone and from the resolver.';
    const unsigned = placed.filter((record) => record.bogus);
    if (unsigned.length > 0) {
      const hides = unsigned.flatMap(({ name, bogusZone }) => [name, bogusZone ?? name]);
      return { status: 'fail', reason: 'dnssec-bogus', observed, expected, remedy: [bogusAct(unsigned)], hides };
    }
    const double = placed.filter((record) => besideOf(record) !== null);
    if (double.length > 0) {
      const remedy = double.map((record) => besideAct(record, facts['dns.dkim']));
      return { status: 'fail', reason: 'alias-beside', observed, expected, remedy };
    }
    const worst = FAULTS.find(({ where }) => placed.some((record) => record.where === where));
    if (worst === undefined) {
      const mute = mutes(placed, facts['dns.zones']);
      if (mute.length > 0) return { status: 'warn', reason: 'server-mute', observed, expected, remedy: mute.map(muteAct) };
      const [denied] = placed.filter((record) => record.deniers.length > 0);
      if (denied === undefined) return { status: 'pass', reason: 'ok', observed };
      return { status: 'warn', reason: 'empty-name-denied', observed, expected, remedy: [emptyNameAct(denied, denied.deniers)] };
    }
    const told = placed.filter((record) => record.where === worst.where);
    const faulty = faultyHosts(facts['dns.zones']);
    if (worst.where === 'unknown') {
      const failing = told.filter((record) => isResolverAlone(record, faulty));
      return failing.length > 0 ? resolverFails(failing, placed, observed) : cannotJudge(told, placed.length, observed);
    }
    const { where } = worst;
    const remedy = told.map((record) => ({
      ...actFor(where, record),
      follows: causesOf(where, record, facts['dns.mailFrom'], faulty),
    }));
    const retryAt = worst.status === 'pending' ? lastLook(told) : undefined;
    return {
      status: worst.status,
      reason: worst.where,
      observed,
      expected,
      remedy,
      ...(retryAt === undefined ? {} : { retryAt }),
    };
  },
});
