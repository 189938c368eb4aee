// A runbook as its file says it; `runbooks/runbook.schema.json` is made from this.
import {
  array,
  boolean,
  check,
  type GenericSchema,
  type InferOutput,
  integer,
  literal,
  maxValue,
  minLength,
  minValue,
  number,
  type ObjectEntries,
  exactOptional,
  picklist,
  pipe,
  regex,
  strictObject,
  string,
  variant,
} from 'valibot';
import { CERTIFICATION_DAYS } from '../core/lasting.ts';
import { OWNERS } from '../core/owner.ts';
import { ENVIRONMENTS } from '../core/profile.ts';

const KINDS = 'observe, confirm, attest, send, await-callback, await-inbox, record';

const section = <const E extends ObjectEntries>(entries: E) => strictObject(entries, 'must be a section of `key: value` lines');
const text = () => pipe(string('must be text; put it in quotes'), minLength(1, 'must not be empty'));
const list = <const S extends GenericSchema>(schema: S) => array(schema, 'must be a list, one `- ` line for each');
const maybe = <const S extends GenericSchema>(schema: S) => exactOptional(schema);
const id = () =>
  pipe(
    string('must be text'),
    regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be in lower case with hyphens, such as verified-identities'),
  );
const oneOf = <const T extends readonly string[]>(values: T) => picklist(values, `must be one of ${values.join(', ')}`);

const url = () =>
  pipe(
    string('must be an https address'),
    check((value) => URL.canParse(value) && new URL(value).protocol === 'https:', 'must be an https address'),
  );

/** `fact.key#/json/pointer` (RFC 6901). */
const factPath = () =>
  pipe(
    string('must be text'),
    regex(/^[a-z]+\.[a-zA-Z]+#(\/[^\s/]*)+$/, 'must be a fact and a pointer into it, such as ses.account#/region'),
  );

const fieldName = () =>
  pipe(string('must be text'), regex(/^[A-Za-z][A-Za-z0-9]*$/, 'must be one word, such as configurationSet'));

const recordedValue = section({
  field: fieldName(),
  label: text(),
  from: maybe(factPath()),
  squareosField: maybe(text()),
  secret: maybe(boolean('must be true or false')),
  verification: maybe(text()),
  required: maybe(boolean('must be true or false')),
});

const question = section({
  id: id(),
  text: text(),
  accept: pipe(list(text()), minLength(1, 'must name at least one answer')),
  ifNot: text(),
  shows: maybe(list(fieldName())),
  subject: maybe(literal('message', 'must be `message`')),
  when: maybe(
    section({
      notPassing: list(id()),
      ledger: maybe(literal('attest', 'must be `attest`')),
      notObserved: maybe(oneOf(['squareos.state', 'squareos.state#/state/customerEmailEnabled'])),
    }),
  ),
});

/** A number of docs/requirements.md. */
const requirement = () => pipe(string('must be text'), regex(/^R[1-9]\d?$/, 'must be a requirement such as R12'));

const common = {
  id: id(),
  title: text(),
  owner: oneOf(OWNERS),
  covers: maybe(list(requirement())),
  portal: maybe(section({ provider: maybe(text()), squareos: maybe(text()) })),
  instructions: list(text()),
  records: maybe(list(recordedValue)),
  watchOuts: maybe(list(text())),
  references: maybe(list(url())),
  gatesSend: maybe(boolean('must be true or false')),
  checks: maybe(list(id())),
};

const kind = <const K extends string>(value: K) => literal(value);

const timeout = () =>
  pipe(
    number('must be a number of seconds'),
    integer('must be a whole number of seconds'),
    minValue(1, 'must be at least 1 second'),
    maxValue(86_400, 'must be at most 86400 seconds'),
  );

const step = variant(
  'kind',
  [
    section({ kind: kind('observe'), ...common }),
    section({ kind: kind('confirm'), ...common, question }),
    section({ kind: kind('attest'), ...common, question }),
    section({ kind: kind('send'), ...common }),
    section({
      kind: kind('await-callback'),
      ...common,
      timeout: timeout(),
    }),
    section({ kind: kind('await-inbox'), ...common, timeout: timeout() }),
    section({ kind: kind('record'), ...common }),
  ],
  `must be one of ${KINDS}`,
);

const severity = section({
  check: id(),
  status: maybe(oneOf(['fail', 'inconclusive', 'pending'])),
  environment: oneOf(ENVIRONMENTS),
  severity: oneOf(['blocker', 'warning', 'info']),
  reason: maybe(text()),
});

export const runbookSchema = section({
  id: id(),
  version: pipe(string('must be text; put it in quotes'), regex(/^\d+(\.\d+)*$/, 'must be a version such as "1"')),
  provider: oneOf(['SES', 'SMTP']),
  title: text(),
  purpose: text(),
  audience: list(text()),
  whereToFind: list(text()),
  covers: maybe(list(requirement())),
  beforeYouStart: list(text()),
  steps: pipe(list(step), minLength(1, 'must have at least one step')),
  watchOuts: list(text()),
  severities: maybe(list(severity)),
  validDays: maybe(
    pipe(
      number('must be a number of days'),
      integer('must be a whole number of days'),
      minValue(1, 'must be at least 1 day'),
      maxValue(CERTIFICATION_DAYS, `must be at most ${CERTIFICATION_DAYS} days`),
    ),
  ),
  references: list(section({ title: text(), url: url() })),
});

export type RawRunbook = InferOutput<typeof runbookSchema>;
export type RawStep = RawRunbook['steps'][number];
