// The templates whose content was looked at, in SES and in SquareOS, as the checks of templates share them.
import type { Judgement } from '../../core/finding.ts';
import { refusesToRender } from '../../aws/ses/templates.ts';
import type { CheckFacts } from '../../core/check.ts';
import type { TemplateName } from '../../core/profile.ts';
import type { Reason } from '../../core/reason.ts';
import type { AbsentKey, Facts } from '../../facts/index.ts';
import type { TemplateSeen } from '../../facts/template.ts';
import { partlyObserved } from '../unseen.ts';
import { EXPORT_OLD_TOO, heldBySquareos } from './held.ts';

export const TEMPLATE_LABELS: { readonly [K in TemplateName]: string } = {
  invoice: 'invoice',
  paymentLink: 'payment link',
  renewal: 'renewal',
  trial: 'trial',
  freezeCancellation: 'freeze/cancellation',
  appointmentReminder: 'appointment reminder',
  campaign: 'campaign',
};

export const TEMPLATE_REASONS = {
  'not-looked': { status: ['not-applicable'], says: 'No template’s content was looked at.' },
  'export-old': EXPORT_OLD_TOO,
} as const satisfies { readonly [code: string]: Reason };

export const TEMPLATE_USES = ['ses.templates', 'squareos.templates', 'squareos.state'] as const;

export type LookedTemplate = TemplateSeen & {
  readonly holder: 'SES' | 'SquareOS';
  /** In a sentence. */
  readonly called: string;
};

type Used = CheckFacts<Facts, AbsentKey, never, (typeof TEMPLATE_USES)[number]>;

type Unseen = Judgement<'export-old' | 'partly-observed'>;

type Seen =
  | {
      readonly kind: 'items';
      readonly items: readonly LookedTemplate[];
      readonly region: string | null;
      readonly inAccount: readonly string[] | null;
      /** Of one of the two who hold templates nothing was learned: what the other has can be wrong, and all is not well. */
      readonly unseen: Unseen | null;
    }
  | { readonly kind: 'unseen'; readonly judgement: Unseen | Judgement<'not-looked'> };

const called = (holder: LookedTemplate['holder'], { name, id }: TemplateSeen): string =>
  `${TEMPLATE_LABELS[name]} template${id === null ? '' : ` (${id} in ${holder})`}`;

const itemsOf = (holder: LookedTemplate['holder'], items: readonly TemplateSeen[]): readonly LookedTemplate[] =>
  items.map((one) => ({ ...one, holder, called: called(holder, one) }));

type Source = Used['ses.templates'] | Used['squareos.templates'];

/** It was to be looked at, and was not: something failed on the way. What nobody asked for is none. */
const isLost = (one: Source): boolean => one.state !== 'observed' && (one.state !== 'skipped' || one.root !== undefined);

const lost = (facts: Used): Unseen | null => {
  const [ses, told] = [facts['ses.templates'], facts['squareos.templates']];
  if (told.state === 'observed' || isLost(told)) {
    const held = heldBySquareos(facts['squareos.state']);
    if (held.kind === 'unseen') return held.judgement;
  }
  const [what, one] = isLost(ses) ? (['The templates in SES', ses] as const) : (['The templates in SquareOS', told] as const);
  if (one.state === 'observed' || one.state === 'absent' || !isLost(one)) return null;
  return partlyObserved(what, one, isLost(ses) ? 'ses.templates' : 'squareos.templates') as Judgement<'partly-observed'>;
};

export const lookedTemplates = (facts: Used): Seen => {
  const [ses, told] = [facts['ses.templates'], facts['squareos.templates']];
  const unseen = lost(facts);
  const items = [
    ...(ses.state === 'observed' ? itemsOf('SES', ses.value.items) : []),
    ...(told.state === 'observed' && unseen?.reason !== 'export-old' ? itemsOf('SquareOS', told.value.items) : []),
  ];
  if (items.length > 0) {
    const seen = ses.state === 'observed' ? ses.value : null;
    return { kind: 'items', items, region: seen?.region ?? null, inAccount: seen?.inAccount ?? null, unseen };
  }
  if (unseen !== null) return { kind: 'unseen', judgement: unseen };
  const because = [ses, told].flatMap((one) => (one.state === 'skipped' ? [one.message] : []));
  return {
    kind: 'unseen',
    judgement: { status: 'not-applicable', reason: 'not-looked', observed: { because: [...new Set(because)] } },
  };
};

/** Where a template could not be rendered there is nothing to read in it; `not-applicable`: none was, and what is judged is not there. */
export const NOT_RENDERED_TOO = {
  status: ['inconclusive', 'not-applicable'],
  says: 'A template could not be rendered, so that nobody can say how it comes out.',
  follows: [{ check: 'template-renders', reasons: ['no-such-template', 'syntax', 'missing-variable', 'not-rendered'] }],
} as const satisfies Reason;

/** The first of which a part could not be seen for a reason of the way there: denied, unreachable, throttled; null: all were. */
export const unseenTemplate = (
  items: readonly LookedTemplate[],
  parts: readonly ('stored' | 'rendered')[],
): Judgement<'partly-observed'> | null => {
  for (const item of items) {
    for (const part of parts) {
      const answer = item[part];
      if (answer === null || answer.state === 'observed' || answer.state === 'absent') continue;
      if (answer.state === 'failed' && refusesToRender(answer.code)) continue;
      return partlyObserved(`The ${item.called}`, answer, 'ses.templates') as Judgement<'partly-observed'>;
    }
  }
  return null;
};

/** What keeps a check from saying that all is well with every template; null: nothing does. */
export const notAllSeen = (
  { items, unseen }: Seen & { readonly kind: 'items' },
  parts: readonly ('stored' | 'rendered')[],
  whenNone: 'inconclusive' | 'not-applicable' = 'not-applicable',
): Judgement<'not-rendered' | 'export-old' | 'partly-observed'> | null => {
  const first = unseenTemplate(items, parts) ?? unseen;
  if (first !== null) return first;
  const without = items.filter((item) => parts.some((part) => item[part]?.state !== 'observed'));
  if (without.length === 0) return null;
  const named = without.map((item) => item.called).join(', ');
  return {
    status: without.length === items.length ? whenNone : 'inconclusive',
    reason: 'not-rendered',
    observed: { notRendered: without.map(({ name }) => name) },
    expected: 'Every template renders.',
    remedy: [{ say: `First have the ${named} rendered (template-renders).` }],
  };
};

/** How the owner of the template stores it again. */
export const storeAgain = ({ holder, id }: LookedTemplate, region: string | null): { readonly command?: string } =>
  holder === 'SES'
    ? {
        command: `aws sesv2 update-email-template --template-name ${id ?? ''} --template-content file://${id ?? ''}.json --region ${region ?? ''}`,
      }
    : {};
