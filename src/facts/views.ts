// States that no fact says in one piece, as one line for a person: what the extraction sheet records beside plain facts.
import { fatalKeyProblem } from '../mail/dkim/key.ts';
import { isDmarc } from '../mail/dmarc/record.ts';
import { isAbsent } from '../mail/dns/outcome.ts';
import { letsPass, standing } from '../mail/spf/provider.ts';
import { governingOf, signerOf } from './derived.ts';
import { fact, type Observed } from './fact.ts';
import type { Facts } from './index.ts';

/** null: nobody saw it. */
type View = (observed: Observed) => string | null;

const governing = (observed: Observed) => {
  const identity = fact(observed, 'ses.identity');
  const found = identity === null ? null : governingOf(identity);
  return found?.kind === 'known' ? found.detail : null;
};

const verification: View = (observed) => governing(observed)?.verificationStatus ?? null;

const dkim: View = (observed) => {
  const identity = fact(observed, 'ses.identity');
  const signer = identity === null ? null : signerOf(identity);
  return signer?.kind === 'known' ? (signer.detail.dkim?.status ?? null) : null;
};

const mailFrom: View = (observed) => {
  const detail = governing(observed);
  if (detail === null) return null;
  return detail.mailFrom?.domain == null ? 'none is set' : detail.mailFrom.status;
};

const spf: View = (observed) => {
  const seen = fact(observed, 'dns.spf');
  if (seen === null) return null;
  const { mailFrom: at, provider } = seen;
  if (at === null) return 'at the provider’s own return path';
  const { state, text } = at.tree.nodes[0] ?? { state: 'unseen', text: null };
  if (state === 'unseen' || state === 'not-followed') return null;
  if (state === 'none') return `none at ${at.domain}`;
  if (state === 'several') return `several at ${at.domain}, which is an error`;
  if (state !== 'ok') return `cannot be read at ${at.domain}`;
  const held = provider === null ? null : letsPass(standing(at.tree, provider.target, provider.tree));
  const passes = held === null ? '' : `, ${held ? 'lets' : 'does not let'} the provider pass`;
  return `published at ${at.domain}${passes}: ${text ?? ''}`;
};

const dmarc: View = (observed) => {
  const walk = fact(observed, 'dns.dmarc')?.walk ?? [];
  for (const { outcome, values, name } of walk) {
    const [record, ...more] = values.filter(isDmarc);
    if (more.length > 0) return `several at ${name}, which is an error`;
    if (record !== undefined) return `${name}: ${record}`;
    if (outcome !== 'found' && !isAbsent(outcome)) return null;
  }
  return walk.length === 0 ? null : 'none';
};

type Selector = Facts['dns.dkimKeys']['records'][number];

const selectorState = ({ selector, key, parsedKey }: Selector): string | null => {
  if (key.values.length > 1) return `${selector}: several records, which is an error`;
  if (parsedKey !== null) return `${selector}: ${fatalKeyProblem(parsedKey) === null ? 'key found' : 'no usable key'}`;
  return key.outcome === 'found' || isAbsent(key.outcome) ? `${selector}: no key` : null;
};

const dkimKeys: View = (observed) => {
  const states = fact(observed, 'dns.dkimKeys')?.records.map(selectorState) ?? [];
  return states.length === 0 || states.includes(null) ? null : states.join(', ');
};

/** What SNS says of the subscriptions whose endpoint is this tenant's webhook. */
const subscription: View = (observed) => {
  const seen = fact(observed, 'sns.subscriptions');
  if (seen === null) return null;
  const ours = seen.subscriptions.filter(({ isCallback }) => isCallback);
  if (ours.length === 0) return seen.complete ? 'not subscribed' : null;
  const states = ours.map(({ arn, detail }) => {
    if (arn === null) return 'pending confirmation';
    if (detail?.state !== 'observed' || detail.value.pending === null) return null;
    return detail.value.pending ? 'pending confirmation' : 'confirmed';
  });
  return states.includes(null) ? null : states.join(', ');
};

/** Event types that enabled destinations publish to SNS. */
const eventTypes: View = (observed) => {
  const seen = fact(observed, 'ses.eventDestinations');
  if (seen === null) return null;
  const on = seen.destinations.filter(({ kind, enabled }) => kind === 'sns' && enabled === true);
  const types = new Set(on.flatMap((one) => one.eventTypes));
  return types.size === 0 ? 'none' : [...types].toSorted().join(', ');
};

/** Whether the relay told an id of the live message; only a message that it took can tell. */
const messageId: View = (observed) => {
  const receipt = fact(observed, 'live.receipt')?.receipt ?? null;
  if (receipt === null) return null;
  return receipt.providerMessageId === null ? 'none: joined by Message-ID' : 'an id for each message';
};

const VIEWS = {
  'derived.ses': { verification, dkim, mailFrom },
  'derived.dns': { spf, dmarc, dkimKeys },
  'derived.callback': { subscription, eventTypes },
  'derived.relay': { messageId },
} as const satisfies { readonly [view: string]: { readonly [field: string]: View } };

/** Names of the views with their fields, for the lint of a runbook. */
export const VIEW_FIELDS: { readonly [view: string]: readonly string[] } = Object.fromEntries(
  Object.entries(VIEWS).map(([view, fields]) => [view, Object.keys(fields)]),
);

/** The field of a view; undefined: there is no such view. */
export const viewed = (view: string, field: string, observed: Observed): string | null | undefined => {
  const views: { readonly [view: string]: { readonly [field: string]: View } } = VIEWS;
  const fields = Object.hasOwn(views, view) ? views[view] : undefined;
  return fields === undefined ? undefined : (fields[field]?.(observed) ?? null);
};
