// What an assistant may ask over MCP: each tool is a command that only reads, and whatever leaves passes the gate.
import { outcomeWord } from '../core/decision.ts';
import { stated } from './stated-checks.ts';
import { z } from 'zod';
import { silentCaller, type Caller } from '../app/caller.ts';
import { check, checkSender } from '../app/check.ts';
import { dns } from '../app/dns/dns.ts';
import { listEvidence, readEvidence, rulesNote } from '../app/evidence.ts';
import { explain } from '../app/explain.ts';
import { message } from '../app/message/message.ts';
import { NO_TENANT_OPTIONS } from '../app/options.ts';
import { plan } from '../app/plan.ts';
import { confined } from '../app/profile-paths.ts';
import type { Setting } from '../app/setting.ts';
import type { RunDocument } from '../core/record.ts';
import { UsageError } from '../core/errors.ts';
import { refuseSecrets } from '../masking/human.ts';
import { openFindings } from '../report/outline.ts';
import { plural } from '../text/plural.ts';
import { dnsReport } from '../report/terminal/dns/dns-report.ts';
import { unreadReport } from '../report/terminal/evidence-list.ts';
import { explainText } from '../report/terminal/explain.ts';
import { messageReport } from '../report/terminal/message/message-report.ts';
import { planText } from '../report/terminal/plan.ts';
import { terminalReport } from '../report/terminal/terminal.ts';

/** What the server was started with: no tool can choose another place. */
export interface Surroundings {
  readonly setting: Setting;
  /** Files that tools are given lie below it. */
  readonly root: string;
  readonly evidenceDir: string;
  readonly resolvers: readonly string[];
}

type Server = Pick<Caller, 'arm' | 'gate' | 'signal'>;

interface Answer {
  /** For people, and for whoever reads on their behalf. */
  readonly text: string;
  readonly data: { readonly [key: string]: unknown };
}

interface Ask {
  readonly caller: Caller;
  readonly around: Surroundings;
}

export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** No other arguments than these: one that a tool does not know is refused, not passed over. */
  readonly input: z.ZodObject;
  /** It asks parties outside this machine. */
  readonly asksOthers: boolean;
  answer(given: unknown, ask: Ask): Promise<Answer>;
}

const tool = <S extends z.ZodRawShape>(
  stated: Omit<Tool, 'input' | 'answer'> & {
    readonly input: S;
    readonly answer: (given: z.infer<z.ZodObject<S>>, ask: Ask) => Promise<Answer>;
  },
): Tool => {
  const input = z.strictObject(stated.input);
  return { ...stated, input, answer: (given, ask) => stated.answer(input.parse(given), ask) };
};

const STYLE = { width: 100, colour: false, unicode: true, verbose: false };
const SUBJECT = { profile: null, lab: false, scenario: null, tenant: NO_TENANT_OPTIONS } as const;

const path = (what: string) => z.string().min(1).max(1000).describe(`${what}, within the server's directory`);
const id = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,200}$/)
  .describe("a record's id, as evidence_list shows it");

/** What decides and what needs work; the observations stay where they are. */
const told = (document: RunDocument): Answer['data'] => ({
  tenant: document.tenant,
  run: document.run,
  decision: document.decision,
  findings: openFindings(document),
  evidence: document.evidence,
});

const PLAN = tool({
  name: 'plan',
  title: 'What a run would do',
  description: 'Whom a certification run of this profile would contact, and what it would send and write. Contacts nobody.',
  input: { profile: path('the tenant’s profile, a YAML file') },
  asksOthers: false,
  answer: async ({ profile }, { around }) => {
    const { setting, root, evidenceDir } = around;
    const announced = await plan(setting, { ...SUBJECT, profile: await confined(profile, root), evidenceDir, templates: [] });
    return { text: planText(announced, profile, STYLE), data: { ...announced } };
  },
});

const CHECK = tool({
  name: 'check',
  title: 'Check a tenant',
  description:
    'Checks everything that can be observed about a tenant: with its profile, or with a From address and an SES region. Sends nothing, stores nothing.',
  input: {
    profile: path('the tenant’s profile, a YAML file').optional(),
    from: z.string().max(320).optional().describe('without a profile: the From address'),
    region: z.string().max(40).optional().describe('without a profile: the SES region'),
  },
  asksOthers: true,
  answer: async ({ profile, from, region }, { around, caller }) => {
    const { setting, root, evidenceDir } = around;
    const asked = { ...SUBJECT, evidenceDir, waitMs: null };
    if (profile === undefined && from !== undefined && region !== undefined) {
      const document = await checkSender(setting, caller, { ...asked, from, region, given: [] });
      return { text: terminalReport(document, STYLE), data: told(document) };
    }
    if (profile === undefined || from !== undefined || region !== undefined)
      throw new UsageError({
        code: 'sender-or-profile',
        message: 'Either a profile is given, or from and region together.',
        fix: 'Give `profile`, or `from` and `region`.',
      });
    const nobody = { operator: null, signKey: null, webhook: false, expected: null, templates: false };
    const document = await check(setting, caller, { ...asked, ...nobody, profile: await confined(profile, root) });
    return { text: terminalReport(document, STYLE), data: told(document) };
  },
});

const DNS = tool({
  name: 'dns',
  title: 'DNS and mail authentication of a domain',
  description: 'SPF, DKIM, DMARC, MAIL FROM and everything else in DNS about the mail of a domain; needs no profile.',
  input: {
    domain: z.string().max(255),
    from: z.string().max(320).optional().describe('the From address, if its domain is another'),
    provider: z.enum(['ses', 'smtp']).optional(),
    region: z.string().max(40).optional().describe('the SES region'),
    selectors: z.array(z.string().max(255)).max(10).optional().describe('DKIM selectors: name, or domain:name'),
  },
  asksOthers: true,
  answer: async (given, { around, caller }) => {
    const { document, domain } = await dns(around.setting, caller, {
      domain: given.domain,
      from: given.from ?? null,
      provider: given.provider ?? null,
      region: given.region ?? null,
      selectors: given.selectors ?? [],
      resolvers: around.resolvers,
      mailFrom: null,
      ip: null,
      helo: null,
      authoritative: around.resolvers.length === 0,
      authoritativePort: null,
      deep: false,
      blocklists: [],
      waitMs: null,
      failOnWarning: false,
      allowPrivate: false,
    });
    return { text: dnsReport(document, { ...STYLE, unicodeName: domain }), data: told(document) };
  },
});

const MESSAGE = tool({
  name: 'message',
  title: 'A received message',
  description: 'What a saved message (.eml) shows: who signed it, whether DMARC passes, what its receiver concluded.',
  input: {
    file: path('the message as it was received, its original source'),
    profile: path('a profile whose sender it is compared with').optional(),
  },
  asksOthers: true,
  answer: async ({ file, profile }, { around, caller }) => {
    const { setting, root, resolvers } = around;
    const { document } = await message(setting, caller, {
      file: await confined(file, root),
      profile: profile === undefined ? null : await confined(profile, root),
      authservId: null,
      resolvers,
      allowPrivate: false,
      set: [],
      failOnWarning: false,
    });
    return { text: messageReport(document, { ...STYLE, file }), data: told(document) };
  },
});

const EXPLAIN = tool({
  name: 'explain',
  title: 'What a check means',
  description:
    'The page of a check, or of one of its reasons (dkim-tokens/one-missing); with a record, what it says about that tenant.',
  input: { check: z.string().max(200), evidence: id.optional() },
  asksOthers: false,
  answer: async ({ check: what, evidence }, { around }) => {
    const record = evidence === undefined ? null : { dir: around.evidenceDir, id: evidence };
    const explained = await explain(what, record, stated(around.setting.root));
    const { check: one, reason, finding } = explained;
    const data = {
      id: one.id,
      title: one.title,
      why: one.why,
      reasons: one.reasons,
      references: one.references,
      reason,
      finding,
    };
    return { text: explainText({ check: one, reason, finding, evidence: evidence ?? null }, STYLE), data };
  },
});

const LIST = tool({
  name: 'evidence_list',
  title: 'Evidence records',
  description:
    'The records of earlier runs, newest first: id, tenant, outcome, validity; and files that cannot be read as records.',
  input: {
    tenant: z.string().max(64).optional(),
    ticket: z.string().max(200).optional(),
    limit: z.number().int().min(1).max(200).optional().describe('at most this many; default 50'),
  },
  asksOthers: false,
  answer: async ({ tenant, ticket, limit }, { around }) => {
    const { records, of, unread } = await listEvidence({
      evidenceDir: around.evidenceDir,
      tenant: tenant ?? null,
      ticket: ticket ?? null,
      outcomes: [],
      mode: null,
      since: null,
      expiringMs: null,
    });
    const rows = records.slice(0, limit ?? 50).map(({ record, validUntil, validity }) => ({
      id: record.evidence?.id ?? null,
      tenant: record.tenant,
      provider: record.provider,
      mode: record.run.mode,
      startedAt: record.run.startedAt,
      outcome: record.decision.outcome,
      why: record.decision.why,
      validUntil,
      validity,
      ticket: record.extraction?.ticket ?? null,
    }));
    const lines = rows.map((row) => `${row.id ?? ''}  ${row.tenant}  ${row.mode}  ${outcomeWord(row.outcome)}`);
    const more = unread.length === 0 ? '' : unreadReport(unread, STYLE);
    const text = `${[`${rows.length} of ${plural(of, 'record', 'records')}`, ...lines].join('\n')}\n${more}`.trimEnd();
    return { text, data: { records: rows, of, unread } };
  },
});

const SHOW = tool({
  name: 'evidence_show',
  title: 'One evidence record',
  description: 'A record as a report: the decision, what was observed, what is open.',
  input: { id },
  asksOthers: false,
  answer: async (given, { around }) => {
    const record = await readEvidence(around.evidenceDir, given.id);
    const note = await rulesNote(record, around.setting);
    return { text: terminalReport(record, { ...STYLE, note }), data: told(record) };
  },
});

export const TOOLS: readonly Tool[] = [PLAN, CHECK, DNS, MESSAGE, EXPLAIN, LIST, SHOW];

/** The answer of a tool. What it reads arms the server's gate, which all that leaves must pass. */
export const answerOf = async (
  one: Tool,
  given: object,
  around: Surroundings,
  { arm, gate, signal }: Server,
): Promise<Answer> => {
  // No tool takes a secret: one that was given is refused before it becomes a part of a path or of a name.
  for (const [name, value] of Object.entries(given)) refuseSecrets([value].flat().join(' '), `The argument ${name}`);
  return one.answer(given, { caller: { ...silentCaller(signal), arm, gate }, around });
};
