// A resolver that fails for names which the name servers of their zone answer for: it is neither the records nor their servers.
import type { DraftAct } from '../../core/remedy.ts';
import type { DnsOutcome } from '../../core/ports/dns.ts';
import type { Facts } from '../../facts/index.ts';
import { isAnswer, isOfResolver } from '../../mail/dns/outcome.ts';
import { listed } from '../../text/listed.ts';
import { profileField } from '../remedy.ts';

type Seen = Facts['dns.whereSeen']['records'][number];

const isSilent = (outcome: DnsOutcome): boolean => outcome === 'timeout' || outcome === 'unreachable';

/** It fails for this name and not for all, and the servers, of which none is `faulty`, answer as far as they can be asked from here. */
export const isResolverAlone = ({ caches, authorities }: Seen, faulty: ReadonlySet<string>): boolean => {
  if (isAnswer(caches.outcome) || isOfResolver(caches.outcome) || caches.outcome === 'no-tcp') return false;
  const heard = authorities.filter(({ outcome }) => !isSilent(outcome));
  return heard.length > 0 && heard.every(({ outcome }) => isAnswer(outcome)) && !authorities.some(({ host }) => faulty.has(host));
};

const zonesOf = (records: readonly Seen[]): readonly string[] => [...new Set(records.flatMap(({ zone }) => zone ?? []))];

/** The names that it fails for, and the zones of which it gives nothing at all. */
export const hiddenBy = (failing: readonly Seen[], all: readonly Seen[]): readonly string[] => [
  ...failing.map(({ name }) => name),
  ...zonesOf(failing).filter((zone) => all.every((record) => record.zone !== zone || failing.includes(record))),
];

export const resolverActs = (failing: readonly Seen[]): readonly DraftAct[] => {
  const names = [...new Set(failing.map(({ name }) => name))];
  const [first] = failing;
  const outcome = first?.caches.outcome ?? 'servfail';
  const said = isSilent(outcome)
    ? 'it does not answer in time'
    : outcome === 'malformed'
      ? 'its answer cannot be read'
      : `it answers ${outcome.toUpperCase()}`;
  return [
    {
      say: `Have the resolver looked at, and the way from it to the name servers of ${listed(zonesOf(failing))}: these answer for ${listed(names)}, and ${said}. Where resolvers of others fail as well, have whoever runs the name servers look at what they answer to those.`,
      command: `dig ${first?.name ?? ''} ${first?.type ?? 'TXT'} +trace`,
      owner: 'network admin',
    },
    profileField('Or ask another resolver (--resolver), which tells whose it is.', 'dns.resolvers', null),
  ];
};
