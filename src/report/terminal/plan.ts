// What a run would do, for a terminal.
import { plural } from '../../text/plural.ts';
import { secretLine } from '../secret-line.ts';
import { item, labelled, penOf, type Pen, type Style } from './style.ts';

/** As `certify plan --json` prints it. */
export interface PlanText {
  readonly tenant: string;
  readonly provider: string | null;
  readonly environment: string;
  readonly doubts: readonly string[];
  readonly asks: readonly {
    readonly party: string;
    readonly hosts: readonly string[];
    readonly facts: readonly string[];
    readonly permissions: readonly string[];
  }[];
  readonly secrets: readonly { readonly name: string; readonly reference: string; readonly host: string | null }[];
  readonly sends: { readonly to: string; readonly via: string; readonly messages: readonly string[] } | null;
  readonly templates: readonly {
    readonly template: string;
    readonly ses: string;
    readonly data: readonly string[];
    readonly message: 'asked' | 'agreed' | 'not-agreed';
  }[];
  readonly questions: readonly { readonly id: string; readonly text: string; readonly onlyWhen: boolean }[];
  readonly writes: readonly string[];
  readonly takes: { readonly sesReads: number; readonly callbackAtMost: number; readonly inboxAtMost: number };
}

const section = (pen: Pen, title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', `  ${pen.ink.bold(title)}`, ...lines];

const sentence = ({ sends, templates }: PlanText): string => {
  if (sends === null) return 'nothing';
  const ofTemplates = templates.flatMap(({ template, message }) => (message === 'asked' ? [template] : []));
  const simulated = sends.messages.length - 1 - ofTemplates.length;
  const parts = [
    `one message to ${sends.to}`,
    ...(ofTemplates.length === 0 ? [] : [`one more there of each of these templates: ${ofTemplates.join(', ')}`]),
    ...(simulated === 0 ? [] : [`${simulated} to the SES simulator`]),
  ];
  return `${parts.join('; ')}; by ${sends.via === 'squareos' ? 'SquareOS' : 'certify itself'}`;
};

const MESSAGE = {
  asked: 'a message of it is sent',
  agreed: 'no message of it without --template',
  'not-agreed': 'no message of it: nobody agreed to one (optIn)',
} as const;

const templateLine = ({ template, ses, data, message }: PlanText['templates'][number]): string => {
  const sample = data.length === 0 ? 'without sample data' : `with ${data.join(', ')}`;
  return `${template} (${ses} in SES): read, and rendered ${sample}; ${MESSAGE[message]}`;
};

/** Parties as people call them. */
const PARTY: { readonly [party: string]: string } = {
  ses: 'SES',
  sns: 'SNS',
  kms: 'KMS',
  sts: 'AWS (STS)',
  iam: 'IAM',
  cloudwatch: 'CloudWatch',
  dns: 'DNS',
  smtp: 'mail relay',
  squareos: 'SquareOS',
  live: 'afterwards',
};

const PARTY_COLUMN = 12;

const questionLine = ({ text, onlyWhen }: PlanText['questions'][number]): string =>
  `${text}${onlyWhen ? ' (only where certify could not see it)' : ''}`;

const takes = ({ sesReads, callbackAtMost, inboxAtMost }: PlanText['takes']): string => {
  const inbox = inboxAtMost === 0 ? '' : ` and ${Math.round(inboxAtMost / 60)} min for the mailbox`;
  const asked = sesReads === 0 ? 'up to' : `${sesReads} s or less to ask SES, then up to`;
  return `${asked} ${Math.round(callbackAtMost / 60)} min for the callback${inbox}`;
};

/** What comes next, by command. `typed` as it stands after a command's name, such as `gym.yaml`. */
const nextLines = ({ asks }: PlanText, typed: string): readonly string[] => [
  `\`certify check ${typed}\` asks all this, and sends nothing`,
  ...(asks.some(({ permissions }) => permissions.length > 0)
    ? [`\`certify policy ${typed}\` prints those permissions as a policy`]
    : []),
];

/** Ends with a line feed. */
export const planText = (plan: PlanText, typed: string, style: Style): string => {
  const pen = penOf(style);
  const party = (label: string, text: string): readonly string[] => labelled(pen, label, pen.line(text), 4, PARTY_COLUMN);
  const line = (text: string, mark = ''): readonly string[] => item(pen, mark, pen.line(text), 4);
  const lines = [
    `  ${pen.ink.bold(pen.line([plan.tenant, plan.environment, plan.provider ?? ''].filter((part) => part !== '').join(pen.dot)))}`,
    ...section(
      pen,
      'Look twice',
      plan.doubts.flatMap((doubt) => line(doubt)),
    ),
    ...section(
      pen,
      'Asks',
      plan.asks.flatMap(({ party: asked, hosts, facts, permissions }) => [
        ...party(
          PARTY[asked] ?? asked,
          `${plural(facts.length, 'question', 'questions')}${hosts.length === 0 ? '' : ` to ${hosts.join(', ')}`}`,
        ),
        ...(permissions.length === 0 ? [] : party('', `needs ${permissions.join(', ')}`)),
      ]),
    ),
    ...section(
      pen,
      'Secrets',
      plan.secrets.flatMap((use) => line(secretLine(use))),
    ),
    ...section(pen, 'Sends', line(sentence(plan))),
    ...section(
      pen,
      'Templates',
      plan.templates.flatMap((one) => line(templateLine(one))),
    ),
    ...section(
      pen,
      'People answer',
      plan.questions.flatMap((one, n) => line(questionLine(one), `${n + 1}.`)),
    ),
    ...section(
      pen,
      'Writes',
      plan.writes.flatMap((path) => line(path)),
    ),
    ...section(pen, 'Takes', line(takes(plan.takes))),
    ...section(
      pen,
      'Next',
      nextLines(plan, typed).flatMap((one) => line(one)),
    ),
  ];
  return `${lines.map((one) => one.trimEnd()).join('\n')}\n`;
};
