// What is wrong with an SPF policy as a whole, whoever sends: one reason, one sentence each, the worst first.
import { excerpt } from '../../text/excerpt.ts';
import { outcomeText } from '../dns/outcome.ts';
import { MAX_LOOKUPS, MAX_VOIDS } from './check.ts';
import type { SpfNode, SpfTree } from './tree.ts';

export interface SpfFault {
  /** `error`: receivers answer permerror · `unseen`: DNS did not answer · `weak`: it is read, and does little or soon breaks. */
  readonly level: 'error' | 'unseen' | 'weak';
  readonly reason: string;
  readonly advice: string;
}

/** Advised for name and text of the whole answer, so that it fits 512 octets (RFC 7208 §3.4). */
const ADVISED_SIZE = 450;
const MAX_MX_HOSTS = 10;

const error = (reason: string, advice: string): SpfFault => ({ level: 'error', reason, advice });
const weak = (reason: string, advice: string): SpfFault => ({ level: 'weak', reason, advice });

/** Two terms without the space between: the strings of a TXT record are joined as they are (RFC 7208 §3.3). */
const GLUED = /(?:^|\s)([+\-~?]?[a-z0-9]+[:=]\S*?(?:include|ip[46]|exists|redirect)[:=]\S*)/i;

const gluedFault = ({ domain, text }: SpfNode): SpfFault[] => {
  const term = GLUED.exec(text ?? '')?.[1];
  if (term === undefined) return [];
  return [
    error(
      'glued-terms',
      `“${excerpt(term)}” in the SPF record of ${domain} is two terms: a space was lost, most often where the text was split at 255 characters. Put the space back.`,
    ),
  ];
};

const nodeFault = (node: SpfNode): SpfFault[] => {
  const { domain } = node;
  switch (node.state) {
    case 'several':
      return [
        error(
          'several-spf',
          `${domain} has ${node.others.length} SPF records, which is an error. Merge them into one, and delete the others.`,
        ),
      ];
    case 'syntax':
      return [error('spf-syntax', `The SPF record of ${domain} cannot be read: ${node.errors.join('; ')}. Correct these terms.`)];
    case 'loop':
      return [error('include-loop', `The SPF record of ${domain} draws itself in. Remove that include or redirect.`)];
    case 'none':
      return node.depth === 0
        ? []
        : [
            error(
              'include-without-spf',
              `${domain} is included and has no SPF record, which is an error. Remove the term that names it.`,
            ),
          ];
    case 'unseen': {
      const why = outcomeText(node.outcome ?? 'timeout');
      return [{ level: 'unseen', reason: 'unseen', advice: `Ask again later for the TXT records of ${domain}: ${why}.` }];
    }
    case 'ok':
    case 'not-followed':
      return [];
  }
};

const limitFaults = (tree: SpfTree): SpfFault[] => {
  const faults: SpfFault[] = [];
  if (tree.lookups > MAX_LOOKUPS) {
    const costs = (tree.nodes[0]?.terms ?? [])
      .filter((term) => term.cost > 0 && !term.dead)
      .map((term) => `${term.text} ${term.cost}`);
    const advice = `The SPF record of ${tree.domain} causes ${tree.lookups} DNS lookups, and ${MAX_LOOKUPS} are allowed (${costs.join(', ')}). Remove includes of services that no longer send, or give a service a subdomain of its own.`;
    faults.push(error('too-many-lookups', advice));
  }
  const hosts = tree.nodes.flatMap((node) =>
    node.terms.filter((term) => (term.mxHosts ?? 0) > MAX_MX_HOSTS).map(() => node.domain),
  );
  if (hosts.length > 0)
    faults.push(
      error(
        'too-many-mx',
        `${hosts[0]} has more than ${MAX_MX_HOSTS} MX hosts, which its mx term may not have. List the addresses instead.`,
      ),
    );
  if (tree.voids > MAX_VOIDS) {
    const dead = tree.nodes.flatMap((node) =>
      node.terms.filter((term) => term.isVoid === true).map((term) => `${term.text} (${node.domain})`),
    );
    faults.push(
      error(
        'too-many-voids',
        `${tree.voids} terms name something that does not exist, and ${MAX_VOIDS} are allowed: ${dead.join(', ')}. Remove them.`,
      ),
    );
  }
  return faults;
};

const weaknesses = (root: SpfNode): SpfFault[] => {
  const faults: SpfFault[] = [];
  const all = root.terms.find((term) => term.kind === 'all' && !term.dead);
  if (all?.qualifier === '+')
    faults.push(error('plus-all', `“${all.text}” lets the whole internet send as ${root.domain}. Change it to ~all or -all.`));
  if (all?.qualifier === '?') faults.push(weak('neutral-all', `“?all” protects nothing. Change it to ~all or -all.`));
  const redirects = root.terms.some((term) => term.kind === 'redirect');
  if (all === undefined && !redirects)
    faults.push(weak('no-all', `The record of ${root.domain} does not say what others may not do. End it with ~all or -all.`));
  const dead = root.terms.filter((term) => term.dead).map((term) => term.text);
  if (dead.length > 0)
    faults.push(
      weak('after-all', `${dead.join(' ')} stands behind “all” and is never read. Move it before “all”, or remove it.`),
    );
  if (root.terms.some((term) => term.kind === 'ptr'))
    faults.push(weak('ptr', 'Remove the ptr term: RFC 7208 §5.5 says not to use it, and some receivers do not read it.'));
  const mistaken = root.unknownModifiers.filter((name) => /^(include|a|mx|ip4|ip6|exists|all|ptr|v)$/.test(name));
  if (mistaken.length > 0)
    faults.push(
      weak(
        'equals-for-colon',
        `${mistaken.map((name) => `${name}=`).join(', ')} is ignored by every receiver. Write ${mistaken[0]}: instead.`,
      ),
    );
  if (root.txtSize + root.domain.length > ADVISED_SIZE) {
    faults.push(
      weak(
        'too-large',
        `The TXT records at ${root.domain} have ${root.txtSize} characters together; over ${ADVISED_SIZE} some receivers cannot read them. Remove what is no longer used.`,
      ),
    );
  }
  return faults;
};

/** Empty for a policy that is fine, and for a domain that publishes none. */
export const spfFaults = (tree: SpfTree): readonly SpfFault[] => {
  const [root] = tree.nodes;
  if (root === undefined) return [];
  const faults = [
    ...tree.nodes.flatMap(gluedFault),
    ...tree.nodes.flatMap(nodeFault),
    ...limitFaults(tree),
    ...(root.state === 'ok' ? weaknesses(root) : []),
  ];
  const order = ['error', 'unseen', 'weak'];
  return faults.toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
};
