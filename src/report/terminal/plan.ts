// What a run would do, for a terminal.
import { plural } from '../plural.ts';
import { secretLine } from '../secret-line.ts';
import { labelled, penOf, type Pen, type Style } from './style.ts';

/** As `certify plan --json` prints it. */
export interface PlanText {
  readonly tenant: string;
  readonly provider: string | null;
  readonly environment: string;
  readonly asks: readonly {
    readonly party: string;
    readonly hosts: readonly string[];
    readonly facts: readonly string[];
    readonly permissions: readonly string[];
  }[];
  readonly secrets: readonly { readonly name: string; readonly reference: string; readonly host: string | null }[];
  readonly sends: { readonly to: string; readonly via: string; readonly messages: readonly string[] } | null;
  readonly attestations: readonly string[];
  readonly writes: readonly string[];
  readonly takes: { readonly sesReads: number; readonly callbackAtMost: number };
}

const section = (pen: Pen, title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', `  ${pen.ink.bold(title)}`, ...lines];

const sentence = (plan: PlanText): string =>
  plan.sends === null
    ? 'nothing'
    : `one message to ${plan.sends.to}${plan.sends.messages.length > 1 ? `, and ${plan.sends.messages.length - 1} to the SES simulator` : ''}, by ${plan.sends.via === 'squareos' ? 'SquareOS' : 'certify itself'}`;

/** Ends with a line feed. */
export const planText = (plan: PlanText, style: Style): string => {
  const pen = penOf(style);
  const line = (label: string, text: string): readonly string[] => labelled(pen, label, pen.line(text), 4);
  const lines = [
    `  ${pen.ink.bold(pen.line([plan.tenant, plan.environment, plan.provider ?? ''].filter((part) => part !== '').join(pen.dot)))}`,
    ...section(
      pen,
      'Asks',
      plan.asks.flatMap(({ party, hosts, facts, permissions }) => [
        ...line(party, `${plural(facts.length, 'question', 'questions')}${hosts.length === 0 ? '' : ` to ${hosts.join(', ')}`}`),
        ...(permissions.length === 0 ? [] : line('', `needs ${permissions.join(', ')}`)),
      ]),
    ),
    ...section(
      pen,
      'Secrets',
      plan.secrets.flatMap((use) => line('', secretLine(use))),
    ),
    ...section(pen, 'Sends', line('', sentence(plan))),
    ...section(pen, 'People answer', plan.attestations.length === 0 ? [] : line('', plan.attestations.join(', '))),
    ...section(
      pen,
      'Writes',
      plan.writes.flatMap((path) => line('', path)),
    ),
    ...section(
      pen,
      'Takes',
      line(
        '',
        `${plan.takes.sesReads} s or less to ask SES, then up to ${Math.round(plan.takes.callbackAtMost / 60)} min for the callback`,
      ),
    ),
  ];
  return `${lines.map((one) => one.trimEnd()).join('\n')}\n`;
};
