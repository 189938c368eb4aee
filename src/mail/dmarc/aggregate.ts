// An aggregate report (RFC 9990, and RFC 7489 appendix C before it): what one receiver saw of a domain. Read as a stream, for it comes from strangers.
import sax from 'sax';
import { parseIp4, parseIp6 } from '../../text/ip-address.ts';
import { toDnsName } from '../../text/domain-name.ts';

interface SignatureSeen {
  /** d=, as an A-label. */
  readonly domain: string;
  readonly selector: string | null;
  /** `pass`, `fail`, `none`, `neutral`, `policy`, `temperror`, `permerror`, or the receiver's own word. */
  readonly result: string;
}

interface SpfSeen {
  readonly domain: string;
  /** `mfrom` or `helo`; null where the receiver does not say. */
  readonly scope: string | null;
  readonly result: string;
}

/** One line of a report: messages of one address that were judged alike. */
export interface SeenRow {
  readonly address: string;
  readonly count: number;
  /** What was done: `none`, `quarantine`, `reject`, `pass`. */
  readonly disposition: string;
  /** The receiver counted an aligned DKIM pass; null: it does not say. */
  readonly dkimAligned: boolean | null;
  readonly spfAligned: boolean | null;
  /** Why it did otherwise than the policy asks: `forwarded`, `mailing_list`, `local_policy`, … */
  readonly overrides: readonly string[];
  readonly from: string;
  readonly dkim: readonly SignatureSeen[];
  readonly spf: readonly SpfSeen[];
}

export interface PolicySeen {
  readonly domain: string;
  readonly p: string | null;
  readonly sp: string | null;
  readonly adkim: 'r' | 's';
  readonly aspf: 'r' | 's';
}

export interface AggregateReport {
  readonly receiver: string;
  readonly id: string;
  /** Milliseconds since 1970; null where it is no number. */
  readonly begin: number | null;
  readonly end: number | null;
  readonly policy: PolicySeen;
  readonly rows: readonly SeenRow[];
  /** Rows without a usable address, count or domain. */
  readonly unreadableRows: number;
}

/** Why a text is no report; the message is a clause that goes on from "it". */
export class NotAReport extends Error {}

const DEEPEST = 24;
const MOST_ROWS = 200_000;
/** Of one record: receivers list each signature of a message, and a message may hold hundreds. */
const MOST_RESULTS = 50;
const LONGEST_TEXT = 1024;

type Fields = { [path: string]: string };

interface Draft {
  fields: Fields;
  dkim: Fields[];
  spf: Fields[];
  overrides: string[];
}

const draft = (): Draft => ({ fields: {}, dkim: [], spf: [], overrides: [] });

const word = (text: string | undefined): string => (text ?? '').toLowerCase().slice(0, 30);
const judged = (text: string | undefined): boolean | null => (word(text) === '' ? null : word(text) === 'pass');
const domainIn = (text: string | undefined): string | null => (text === undefined ? null : toDnsName(text.replace(/\.$/, '')));

const seconds = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,11}$/.test(text) ? Number(text) * 1000 : null;

const rowOf = ({ fields, dkim, spf, overrides }: Draft, published: string | null): SeenRow | null => {
  const address = fields['row/source_ip'] ?? '';
  const count = fields['row/count'] ?? '';
  const from = domainIn(fields['identifiers/header_from']) ?? published;
  if ((parseIp4(address) === null && parseIp6(address) === null) || !/^0*[1-9]\d{0,8}$/.test(count) || from === null) return null;
  return {
    address: address.toLowerCase(),
    count: Number(count),
    disposition: word(fields['row/policy_evaluated/disposition']) || 'none',
    dkimAligned: judged(fields['row/policy_evaluated/dkim']),
    spfAligned: judged(fields['row/policy_evaluated/spf']),
    overrides,
    from,
    dkim: dkim.flatMap((one) => {
      const domain = domainIn(one['domain']);
      return domain === null ? [] : [{ domain, selector: domainIn(one['selector']), result: word(one['result']) }];
    }),
    spf: spf.flatMap((one) => {
      const domain = domainIn(one['domain']);
      return domain === null ? [] : [{ domain, scope: word(one['scope']) || null, result: word(one['result']) }];
    }),
  };
};

const mode = (text: string | undefined): 'r' | 's' => (word(text) === 's' ? 's' : 'r');
const policyWord = (text: string | undefined): string | null => word(text) || null;

/** Reads one report piece by piece. `write` and `end` throw NotAReport; entities other than XML's five, and a DOCTYPE, are refused unread. */
export const aggregateReader = () => {
  // Positions are not needed, and cost time.
  const parser = sax.parser(true, { position: false, trim: true });
  const path: string[] = [];
  const head: Fields = {};
  const drafts: Draft[] = [];
  let record: Draft | null = null;
  let result: Fields | null = null;
  let text = '';

  const fail = (why: string): never => {
    throw new NotAReport(why);
  };
  const open = (name: string): void => {
    path.push(name.replace(/^.*:/, '').toLowerCase());
    text = '';
    if (path.length > DEEPEST) fail('nests deeper than any report');
    if (path.length === 1 && path[0] !== 'feedback')
      fail(`begins with <${(path[0] ?? '').slice(0, 40)}>, and a report begins with <feedback>`);
    const at = path.slice(1).join('/');
    if (at === 'record') {
      if (drafts.length >= MOST_ROWS) fail(`holds more than ${MOST_ROWS} records`);
      record = draft();
    }
    if (at === 'record/auth_results/dkim' || at === 'record/auth_results/spf') result = {};
  };
  const keep = (fields: Fields, key: string): void => {
    if (text !== '' && fields[key] === undefined) fields[key] = text;
  };
  const closeIn = (current: Draft, at: string): void => {
    const [, kind] = /^auth_results\/(dkim|spf)$/.exec(at) ?? [];
    if (result !== null && kind !== undefined) {
      const list = kind === 'dkim' ? current.dkim : current.spf;
      if (list.length < MOST_RESULTS) list.push(result);
      result = null;
    } else if (result !== null) keep(result, at.replace(/^auth_results\/(?:dkim|spf)\//, ''));
    else if (at === 'row/policy_evaluated/reason/type') {
      if (text !== '' && current.overrides.length < MOST_RESULTS) current.overrides.push(word(text));
    } else keep(current.fields, at);
  };
  const close = (): void => {
    const at = path.slice(1).join('/');
    path.pop();
    if (at === 'record' && record !== null) {
      drafts.push(record);
      record = null;
    } else if (record !== null) closeIn(record, at.replace(/^record\//, ''));
    else keep(head, at);
    text = '';
  };

  const spoken = (piece: string): void => {
    text = (text + piece).slice(0, LONGEST_TEXT).trim();
  };
  Object.assign(parser, {
    onerror: (error: Error) => fail(`is no well-formed XML (${(error.message.split('\n')[0] ?? '').replace(/\.$/, '')})`),
    ondoctype: () => fail('declares a DOCTYPE, which no report does'),
    onopentag: ({ name }: sax.Tag) => open(name),
    ontext: spoken,
    oncdata: spoken,
    onclosetag: close,
  });

  return {
    write: (piece: string): void => {
      parser.write(piece);
    },
    end: (): AggregateReport => {
      parser.close();
      const domain = domainIn(head['policy_published/domain']);
      if (domain === null) return fail('names no domain under policy_published');
      const rows = drafts.map((one) => rowOf(one, domain)).filter((row): row is SeenRow => row !== null);
      return {
        receiver:
          head['report_metadata/org_name'] ?? head['report_metadata/email']?.replace(/^.*@/, '') ?? 'a receiver without a name',
        id: head['report_metadata/report_id'] ?? '',
        begin: seconds(head['report_metadata/date_range/begin']),
        end: seconds(head['report_metadata/date_range/end']),
        policy: {
          domain,
          p: policyWord(head['policy_published/p']),
          sp: policyWord(head['policy_published/sp']),
          adkim: mode(head['policy_published/adkim']),
          aspf: mode(head['policy_published/aspf']),
        },
        rows,
        unreadableRows: drafts.length - rows.length,
      };
    },
  };
};
