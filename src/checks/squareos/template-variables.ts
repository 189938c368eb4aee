// No mark of a variable is left for a reader to see, and the sample data holds nothing that the template does not use.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { defineCheck } from '../check.ts';
import {
  lookedTemplates,
  NOT_RENDERED_TOO,
  notAllSeen,
  storeAgain,
  TEMPLATE_REASONS,
  TEMPLATE_USES,
} from './looked-templates.ts';

const reasons = {
  ...TEMPLATE_REASONS,
  'not-rendered': NOT_RENDERED_TOO,
  'left-unfilled': { status: ['fail'], says: 'A mark of a variable is left in the rendered message.' },
  'unused-data': { status: ['warn'], says: 'The sample data has a name that the template does not use.' },
} as const satisfies Reasons;

export const templateVariables = defineCheck({
  id: 'template-variables',
  title: 'The templates leave no variable unfilled, and use all of their sample data',
  severity: 'warning',
  why: 'A customer who reads “Dear {first_name}” trusts the invoice less; and a name that is passed and never used is often one that is spelled otherwise in the template.',
  owner: 'SquareOS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/send-personalized-email-api.html'],
  reasons,
  needs: ['profile.tenant'],
  uses: TEMPLATE_USES,
  evaluate(facts): Judgement<keyof typeof reasons | EngineReason> {
    const seen = lookedTemplates(facts);
    if (seen.kind === 'unseen') return seen.judgement;
    const { items, region } = seen;
    const all = items.map((item) => ({
      item,
      left: item.rendered?.state === 'observed' ? item.rendered.value.left : [],
      unused: item.stored.state === 'observed' ? item.stored.value.unused : [],
    }));
    const observed = { templates: all.map(({ item, left, unused }) => ({ template: item.name, id: item.id, left, unused })) };
    const marked = all.filter(({ left }) => left.length > 0);
    if (marked.length > 0) {
      return {
        status: 'fail',
        reason: 'left-unfilled',
        observed,
        expected: 'The rendered message holds no mark of a variable.',
        remedy: marked.map(({ item, left }) => ({
          say: `Write ${left.join(', ')} in the ${item.called} as \`{{name}}\`: Handlebars fills in nothing else, and readers see it as it stands.`,
          ...storeAgain(item, region),
        })),
      };
    }
    const idle = all.filter(({ unused }) => unused.length > 0);
    if (idle.length > 0) {
      return {
        status: 'warn',
        reason: 'unused-data',
        observed,
        expected: 'The template uses every name of its sample data.',
        remedy: idle.map(({ item, unused }) => ({
          say: `Look whether the ${item.called} spells ${unused.map((name) => `\`${name}\``).join(', ')} otherwise (case counts); if it has no use for it, take it out of the sample data.`,
        })),
      };
    }
    return notAllSeen(seen, ['stored', 'rendered']) ?? { status: 'pass', reason: 'ok', observed };
  },
});
