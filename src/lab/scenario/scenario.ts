// Loads `fixtures/scenarios/<name>.yaml`; a scenario may say only what differs from the one it `extends`.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import type { JsonObject, JsonValue } from '../../core/json.ts';
import { readAws } from '../aws/read.ts';
import { readDnsFault } from '../dns/faults.ts';
import { readServers } from '../dns/further.ts';
import { readZones } from '../dns/zones.ts';
import { readMailHost } from '../inbound/spec.ts';
import { readMailbox } from '../mailbox/spec.ts';
import { HONEST, readLedger } from '../platform/ledger-lies.ts';
import { WEAKNESSES } from '../platform/weak-webhook.ts';
import { readRelayBehaviour } from '../smtp/behaviour.ts';
import { fill, holdWords, isObject, mapItems, overlay, ScenarioError, wordOf } from './fill.ts';
import { FORGERIES, SEND_RESULTS } from './types.ts';
import type { EventSpec, ExpectedFinding, Expectation, FaultSpec, Scenario, SquareosSpec, ThrottleSpec } from './types.ts';

const EVENTS: EventSpec = {
  result: 'deliver',
  delayMs: 60,
  gapMs: 20,
  duplicates: 0,
  order: 'normal',
  forgedFirst: [],
  validationText: false,
  smtpResponse: '250 2.0.0 OK: queued',
  bounceSubType: null,
  bounceType: null,
  delayType: 'MailboxFull',
  members: {},
  status: null,
  diagnostic: null,
  complaintSubType: null,
  feedbackType: 'abuse',
  messageId: 'own',
};
const FAULT: FaultSpec = {
  service: null,
  operation: null,
  error: 'InternalFailure',
  status: 500,
  message: 'Simulated fault.',
  times: null,
  body: null,
  contentType: 'text/html',
  members: null,
};
const THROTTLE: ThrottleSpec = { service: 'ses', perSecond: 1, burst: 1, error: 'TooManyRequestsException', status: 429 };
const SQUAREOS: SquareosSpec = {
  sends: true,
  configurationSet: null,
  from: null,
  registers: true,
  webhook: 'none',
  state: null,
  sendsTwice: false,
  ledger: HONEST,
  status: 202,
};
const PROVIDERS: readonly Scenario['provider'][] = ['SES', 'SMTP'];
const EVENT_WORDS = {
  result: SEND_RESULTS,
  order: ['normal', 'reversed'],
  forgedFirst: FORGERIES,
  messageId: ['own', 'other'],
};
const PACE: Scenario['pace'] = { waitSeconds: null, retrySeconds: null };
const EXPECT: Expectation = { outcome: 'LAB_ONLY', exitCode: 0, findings: [] };
const FINDING: ExpectedFinding = { check: '', status: '', reason: null };
const TOP = {
  name: '',
  title: '',
  extends: '',
  provider: 'SES' as Scenario['provider'],
  aws: null as JsonValue,
  dns: {} as JsonObject,
  squareos: {} as JsonObject,
  smtp: null as JsonValue,
  mailHost: null as JsonValue,
  mailbox: null as JsonValue,
  events: {} as JsonObject,
  faults: [] as JsonValue[],
  latencyMs: 0,
  pace: {} as JsonObject,
  throttle: null as JsonValue,
  profile: {} as JsonObject,
  expect: {} as JsonObject,
};

const directory = (root: string): string => path.join(root, 'fixtures', 'scenarios');

const parsed = (text: string, name: string): unknown => {
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof YAMLParseError)) throw cause;
    const [{ line, col } = { line: 1, col: 1 }] = cause.linePos ?? [];
    const [said = ''] = cause.message.split(/ at line \d+|:?\n/);
    throw new ScenarioError(name, `this is no YAML: ${said}`, { line, column: col });
  }
};

const readFile = (root: string, name: string): JsonObject => {
  if (!/^_?[a-z0-9-]+$/.test(name))
    throw new ScenarioError(name, 'a scenario name has lower-case letters, digits and hyphens only');
  let text: string;
  try {
    text = readFileSync(path.join(directory(root), `${name}.yaml`), 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    throw new ScenarioError(name, `no such scenario; there are ${listScenarios(root).join(', ')}`);
  }
  const value = parsed(text, name);
  if (!isObject(value)) throw new ScenarioError(name, 'a mapping is expected');
  return value;
};

const withBase = (root: string, name: string, seen: readonly string[]): JsonObject => {
  if (seen.includes(name)) throw new ScenarioError(name, `extends itself by way of ${seen.join(', ')}`);
  const own = readFile(root, name);
  if (typeof own['extends'] !== 'string') return own;
  const base = withBase(root, own['extends'], [...seen, name]);
  // What a world must end in is said anew by each; the findings of another world do not hold here. A mailbox shows the message of its own.
  const { expect: _expect, mailbox: _mailbox, ...inherited } = base;
  return overlay(inherited, own) as JsonObject;
};

/** Names of all scenarios, in alphabetical order; files that begin with `_` are bases only. */
export const listScenarios = (root: string): string[] =>
  readdirSync(directory(root))
    .filter((file) => file.endsWith('.yaml') && !file.startsWith('_'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();

/** What a list of the worlds says of one. */
export interface ScenarioSummary {
  readonly name: string;
  readonly title: string;
  readonly provider: Scenario['provider'];
  /** The world that it differs from, and that differs from none: what it is once it is mended. */
  readonly root: string;
  /** `checks`: those that do not pass, the first one foremost. */
  readonly expect: Pick<Expectation, 'outcome'> & { readonly checks: readonly string[] };
}

/** All scenarios, in alphabetical order, without building their worlds: each file is read once. */
export const summariseScenarios = (root: string): readonly ScenarioSummary[] => {
  const read = new Map<string, JsonObject>();
  const own = (name: string): JsonObject => {
    const known = read.get(name) ?? readFile(root, name);
    read.set(name, known);
    return known;
  };
  const line = (name: string): readonly string[] => {
    const base = own(name)['extends'];
    return typeof base === 'string' ? [name, ...line(base)] : [name];
  };
  return listScenarios(root).map((name) => {
    const chain = line(name);
    const title = own(name)['title'];
    const { outcome, findings } = fill(EXPECT, own(name)['expect'] ?? {}, `${name}.expect`);
    const checks = mapItems(findings, `${name}.expect.findings`, (one, place) => fill(FINDING, one, place))
      .filter(({ status }) => status !== 'pass')
      .map(({ check }) => check);
    return {
      name,
      title: typeof title === 'string' ? title : name,
      provider: chain.some((one) => own(one)['provider'] === 'SMTP') ? 'SMTP' : 'SES',
      root: chain.findLast((one) => !one.startsWith('_')) ?? name,
      expect: { outcome, checks },
    };
  });
};

/** A section that its own party reads when it starts: what it says must be readable before anything does. */
const held = (given: JsonValue, place: string, read: (given: JsonObject, place: string) => unknown): JsonObject | null => {
  if (given === null) return null;
  if (!isObject(given)) throw new ScenarioError(place, 'a mapping is expected');
  read(given, place);
  return given;
};

/** Reads one scenario; throws ScenarioError naming the place that cannot be read. */
export const loadScenario = (root: string, name: string): Scenario => {
  const top = fill(TOP, withBase(root, name, []), name);
  const dns = fill({ zones: {}, faults: [] as JsonValue[], servers: {} }, top.dns, `${name}.dns`);
  const squareos = holdWords(fill(SQUAREOS, top.squareos, `${name}.squareos`), { webhook: WEAKNESSES }, `${name}.squareos`);
  const expect = fill(EXPECT, top.expect, `${name}.expect`);
  return {
    name,
    title: top.title,
    provider: wordOf(PROVIDERS, top.provider, `${name}.provider`),
    aws: top.aws === null ? null : readAws(top.aws, `${name}.aws`),
    dns: {
      zones: readZones(dns.zones, `${name}.dns.zones`),
      faults: mapItems(dns.faults, `${name}.dns.faults`, readDnsFault),
      servers: readServers(dns.servers, `${name}.dns.servers`),
    },
    squareos: { ...squareos, ledger: readLedger(squareos.ledger, `${name}.squareos.ledger`) },
    smtp: held(top.smtp, `${name}.smtp`, readRelayBehaviour),
    mailHost: held(top.mailHost, `${name}.mailHost`, readMailHost),
    mailbox: held(top.mailbox, `${name}.mailbox`, readMailbox),
    events: holdWords(fill(EVENTS, top.events, `${name}.events`), EVENT_WORDS, `${name}.events`),
    faults: mapItems(top.faults, `${name}.faults`, (fault, place) => fill(FAULT, fault, place)),
    latencyMs: top.latencyMs,
    pace: fill(PACE, top.pace, `${name}.pace`),
    throttle: top.throttle === null ? null : fill(THROTTLE, top.throttle, `${name}.throttle`),
    profile: top.profile,
    expect: { ...expect, findings: mapItems(expect.findings, `${name}.expect.findings`, (f, p) => fill(FINDING, f, p)) },
  };
};
