// The templates whose content was looked at, in SES and in SquareOS, as the checks of templates share them.
import type { Judgement } from '../../core/finding.ts';
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

type Seen =
  | {
      readonly kind: 'items';
      readonly items: readonly LookedTemplate[];
      readonly region: string | null;
      readonly inAccount: readonly string[] | null;
    }
  | { readonly kind: 'unseen'; readonly judgement: Judgement<'not-looked' | 'export-old' | 'partly-observed'> };

const called = (holder: LookedTemplate['holder'], { name, id }: TemplateSeen): string =>
  `${TEMPLATE_LABELS[name]} template${id === null ? '' : ` (${id} in ${holder})`}`;

const itemsOf = (holder: LookedTemplate['holder'], items: readonly TemplateSeen[]): readonly LookedTemplate[] =>
  items.map((one) => ({ ...one, holder, called: called(holder, one) }));

export const lookedTemplates = (facts: Used): Seen => {
  const [ses, told] = [facts['ses.templates'], facts['squareos.templates']];
  const held = told.state === 'observed' ? heldBySquareos(facts['squareos.state']) : null;
  if (held?.kind === 'unseen') return held;
  const items = [
    ...(ses.state === 'observed' ? itemsOf('SES', ses.value.items) : []),
    ...(told.state === 'observed' ? itemsOf('SquareOS', told.value.items) : []),
  ];
  if (items.length > 0) {
    const seen = ses.state === 'observed' ? ses.value : null;
    return { kind: 'items', items, region: seen?.region ?? null, inAccount: seen?.inAccount ?? null };
  }
  const because = [ses, told].flatMap((one) => (one.state === 'skipped' ? [one.message] : []));
  return {
    kind: 'unseen',
    judgement: { status: 'not-applicable', reason: 'not-looked', observed: { because: [...new Set(because)] } },
  };
};

/** The first item of which `part` could not be seen; null: all were, or are absent. */
export const unseenTemplate = (
  items: readonly LookedTemplate[],
  part: 'stored' | 'rendered',
): Judgement<'partly-observed'> | null => {
  for (const item of items) {
    const answer = item[part];
    if (answer === null || answer.state === 'observed' || answer.state === 'absent') continue;
    return partlyObserved(`The ${item.called}`, answer, 'ses.templates') as Judgement<'partly-observed'>;
  }
  return null;
};

/** How the owner of the template stores it again. */
export const storeAgain = ({ holder, id }: LookedTemplate, region: string | null): { readonly command?: string } =>
  holder === 'SES'
    ? {
        command: `aws sesv2 update-email-template --template-name ${id ?? ''} --template-content file://${id ?? ''}.json --region ${region ?? ''}`,
      }
    : {};
