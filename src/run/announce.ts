// What a run would do, told before it asks anybody: whom it asks with which permissions, which secret goes where, what it sends and writes.
import type { AnyCheck } from '../checks/check.ts';
import { accessKeyForm } from '../aws/access-key.ts';
import { type AwsService, awsEndpoint, regionDoubt } from '../aws/region.ts';
import type { SendPurpose } from '../core/journal.ts';
import type { Permission } from '../core/probe.ts';
import type { TemplateName } from '../core/profile.ts';
import type { Runbook } from '../core/runbook.ts';
import { AWS_PARTIES, type FactKey, type Party, party } from '../facts/index.ts';
import { maskText, NO_MASK_CONTEXT } from '../masking/mask.ts';
import { type SecretUse, secretUses } from '../profile/secret-hosts.ts';
import type { Target } from '../profile/target.ts';
import { isCertain, questionOf } from './attestations.ts';
import { appliesTo, type Having } from '../probes/permissions.ts';
import type { AnyProbe } from '../probes/probe.ts';
import { factsOf, planFor, type ProbeLoaders } from './plan.ts';

interface AskedParty {
  readonly party: Party;
  /** Hosts, with a port where it is not the usual one; empty where the tenant's zone decides. */
  readonly hosts: readonly string[];
  /** Keys of the facts. */
  readonly facts: readonly string[];
  /** IAM actions that the probing credential needs; empty beside AWS. */
  readonly permissions: readonly string[];
}

interface AnnouncedTemplate {
  readonly template: TemplateName;
  /** Its name in SES. */
  readonly ses: string;
  /** Top names of the sample data. */
  readonly data: readonly string[];
  /** `asked`: one is sent · `agreed`: `--template` would send one · `not-agreed`: nobody agreed to one. */
  readonly message: 'asked' | 'agreed' | 'not-agreed';
}

/** The document of `certify plan --json`. */
export interface Announced {
  readonly schema: 'certify.plan/1';
  readonly tenant: string;
  readonly provider: string | null;
  readonly environment: string;
  /** What the profile says and may be a slip; only an answer would show it. */
  readonly doubts: readonly string[];
  readonly asks: readonly AskedParty[];
  readonly secrets: readonly SecretUse[];
  /** null: nothing is sent. */
  readonly sends: {
    /** Local part shortened. */
    readonly to: string;
    readonly via: 'squareos' | 'provider';
    /** Messages of this run at most, by their purpose; rehearsals go to the SES simulator. */
    readonly messages: readonly SendPurpose[];
  } | null;
  /** Templates that SES holds: each is read, and rendered with this sample data. */
  readonly templates: readonly AnnouncedTemplate[];
  /** Ids of the questions that a person may have to answer, in order. */
  readonly attestations: readonly string[];
  /** The same with their words; `onlyWhen`: not asked where it was observed, or where what it is about is in order. */
  readonly questions: readonly { readonly id: string; readonly text: string; readonly onlyWhen: boolean }[];
  readonly writes: readonly string[];
  /** Seconds: of SES's one read a second, and of the longest waits for a callback and for the mailbox (0: none is named). */
  readonly takes: { readonly sesReads: number; readonly callbackAtMost: number; readonly inboxAtMost: number };
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);

/** The services that a party's facts are asked of. */
const SERVICES: { readonly [P in Party]?: readonly AwsService[] } = {
  ses: ['sesv2', 'ses'],
  sns: ['sns'],
  kms: ['kms'],
  sts: ['sts'],
  iam: ['iam'],
  cloudwatch: ['cloudwatch'],
};

/** AWS's own endpoints, or those that the profile names. */
const awsHosts = (one: Party, { places: { ses } }: Target): readonly string[] =>
  ses === null
    ? []
    : [...new Set((SERVICES[one] ?? []).map((service) => hostOf(ses.endpoints[service] ?? awsEndpoint(service, ses.region))))];

/** A region is asked for at its own hosts: one that AWS does not have looks like a network that is down. */
const doubtsOf = ({ places: { ses } }: Target): readonly string[] => {
  if (ses === null) return [];
  const doubt = regionDoubt(ses.region);
  return doubt === null ? [] : [doubt];
};

/** With `dns.deep`: met and asked, and never sent anything. */
const deepHosts = ({ domain }: Target['sender']): readonly string[] => [
  `mta-sts.${domain}:443`,
  `the MX hosts of ${domain}, port 25`,
];

const hostsOf = (one: Party, target: Target): readonly string[] => {
  const { relay, callbackUrl, resolvers, ledger, inbox } = target.places;
  switch (one) {
    case 'smtp':
      return relay === null ? [] : [`${relay.host}:${relay.port}`];
    case 'webhook':
      return callbackUrl === null ? [] : [hostOf(callbackUrl)];
    case 'live':
      return [
        ...(ledger.baseUrl === null ? [] : [hostOf(ledger.baseUrl)]),
        ...(inbox === null ? [] : [`${inbox.host}:${inbox.port}`]),
      ];
    case 'dns':
      return [...resolvers, ...(target.sender.deep ? deepHosts(target.sender) : [])];
    default:
      return awsHosts(one, target);
  }
};

/** Facts of the run's own, and of parties that this tenant does not have, ask nobody. */
const isThere = (one: Party, { places, loaded }: Target): boolean => {
  if (one === 'profile' || one === 'run' || one === 'message') return false;
  if (one === 'squareos') return loaded?.profile.squareos.state !== undefined;
  if (one === 'smtp') return places.relay !== null;
  return places.ses !== null || !AWS_PARTIES.has(one);
};

/** As the profile alone says it. */
const havingOf = ({ sender }: Target): Having => ({
  role: accessKeyForm(sender.accessKey?.id ?? '').kind === 'temporary',
  tenant: (sender.ses?.tenant ?? null) !== null,
  globalEndpoint: (sender.ses?.globalEndpoint ?? null) !== null,
  topic: (sender.ses?.topicArn ?? null) !== null,
  templates: sender.templates.named.length > 0,
});

/** Of these a probe asks about nothing else, though it needs more to do so. */
const SUBJECTS: readonly Permission['on'][] = ['tenant', 'global-endpoint'];

/** Its permissions that matter here; null: it asks only about what this tenant does not have. */
const asked = ({ key, permissions }: AnyProbe, having: Having) => {
  const needed = permissions.filter(({ on }) => appliesTo(on, having));
  const without = permissions.some(({ on }) => SUBJECTS.includes(on) && !appliesTo(on, having));
  const asksNothing = without || (needed.length === 0 && permissions.length > 0);
  return asksNothing ? null : { key, actions: needed.map(({ action }) => action) };
};

/** Of what the run itself comes to know, what it asks the ledger and the mailbox for once a message is out. */
const askedAfterwards = (made: ReadonlySet<FactKey>, { places, loaded, subject }: Target) =>
  [...made].flatMap((key) => {
    if (party(key) !== 'live' || key === 'live.receipt' || loaded === null || subject.environment === 'development') return [];
    const place = key === 'live.inbox' ? places.inbox : places.ledger.baseUrl;
    return place === null ? [] : [{ key, actions: [] }];
  });

const sendsOf = ({ loaded, subject }: Target, templates: readonly TemplateName[]): Announced['sends'] => {
  if (loaded === null || subject.environment === 'development') return null;
  const { live, provider } = loaded.profile;
  return {
    to: maskText(live.recipient, { ...NO_MASK_CONTEXT, recipients: [live.recipient] }),
    via: live.via,
    messages: [
      'live',
      ...(provider === 'SES' ? live.rehearse.map((what) => `rehearse-${what}` as const) : []),
      ...templates.map((name) => `template-${name}` as const),
    ],
  };
};

const templatesOf = ({ loaded, sender }: Target, asked: readonly TemplateName[]): Announced['templates'] =>
  sender.templates.named.map(({ name, ses, data }) => {
    const said = loaded?.profile.squareos.templates[name];
    const agreed = typeof said === 'object' && said.optIn !== undefined;
    const message = asked.includes(name) ? 'asked' : agreed ? 'agreed' : 'not-agreed';
    return { template: name, ses, data: Object.keys(data), message };
  });

/** Seconds that a kind of step waits at most. */
const longest = ({ steps }: Runbook, kind: 'await-callback' | 'await-inbox'): number =>
  Math.max(0, ...steps.map((step) => (step.kind === kind && 'timeout' in step ? step.timeout : 0)));

const writesOf = ({ loaded }: Target, evidenceDir: string): readonly string[] => [
  `${evidenceDir}/.runs/<runId>.jsonl`,
  `${evidenceDir}/<evidence id>.json`,
  ...(loaded?.profile.extraction === undefined ? [] : [loaded.profile.extraction.sheet]),
];

/** What the ledger tells, nobody is asked; nor what certify can see, where it did. */
const questionsOf = ({ steps }: Runbook, { loaded }: Target): Announced['questions'] =>
  steps.flatMap((step) => {
    const question = questionOf(step);
    if (question === null) return [];
    const { id, text, when } = question;
    const isOfRows = when?.ledger === 'attest';
    if (isOfRows && loaded?.profile.callback.ledger.attest !== true) return [];
    const isAsked = isOfRows || (loaded === null ? when === undefined : isCertain(question, loaded.profile));
    return [{ id, text, onlyWhen: !isAsked }];
  });

/** Pure but for loading the probes: nobody is asked, and no secret is read. */
export const announce = async (
  target: Target,
  given: {
    readonly runbook: Runbook;
    readonly checks: ReadonlyMap<string, AnyCheck>;
    readonly probes: ProbeLoaders;
    readonly evidenceDir: string;
    /** Of which a message each is asked for. */
    readonly templates?: readonly TemplateName[];
  },
): Promise<Announced> => {
  const { subject, secrets } = target;
  const used = given.runbook.steps.flatMap((step) => step.checks.flatMap((id) => given.checks.get(id) ?? []));
  const { probes, made } = await planFor(factsOf(used), given.probes);
  const questions = [...probes.flatMap((probe) => asked(probe, havingOf(target)) ?? []), ...askedAfterwards(made, target)];
  const parties = [...new Set(questions.map(({ key }) => party(key)))].filter((one) => isThere(one, target));
  const templates = target.sender.templates.named.length;
  // What SquareOS tells of templates it tells with the rest of its state.
  const of = (one: Party) => questions.filter(({ key }) => party(key) === one && key !== 'squareos.templates');
  return {
    schema: 'certify.plan/1',
    tenant: subject.tenant,
    provider: subject.provider,
    environment: subject.environment,
    doubts: doubtsOf(target),
    asks: parties.map((one) => ({
      party: one,
      hosts: hostsOf(one, target),
      facts: of(one).map(({ key }) => key),
      permissions: [...new Set(of(one).flatMap(({ actions }) => actions))],
    })),
    secrets: secretUses(secrets, target.places),
    sends: sendsOf(target, given.templates ?? []),
    templates: templatesOf(target, given.templates ?? []),
    attestations: questionsOf(given.runbook, target).map(({ id }) => id),
    questions: questionsOf(given.runbook, target),
    writes: writesOf(target, given.evidenceDir),
    takes: {
      // Each template is read and rendered.
      sesReads: isThere('ses', target) ? of('ses').length + Math.max(0, 2 * templates - 1) : 0,
      callbackAtMost: longest(given.runbook, 'await-callback'),
      inboxAtMost: target.places.inbox === null ? 0 : longest(given.runbook, 'await-inbox'),
    },
  };
};
