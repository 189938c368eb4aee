// The received message has one From, and its addresses are those that the profile says.
import type { Judgement } from '../../core/finding.ts';
import type { Reasons } from '../../core/reason.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { squareosField } from '../remedy.ts';

const reasons = {
  'no-from': { status: ['fail'], says: 'The message has no From address.' },
  'several-from': {
    status: ['fail'],
    says: 'The message has several From addresses or fields: no receiver can tell whose it is.',
  },
  'from-differs': { status: ['fail'], says: 'From is not the sender that the profile says.' },
  'reply-to-differs': { status: ['fail'], says: 'Reply-To is not the address that the profile says.' },
  'return-path-differs': { status: ['warn'], says: 'Bounces go to another domain than the profile says.' },
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | 'ok'>;
type Header = Facts['message.header'];

const addresses = (list: Header['from']): string => list.map(({ address }) => address).join(', ');

const several = ({ from, fromFields }: Header): boolean => fromFields > 1 || from.length > 1;

export const inboxSender = defineCheck({
  id: 'inbox-sender',
  title: 'The received message has one From, and its addresses are as declared',
  severity: 'blocker',
  why: 'A message from another address than the one that was set up is another sender’s message: replies, bounces and DMARC go elsewhere.',
  owner: 'SquareOS admin',
  references: ['RFC 5322 §3.6.2', 'RFC 9989 §4.4'],
  reasons,
  clauses: {
    'RFC 5322 §3.6.2': ['no-from', 'several-from', 'from-differs', 'reply-to-differs'],
    'RFC 5321 §4.4': ['return-path-differs'],
  },
  needs: ['message.header'],
  evaluate(facts): Told {
    const header = facts['message.header'].value;
    const { from, fromFields, replyTo, returnPath, declared } = header;
    const base = {
      observed: { from: addresses(from), fromFields, replyTo: addresses(replyTo), returnPath },
      expected: declared === null ? 'One From address.' : `From ${declared.from}, and Reply-To and Return-Path as declared.`,
    };
    if (from.length === 0) {
      const say = 'Have whoever composes the message give it one From field with one address (RFC 5322).';
      return { ...base, status: 'fail', reason: 'no-from', remedy: [{ say }] };
    }
    if (several(header)) {
      const say = `Have whoever composes the message give it one From field with one address: it has ${addresses(from)} in ${fromFields === 1 ? 'one field' : `${fromFields} fields`}. Receivers reject such a message, or show an address that nobody proved.`;
      return { ...base, status: 'fail', reason: 'several-from', remedy: [{ say }] };
    }
    if (from[0]?.expected === false) {
      const act = squareosField(
        `Set the sender of the account, or correct squareos.sender.senderValue in the profile: the message is from ${addresses(from)}, declared is ${declared?.from}.`,
        'senderValue',
        null,
      );
      return { ...base, status: 'fail', reason: 'from-differs', remedy: [act] };
    }
    if (header.repliesExpected === false) {
      const act = squareosField(
        `Set the reply address of the sender: the message has ${replyTo.length === 0 ? 'no Reply-To' : addresses(replyTo)}, declared is ${declared?.replyTo}.`,
        'replyTo',
        null,
      );
      return { ...base, status: 'fail', reason: 'reply-to-differs', remedy: [act] };
    }
    if (returnPath.kind === 'address' && returnPath.expected === false) {
      const say = `Have the mail provider use the declared return path (${declared?.returnPath}), or correct squareos.sender.returnPath: bounces of this message go to ${returnPath.domain}.`;
      return { ...base, status: 'warn', reason: 'return-path-differs', remedy: [{ say, owner: 'mail provider admin' }] };
    }
    return { ...base, status: 'pass', reason: 'ok' };
  },
});
