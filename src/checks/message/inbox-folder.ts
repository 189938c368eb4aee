// The live message lies where people look, and not in junk.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { defineCheck } from '../check.ts';

const reasons = {
  'in-junk': {
    status: ['warn'],
    says: 'The receiver put the message into junk.',
    follows: [{ check: 'inbox-aligned' }, { check: 'inbox-signed' }],
  },
  'not-in-inbox': { status: ['warn'], says: 'The message lies in the archive alone, where nobody is shown it as new.' },
  'named-folder': { status: ['pass'], says: 'A rule of the mailbox put the message into a folder that the profile names.' },
  'not-arrived': {
    status: ['inconclusive'],
    says: 'The message was not found, so nobody can say where it lies.',
    follows: [{ check: 'inbox-arrived' }],
  },
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | EngineReason>;

export const inboxFolder = defineCheck({
  id: 'inbox-folder',
  title: 'The live message lies in the inbox, or in a folder that the profile names',
  severity: 'warning',
  why: 'What lies in junk is read by nobody: an invoice there is an invoice that never came.',
  owner: 'implementation engineer',
  references: ['RFC 6154'],
  reasons,
  needs: ['live.inbox'],
  evaluate(facts): Told {
    const { arrived } = facts['live.inbox'].value;
    const base = {
      observed: { folder: arrived?.folder ?? null, role: arrived?.role ?? null },
      expected: 'It lies in the inbox, or in a folder that live.inbox.folders names.',
    };
    if (arrived === null) {
      return {
        ...base,
        status: 'inconclusive',
        reason: 'not-arrived',
        remedy: [{ say: 'First find the message (inbox-arrived).' }],
      };
    }
    if (arrived.role === 'junk') {
      const say =
        'Mend first what inbox-signed, inbox-aligned and inbox-links say; then warm the domain up slowly, and look at its reputation with the receiver (Google Postmaster Tools, Microsoft SNDS). One mailbox is one opinion: look in another too.';
      return { ...base, status: 'warn', reason: 'in-junk', remedy: [{ say }] };
    }
    if (arrived.role === 'archive') {
      const say = 'See which rule of the mailbox takes the message out of the inbox, and name its folder in live.inbox.folders.';
      return { ...base, status: 'warn', reason: 'not-in-inbox', remedy: [{ say }] };
    }
    return { ...base, status: 'pass', reason: arrived.role === 'named' ? 'named-folder' : 'ok' };
  },
});
