// What is found about the From domain where it is a provider's of personal mailboxes: nobody here publishes there, so another From is the act.
import type { Follow, Reason, Reasons } from '../../core/reason.ts';

const CONSUMER: Follow = { check: 'personal-mailbox', reasons: ['consumer-sender'] };

const isOpen = ({ status }: Reason): boolean => status.some((one) => one !== 'pass' && one !== 'not-applicable');

/** The same reasons; each that needs work may also follow from a From address under a domain of personal mailboxes. */
export const ofSender = <const R extends Reasons>(reasons: R): R =>
  Object.fromEntries(
    Object.entries(reasons).map(([code, reason]) => [
      code,
      isOpen(reason) ? { ...reason, follows: [...(reason.follows ?? []), CONSUMER] } : reason,
    ]),
  ) as unknown as R;
