import { describe, expect, it } from 'vitest';
import { personalMailbox } from '../../../src/checks/squareos/personal-mailbox.ts';
import { seen } from '../live/builders.ts';
import { ses, smtp } from './tenant.ts';
import { toldBy } from '../told-by.ts';

const approval = ['  port: 587', '  port: 587\n  personalMailboxApproval: {approvedBy: Owner, reference: T-3}'] as const;

describe('personal-mailbox', () => {
  it('passes for a relay and a domain of one’s own', () => {
    expect(toldBy(personalMailbox, personalMailbox.evaluate(smtp()))).toMatchObject({ status: 'pass', reason: 'ok' });
    expect(toldBy(personalMailbox, personalMailbox.evaluate(ses()))).toMatchObject({ status: 'pass' });
  });

  it('passes for a personal host that was approved', () => {
    expect(
      toldBy(personalMailbox, personalMailbox.evaluate(smtp(['smtp.relay.example', 'smtp.gmail.com'], approval))),
    ).toMatchObject({
      reason: 'approved',
    });
  });

  it('fails for a personal host', () => {
    const { value } = smtp()['profile.tenant'];
    const fact = seen({ ...value, smtp: value.smtp === null ? null : { ...value.smtp, host: 'smtp.gmail.com' } });
    expect(toldBy(personalMailbox, personalMailbox.evaluate({ 'profile.tenant': fact }))).toMatchObject({
      status: 'fail',
      reason: 'personal-host',
    });
  });

  it('fails for a sender at a consumer domain, also with SES', () => {
    const judged = toldBy(personalMailbox, personalMailbox.evaluate(ses(['billing@example.com', 'main.gym@gmail.com'])));
    expect(judged).toMatchObject({ status: 'fail', reason: 'consumer-sender', observed: { senderDomain: 'gmail.com' } });
  });

  it('warns for the submission of one mailbox', () => {
    const judged = toldBy(personalMailbox, personalMailbox.evaluate(smtp(['smtp.relay.example', 'smtp.office365.com'])));
    expect(judged).toMatchObject({ status: 'warn', reason: 'single-mailbox', owner: 'mail provider admin' });
  });
});
