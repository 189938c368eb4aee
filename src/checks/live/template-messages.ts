// The message of each template that was asked for was delivered.
import type { Judgement } from '../../core/finding.ts';
import { isNegativeEnd } from '../../core/live.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';

const reasons = {
  'not-sent': {
    status: ['fail'],
    says: 'The message of a template was not sent.',
    follows: [{ check: 'live-receipt' }, { check: 'template-renders' }],
  },
  'rendering-failure': {
    status: ['fail'],
    says: 'SES took the message of a template and could not render it.',
    follows: [{ check: 'template-renders', reasons: ['syntax', 'missing-variable', 'not-rendered'] }],
  },
  'other-end': { status: ['fail'], says: 'The message of a template ended otherwise than delivered.' },
  'unknown-end': {
    status: ['inconclusive'],
    says: 'Whether the message of a template was taken is not known; it is not sent again.',
  },
  'never-came': {
    status: ['inconclusive'],
    says: 'No callback about the message of a template came.',
    follows: [{ check: 'live-callback' }, { check: 'ses-event-destination' }, { check: 'sns-subscription' }],
  },
  'ledger-unread': {
    status: ['inconclusive'],
    says: 'The ledger did not answer, so what became of the message of a template is not known.',
    follows: [{ check: 'live-callback' }, { check: 'live-rows' }],
  },
} as const satisfies Reasons;

type One = Facts['live.templates'][number];
type Code = keyof typeof reasons;
const ORDER: readonly Code[] = ['rendering-failure', 'other-end', 'not-sent', 'unknown-end', 'ledger-unread', 'never-came'];

const codeOf = ({ sent, event, unread }: One): Code | null => {
  if (sent === 'no') return 'not-sent';
  if (event === 'delivery') return null;
  if (event === 'rendering-failure') return 'rendering-failure';
  if (event !== null && isNegativeEnd(event)) return 'other-end';
  if (sent === 'unknown') return 'unknown-end';
  return unread === true ? 'ledger-unread' : 'never-came';
};

const actOf = ({ template, why, event, messageId }: One, code: Code): DraftAct => {
  switch (code) {
    case 'not-sent':
      return {
        say: `Settle why the ${template} message was not sent (${why ?? 'nobody came to it'}), then start a new run with --template ${template}.`,
      };
    case 'rendering-failure':
      return {
        say: `Have SquareOS pass the ${template} template every name that it fills in: SES took the message and sent nothing.`,
      };
    case 'other-end':
      return {
        say: `The ${template} message ended as ${event ?? ''}: look at what that template links to and attaches, beside the live message that went through.`,
      };
    case 'unknown-end':
      return {
        say: `Look for the ${template} message in the recipient’s mailbox; if it is not there, start a new run with --template ${template}.`,
      };
    case 'ledger-unread':
      return {
        say: `Have the ledger answer (\`callback.ledger\`), and read in it what became of ${messageId ?? 'the message'} of the ${template} template.`,
      };
    default:
      return {
        say: `Look in the ledger for ${messageId ?? 'the message'} of the ${template} template, and settle what keeps its callback away.`,
      };
  }
};

export const templateMessages = defineCheck({
  id: 'template-messages',
  title: 'The message of each template that was asked for was delivered',
  severity: 'blocker',
  why: 'A template that renders can still be refused: only a message of it that arrived shows that it does not happen to customers.',
  owner: 'implementation engineer',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html'],
  reasons,
  needs: ['live.templates'],
  evaluate(facts): Judgement<Code | EngineReason> {
    const all = facts['live.templates'].value;
    const observed = { messages: all.map(({ template, sent, event, messageId }) => ({ template, sent, event, messageId })) };
    const wrong = all.flatMap((one) => {
      const code = codeOf(one);
      return code === null ? [] : [{ one, code }];
    });
    const reason = ORDER.find((code) => wrong.some((one) => one.code === code));
    if (reason === undefined) return { status: 'pass', reason: 'ok', observed };
    return {
      status: reasons[reason].status[0],
      reason,
      observed,
      expected: 'A Delivery of each message, by its own id.',
      remedy: wrong.toSorted((a, b) => ORDER.indexOf(a.code) - ORDER.indexOf(b.code)).map(({ one, code }) => actOf(one, code)),
    };
  },
});
