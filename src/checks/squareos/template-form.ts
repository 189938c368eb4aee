// The templates keep SES's limits, and come out with a subject and a plain text.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import { INLINE_BYTES, STORED_BYTES, SUBJECT_CHARACTERS } from '../../aws/ses/templates.ts';
import { defineCheck } from '../check.ts';
import {
  type LookedTemplate,
  lookedTemplates,
  NOT_RENDERED_TOO,
  notAllSeen,
  storeAgain,
  TEMPLATE_REASONS,
  TEMPLATE_USES,
} from './looked-templates.ts';

const reasons = {
  ...TEMPLATE_REASONS,
  'not-rendered': { ...NOT_RENDERED_TOO, status: ['inconclusive'] },
  'too-large': { status: ['fail'], says: 'A template is larger than SES takes.' },
  'no-subject': { status: ['fail'], says: 'A template comes out without a subject.' },
  'no-body': { status: ['fail'], says: 'A template has neither text nor HTML.' },
  'nearly-too-large': { status: ['warn'], says: 'A template is close to what SES takes at most.' },
  'broken-subject': { status: ['warn'], says: 'A subject comes out on more than one line.' },
  'long-subject': { status: ['warn'], says: 'A subject comes out longer than it may be.' },
  'no-text': { status: ['warn'], says: 'A template has no plain text beside its HTML.' },
} as const satisfies Reasons;

const ORDER = ['too-large', 'no-subject', 'no-body', 'nearly-too-large', 'broken-subject', 'long-subject', 'no-text'] as const;
type Code = (typeof ORDER)[number];
const NEARLY = 0.9;

interface Fault {
  readonly reason: Code;
  readonly act: DraftAct;
}

const kb = (bytes: number): string => `${Math.ceil(bytes / 1024)} KB`;

/** Octets; null: nothing limits it, since a relay takes whole messages. */
const limitOf = ({ holder }: LookedTemplate, provider: string): number | null => {
  if (provider !== 'SES') return null;
  return holder === 'SES' ? STORED_BYTES : INLINE_BYTES;
};

const sizeFault = (item: LookedTemplate, provider: string): readonly Fault[] => {
  const limit = limitOf(item, provider);
  if (limit === null || item.stored.state !== 'observed') return [];
  const { bytes } = item.stored.value;
  if (bytes <= limit * NEARLY) return [];
  const kind = item.holder === 'SES' ? 'a stored template' : 'a template that goes with the send';
  const say = `Make the ${item.called} smaller: text and HTML are ${kb(bytes)}, and SES takes ${kb(limit)} of ${kind}. Pictures belong behind links, not into the HTML.`;
  return [{ reason: bytes > limit ? 'too-large' : 'nearly-too-large', act: { say } }];
};

const subjectFaults = (item: LookedTemplate, again: Partial<DraftAct>): readonly Fault[] => {
  if (item.rendered?.state !== 'observed') return [];
  const { subjectLength, subjectBreaks = false } = item.rendered.value;
  const faults: Fault[] = [];
  if (subjectLength === 0)
    faults.push({ reason: 'no-subject', act: { say: `Give the ${item.called} a subject: it comes out empty.`, ...again } });
  if (subjectBreaks)
    faults.push({
      reason: 'broken-subject',
      act: {
        say: `Put the subject of the ${item.called} on one line, and values without line breaks into it: a subject is one line of the message’s header.`,
        ...again,
      },
    });
  if (subjectLength > SUBJECT_CHARACTERS)
    faults.push({
      reason: 'long-subject',
      act: {
        say: `Shorten the subject of the ${item.called}: with the sample data it has ${subjectLength} characters, and at most ${SUBJECT_CHARACTERS} are to be.`,
        ...again,
      },
    });
  return faults;
};

const bodyFaults = (item: LookedTemplate, again: Partial<DraftAct>): readonly Fault[] => {
  const stored = item.stored.state === 'observed' ? item.stored.value.parts : null;
  const shown = stored ?? (item.rendered?.state === 'observed' ? item.rendered.value.parts : null);
  if (shown === null || shown.includes('text')) return [];
  const isEmpty = !shown.includes('html');
  // SES tells all that it holds; of what SquareOS leaves out nothing is known.
  if (isEmpty && item.holder !== 'SES') return [];
  const say = isEmpty
    ? `Give the ${item.called} a text and HTML: it holds neither, so that a reader gets an empty message.`
    : `Give the ${item.called} a text part beside its HTML: some readers show nothing else, and filters count against mail without one.`;
  return [{ reason: isEmpty ? 'no-body' : 'no-text', act: { say, ...again } }];
};

const faultsOf = (item: LookedTemplate, provider: string, region: string | null): readonly Fault[] => {
  const again = storeAgain(item, region);
  return [...sizeFault(item, provider), ...subjectFaults(item, again), ...bodyFaults(item, again)];
};

export const templateForm = defineCheck({
  id: 'template-form',
  title: 'The templates keep their limits, and have a subject and a plain text',
  severity: 'blocker',
  why: 'SES refuses what is too large; mail without a plain text or with an endless subject lands in junk more often.',
  owner: 'SquareOS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/send-personalized-email-api.html',
    'https://docs.aws.amazon.com/ses/latest/dg/quotas.html',
    'RFC 5322 section 2.2',
  ],
  reasons,
  needs: ['profile.tenant'],
  uses: TEMPLATE_USES,
  evaluate(facts): Judgement<keyof typeof reasons | EngineReason> {
    const seen = lookedTemplates(facts);
    if (seen.kind === 'unseen') return seen.judgement;
    const { provider } = facts['profile.tenant'].value;
    const observed = {
      templates: seen.items.map((item) => ({
        template: item.name,
        id: item.id,
        bytes: item.stored.state === 'observed' ? item.stored.value.bytes : null,
        limit: limitOf(item, provider),
        subject: item.rendered?.state === 'observed' ? item.rendered.value.subjectLength : null,
        parts: item.stored.state === 'observed' ? item.stored.value.parts : null,
      })),
    };
    const faults = seen.items
      .flatMap((item) => faultsOf(item, provider, seen.region))
      .toSorted((a, b) => ORDER.indexOf(a.reason) - ORDER.indexOf(b.reason));
    const [first] = faults;
    if (first !== undefined) {
      return {
        status: reasons[first.reason].status[0],
        reason: first.reason,
        observed,
        expected: `A text part beside the HTML, a subject on one line of at most ${SUBJECT_CHARACTERS} characters, and no more octets than SES takes.`,
        remedy: faults.map(({ act }) => act),
      };
    }
    return notAllSeen(seen, ['stored', 'rendered'], 'inconclusive') ?? { status: 'pass', reason: 'ok', observed };
  },
});
