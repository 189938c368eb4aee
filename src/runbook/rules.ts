// Rules over a whole runbook: what a schema of single keys cannot see.
import type { Severity } from '../core/finding.ts';
import type { YamlPath } from '../text/yaml/located-yaml.ts';
import { nearest } from '../text/nearest.ts';
import type { RawRunbook, RawStep } from './schema.ts';

/** What the caller knows of the checks, because this room may not import them. */
interface KnownCheck {
  readonly id: string;
  readonly severity: Severity;
}

export interface Known {
  readonly checks?: readonly KnownCheck[];
  /** Fact keys, such as `ses.account`. */
  readonly facts?: readonly string[];
  /** Views derived from facts, with their fields. */
  readonly views?: { readonly [view: string]: readonly string[] };
}

export interface RuleProblem {
  readonly path: YamlPath;
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

type Rule = (raw: RawRunbook, known: Known) => readonly RuleProblem[];

const questionOf = (step: RawStep) => ('question' in step ? step.question : null);

interface Named {
  readonly name: string;
  readonly path: YamlPath;
}

const checksOf = (raw: RawRunbook): readonly Named[] =>
  raw.steps.flatMap((step, at) => (step.checks ?? []).map((name, index) => ({ name, path: ['steps', at, 'checks', index] })));

const repeated = (names: readonly Named[], what: string): readonly RuleProblem[] =>
  names.flatMap(({ name, path }, at) =>
    names.findIndex((one) => one.name === name) === at
      ? []
      : [
          {
            path,
            code: 'duplicate',
            message: `The ${what} \`${name}\` stands in this runbook twice.`,
            fix: 'Keep one of the two.',
          },
        ],
  );

const unique: Rule = (raw) => [
  ...repeated(
    raw.steps.map((step, at) => ({ name: step.id, path: ['steps', at, 'id'] })),
    'step',
  ),
  ...repeated(checksOf(raw), 'check'),
  ...repeated(
    raw.steps.flatMap((step, at) => {
      const question = questionOf(step);
      return question === null ? [] : [{ name: question.id, path: ['steps', at, 'question', 'id'] }];
    }),
    'attestation',
  ),
  ...repeated(
    raw.steps.flatMap((step, at) =>
      (step.records ?? []).map((value, index) => ({ name: value.field, path: ['steps', at, 'records', index, 'field'] })),
    ),
    'recorded field',
  ),
];

/** One send, then one await-callback, then at most one await-inbox, and the record at the end. */
const order: Rule = (raw) => {
  const at = (kind: RawStep['kind']): readonly number[] =>
    raw.steps.flatMap((step, index) => (step.kind === kind ? [index] : []));
  const found: RuleProblem[] = [];
  for (const kind of ['send', 'await-callback', 'record'] as const) {
    const [first, second] = at(kind);
    if (first === undefined) {
      found.push({
        path: ['steps'],
        code: 'step-missing',
        message: `No step is of kind \`${kind}\`.`,
        fix: `Add a step of kind \`${kind}\`.`,
      });
    } else if (second !== undefined) {
      const message = `A second step is of kind \`${kind}\`.`;
      found.push({
        path: ['steps', second, 'kind'],
        code: 'step-repeated',
        message,
        fix: 'Keep one; a run sends one live message.',
      });
    }
  }
  const [send = -1] = at('send');
  const [wait = Infinity] = at('await-callback');
  const [inbox = Infinity, further] = at('await-inbox');
  if (inbox < wait || further !== undefined)
    found.push({
      path: ['steps', further ?? inbox],
      code: 'step-order',
      message: 'The mailbox is looked into once, after the callback was awaited.',
      fix: 'Move the step of kind `await-inbox` behind `await-callback`, and keep one.',
    });
  const [record = raw.steps.length - 1] = at('record');
  if (wait < send)
    found.push({
      path: ['steps', wait],
      code: 'step-order',
      message: 'The callback is awaited before the send.',
      fix: 'Move it behind the send.',
    });
  if (record !== raw.steps.length - 1)
    found.push({
      path: ['steps', record],
      code: 'step-order',
      message: 'Steps follow the record.',
      fix: 'Move the record to the end.',
    });
  raw.steps.forEach((step, index) => {
    if (step.gatesSend === true && send >= 0 && index >= send)
      found.push({
        path: ['steps', index, 'gatesSend'],
        code: 'gate-too-late',
        message: `\`${step.id}\` comes after the send and cannot gate it.`,
        fix: 'Move the step before the send, or remove `gatesSend`.',
      });
  });
  return found;
};

const unknownCheck = ({ name, path }: Named, ids: readonly string[], where: string): readonly RuleProblem[] => {
  if (ids.includes(name)) return [];
  const near = nearest(name, ids);
  const fix = near === null ? 'See `certify runbook show` for the ids.' : `Write \`${near}\`.`;
  const meant = near === null ? '' : `: did you mean \`${near}\`?`;
  return [{ path, code: 'unknown-check', message: `\`${name}\` is not a check ${where}${meant === '' ? '.' : meant}`, fix }];
};

const knownChecks: Rule = (raw, known) => {
  const here = checksOf(raw);
  const ids = here.map((one) => one.name);
  const all = known.checks?.map((one) => one.id);
  return [
    ...(all === undefined ? [] : here.flatMap((one) => unknownCheck(one, all, 'that certify has'))),
    ...raw.steps.flatMap((step, at) =>
      (questionOf(step)?.when?.notPassing ?? []).flatMap((name, index) =>
        unknownCheck({ name, path: ['steps', at, 'question', 'when', 'notPassing', index] }, ids, 'of this runbook'),
      ),
    ),
    ...(raw.severities ?? []).flatMap((one, at) =>
      unknownCheck({ name: one.check, path: ['severities', at, 'check'] }, ids, 'of this runbook'),
    ),
  ];
};

const WEIGHT: { readonly [S in Severity]: number } = { blocker: 2, warning: 1, info: 0 };

/** A lowered severity goes into the record with its reason. */
const reasons: Rule = (raw, known) =>
  (raw.severities ?? []).flatMap((one, at) => {
    const usual = known.checks?.find((check) => check.id === one.check)?.severity ?? 'blocker';
    if (WEIGHT[one.severity] >= WEIGHT[usual] || one.reason !== undefined) return [];
    const message = `\`${one.check}\` is lowered to ${one.severity} in ${one.environment} without a reason.`;
    return [
      { path: ['severities', at], code: 'reason-missing', message, fix: 'Add `reason:`; it goes into the evidence record.' },
    ];
  });

const unknownFact = (name: string, { facts, views = {} }: Known): readonly Omit<RuleProblem, 'path'>[] => {
  const [fact = '', pointer = ''] = name.split('#');
  const fields = Object.hasOwn(views, fact) ? views[fact] : undefined;
  if (fields !== undefined && fields.includes(pointer.slice(1))) return [];
  const all = fields ?? [...(facts ?? []), ...Object.keys(views)];
  if (fields === undefined && (facts === undefined || facts.includes(fact))) return [];
  const wrong = fields === undefined ? fact : pointer.slice(1);
  const near = nearest(wrong, all);
  const fix = near === null ? 'See src/facts for the facts.' : `Write \`${near}\`.`;
  const message = fields === undefined ? `\`${fact}\` is not a fact.` : `\`${fact}\` has no field \`${wrong}\`.`;
  return [{ code: 'unknown-fact', message, fix }];
};

const knownFacts: Rule = (raw, known) =>
  raw.steps.flatMap((step, at) => {
    const paths: readonly Named[] = (step.records ?? []).flatMap((value, index) =>
      value.from === undefined ? [] : [{ name: value.from, path: ['steps', at, 'records', index, 'from'] }],
    );
    return paths.flatMap(({ name, path }) => unknownFact(name, known).map((problem) => ({ ...problem, path })));
  });

/** What is shown is recorded in this runbook, and a confirmation shows something. */
const knownFields: Rule = (raw) => {
  const fields = raw.steps.flatMap((step) => (step.records ?? []).map(({ field }) => field));
  return raw.steps.flatMap((step, at): readonly RuleProblem[] => {
    const shows = questionOf(step)?.shows ?? [];
    if (step.kind === 'confirm' && shows.length === 0) {
      const message = `\`${step.id}\` shows nothing to confirm.`;
      return [{ path: ['steps', at, 'question'], code: 'nothing-shown', message, fix: 'Name recorded fields under `shows`.' }];
    }
    return shows.flatMap((name, index) => {
      if (fields.includes(name)) return [];
      const near = nearest(name, fields);
      return [
        {
          path: ['steps', at, 'question', 'shows', index],
          code: 'unknown-field',
          message: `\`${name}\` is not recorded in this runbook.`,
          fix: near === null ? 'Name the field of a recorded value.' : `Write \`${near}\`.`,
        },
      ];
    });
  });
};

const RULES: readonly Rule[] = [unique, order, knownChecks, reasons, knownFacts, knownFields];

export const brokenRules = (raw: RawRunbook, known: Known): readonly RuleProblem[] => RULES.flatMap((rule) => rule(raw, known));
