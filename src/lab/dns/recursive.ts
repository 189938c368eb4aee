// What the lab's resolver answers: it follows aliases over all of the lab's zones, and knows no other domain.
import { answerAuthoritatively } from './authoritative.ts';
import { FLAG, RCODE } from './query.ts';
import { TYPE } from './rdata.ts';
import type { LabReply } from './reply.ts';
import type { LabRecord } from './zone-file.ts';
import type { Zone } from './zones.ts';

const MAXIMUM_ALIASES = 16;

/** The alias that leads on from `name`, among the answers. */
const next = (answers: readonly LabRecord[], name: string): string | null => {
  const alias = answers.find((record) => record.type === TYPE.CNAME && record.name === name)?.rdata[0];
  return alias === undefined || Buffer.isBuffer(alias) ? null : alias.name;
};

const endOf = (answers: readonly LabRecord[], start: string): { name: string; hops: number } => {
  let name = start;
  let hops = 0;
  for (let to = next(answers, name); to !== null && hops <= answers.length; to = next(answers, name)) {
    name = to;
    hops += 1;
  }
  return { name, hops };
};

const withRoot = new WeakMap<readonly Zone[], readonly Zone[]>();

/** The same list for the same zones: it is looked through by an index of its own. */
const rooted = (zones: readonly Zone[], root: Zone): readonly Zone[] => {
  const known = withRoot.get(zones);
  if (known?.at(-1) === root) return known;
  const made = [...zones, root];
  withRoot.set(zones, made);
  return made;
};

/**
 * Answers one question from the zones and the root above them. A delegation to servers outside of the lab is SERVFAIL,
 * as from a resolver that cannot reach them; an alias that comes back to itself is given as far as it went.
 */
export const answerRecursively = (zones: readonly Zone[], root: Zone, asked: string, type: number): LabReply => {
  const all = rooted(zones, root);
  const answers: LabRecord[] = [];
  let name = asked;
  for (let hop = 0; hop <= MAXIMUM_ALIASES; hop += 1) {
    const reply = answerAuthoritatively(all, name, type);
    const isReferral = reply.authorities.some((record) => record.type === TYPE.NS);
    if (isReferral) return { flags: FLAG.RA, rcode: RCODE.SERVFAIL, answers: [], authorities: [], additionals: [] };
    const repeated = reply.answers.some((record) => answers.includes(record));
    answers.push(...reply.answers.filter((record) => !answers.includes(record)));
    const end = endOf(reply.answers, name);
    const finished =
      end.hops === 0 || type === TYPE.CNAME || type === TYPE.ANY || reply.answers.some((record) => record.type === type);
    if (finished || repeated || reply.authorities.length > 0) return { ...reply, flags: FLAG.RA, answers };
    name = end.name;
  }
  return { flags: FLAG.RA, rcode: RCODE.NOERROR, answers, authorities: [], additionals: [] };
};
