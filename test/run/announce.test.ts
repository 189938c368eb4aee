import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { probes } from '../../src/probes/index.ts';
import type { TemplateName } from '../../src/core/profile.ts';
import { targetOf } from '../../src/profile/target.ts';
import { readRunbook } from '../../src/app/runbooks.ts';
import { announce } from '../../src/run/announce.ts';
import { changed, load, SES, SMTP } from '../profile/source.ts';
import { observeStep, runbookOf, waitStep } from './context.ts';

const announced = (
  text: string,
  asked = ['ses-production-access', 'dmarc-record', 'smtp-auth', 'sns-topic-exists'],
  templates: readonly TemplateName[] = [],
) =>
  announce(targetOf(load(text)), {
    runbook: runbookOf(observeStep('look', asked)),
    checks: new Map(checks.map((check) => [check.id, check])),
    probes,
    evidenceDir: './evidence',
    templates,
  });

describe('a plan', () => {
  it('names each party with its host and the permissions that are needed there', async () => {
    const { asks } = await announced(SES);
    expect(asks.find(({ party }) => party === 'ses')).toMatchObject({
      hosts: ['email.ap-south-1.amazonaws.com'],
      permissions: expect.arrayContaining(['ses:GetAccount']),
    });
    expect(asks.find(({ party }) => party === 'dns')?.facts).toContain('dns.dmarc');
  });

  it('asks people in words, and nothing that the ledger tells', async () => {
    const runbook = await readRunbook(process.cwd(), 'ses');
    const of = async (text: string) =>
      (await announce(targetOf(load(text)), { runbook, checks: new Map(), probes, evidenceDir: '.' })).questions;
    const asked = await of(SES);
    expect(asked.map(({ id }) => id)).not.toContain('rows-updated');
    expect(asked.find(({ id }) => id === 'credential-alone')).toMatchObject({
      text: expect.stringMatching(/^Is this credential used for this gym alone/) as string,
      onlyWhen: false,
    });
    expect(asked.find(({ id }) => id === 'customer-email-disabled')).toMatchObject({ onlyWhen: true });
  });

  it('leaves out parties that the tenant does not have', async () => {
    expect((await announced(SES)).asks.map(({ party }) => party)).not.toContain('smtp');
    const smtp = (await announced(SMTP)).asks.map(({ party }) => party);
    expect(smtp).toContain('smtp');
    expect(smtp).not.toContain('sns');
    expect((await announced(SMTP)).takes.sesReads).toBe(0);
    expect((await announced(SES, ['fake-mode-off', 'squareos-ready'])).asks.map(({ party }) => party)).not.toContain('squareos');
  });

  it.each([
    ['a user sends', 'AKIA', false],
    ['a role’s session sends', 'ASIA', true],
  ])('asks about a role only where %s', async (_, prefix, role) => {
    const text = SES.replaceAll(/accessKeyId: AKIA/g, `accessKeyId: ${prefix}`).replace(
      'secretAccessKey: "env:CERTIFY_SES_SECRET"',
      (secret) => (role ? `${secret}, sessionToken: "env:CERTIFY_SES_SESSION"` : secret),
    );
    const { asks } = await announced(text, ['send-permissions', 'ses-tenant', 'ses-global-endpoint']);
    const iam = asks.find(({ party }) => party === 'iam');
    expect(iam?.permissions.includes('iam:GetRole')).toBe(role);
    expect(iam?.facts.includes('iam.sendRole')).toBe(role);
    expect(iam?.permissions).toContain('iam:SimulatePrincipalPolicy');
    const ses = asks.find(({ party }) => party === 'ses')?.facts ?? [];
    expect(ses.filter((one) => one === 'ses.tenant' || one === 'ses.globalEndpoint')).toEqual([]);
  });

  it('says which reference goes to which host, and never a value', async () => {
    expect((await announced(SES)).secrets).toContainEqual({
      name: 'callback.verifyToken',
      reference: 'env:CERTIFY_WEBHOOK_TOKEN',
      host: 'api.squareos.example',
    });
    // The secret of an AWS key signs here and travels nowhere.
    expect((await announced(SES)).secrets.find(({ name }) => name === 'aws.send.secretAccessKey')?.host).toBeNull();
  });

  it('says what is sent to whom, shortened, and what is written', async () => {
    const { sends, writes } = await announced(SES);
    expect(sends).toEqual({ to: 'o…@example.com', via: 'squareos', messages: ['live'] });
    expect(writes).toContain('extraction.yaml');
  });

  it('says what becomes of each template in SES, and of which a message is sent', async () => {
    const held = (more: string) => `{ses: gym-invoice, data: {number: "1", firstName: Ana}${more}}`;
    const agreed = ', optIn: {by: Ops, at: 2026-11-20, reference: T-1}';
    const { templates } = await announced(changed(SES, 'invoice: tpl_1', `invoice: ${held('')}`));
    expect(templates).toEqual([
      { template: 'invoice', ses: 'gym-invoice', data: ['number', 'firstName'], message: 'not-agreed' },
    ]);
    const text = changed(SES, 'invoice: tpl_1', `invoice: ${held(agreed)}`);
    expect((await announced(text)).templates).toMatchObject([{ message: 'agreed' }]);
    const asked = await announced(text, undefined, ['invoice']);
    expect(asked).toMatchObject({ templates: [{ message: 'asked' }], sends: { messages: ['live', 'template-invoice'] } });
  });

  it.each([
    ['ap-south-1', []],
    [
      'eu-central-9',
      ['The region eu-central-9 is none that this certify knows: it is new, or misspelt. Did you mean eu-central-1?'],
    ],
    ['mx-central-1', [expect.stringContaining('Amazon SES is not in the region mx-central-1.')]],
  ])('says what is doubtful of the region %s', async (region, doubts) => {
    expect((await announced(SES.replace('region: ap-south-1', `region: ${region}`))).doubts).toEqual(doubts);
  });

  it('sends nothing for a development tenant', async () => {
    const text = changed(SES, 'environment: production', 'environment: development');
    expect((await announced(text)).sends).toBeNull();
  });

  const WEB = [
    'webhook-endpoint',
    'live-callback',
    'live-rows',
    'inbox-arrived',
    'dmarc-record',
    'smtp-auth',
    'ses-production-access',
    'sns-topic-exists',
  ];
  const hostsIn = async (text: string, party: string) =>
    (await announced(text, WEB)).asks.find((one) => one.party === party)?.hosts;

  it.each<readonly [string, string, string, readonly string[]]>([
    ['the relay by host and port', SMTP, 'smtp', ['smtp.relay.example:587']],
    ['the callback by its host', SES, 'webhook', ['api.squareos.example']],
    ['the ledger by its host', SES, 'live', ['api.squareos.example']],
    ['a service of AWS by the region’s endpoint', SES, 'sns', ['sns.ap-south-1.amazonaws.com']],
    [
      'one by its own',
      changed(SES, 'endpoints: {}', 'endpoints: {sns: "https://sns-fips.ap-south-1.amazonaws.com"}'),
      'sns',
      ['sns-fips.ap-south-1.amazonaws.com'],
    ],
    ['nobody where the tenant’s zone decides', SES, 'dns', []],
    [
      'resolvers by name',
      changed(SES, 'resolvers: []', 'resolvers: ["192.0.2.53", "192.0.2.54:5353"]'),
      'dns',
      ['192.0.2.53', '192.0.2.54:5353'],
    ],
    [
      'whom a deep look meets',
      changed(SES, 'authoritative: true', 'authoritative: true, deep: true'),
      'dns',
      ['mta-sts.example.com:443', 'the MX hosts of example.com, port 25'],
    ],
  ])('names %s', async (_, text, party, hosts) => {
    expect(await hostsIn(text, party)).toEqual(hosts);
  });

  it('names whom it asks once the message is out, and nobody where none is sent or a person says it', async () => {
    const afterwards = async (text: string) => (await announced(text, WEB)).asks.find(({ party }) => party === 'live');
    const told = await afterwards(SES);
    expect(told).toMatchObject({ permissions: [], facts: expect.arrayContaining(['live.callback', 'live.rows']) as string[] });
    expect(told?.facts).not.toContain('live.receipt');
    expect(told?.facts).not.toContain('live.inbox');
    const mailbox = changed(
      SES,
      'live:\n',
      'live:\n  inbox: {imap: {host: imap.example.com, username: ops@example.com, password: "env:CERTIFY_INBOX_PASSWORD"}}\n',
    );
    expect(await afterwards(mailbox)).toMatchObject({
      hosts: ['api.squareos.example', 'imap.example.com:993'],
      facts: expect.arrayContaining(['live.inbox']) as string[],
    });
    expect(await afterwards(changed(SES, 'environment: production', 'environment: development'))).toBeUndefined();
    expect(await afterwards(SMTP)).toBeUndefined();
  });

  it('says how long it takes: SES is read once a second, and each template is read and rendered', async () => {
    const takes = async (text: string, asked: readonly string[] = ['ses-production-access']) =>
      (await announced(text, [...asked])).takes;
    const { asks } = await announced(SES, ['ses-production-access']);
    const reads = asks.find(({ party }) => party === 'ses')?.facts.length ?? 0;
    expect(await takes(SES)).toEqual({ sesReads: reads, callbackAtMost: 0, inboxAtMost: 0 });
    const held = changed(SES, 'invoice: tpl_1', 'invoice: {ses: gym-invoice, data: {number: "1"}}');
    expect((await takes(held)).sesReads).toBe(reads + 1);
    const two = changed(held, 'paymentLink: tpl_2', 'paymentLink: {ses: gym-link, data: {number: "1"}}');
    expect((await takes(two)).sesReads).toBe(reads + 3);
  });

  it('waits as long as the longest step of its kind', async () => {
    const { takes } = await announce(targetOf(load(SES)), {
      runbook: runbookOf(waitStep('a', 60), waitStep('b', 900), waitStep('c', 300)),
      checks: new Map(),
      probes,
      evidenceDir: '.',
    });
    expect(takes).toEqual({ sesReads: 0, callbackAtMost: 900, inboxAtMost: 0 });
  });

  it('sends a rehearsal to the simulator, which only SES has', async () => {
    const text = changed(SES, 'rehearse: []', 'rehearse: [bounce, complaint]');
    expect((await announced(text)).sends?.messages).toEqual(['live', 'rehearse-bounce', 'rehearse-complaint']);
  });

  it('names whose tenant it is, and writes journal, record and sheet where the profile has one', async () => {
    expect(await announced(SES)).toMatchObject({
      schema: 'certify.plan/1',
      tenant: 'main-gym',
      provider: 'SES',
      environment: 'production',
      writes: ['./evidence/.runs/<runId>.jsonl', './evidence/<evidence id>.json', 'extraction.yaml'],
    });
    expect((await announced(SMTP)).writes).toEqual(['./evidence/.runs/<runId>.jsonl', './evidence/<evidence id>.json']);
  });

  it('asks of rows only where a person says what the ledger holds', async () => {
    const runbook = await readRunbook(process.cwd(), 'smtp');
    const { questions, attestations } = await announce(targetOf(load(SMTP)), {
      runbook,
      checks: new Map(),
      probes,
      evidenceDir: '.',
    });
    expect(questions.find(({ id }) => id === 'rows-updated')).toMatchObject({ onlyWhen: false });
    expect(attestations).toEqual(questions.map(({ id }) => id));
  });
});
