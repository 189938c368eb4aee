// The one step of `certify message`: every check of a received message.
import type { AnyCheck } from '../checks/check.ts';
import type { Environment } from '../core/profile.ts';
import type { Runbook } from '../core/runbook.ts';

const ENVIRONMENTS: readonly Environment[] = ['production', 'staging', 'development'];

/** Needs a received message. */
export const isAboutMessage = (check: AnyCheck): boolean => check.needs.some((need) => need.startsWith('message.'));

/** `inMailbox`: it was looked for where it arrived, so where it lies is judged too. */
export const messageRunbook = (checks: readonly AnyCheck[], inMailbox = false): Runbook => ({
  id: 'message',
  version: '1',
  provider: 'SES',
  title: 'A received message',
  purpose: 'Says what a received message shows of who sent it, and what to change.',
  audience: ['support'],
  whereToFind: [],
  covers: [],
  beforeYouStart: [],
  steps: [
    {
      id: 'message',
      kind: 'observe',
      title: 'The received message shows who sent it',
      owner: 'support',
      covers: [],
      instructions: [],
      records: [],
      watchOuts: [],
      references: [],
      gatesSend: false,
      checks: checks
        .filter((check) => isAboutMessage(check) || (inMailbox && check.needs.includes('live.inbox')))
        .map((check) => check.id),
    },
  ],
  watchOuts: [],
  // Elsewhere a receiver’s word is one of several; here it is what is asked about, and a forged one proves nothing.
  severities: ENVIRONMENTS.map((environment) => ({ check: 'inbox-results', status: 'fail', environment, severity: 'blocker' })),
  references: [],
  digest: 'none',
});
