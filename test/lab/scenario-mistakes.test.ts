// A scenario file with a mistake in it is told as one: the file, the field, what is wrong and what is known there. Never a crash.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/core/errors.ts';
import { readScenario } from '../../src/app/lab/source.ts';
import { fillPlaceholders } from '../../src/lab/scenario/placeholders.ts';
import { listScenarios, loadScenario, summariseScenarios } from '../../src/lab/scenario/scenario.ts';
import { ROOT, temporary } from '../cli/certify.ts';

let home: ReturnType<typeof temporary>;
const file = (name: string): string => path.join(home.path, 'fixtures', 'scenarios', `${name}.yaml`);

beforeAll(() => {
  home = temporary();
  mkdirSync(path.dirname(file('x')), { recursive: true });
  for (const name of ['healthy-ses', 'healthy-smtp'])
    copyFileSync(path.join(ROOT, 'fixtures', 'scenarios', `${name}.yaml`), file(name));
});
afterAll(() => home[Symbol.dispose]());

/** What is thrown for a world that differs from a healthy one by these lines. */
const mistakeIn = (lines: string): UsageError => {
  writeFileSync(file('broken'), `title: broken\n${/^extends:/m.test(lines) ? '' : 'extends: healthy-ses\n'}${lines}\n`);
  try {
    readScenario({ loadScenario, listScenarios }, home.path, 'broken');
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error(`nothing was refused in: ${lines}`);
};

const REGION = 'ap-south-1';
const inRegion = (text: string): string => `aws: {regions: {${REGION}: {${text}}}}`;

describe('a scenario file', () => {
  it.each<[string, string, string | RegExp, string]>([
    ['is no YAML', 'dns: {zones: [', /broken\.yaml:\d+:\d+: this is no YAML: \w/, ''],
    ['says a key twice', 'latencyMs: 1\nlatencyMs: 2', /broken\.yaml:4:1: this is no YAML: Map keys must be unique/, ''],
    ['has an unknown key', 'latency: 5', '`latency`', 'unknown key; known are name, title,'],
    ['has another kind of value', 'latencyMs: soon', '`latencyMs`', 'number is expected'],
    ['names another provider', 'provider: SENDGRID', '`provider`', '"SENDGRID" is none of SES, SMTP'],
    ['extends nothing that is there', 'extends: healthy-sms', 'healthy-sms.yaml', 'no such scenario; there are'],
    ['extends itself', 'extends: broken', 'broken.yaml', 'extends itself'],
    [
      'edits a zone that no parent has',
      'dns: {zones: {other.example: {add: ["@ A 192.0.2.1"]}}}',
      '`dns.zones.other.example`',
      'a sequence is expected',
    ],
    [
      'edits a zone by another word',
      'dns: {zones: {example.com: {append: ["@ A 192.0.2.1"]}}}',
      '`dns.zones.example.com`',
      'a sequence is expected',
    ],
    [
      'adds one line where lines are expected',
      'dns: {zones: {example.com: {add: "@ A 192.0.2.1"}}}',
      '`dns.zones.example.com`',
      'a sequence is expected',
    ],
    [
      'has a zone line that is no text',
      'dns: {zones: {a.example: [{A: 192.0.2.1}]}}',
      '`dns.zones.a.example[0]`',
      'a line of a zone file is expected',
    ],
    [
      'has a line of no record type',
      'dns: {zones: {a.example: ["@ A 192.0.2.1", "www ADDRESS 192.0.2.1"]}}',
      '`dns.zones.a.example[1]`',
      '"ADDRESS" is no record type',
    ],
    [
      'has an address that is none',
      'dns: {zones: {a.example: ["@ A 192.0.2.256"]}}',
      '`dns.zones.a.example[0]`',
      '"192.0.2.256" is no IPv4 address',
    ],
    [
      'has an MX without a preference',
      'dns: {zones: {a.example: ["@ MX mail.a.example."]}}',
      '`dns.zones.a.example[0]`',
      'is no number of 2 octets',
    ],
    ['has a line that ends early', 'dns: {zones: {a.example: ["@ CNAME"]}}', '`dns.zones.a.example[0]`', 'a name was expected'],
    ['has zones in a list', 'dns: {zones: [a.example]}', '`dns.zones`', 'object is expected'],
    [
      'has a DNS fault of no kind',
      'dns: {faults: [{name: "*", behaviour: sulks}]}',
      '`dns.faults[0].behaviour`',
      '"sulks" is none of servfail,',
    ],
    [
      'has a DNS fault of no type',
      'dns: {faults: [{name: "*", type: ADDRESS}]}',
      '`dns.faults[0].type`',
      '"ADDRESS" is no record type',
    ],
    [
      'has a DNS fault with an unknown key',
      'dns: {faults: [{name: "*", behavior: servfail}]}',
      '`dns.faults[0].behavior`',
      'unknown key',
    ],
    [
      'has a further name server with an unknown key',
      'dns: {servers: {127.0.0.2: {zone: {}}}}',
      '`dns.servers.127.0.0.2.zone`',
      'unknown key',
    ],
    ['has a DNS fault of no name', 'dns: {faults: [{behaviour: servfail}]}', '`dns.faults[0].name`', 'a name is expected'],
    ['has a fault of AWS with an unknown key', 'faults: [{action: SendEmail}]', '`faults[0].action`', 'unknown key'],
    ['has an event of no kind', 'events: {result: vanish}', '`events.result`', '"vanish" is none of deliver,'],
    [
      'has a forgery of no kind',
      'events: {forgedFirst: [signature, wax]}',
      '`events.forgedFirst`',
      '"wax" is none of signature,',
    ],
    ['has a webhook of no kind', 'squareos: {webhook: sleeps}', '`squareos.webhook`', '"sleeps" is none of none,'],
    ['has a ledger that lies in no known way', 'squareos: {ledger: {id: odd}}', '`squareos.ledger.id`', '"odd" is none of own,'],
    ['has AWS as a text', 'aws: ap-south-1', '`aws`', 'a mapping is expected'],
    [
      'has an identity with an unknown key',
      inRegion('identities: {example.com: {verfied: true}}'),
      '`aws.regions.ap-south-1.identities.example.com.verfied`',
      'unknown key',
    ],
    [
      'has an identity of no type',
      inRegion('identities: {example.com: {type: HOST}}'),
      '`aws.regions.ap-south-1.identities.example.com.type`',
      '"HOST" is none of DOMAIN,',
    ],
    [
      'has a subscription of no state',
      inRegion('subscriptions: [{topic: a, state: asleep}]'),
      '`aws.regions.ap-south-1.subscriptions[0].state`',
      '"asleep" is none of confirmed,',
    ],
    ['has a mailbox with an unknown key', 'mailbox: {folder: Junk, serch: false}', '`mailbox.serch`', 'unknown key'],
    ['has a mailbox of no certificate', 'mailbox: {certificate: gold}', '`mailbox.certificate`', '"gold" is none of valid,'],
    ['has a mail host of no policy', 'mailHost: {policy: {status: fine}}', '`mailHost.policy.status`', 'number is expected'],
    [
      'has a mail host that speaks in no known way',
      'mailHost: {smtp: {starttls: later}}',
      '`mailHost.smtp.starttls`',
      '"later" is none of offered,',
    ],
    ['has a relay with an unknown key', 'extends: healthy-smtp\nsmtp: {tls: false}', '`smtp.tls`', 'unknown key'],
    [
      'has a relay that ends in no known way',
      'extends: healthy-smtp\nsmtp: {finalDot: waves}',
      '`smtp.finalDot`',
      '"waves" is none of answers,',
    ],
    [
      'has an adapter of no event',
      'extends: healthy-smtp\nsmtp: {adapter: {event: lost}}',
      '`smtp.adapter.event`',
      '"lost" is none of delivered,',
    ],
    ['has a relay in a list', 'extends: healthy-smtp\nsmtp: [postfix]', '`smtp`', 'a mapping is expected'],
  ])('that %s is refused by file and field', (_, lines, field, says) => {
    const { message, place, fix } = mistakeIn(lines);
    expect(message).toMatch(field instanceof RegExp ? field : /^fixtures\/scenarios\/[\w-]+\.yaml[:\d]*: /);
    if (typeof field === 'string') expect(message).toContain(field);
    expect(message).toContain(says);
    expect(place.file).toMatch(/^fixtures\/scenarios\/[\w-]+\.yaml$/);
    expect(fix).not.toBe('');
  });

  it('is told by the list of worlds as well', () => {
    writeFileSync(file('broken'), 'title: [');
    expect(() => summariseScenarios(home.path)).toThrow(UsageError);
    writeFileSync(file('broken'), 'extends: healthy-ses\nexpect: {outcame: READY}\n');
    expect(() => summariseScenarios(home.path)).toThrow('fixtures/scenarios/broken.yaml: `expect.outcame`: unknown key');
  });
});

it('a placeholder that nothing stands for is told with its field', () => {
  expect(() => fillPlaceholders({ smtp: { hosts: ['{{smtp.prot}}'] } }, { 'smtp.port': 25 }, 'broken.profile')).toThrow(
    'fixtures/scenarios/broken.yaml: `profile.smtp.hosts[0]`: there is no {{smtp.prot}}, only smtp.port',
  );
});
