// Many aggregate reports as one picture: by domain, the sources that send as it, what receivers saw of them, and what p=reject would hit.
import { alignmentOf } from './alignment.ts';
import type { AlignmentMode } from './record.ts';
import type { AggregateReport, PolicySeen, SeenRow } from './aggregate.ts';
import { senderOf } from './senders.ts';

/**
 * `passes`: DMARC passes · `not-aligned`: something authenticates, and not as the From domain · `signature-fails`: a signature of the
 * From domain's organisation did not verify · `unauthenticated`: nothing passes · `unjudged`: the receiver could not tell, or does not say.
 */
export type SourceOutcome = 'passes' | 'not-aligned' | 'signature-fails' | 'unauthenticated' | 'unjudged';

interface DomainSeen {
  readonly domain: string;
  readonly aligned: boolean;
}

export interface Source {
  /** The service, where a domain of its own authenticated; null: unknown. */
  readonly sender: string | null;
  readonly outcome: SourceOutcome;
  readonly messages: number;
  /** Passing signatures, each with the selectors it was seen with. */
  readonly dkim: readonly (DomainSeen & { readonly selectors: readonly string[] })[];
  /** Signatures of the From domain's organisation that did not verify. */
  readonly failedSignatures: readonly { readonly domain: string; readonly selectors: readonly string[] }[];
  /** MAIL FROM domains that SPF passed for. */
  readonly spf: readonly DomainSeen[];
  /** Most messages first. */
  readonly addresses: readonly { readonly address: string; readonly messages: number }[];
  /** Distinct ones, also those that are not listed. */
  readonly addressCount: number;
  /** How many were let pass or treated otherwise than the policy asks, and why. */
  readonly overridden: { readonly messages: number; readonly reasons: readonly string[] };
  readonly dispositions: { readonly [disposition: string]: number };
  readonly receivers: readonly string[];
}

export interface DomainReceived {
  readonly domain: string;
  readonly reports: number;
  readonly receivers: readonly string[];
  /** UTC; null where no report says. */
  readonly begin: string | null;
  readonly end: string | null;
  /** The newest policy that a receiver read. */
  readonly policy: { readonly p: string | null; readonly sp: string | null };
  readonly messages: number;
  readonly passed: number;
  /** Neither DKIM nor SPF aligned: what p=reject refuses. `overridden` of them were let pass by receivers as forwarded and the like. */
  readonly failed: number;
  readonly overridden: number;
  readonly unjudged: number;
  readonly unreadableRows: number;
  /** Failures first, most messages first. */
  readonly sources: readonly Source[];
}

/** Registrable domain of a name, by the public suffix list; null for a suffix itself. */
type Registrable = (domain: string) => string | null;

const LISTED_ADDRESSES = 10;
/** Different pictures of a domain; a flood of forged reports makes no more than this. */
const MOST_SOURCES = 5000;
const MOST_ADDRESSES = 20_000;

const PASSING = new Set(['pass']);
const UNDECIDED = new Set(['temperror', 'error', 'unknown']);

interface Gathered {
  readonly sender: string | null;
  readonly outcome: SourceOutcome;
  readonly dkim: Map<string, { readonly aligned: boolean; readonly selectors: Set<string> }>;
  readonly failedSignatures: Map<string, Set<string>>;
  readonly spf: Map<string, boolean>;
  readonly addresses: Map<string, number>;
  readonly reasons: Set<string>;
  readonly dispositions: Map<string, number>;
  readonly receivers: Set<string>;
  messages: number;
  overridden: number;
}

interface Gathering {
  readonly domain: string;
  readonly seen: Set<string>;
  readonly receivers: Set<string>;
  readonly sources: Map<string, Gathered>;
  policy: PolicySeen;
  policyAt: number;
  begin: number | null;
  end: number | null;
  unreadableRows: number;
}

const added = <K>(map: Map<K, number>, key: K, count: number): void => {
  map.set(key, (map.get(key) ?? 0) + count);
};

/** No name is looked up here: as readers of RFC 7489 see it, by the public suffix list. */
const aligns = (from: string, other: string, mode: AlignmentMode, registrable: Registrable): boolean => {
  const walked = (domain: string) => ({ domain, steps: [], registrable: registrable(domain) });
  return alignmentOf(walked(from), walked(other), mode, false).alignedBySuffixList;
};

const outcomeOf = (row: SeenRow, ownFailed: boolean): SourceOutcome => {
  if (row.dkimAligned === true || row.spfAligned === true) return 'passes';
  if (row.dkimAligned === null && row.spfAligned === null) return 'unjudged';
  const results = [...row.dkim, ...row.spf].map(({ result }) => result);
  if (ownFailed) return 'signature-fails';
  if (results.some((result) => PASSING.has(result))) return 'not-aligned';
  return results.length > 0 && results.every((result) => UNDECIDED.has(result)) ? 'unjudged' : 'unauthenticated';
};

const newSource = (sender: string | null, outcome: SourceOutcome): Gathered => ({
  sender,
  outcome,
  dkim: new Map(),
  failedSignatures: new Map(),
  spf: new Map(),
  addresses: new Map(),
  reasons: new Set(),
  dispositions: new Map(),
  receivers: new Set(),
  messages: 0,
  overridden: 0,
});

const addRow = (into: Gathering, row: SeenRow, report: AggregateReport, registrable: Registrable): void => {
  const { policy, receiver } = report;
  const signed = row.dkim.filter(({ result }) => PASSING.has(result));
  const enveloped = row.spf.filter(({ result, scope }) => PASSING.has(result) && scope !== 'helo');
  const broken = row.dkim.filter(
    ({ domain, result }) =>
      !PASSING.has(result) && result !== 'none' && !UNDECIDED.has(result) && aligns(row.from, domain, 'r', registrable),
  );
  const outcome = outcomeOf(row, broken.length > 0);
  const domains = [...signed, ...enveloped].map(({ domain }) => domain);
  const sender = senderOf(domains);
  const kept = outcome === 'signature-fails' ? broken : signed;
  const told = [
    outcome,
    sender,
    ...new Set([...kept.map(({ domain }) => `d=${domain}`), ...enveloped.map(({ domain }) => domain)]),
  ].join(' ');
  const key = into.sources.has(told) || into.sources.size < MOST_SOURCES ? told : outcome;
  const source = into.sources.get(key) ?? newSource(sender, outcome);
  into.sources.set(key, source);
  for (const { domain, selector } of signed) {
    const known = source.dkim.get(domain) ?? {
      aligned: aligns(row.from, domain, policy.adkim, registrable),
      selectors: new Set(),
    };
    if (selector !== null) known.selectors.add(selector);
    source.dkim.set(domain, known);
  }
  for (const { domain, selector } of outcome === 'signature-fails' ? broken : []) {
    const known = source.failedSignatures.get(domain) ?? new Set();
    if (selector !== null) known.add(selector);
    source.failedSignatures.set(domain, known);
  }
  for (const { domain } of enveloped) source.spf.set(domain, aligns(row.from, domain, policy.aspf, registrable));
  if (source.addresses.has(row.address) || source.addresses.size < MOST_ADDRESSES)
    added(source.addresses, row.address, row.count);
  source.messages += row.count;
  if (row.overrides.length > 0) source.overridden += row.count;
  for (const reason of row.overrides) source.reasons.add(reason);
  added(source.dispositions, row.disposition, row.count);
  source.receivers.add(receiver);
};

const ORDER: readonly SourceOutcome[] = ['not-aligned', 'signature-fails', 'unauthenticated', 'unjudged', 'passes'];

const sourceOf = (one: Gathered): Source => ({
  sender: one.sender,
  outcome: one.outcome,
  messages: one.messages,
  dkim: [...one.dkim].map(([domain, { aligned, selectors }]) => ({ domain, aligned, selectors: [...selectors].sort() })),
  failedSignatures: [...one.failedSignatures].map(([domain, selectors]) => ({ domain, selectors: [...selectors].sort() })),
  spf: [...one.spf].map(([domain, aligned]) => ({ domain, aligned })),
  addresses: [...one.addresses]
    .sort((a, b) => b[1] - a[1])
    .slice(0, LISTED_ADDRESSES)
    .map(([address, messages]) => ({ address, messages })),
  addressCount: one.addresses.size,
  overridden: { messages: one.overridden, reasons: [...one.reasons].sort() },
  dispositions: Object.fromEntries([...one.dispositions].sort(([a], [b]) => (a < b ? -1 : 1))),
  receivers: [...one.receivers].sort(),
});

const stamp = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
const sum = (sources: readonly Source[], of: (one: Source) => number): number =>
  sources.reduce((total, one) => total + of(one), 0);

const domainOf = (one: Gathering): DomainReceived => {
  const sources = [...one.sources.values()]
    .map(sourceOf)
    .sort((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome) || b.messages - a.messages);
  const failing = sources.filter(({ outcome }) => outcome !== 'passes' && outcome !== 'unjudged');
  const of = (outcome: SourceOutcome): number =>
    sum(
      sources.filter((source) => source.outcome === outcome),
      ({ messages }) => messages,
    );
  return {
    domain: one.domain,
    reports: one.seen.size,
    receivers: [...one.receivers].sort(),
    begin: stamp(one.begin),
    end: stamp(one.end),
    policy: { p: one.policy.p, sp: one.policy.sp },
    messages: sum(sources, ({ messages }) => messages),
    passed: of('passes'),
    failed: sum(failing, ({ messages }) => messages),
    overridden: sum(failing, ({ overridden }) => overridden.messages),
    unjudged: of('unjudged'),
    unreadableRows: one.unreadableRows,
    sources,
  };
};

/** Adds up reports; one that came twice (same receiver, id, domain and span) counts once: `add` says false for it. */
export const receivedTally = (registrable: Registrable) => {
  const domains = new Map<string, Gathering>();
  return {
    add: (report: AggregateReport): boolean => {
      const { policy, receiver, id, begin, end } = report;
      const into: Gathering = domains.get(policy.domain) ?? {
        domain: policy.domain,
        seen: new Set(),
        receivers: new Set(),
        sources: new Map(),
        policy,
        policyAt: end ?? 0,
        begin,
        end,
        unreadableRows: 0,
      };
      domains.set(policy.domain, into);
      const name = JSON.stringify([receiver, id, begin, end]);
      if (into.seen.has(name)) return false;
      into.seen.add(name);
      into.receivers.add(receiver);
      if ((end ?? 0) >= into.policyAt) [into.policy, into.policyAt] = [policy, end ?? 0];
      if (begin !== null) into.begin = Math.min(into.begin ?? begin, begin);
      if (end !== null) into.end = Math.max(into.end ?? end, end);
      into.unreadableRows += report.unreadableRows;
      for (const row of report.rows) addRow(into, row, report, registrable);
      return true;
    },
    /** Most messages first. */
    domains: (): readonly DomainReceived[] => [...domains.values()].map(domainOf).sort((a, b) => b.messages - a.messages),
  };
};

/** What signs as the domain and passes, to be named as `squareos.sender.dkim`: each d= with the selectors that receivers saw. */
export const signingOf = ({ sources }: DomainReceived): readonly { readonly domain: string; readonly selector: string }[] => {
  const pairs = sources.flatMap(({ dkim }) =>
    dkim.filter(({ aligned }) => aligned).flatMap(({ domain, selectors }) => selectors.map((selector) => ({ domain, selector }))),
  );
  return [...new Map(pairs.map((pair) => [`${pair.domain} ${pair.selector}`, pair])).values()];
};
