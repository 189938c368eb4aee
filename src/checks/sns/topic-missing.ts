// The reason of every check about a topic that SNS does not have: sns-topic-exists says so.
import type { Reason } from '../../core/reason.ts';

export const TOPIC_MISSING = {
  status: ['not-applicable'],
  says: 'There is no topic to ask about.',
} as const satisfies Reason;
