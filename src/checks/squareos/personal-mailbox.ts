// The gym sends through a relay and under a domain of its own, not with somebody's mailbox.
import { consumerDomain, personalMailboxHost } from '../../mail/personal-mailbox.ts';
import { defineCheck } from '../check.ts';
import { profileField, squareosField } from '../remedy.ts';
import { requirement } from '../requirement.ts';

/** Submission of one Microsoft 365 mailbox with a password (Exchange team, MC786329): off by default from the end of December 2026. */
const ONE_MAILBOX = ['smtp.office365.com', 'outlook.office365.com'];

export const personalMailbox = defineCheck({
  id: 'personal-mailbox',
  title: 'Mail goes out under the gym’s own domain and through a relay for organisations, or support approved otherwise',
  severity: 'blocker',
  why: 'A personal mailbox has a person’s password, small limits, and no DMARC that the gym could answer for.',
  owner: 'gym owner',
  references: [requirement('R41'), 'https://www.rfc-editor.org/rfc/rfc9989'],
  reasons: {
    approved: { status: ['pass'], says: 'Support approved the personal mailbox in writing.' },
    'personal-host': { status: ['fail'], says: 'The relay is a provider of personal mailboxes.' },
    'consumer-sender': { status: ['fail'], says: 'The From address is under a domain of personal mailboxes.' },
    'single-mailbox': { status: ['warn'], says: 'The relay’s login is the password of one mailbox.' },
  },
  needs: ['profile.tenant'],
  evaluate(facts) {
    const seen = facts['profile.tenant'];
    const { smtp, squareos } = seen.value;
    const observed = { host: smtp?.host ?? null, senderDomain: squareos.senderDomain };
    if (smtp?.personalMailboxApproved === true) return { status: 'pass', reason: 'approved', observed };
    const consumer = smtp === null ? null : personalMailboxHost(smtp.host);
    if (consumer !== null) {
      return {
        status: 'fail',
        reason: 'personal-host',
        observed,
        expected: 'A relay for organisations.',
        remedy: [
          profileField(
            `Replace ${smtp?.host} by a relay for organisations, or by Amazon SES. Only where owner, mail provider, mail authentication and support approve it, write \`smtp.personalMailboxApproval: {approvedBy, reference}\` instead.`,
            'smtp.host',
            null,
          ),
        ],
      };
    }
    const foreign = consumerDomain(squareos.senderDomain);
    if (foreign !== null) {
      return {
        status: 'fail',
        reason: 'consumer-sender',
        observed,
        expected: 'A From address under a domain that the gym owns.',
        remedy: [
          squareosField(
            `Use an address of the gym’s own domain: ${foreign} publishes DMARC for its own servers, so mail from elsewhere in its name is refused or put into spam.`,
            'senderValue',
            null,
          ),
        ],
      };
    }
    if (smtp !== null && ONE_MAILBOX.includes(smtp.host.toLowerCase())) {
      return {
        status: 'warn',
        reason: 'single-mailbox',
        observed,
        expected: 'A relay whose access does not depend on one mailbox’s password.',
        remedy: [
          {
            say: 'Move to a relay for organisations or to Amazon SES: Microsoft 365 turns password sign-in for SMTP off by default at the end of December 2026.',
          },
        ],
        owner: 'mail provider admin',
      };
    }
    return { status: 'pass', reason: 'ok', observed };
  },
});
