// Each template that is looked at exists, is Handlebars that SES can read, and renders with its sample data.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import { missingAttribute, refusesToRender } from '../../aws/ses/templates.ts';
import { meant } from '../../text/nearest.ts';
import { defineCheck } from '../check.ts';
import { profileField } from '../remedy.ts';
import {
  type LookedTemplate,
  lookedTemplates,
  storeAgain,
  TEMPLATE_REASONS,
  TEMPLATE_USES,
  unseenTemplate,
} from './looked-templates.ts';

const reasons = {
  ...TEMPLATE_REASONS,
  'no-such-template': {
    status: ['fail'],
    says: 'SES has no template of this name in the region.',
    follows: [{ check: 'ses-region', reasons: ['topic-elsewhere'] }],
  },
  syntax: { status: ['fail'], says: 'A template is no Handlebars that SES can read.' },
  'missing-variable': {
    status: ['fail'],
    says: 'A template fills in a variable that its data lacks: SES takes such a message and never sends it.',
  },
  'not-rendered': { status: ['fail'], says: 'SES refuses to render a template.' },
} as const satisfies Reasons;

type Code = 'no-such-template' | 'syntax' | 'missing-variable' | 'not-rendered';
type Told = Judgement<keyof typeof reasons | EngineReason>;

interface Fault {
  readonly reason: Code;
  readonly observed: NonNullable<Judgement['observed']>;
  readonly acts: readonly DraftAct[];
}

interface Around {
  readonly region: string | null;
  readonly inAccount: readonly string[] | null;
}

const absent = (item: LookedTemplate, { region, inAccount }: Around): Fault => {
  const [near = null] = meant(item.id ?? '', inAccount ?? []);
  const there =
    inAccount === null || inAccount.length === 0
      ? ''
      : ` The region has ${inAccount.slice(0, 5).join(', ')}${inAccount.length > 5 ? ', …' : ''}.`;
  return {
    reason: 'no-such-template',
    observed: { similar: near },
    acts: [
      profileField(
        `Correct the name of the ${item.called}: ${region ?? 'the region'} has none of that name.${there}`,
        `squareos.templates.${item.name}.ses`,
        near,
      ),
      {
        say: 'Or store it there.',
        command: `aws sesv2 create-email-template --template-name ${item.id ?? ''} --template-content file://${item.id ?? ''}.json --region ${region ?? ''}`,
        owner: 'AWS admin',
      },
    ],
  };
};

const broken = (item: LookedTemplate, { region }: Around): Fault | null => {
  const problems = item.stored.state === 'observed' ? item.stored.value.problems : [];
  if (problems.length === 0) return null;
  const where = problems.map(({ part, line, says }) => `${part}, line ${line}: ${says}`).join('; ');
  return {
    reason: 'syntax',
    observed: { problems },
    acts: [{ say: `Mend the ${item.called} and store it again. ${where}.`, ...storeAgain(item, region) }],
  };
};

/** Where we read that the name stands, first in each part; SES names it and tells no line. */
const placeIn = ({ stored }: LookedTemplate, name: string): string => {
  const found = stored.state === 'observed' ? stored.value.missing.filter((one) => one.name === name) : [];
  return found.length === 0 ? '' : ` (${found.map(({ part, line }) => `${part}, line ${line}`).join('; ')})`;
};

const unfilled = (item: LookedTemplate, bySes: string | null): Fault | null => {
  const ours = item.stored.state === 'observed' ? item.stored.value.missing.map(({ name }) => name) : [];
  const names = [...new Set([...(bySes === null ? [] : [bySes]), ...ours])];
  if (names.length === 0) return null;
  const listed = names.map((name) => `\`${name}\`${placeIn(item, name)}`).join(', ');
  const field = item.holder === 'SES' ? `squareos.templates.${item.name}.data` : null;
  return {
    reason: 'missing-variable',
    observed: { missing: names },
    acts: [
      {
        say: `Have SquareOS pass ${listed} to the ${item.called}, or take it out of the template: a name that is not passed, or is null, stops the message after it was accepted.`,
      },
      ...(field === null
        ? []
        : names.map((name) =>
            profileField(`If SquareOS does pass \`${name}\`, write a sample value of it.`, `${field}.${name}`, null),
          )),
    ],
  };
};

/** By SES: so it is there, whoever may read it. */
const isRendered = ({ rendered }: LookedTemplate): boolean => rendered?.state === 'observed' && rendered.value.by === 'SES';

const faultOf = (item: LookedTemplate, around: Around): Fault | null => {
  if (item.stored.state === 'absent') return absent(item, around);
  const { rendered } = item;
  // What SES rendered it rendered: only of its refusals, and of what nobody else renders, our own reading counts.
  if (isRendered(item)) return null;
  const syntax = broken(item, around);
  if (syntax !== null) return syntax;
  if (item.holder === 'SquareOS') return unfilled(item, null);
  if (rendered === null || rendered.state !== 'failed' || !refusesToRender(rendered.code)) return null;
  const attribute = missingAttribute(rendered.message);
  if (attribute !== null) return unfilled(item, attribute);
  return {
    reason: 'not-rendered',
    observed: { code: rendered.code, message: rendered.message },
    acts: [
      { say: `Mend the ${item.called}, or its sample data. SES says: ${rendered.message}`, ...storeAgain(item, around.region) },
    ],
  };
};

const ORDER: readonly Code[] = ['no-such-template', 'syntax', 'missing-variable', 'not-rendered'];

export const templateRenders = defineCheck({
  id: 'template-renders',
  title: 'Each template exists and renders with its sample data',
  severity: 'blocker',
  why: 'SES takes a message whose template it cannot render, answers with an id, and sends nothing: nobody gets the invoice, and nobody sees an error.',
  owner: 'SquareOS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/send-personalized-email-api.html',
    'https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_TestRenderEmailTemplate.html',
  ],
  reasons,
  needs: ['profile.tenant'],
  uses: TEMPLATE_USES,
  evaluate(facts): Told {
    const seen = lookedTemplates(facts);
    if (seen.kind === 'unseen') return seen.judgement;
    const faults = seen.items.flatMap((item) => {
      const fault = faultOf(item, seen);
      return fault === null ? [] : [{ item, fault }];
    });
    const observed = {
      templates: seen.items.map((item) => {
        const fault = faults.find((one) => one.item === item)?.fault;
        const how = fault?.reason ?? item.rendered?.state ?? item.stored.state;
        return {
          template: item.name,
          id: item.id,
          in: item.holder,
          is: how === 'observed' ? 'rendered' : how,
          ...fault?.observed,
        };
      }),
    };
    const reason = ORDER.find((code) => faults.some(({ fault }) => fault.reason === code));
    if (reason !== undefined) {
      const sorted = faults.toSorted((a, b) => ORDER.indexOf(a.fault.reason) - ORDER.indexOf(b.fault.reason));
      return {
        status: 'fail',
        reason,
        observed,
        expected: 'Each template is there, and every variable in it has a value.',
        remedy: sorted.flatMap(({ fault }) => fault.acts),
      };
    }
    return (
      unseenTemplate(seen.items, ['rendered']) ??
      unseenTemplate(
        seen.items.filter((item) => !isRendered(item)),
        ['stored'],
      ) ??
      seen.unseen ?? { status: 'pass', reason: 'ok', observed }
    );
  },
});
