// No earlier run left a live message of which nobody knows whether it went out.
import { defineCheck } from '../check.ts';

export const previousSend = defineCheck({
  id: 'previous-send',
  title: 'No earlier run left a live message with an unknown end',
  severity: 'warning',
  why: 'A message that may have gone out and is sent again reaches the recipient twice, and its late callback confuses the proof.',
  owner: 'implementation engineer',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html',
    'https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.2',
  ],
  reasons: {
    'journal-unread': {
      status: ['warn'],
      says: 'The journal of an earlier run could not be read, so nobody can tell whether its message went out.',
    },
    'open-send': { status: ['warn'], says: 'An earlier run intended a live message, and nobody knows whether it went out.' },
  },
  needs: ['run.history'],
  evaluate(facts) {
    const { openSends: open, unread = [] } = facts['run.history'].value;
    const read = {
      say: `Look into what could not be read in .runs of the evidence directory: ${unread.join(', ')}. Give it back its rights or its text, or move it away once it is known what became of its message.`,
    };
    if (open.length === 0 && unread.length === 0) return { status: 'pass', reason: 'ok' };
    if (open.length === 0)
      return {
        status: 'warn',
        reason: 'journal-unread',
        observed: { unread: [...unread] },
        expected: 'Every intended message has a known end.',
        remedy: [read],
      };
    const resume = open.find((one) => one.resumable);
    const say = `Look in the recipient’s mailbox and in the provider’s log for ${open.map((one) => one.nonce).join(', ')}.`;
    return {
      status: 'warn',
      reason: 'open-send',
      observed: { runs: open.map(({ runId, nonce, startedAt }) => ({ runId, nonce, startedAt })) },
      expected: 'Every intended message has a known end.',
      remedy: [
        resume === undefined
          ? { say }
          : { say: `${say} The run can still go on, with this flag:`, command: `--resume ${resume.runId}` },
        ...(unread.length === 0 ? [] : [read]),
      ],
    };
  },
});
