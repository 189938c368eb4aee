// One provider is active, or support has documented how mail is routed between two.
import { defineCheck } from '../check.ts';
import { requirement } from '../requirement.ts';

export const providerRouting = defineCheck({
  id: 'provider-routing',
  title: 'One email provider is active, or routing between two is documented',
  severity: 'blocker',
  why: 'With two active senders nobody can say which one a missing invoice went through, and only one of them was proven.',
  owner: 'implementation engineer',
  references: [requirement('R18')],
  reasons: {
    'two-providers': { status: ['warn'], says: 'Support documented that a second provider is active.' },
    'two-providers-undocumented': { status: ['fail'], says: 'The profile names two providers and no routing.' },
  },
  needs: ['profile.tenant'],
  core: true,
  evaluate(facts) {
    const seen = facts['profile.tenant'];
    const { provider, ses, smtp, routing } = seen.value;
    const other = provider === 'SES' ? 'smtp' : 'ses';
    if (routing !== null) {
      return {
        status: 'warn',
        reason: 'two-providers',
        observed: { provider, ticket: routing.ticket, documentedBy: routing.documentedBy, otherProfile: routing.otherProfile },
        expected: 'The other provider has a certification of its own.',
        remedy: [
          { say: 'Certify the other provider too, with its own profile.', command: `certify ${other} ${routing.otherProfile}` },
        ],
      };
    }
    if (ses !== null && smtp !== null) {
      return {
        status: 'fail',
        reason: 'two-providers-undocumented',
        observed: { provider },
        expected: 'One provider, or `routing` with support’s ticket.',
        remedy: [
          {
            say: `Remove \`${other}\` from the profile, or have support document the routing and add \`routing: {documentedBy, ticket, otherProfile}\`.`,
          },
        ],
      };
    }
    return { status: 'pass', reason: 'ok', observed: { provider } };
  },
});
