// Which checks a look asks: of a domain, of a message, and of a tenant without sending.
import { describe, expect, it } from 'vitest';
import type { AnyCheck } from '../../src/checks/check.ts';
import { checks } from '../../src/checks/index.ts';
import type { Step } from '../../src/core/runbook.ts';
import { dnsRunbook } from '../../src/run/dns-runbook.ts';
import { messageRunbook } from '../../src/run/message-runbook.ts';
import { readOnlyRunbook } from '../../src/run/read-only.ts';
import { observeStep, runbookOf, waitStep } from './context.ts';

const needing = (id: string, ...needs: readonly string[]): AnyCheck => ({ id, needs }) as unknown as AnyCheck;
const CHECKS = [
  needing('zone', 'dns.dmarc'),
  needing('zone-and-profile', 'dns.dmarc', 'profile.tenant', 'run.clock'),
  needing('zone-and-ses', 'dns.dmarc', 'ses.account'),
  needing('profile', 'profile.tenant'),
  needing('message', 'message.header'),
  needing('mailbox', 'live.inbox'),
  needing('receipt', 'live.receipt'),
  needing('forgeries', 'webhook.negatives'),
  needing('account', 'ses.account'),
];
const idsOf = (steps: readonly Step[]) => steps.flatMap((step) => step.checks);

describe('a look at a domain', () => {
  it('asks what DNS alone can answer', () => {
    expect(idsOf(dnsRunbook(CHECKS).steps)).toEqual(['zone', 'zone-and-profile']);
  });

  it('takes a domain that is not there, and a DMARC question without an answer, for blockers', () => {
    expect(dnsRunbook(CHECKS).severities.map(({ check, status, severity }) => [check, status, severity])).toEqual([
      ['sender-domain-receives', undefined, 'blocker'],
      ['dmarc-record', 'inconclusive', 'blocker'],
    ]);
  });
});

describe('a look at a message', () => {
  it('asks what a message shows, and where it lies if it was found in a mailbox', () => {
    expect(idsOf(messageRunbook(CHECKS).steps)).toEqual(['message']);
    expect(idsOf(messageRunbook(CHECKS, true).steps)).toEqual(['message', 'mailbox']);
  });

  it('takes the receiver’s own refusal for a blocker in every environment', () => {
    expect(messageRunbook([]).severities).toEqual(
      (['production', 'staging', 'development'] as const).map((environment) => ({
        check: 'inbox-results',
        status: 'fail',
        environment,
        severity: 'blocker',
      })),
    );
  });
});

describe('a look at a tenant', () => {
  const map = new Map(CHECKS.map((check) => [check.id, check]));
  const runbook = runbookOf(
    observeStep('aws', ['account', 'receipt', 'unknown']),
    {
      ...observeStep('kept', ['profile']),
      kind: 'attest',
      question: { id: 'q', text: 'q?', accept: ['yes'], ifNot: '', shows: [] },
    },
    { ...observeStep('send', ['account']), kind: 'send' },
    { ...waitStep('wait', 1), checks: ['account'] },
    observeStep('forged', ['forgeries']),
    observeStep('arrived', ['mailbox']),
    { ...observeStep('record', ['account']), kind: 'record' },
  );
  const stepsOf = (...more: readonly [keep?: (check: AnyCheck) => boolean, webhook?: boolean]) =>
    readOnlyRunbook(runbook, map, ...more).steps.map(({ id, kind, checks: ids }) => `${id} ${kind}: ${ids.join(',')}`);

  it('observes what needs no message of its own, and asks nobody', () => {
    expect(stepsOf()).toEqual(['aws observe: account', 'kept observe: profile', 'arrived observe: mailbox']);
  });

  it('forges callbacks where it is asked to', () => {
    expect(stepsOf(undefined, true)).toContain('forged observe: forgeries');
  });

  it('leaves out what is not wanted, and steps without anything left', () => {
    expect(stepsOf(({ id }) => id === 'account')).toEqual(['aws observe: account']);
  });

  it('is of real checks too', () => {
    expect(idsOf(dnsRunbook(checks).steps)).toContain('dmarc-record');
    expect(idsOf(messageRunbook(checks).steps)).toContain('inbox-aligned');
  });
});
