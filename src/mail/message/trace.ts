// What of a received message its receiver wrote itself: the trusted hops from the top, the border, and whose Authentication-Results count
// (RFC 8601 §5). Whatever stands below the border was in the message before the receiver took it.
import { addressKind, isDocumentation } from '../../text/host-address.ts';
import { type AuthResults, parseAuthResults } from './authentication-results.ts';
import type { MessageHeader } from './headers.ts';
import { type Hop, parseReceived } from './received.ts';

/** `trusted`: the receiver's own word · `forged`: in its name, and not from it · `said`: of somebody else, not proven. */
type Standing = 'trusted' | 'forged' | 'said';

export interface StandingResults extends AuthResults {
  readonly standing: Standing;
}

export interface Trace {
  /** From the top; each of the receiver's own. */
  readonly trusted: readonly Hop[];
  /** How many Received fields stand below them. */
  readonly others: number;
  /** The organisation that received it, as a domain; null: the topmost hop names none. */
  readonly receiver: string | null;
  /** The hop at which the message came in from outside; null: none of the trusted ones took it from outside. */
  readonly border: Hop | null;
  /** How many header fields, from the top, the receiver can have written. */
  readonly ownFields: number;
  readonly results: readonly StandingResults[];
  /** Results of methods that the receiver states twice, in different ways: the lower is not believed. */
  readonly contradicted: readonly string[];
}

export interface TraceQuestion {
  /** Whose word is trusted, where somebody named it. */
  readonly authservId: string | null;
  /** The registrable domain of a name, by the public suffix list. */
  readonly organisationOf: (name: string) => string | null;
}

const MOST_HOPS = 100;
const MOST_RESULTS = 50;

/** Fields that the author's side writes: receivers put theirs above. */
const AUTHORS: ReadonlySet<string> = new Set([
  'from',
  'to',
  'cc',
  'subject',
  'date',
  'message-id',
  'mime-version',
  'content-type',
]);

type Placed<T> = { readonly at: number; readonly value: T };

const placed = <T>(header: MessageHeader, name: string, most: number, read: (value: string) => T): readonly Placed<T>[] =>
  header.fields
    .map((field, at) => ({ field, at }))
    .filter(({ field }) => field.name === name)
    .slice(0, most)
    .map(({ field, at }) => ({ at, value: read(field.value) }));

/** A name that says nothing outside its own network (RFC 6762, and what networks call themselves). */
const isInner = (name: string): boolean =>
  !name.includes('.') || /\.(?:internal|local|localdomain|lan|intra|intranet|corp|home|private|localhost|arpa)$/.test(name);

/** Exchange Online writes its hosts under three domains: `x.prod.outlook.com`, `x.outlook.office365.com`, `x.prod.exchangelabs.com`. */
const ONE_HOUSE: { readonly [domain: string]: string } = { 'office365.com': 'outlook.com', 'exchangelabs.com': 'outlook.com' };

type Organisation = (name: string | null) => string | null;

/** Of the outside: anybody's, or set aside for examples. */
const isOutside = (ip: string): boolean => addressKind(ip) === 'public' || isDocumentation(ip);

/** Handed over within one house: no client is named, or it is not public, or by its name of the same house. */
const handedOver = ({ ip, helo, reverse }: Hop, house: ReadonlySet<string>, organisation: Organisation): boolean => {
  if (ip !== null && !isOutside(ip)) return true;
  if (house.has(organisation(reverse ?? helo) ?? '')) return true;
  return ip === null && helo === null && reverse === null;
};

interface House {
  readonly hops: readonly Placed<Hop>[];
  readonly receiver: string | null;
  /** Its organisations. */
  readonly domains: ReadonlySet<string>;
}

/** The run of hops from the top that one house wrote: each took it from the next by an inner handover, or is of whom somebody trusts by name. */
const houseOf = (hops: readonly Placed<Hop>[], named: string | null, organisation: Organisation): House => {
  const run: Placed<Hop>[] = [];
  const house = new Set(named === null ? [] : [named]);
  let receiver: string | null = null;
  for (const next of hops) {
    const above = run.at(-1)?.value;
    const of = organisation(next.value.by);
    // Inner hosts of large houses stand there by an address, or a name that nobody outside has.
    const own = of === null || receiver === null || house.has(of);
    const inner = above === undefined || handedOver(above, house, organisation) || (of !== null && of === named);
    if (!own || !inner) break;
    receiver ??= of;
    if (of !== null) house.add(of);
    run.push(next);
  }
  return { hops: run, receiver, domains: house };
};

interface Ends {
  /** The first Received of another host: what stands below was in the message when the receiver took it. */
  readonly foreign: number;
  /** The author's own fields begin: receivers write above them, but for few that write at the end. */
  readonly authors: number;
}

/** Who signs writes above what is there (RFC 6376 §5.6): a stranger's signature, and all below it, came with the message. */
const isStrangers = ({ name, value }: MessageHeader['fields'][number], isHouse: (domain: string) => boolean): boolean => {
  if (name !== 'dkim-signature') return false;
  const domain = /(?:^|;)\s*d\s*=\s*([^\s;]+)/i.exec(value)?.[1];
  return domain !== undefined && !isHouse(domain);
};

const endsOf = (
  header: MessageHeader,
  hops: readonly Placed<Hop>[],
  run: readonly Placed<Hop>[],
  isHouse: (domain: string) => boolean,
): Ends => {
  const below = run.at(-1)?.at ?? -1;
  const authors = header.fields.findIndex(
    (field, at) => at > below && (AUTHORS.has(field.name) || (run.length > 0 && isStrangers(field, isHouse))),
  );
  return { foreign: hops[run.length]?.at ?? header.fields.length, authors: authors < 0 ? header.fields.length : authors };
};

/** What is stated twice and not alike, as `spf`, or `dkim example.com s1`. */
const keyOf = ({ method, domain, selector }: AuthResults['results'][number]): string =>
  method === 'dkim' ? `dkim ${domain} ${selector}` : method;

const contradictions = (trusted: readonly AuthResults[]): readonly string[] => {
  const first = new Map<string, string>();
  const twice = new Set<string>();
  for (const result of trusted.flatMap(({ results }) => results)) {
    const key = keyOf(result);
    const before = first.get(key);
    if (before === undefined) first.set(key, result.result);
    else if (before !== result.result) twice.add(result.method);
  }
  return [...twice];
};

/** Reads the trace; pure, and linear in the number of fields. */
export const traceOf = (header: MessageHeader, { authservId, organisationOf }: TraceQuestion): Trace => {
  const organisation: Organisation = (name) => {
    const domain = name === null || isInner(name) ? null : organisationOf(name);
    return domain === null ? null : (ONE_HOUSE[domain] ?? domain);
  };
  const named = authservId?.toLowerCase() ?? null;
  const hops = placed(header, 'received', MOST_HOPS, parseReceived);
  const { hops: run, receiver, domains } = houseOf(hops, organisation(named), organisation);
  const ends = endsOf(header, hops, run, (domain) => domains.has(organisation(domain.toLowerCase()) ?? ''));
  const ownFields = Math.min(ends.foreign, ends.authors);
  const border = run.at(-1)?.at ?? -1;
  const isIn = (id: string): boolean =>
    named !== null
      ? id === named
      : run.some(({ value }) => value.by === id) || (receiver !== null && organisation(id) === receiver);
  const standing = (at: number, { authservId: id }: AuthResults): Standing => {
    // A make that names nobody is believed only above the border's own field, where no sender can write.
    if (id === null) return at < border && named === null ? 'trusted' : 'said';
    if (!isIn(id)) return 'said';
    if (at < ownFields) return run.length > 0 || named !== null ? 'trusted' : 'said';
    return at > ends.foreign && run.length > 0 ? 'forged' : 'said';
  };
  const read = placed(header, 'authentication-results', MOST_RESULTS, parseAuthResults).map(({ at, value }) => ({
    ...value,
    standing: standing(at, value),
  }));
  // Who writes above the author's fields does not write a second one among them.
  const writesAbove = read.some((one) => one.standing === 'trusted');
  const results = read.map((one) =>
    writesAbove && one.standing === 'said' && one.authservId !== null && isIn(one.authservId)
      ? { ...one, standing: 'forged' as const }
      : one,
  );
  const outside = run.at(-1)?.value ?? null;
  return {
    trusted: run.map(({ value }) => value),
    others: hops.length - run.length,
    receiver,
    border: outside !== null && outside.ip !== null && isOutside(outside.ip) ? outside : null,
    ownFields,
    results,
    contradicted: contradictions(results.filter((one) => one.standing === 'trusted')),
  };
};
