// SPF in the report of `certify dns`: the record, what each include costs, and what a receiver concludes for one client.
import type { Finding } from '../../../core/finding.ts';
import type { Facts } from '../../../facts/index.ts';
import { MAX_LOOKUPS } from '../../../mail/spf/check.ts';
import type { SpfNode, SpfTree } from '../../../mail/spf/tree.ts';
import { fact } from '../../../facts/fact.ts';
import { type Columns, findingOf, type Section } from './section.ts';
import type { Reportable } from '../../outline.ts';
import { plural } from '../../../text/plural.ts';
import { reasonWords } from '../../words.ts';

type Fact = Facts['dns.spf'];
type Term = SpfNode['terms'][number];

const NODE_WORDS: { readonly [K in SpfNode['state']]: string } = {
  ok: '',
  none: 'has no SPF record',
  several: 'has several SPF records',
  syntax: 'cannot be read',
  unseen: 'was not answered',
  loop: 'draws itself in',
  'not-followed': 'is not followed any more',
};

const notes = (term: Term, inside: SpfNode | undefined): string => {
  const words = [
    inside === undefined ? '' : NODE_WORDS[inside.state],
    term.isVoid === true ? 'finds nothing' : '',
    term.dynamic ? 'decided per message' : '',
    term.dead ? 'never read: stands behind “all”' : '',
  ].filter((word) => word !== '');
  return words.length === 0 ? '' : `  (${words.join('; ')})`;
};

/** Terms that cost nothing are left out below the first level, but for those that something is to be said of. */
const treeLines = (tree: SpfTree, node: SpfNode, depth: number, all: boolean): readonly Columns[] =>
  node.terms.flatMap((term) => {
    const inside = term.node === null ? undefined : tree.nodes[term.node];
    const note = notes(term, inside);
    if (!all && term.cost === 0 && note === '') return [];
    const cost = term.dead ? '–' : term.cost === 0 ? '' : String(term.cost);
    return [{ cost, depth, text: term.text + note }, ...(inside === undefined ? [] : treeLines(tree, inside, depth + 1, all))];
  });

const policyLines = (tree: SpfTree, all: boolean): NonNullable<Section['seen']> => {
  const [root] = tree.nodes;
  if (root === undefined) return [];
  const texts = root.state === 'several' || root.state === 'none' ? root.others : root.text === null ? [] : [root.text];
  const drawn = treeLines(tree, root, 0, all);
  const counted =
    root.state === 'ok' && tree.lookups > 0
      ? [
          `${tree.lookups} of ${MAX_LOOKUPS} DNS lookups${tree.voids > 0 ? `, ${plural(tree.voids, 'finds', 'find')} nothing` : ''}:`,
        ]
      : [];
  return [...texts, ...counted, ...drawn];
};

const verdict = ({ mailFrom, provider }: Fact, { domain, state }: SpfNode, { status, reason }: Finding): string => {
  const assumed = mailFrom?.kind === 'from' ? ', taken as the MAIL FROM domain too' : ' (MAIL FROM)';
  switch (state) {
    case 'ok':
      if (status !== 'pass') return `${reasonWords(reason)}, in the policy at ${domain}${assumed}`;
      return `one policy at ${domain}${assumed}${provider === null ? '' : `, for ${provider.target}`}`;
    case 'none':
      return `none at ${domain}${assumed}`;
    case 'unseen':
      return `not answered for ${domain}`;
    case 'several':
    case 'syntax':
    case 'loop':
    case 'not-followed':
      return `${domain} ${NODE_WORDS[state]}`;
  }
};

const apexLine = ({ fromDomain, mailFrom }: Fact): readonly string[] => {
  if (fromDomain === null || mailFrom === null) return [];
  const has = fromDomain.records.length === 0 ? 'none' : fromDomain.records.join(' · ');
  return [`For information: at ${fromDomain.domain}, ${has}. Receivers look at ${mailFrom.domain} only.`];
};

/** The policy at the MAIL FROM domain. */
export const spfSection = (record: Reportable, all: boolean): readonly Section[] => {
  const spf = fact(record.observations, 'dns.spf');
  const finding = findingOf(record, 'spf-authorises');
  const root = spf?.mailFrom?.tree.nodes[0];
  if (spf === null || finding === undefined) return [];
  if (spf.mailFrom === null || root === undefined) {
    const apex = spf.fromDomain?.records.join(' · ') ?? '';
    const head = 'at a return path of the provider’s own; nothing to publish here';
    const seen =
      apex === '' ? [] : [`For information: at ${spf.fromDomain?.domain ?? ''}, ${apex}. Receivers do not look there.`];
    return [{ label: 'SPF', status: 'not-applicable', head, seen }];
  }
  const seen = [...policyLines(spf.mailFrom.tree, all), ...apexLine(spf)];
  return [{ label: 'SPF', status: finding.status, head: verdict(spf, root, finding), seen, finding }];
};

const RESULT_STATUS = { pass: 'pass', temperror: 'inconclusive' } as const;

/** What a receiver concludes for the client of `--ip`. */
export const clientSection = (record: Reportable): readonly Section[] => {
  const evaluation = fact(record.observations, 'dns.spf')?.evaluation ?? null;
  if (evaluation === null) return [];
  const { result, ip, sender, helo, domain, decidedBy, problem, explanation, lookups, voids } = evaluation;
  const by =
    decidedBy === null ? (problem ?? 'no term matched') : `decided by ${decidedBy.term} in the record of ${decidedBy.domain}`;
  return [
    {
      label: 'SPF result',
      status: result in RESULT_STATUS ? RESULT_STATUS[result as keyof typeof RESULT_STATUS] : 'fail',
      head: `${result} for ${ip}`,
      seen: [
        `MAIL FROM ${sender === '' ? '<>' : sender}, HELO ${helo}: the policy of ${domain}`,
        by,
        ...(explanation === null ? [] : [`The domain explains: ${explanation}`]),
        `${lookups} of ${MAX_LOOKUPS} DNS lookups used${voids > 0 ? `, ${voids} found nothing` : ''}`,
      ],
    },
  ];
};
