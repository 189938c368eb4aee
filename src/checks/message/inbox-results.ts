// What the receiver itself came to, where it can be believed, beside our own verification.
import type { Judgement } from '../../core/finding.ts';
import type { Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import { anotherFrom, type Compared, compareResults, receiverVerdict } from '../../facts/message-compared.ts';
import { messageVerdict } from '../../facts/message-verdict.ts';
import { listed } from '../../text/listed.ts';
import { defineCheck } from '../check.ts';

const reasons = {
  forged: {
    status: ['fail'],
    says: 'The message carries an Authentication-Results in the name of its receiver that the receiver did not write.',
  },
  'receiver-refuses': {
    status: ['fail'],
    says: 'The receiver found the message not authenticated.',
    follows: [{ check: 'inbox-aligned', reasons: ['signature-not-valid', 'nothing-aligned', 'spf-only'] }],
  },
  contradicted: {
    status: ['warn'],
    says: 'Two Authentication-Results in the receiver’s name say different things of one method.',
  },
  'another-from': {
    status: ['inconclusive'],
    says: 'The receiver’s DMARC result is of another From domain than the message has.',
  },
  differs: { status: ['warn'], says: 'The receiver came to another result than the verification here.' },
  'no-results': { status: ['inconclusive'], says: 'The receiver left no result that can be believed.' },
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | 'ok'>;

const word = ({ method, domain, receiver, ours }: Compared): string =>
  `${method}${domain === null ? '' : ` of ${domain}`} (${receiver} there, ${ours?.replaceAll('-', ' ') ?? 'no such signature'} here)`;

const differing = (compared: readonly Compared[]): DraftAct => {
  const differs = compared.filter((one) => one.differs);
  return {
    say: `Find out what changed between the receiver’s look and this one: ${differs.map(word).join(', ')}. A key or a record that was replaced since, a message that was changed when it was saved or moved, or a receiver that allows what the standard does not are the usual causes; a newer message tells.`,
    owner: 'support',
  };
};

export const inboxResults = defineCheck({
  id: 'inbox-results',
  title: 'The receiver found the message authenticated',
  severity: 'warning',
  why: 'What the receiver made of the message decides whether it is read. Only what the receiver itself wrote says so: anybody can write the same lines into a message.',
  owner: 'support',
  references: ['RFC 8601 §5', 'RFC 8601 §2.2'],
  reasons,
  clauses: {
    'RFC 8601 §5': ['forged'],
    'RFC 8601 §2.7': ['receiver-refuses', 'contradicted', 'differs', 'another-from'],
    'RFC 8601 §2.2': ['no-results'],
  },
  needs: ['message.trace'],
  uses: ['message.dmarc', 'message.signatures', 'message.spf'],
  evaluate(facts): Told {
    const trace = facts['message.trace'].value;
    const [dmarc, signatures] = [facts['message.dmarc'], facts['message.signatures']];
    const verdict =
      dmarc.state === 'observed'
        ? messageVerdict(dmarc.value, signatures.state === 'observed' ? signatures.value : null, facts['message.spf'])
        : null;
    const compared = compareResults(trace, verdict);
    const forged = trace.results.find(({ standing }) => standing === 'forged');
    const believed = [
      ...new Set(trace.results.filter(({ standing }) => standing === 'trusted').map(({ authservId }) => authservId)),
    ];
    const base = {
      observed: { receiver: trace.receiver, authservIds: believed, compared: compared.map((one) => ({ ...one })) },
      expected: 'Authentication-Results of the receiver with dmarc=pass.',
    };
    if (forged !== undefined) {
      const say = `Take nothing from this message: a line in the name of ${forged.authservId} stands where only the sender can have written it, below what the receiver added. Where the message had passed that receiver before, look at one that went there directly; and have its border take such lines off (RFC 8601 §5).`;
      return { ...base, status: 'fail', reason: 'forged', remedy: [{ say, owner: 'support' }] };
    }
    if (trace.contradicted.length > 0) {
      const say = `Have whoever runs ${trace.receiver ?? 'the receiver'} take Authentication-Results in its own name off what comes in (RFC 8601 §5): it says two things of ${trace.contradicted.join(', ')}, and the upper one is taken here.`;
      return { ...base, status: 'warn', reason: 'contradicted', remedy: [{ say, owner: 'support' }] };
    }
    const other = anotherFrom(trace, verdict?.from ?? null);
    if (other !== null) {
      const say = `Look at the message as it arrived, or at another one: the receiver’s DMARC result is of ${other}, and this message is from ${verdict?.from}. The From was replaced behind the receiver (a mailing list, a forwarder), or the line belongs to another message.`;
      return { ...base, status: 'inconclusive', reason: 'another-from', remedy: [{ say, owner: 'support' }] };
    }
    const came = receiverVerdict(trace, verdict);
    if (came === null) {
      const others = [...new Set(trace.results.map(({ authservId }) => authservId).filter((id) => id !== null))];
      const named = others.length === 0 ? '' : ` Names that stand in the message: ${others.join(', ')}.`;
      const apart = compared.filter(({ method, receiver }) => (method === 'dkim' || method === 'spf') && receiver === 'pass');
      const own = `The receiver says nothing of DMARC, and what passes there (${listed(apart.map(({ domain }) => domain ?? 'a domain that it does not name'))}) does not stand for the From domain: look at inbox-aligned.`;
      if (apart.length > 0)
        return { ...base, status: 'inconclusive', reason: 'no-results', remedy: [{ say: own, owner: 'support' }] };
      const say = `Name the receiver whose word counts with --authserv-id, if it writes one into Authentication-Results, or look at the message in a mailbox that does.${named}`;
      return { ...base, status: 'inconclusive', reason: 'no-results', remedy: [{ say, owner: 'support' }] };
    }
    if (compared.some(({ differs }) => differs))
      return { ...base, status: 'warn', reason: 'differs', remedy: [differing(compared)] };
    if (came === 'pass') return { ...base, status: 'pass', reason: 'ok' };
    const say = 'Mend what authenticates the message (inbox-signed, inbox-aligned), and send another one.';
    return { ...base, status: 'fail', reason: 'receiver-refuses', remedy: [{ say }] };
  },
});
