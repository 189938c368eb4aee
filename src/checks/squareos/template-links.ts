// The links of the templates lead to the gym's own hosts, over https.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { RenderedTemplate } from '../../facts/template.ts';
import { defineCheck } from '../check.ts';
import {
  type LookedTemplate,
  lookedTemplates,
  NOT_RENDERED_TOO,
  notAllSeen,
  TEMPLATE_REASONS,
  TEMPLATE_USES,
} from './looked-templates.ts';

const reasons = {
  ...TEMPLATE_REASONS,
  'not-rendered': NOT_RENDERED_TOO,
  'no-links': { status: ['not-applicable'], says: 'The templates have no link.' },
  'address-link': { status: ['fail'], says: 'A link leads to an address instead of a name.' },
  'not-https': { status: ['fail'], says: 'A link or a picture is not https.' },
  elsewhere: { status: ['warn'], says: 'A link leads to a host that is not of the gym’s own domain.' },
} as const satisfies Reasons;

type Host = RenderedTemplate['hosts'][number];

interface Led {
  readonly item: LookedTemplate;
  readonly hosts: readonly Host[];
}

const leading = (all: readonly Led[], is: (host: Host) => boolean): readonly Led[] =>
  all.map(({ item, hosts }) => ({ item, hosts: hosts.filter(is) })).filter(({ hosts }) => hosts.length > 0);

const names = (hosts: readonly Host[]): string => hosts.map(({ host }) => host).join(', ');

export const templateLinks = defineCheck({
  id: 'template-links',
  title: 'The links of the templates lead to the gym’s own domain, over https',
  severity: 'warning',
  why: 'A payment link to a stranger’s host, to an address or without TLS looks like fraud to members and to filters.',
  owner: 'SquareOS admin',
  references: ['https://support.google.com/a/answer/81126'],
  reasons,
  needs: ['profile.tenant'],
  uses: TEMPLATE_USES,
  evaluate(facts): Judgement<keyof typeof reasons | EngineReason> {
    const seen = lookedTemplates(facts);
    if (seen.kind === 'unseen') return seen.judgement;
    const { senderDomain } = facts['profile.tenant'].value.squareos;
    const all = seen.items.flatMap((item) =>
      item.rendered?.state === 'observed' ? [{ item, hosts: item.rendered.value.hosts }] : [],
    );
    const observed = { templates: all.map(({ item, hosts }) => ({ template: item.name, id: item.id, hosts })) };
    const base = { observed, expected: `Links lead to ${senderDomain} or a name below or above it, over https.` };
    const bare = leading(all, (host) => host.bare);
    if (bare.length > 0) {
      const remedy = bare.map(({ item, hosts }) => ({
        say: `Have the ${item.called} link to a name instead of ${names(hosts)}: filters take a link to an address for fraud.`,
      }));
      return { ...base, status: 'fail', reason: 'address-link', remedy };
    }
    const plain = leading(all, (host) => host.plain);
    if (plain.length > 0) {
      const remedy = plain.map(({ item, hosts }) => ({
        say: `Write https instead of http in the ${item.called}: ${names(hosts)}.`,
      }));
      return { ...base, status: 'fail', reason: 'not-https', remedy };
    }
    const foreign = leading(all, (host) => !host.own && host.links > 0);
    if (foreign.length > 0) {
      const remedy = foreign.map(({ item, hosts }) => ({
        say: `Have the ${item.called} link to a host below ${senderDomain} that leads on, instead of ${names(hosts)}; where a payment service must be linked to itself, record it as a limitation.`,
      }));
      return { ...base, status: 'warn', reason: 'elsewhere', remedy };
    }
    const unseen = notAllSeen(seen, ['rendered']);
    if (unseen !== null) return unseen;
    if (all.every(({ hosts }) => hosts.length === 0)) return { ...base, status: 'not-applicable', reason: 'no-links' };
    return { ...base, status: 'pass', reason: 'ok' };
  },
});
