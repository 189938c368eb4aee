// The links of the received message lead where whoever wrote it had them lead: nothing counts clicks on the way.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';

const reasons = {
  rewritten: { status: ['warn'], says: 'A sending service leads links through a host of its own to count clicks.' },
  'open-pixel': { status: ['warn'], says: 'A sending service loads a picture of its own to count openings.' },
  'marketing-mail': { status: ['not-applicable'], says: 'The gym sends marketing mail, where clicks may be counted.' },
  'address-link': { status: ['warn'], says: 'A link leads to an address instead of a name.' },
  'not-https': { status: ['warn'], says: 'A link or a picture is not https.' },
  'rewritten-by-receiver': { status: ['pass'], says: 'A filter of the receiver leads links through itself; the sender did not.' },
  sealed: {
    status: ['inconclusive'],
    says: 'The message is encrypted, or wrapped into its signature: nobody but its recipient can say where its links lead.',
  },
  'no-links': { status: ['not-applicable'], says: 'The message has no link and no picture from elsewhere.' },
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | EngineReason>;
type Host = Facts['message.content']['hosts'][number];

/** RFC 8551 §3.2, RFC 3156 §4: the text lies within. */
const SEALED = /^(?:application\/(?:x-)?pkcs7-mime|application\/pgp-encrypted|multipart\/encrypted)$/;

const named = (hosts: readonly Host[]): string => hosts.map(({ host }) => host).join(', ');

const services = (hosts: readonly Host[]): string => [...new Set(hosts.map(({ rewriter }) => rewriter?.name ?? ''))].join(', ');

export const inboxLinks = defineCheck({
  id: 'inbox-links',
  title: 'The sender’s side left the links of the message as they were written',
  severity: 'warning',
  why: 'A payment link that leads through a stranger’s host looks like fraud to members and filters, and stops working when that host does.',
  owner: 'mail provider admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/configure-custom-open-click-domains.html',
    'https://support.google.com/a/answer/81126',
  ],
  reasons,
  clauses: {
    'https://docs.aws.amazon.com/ses/latest/dg/configure-custom-open-click-domains.html': ['rewritten', 'open-pixel'],
    'https://support.google.com/a/answer/81126': ['address-link', 'not-https'],
  },
  needs: ['message.content'],
  uses: ['message.unsubscribe'],
  evaluate(facts): Told {
    const { hosts, parts } = facts['message.content'].value;
    const base = {
      observed: {
        hosts: hosts.map(({ host, links, pictures, rewriter, own }) => ({
          host,
          links,
          pictures,
          rewriter: rewriter?.name ?? null,
          own,
        })),
      },
      expected: 'Links lead to the gym’s own hosts, over https, and nothing rewrites them.',
    };
    if (hosts.length === 0 && parts.some(({ type }) => SEALED.test(type))) {
      const say = 'Look at the same message as it is sent without encryption: what is inside cannot be read from outside.';
      return { ...base, status: 'inconclusive', reason: 'sealed', remedy: [{ say, owner: 'support' }] };
    }
    if (hosts.length === 0) return { ...base, status: 'not-applicable', reason: 'no-links' };
    const counting = hosts.filter(({ rewriter }) => rewriter?.kind === 'sender');
    const clicked = counting.filter(({ links }) => links > 0);
    const unsubscribe = facts['message.unsubscribe'];
    const many = unsubscribe.state === 'observed' && (unsubscribe.value.bulk || unsubscribe.value.fields > 0);
    if (counting.length > 0 && many) return { ...base, status: 'not-applicable', reason: 'marketing-mail' };
    if (clicked.length > 0) {
      const say = `Turn click tracking off at ${services(clicked)} for invoices and payment links: they lead through ${named(clicked)}.${services(clicked).includes('Amazon SES') ? ' The check ses-tracking says where.' : ''}`;
      return { ...base, status: 'warn', reason: 'rewritten', remedy: [{ say }] };
    }
    if (counting.length > 0) {
      const say = `Turn open tracking off at ${services(counting)} for invoices and payment links: a picture is loaded from ${named(counting)}.`;
      return { ...base, status: 'warn', reason: 'open-pixel', remedy: [{ say }] };
    }
    const bare = hosts.filter((one) => one.bare);
    if (bare.length > 0) {
      const say = `Have the template link to a name instead of ${named(bare)}: filters take a link to an address for fraud.`;
      return { ...base, status: 'warn', reason: 'address-link', remedy: [{ say, owner: 'SquareOS admin' }] };
    }
    const plain = hosts.filter((one) => one.plain);
    if (plain.length > 0) {
      const say = `Have the template link to https://${plain[0]?.host ?? ''} instead of http: ${named(plain)}.`;
      return { ...base, status: 'warn', reason: 'not-https', remedy: [{ say, owner: 'SquareOS admin' }] };
    }
    return { ...base, status: 'pass', reason: hosts.some(({ rewriter }) => rewriter !== null) ? 'rewritten-by-receiver' : 'ok' };
  },
});
