// Values that are told when they become other ones, though no check may mind.
import type { JsonValue } from '../core/json.ts';
import type { RunDocument } from '../core/record.ts';
import { fact } from '../facts/fact.ts';
import { governingOf } from '../facts/derived.ts';

type Watched = { readonly [name: string]: JsonValue };

/** null is left out: what was not seen has not changed. */
const seen = (values: Watched): Watched => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));

/** Of the tenant itself. */
export const watchedOfTenant = ({ observations }: RunDocument): Watched => {
  const set = fact(observations, 'ses.configurationSet');
  const identity = fact(observations, 'ses.identity');
  const governing = identity === null ? null : governingOf(identity);
  const detail = set?.detail?.state === 'observed' ? set.detail.value : null;
  return seen({
    'tracking domain': detail === null ? null : (detail.trackingDomain ?? 'none'),
    'configuration set': set === null ? null : (set.name ?? 'none'),
    'DKIM keys': governing?.kind === 'known' ? [...(governing.detail.dkim?.tokens ?? [])].sort() : null,
    'MAIL FROM': governing?.kind === 'known' ? (governing.detail.mailFrom?.domain ?? 'none') : null,
  });
};

/** Shares are told in whole steps, so that a value that moves every night is no news every night. */
const percentOf = (part: number | null, whole: number | null): number | null =>
  part === null || whole === null || whole <= 0 ? null : Math.floor((part / whole) * 1000) / 10;

/** Of the account and region that the tenant sends from. */
export const watchedOfPlace = ({ observations }: RunDocument): Watched => {
  const account = fact(observations, 'ses.account');
  const statistics = fact(observations, 'ses.statistics');
  const delivered = statistics === null ? null : statistics.attempts;
  return seen({
    'production access': account?.productionAccess ?? null,
    sending: account?.sendingEnabled ?? null,
    enforcement: account?.enforcementStatus ?? null,
    review: account?.review?.status ?? null,
    'daily quota': account?.quota.max24Hour ?? null,
    'quota used %': percentOf(account?.quota.sent24Hour ?? null, account?.quota.max24Hour ?? null),
    'bounce rate %': percentOf(statistics?.bounces ?? null, delivered),
    'complaint rate %': percentOf(statistics?.complaints ?? null, delivered),
  });
};
