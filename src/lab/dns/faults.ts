// Misbehaviour of the lab's name servers, by name and type: each is something that servers on the internet do.
import { fill, ScenarioError, wordOf } from '../scenario/fill.ts';
import { isWithin } from './names.ts';
import { FLAG, type LabQuery, RCODE } from './query.ts';
import { TYPE, typeNumber } from './rdata.ts';
import { type LabReply, writeReply } from './reply.ts';

const ROLES = ['recursive', 'authoritative'] as const;
export type LabDnsRole = (typeof ROLES)[number];

const BEHAVIOURS = [
  'servfail',
  'refused',
  /** No answer at all. */
  'timeout',
  'nxdomain',
  /** TC=1 over UDP, whatever the size. */
  'truncate',
  /** The answer breaks off in the middle of its last record. */
  'malformed',
  'wrong-id',
  /** FORMERR, without OPT, to every query that carries EDNS. */
  'formerr-on-edns',
  /** Not authoritative: a referral to the root. */
  'lame',
  /** Signatures that do not validate: SERVFAIL, unless checking is disabled (CD=1). */
  'bogus',
  /** A firewall that lets UDP through alone. */
  'silent-tcp',
] as const;

const UNSAID = {
  name: '',
  type: null as string | null,
  on: null as string | null,
  behaviour: null as string | null,
  delayMs: null as number | null,
  times: null as number | null,
};

export interface LabDnsFault {
  /** A name; `*.example.com` is everything below it, `*` is every name. */
  readonly name: string;
  /** Such as `TXT`; left out: every type. */
  readonly type?: string;
  /** Left out: both servers. */
  readonly on?: LabDnsRole;
  /** Left out: only `delayMs` applies. */
  readonly behaviour?: (typeof BEHAVIOURS)[number];
  /** Milliseconds before the answer leaves. */
  readonly delayMs?: number;
  /** How many questions it applies to; left out: all. */
  readonly times?: number;
}

/** As a scenario says it; throws ScenarioError naming the place. */
export const readDnsFault = (given: unknown, place: string): LabDnsFault => {
  const filled = fill(UNSAID, given, place);
  const { name, type, on, behaviour, delayMs, times } = filled;
  if (name === '') throw new ScenarioError(`${place}.name`, 'a name is expected, or *');
  if (type !== null && typeNumber(type) === null) throw new ScenarioError(`${place}.type`, `"${type}" is no record type`);
  return {
    name,
    ...(type === null ? {} : { type }),
    ...(on === null ? {} : { on: wordOf(ROLES, on, `${place}.on`) }),
    ...(behaviour === null ? {} : { behaviour: wordOf(BEHAVIOURS, behaviour, `${place}.behaviour`) }),
    ...(delayMs === null ? {} : { delayMs }),
    ...(times === null ? {} : { times }),
  };
};

const appliesTo = (fault: LabDnsFault, role: LabDnsRole, query: LabQuery): boolean => {
  const name = fault.name.toLowerCase().replace(/\.$/u, '');
  const covered =
    name === '*' ||
    (name.startsWith('*.') ? isWithin(query.name, name.slice(2)) && query.name !== name.slice(2) : query.name === name);
  return covered && (fault.on ?? role) === role && (fault.type === undefined || typeNumber(fault.type) === query.type);
};

export interface FaultList {
  /** All that apply to this question; each counts as used. */
  take(role: LabDnsRole, query: LabQuery): LabDnsFault[];
}

export const faultList = (faults: readonly LabDnsFault[]): FaultList => {
  const left = new Map(faults.map((fault) => [fault, fault.times ?? Number.POSITIVE_INFINITY]));
  return {
    take: (role, query) => {
      const taken = faults.filter((fault) => (left.get(fault) ?? 0) > 0 && appliesTo(fault, role, query));
      for (const fault of taken) left.set(fault, (left.get(fault) ?? 0) - 1);
      return taken;
    },
  };
};

const NOTHING = { answers: [], authorities: [], additionals: [] };

/** Breaks off inside the last record, so that its length promises more than there is; without records, inside the question. */
const breakOff = (message: Buffer): Buffer => message.subarray(0, message.length - 3);

const withOtherId = (message: Buffer): Buffer => {
  const out = Buffer.from(message);
  out.writeUInt16BE((message.readUInt16BE(0) + 1) & 0xffff, 0);
  return out;
};

/** The octets to send instead of the honest reply; null is silence. */
export const misbehave = (
  behaviour: LabDnsFault['behaviour'],
  query: LabQuery,
  honest: LabReply,
  over: { readonly transport: 'udp' | 'tcp' | 'https'; readonly limit: number },
): Buffer | null => {
  const reply = (changed: Partial<LabReply>, asked = query): Buffer => writeReply(asked, { ...honest, ...changed }, over.limit);
  switch (behaviour) {
    case undefined:
      return reply({});
    case 'servfail':
      return reply({ ...NOTHING, flags: honest.flags & ~FLAG.AA, rcode: RCODE.SERVFAIL });
    case 'refused':
      return reply({ ...NOTHING, flags: honest.flags & ~FLAG.AA, rcode: RCODE.REFUSED });
    case 'nxdomain':
      return reply({
        ...NOTHING,
        rcode: RCODE.NXDOMAIN,
        authorities: honest.authorities.filter((record) => record.type === TYPE.SOA),
      });
    case 'timeout':
      return null;
    case 'bogus':
      return misbehave((query.flags & FLAG.CD) === 0 ? 'servfail' : undefined, query, honest, over);
    case 'silent-tcp':
      return over.transport === 'tcp' ? null : reply({});
    case 'truncate':
      return reply(over.transport === 'udp' ? { flags: honest.flags | FLAG.TC } : {});
    case 'malformed':
      return breakOff(reply({}));
    case 'wrong-id':
      return withOtherId(reply({}));
    case 'formerr-on-edns':
      return query.edns === null ? reply({}) : reply({ ...NOTHING, rcode: RCODE.FORMERR }, { ...query, edns: null });
    case 'lame': {
      const root = { name: '', type: TYPE.NS, ttl: 3600, rdata: [{ name: 'a.root-servers.net' }] };
      return reply({ ...NOTHING, flags: honest.flags & ~FLAG.AA, rcode: RCODE.NOERROR, authorities: [root] });
    }
  }
};
