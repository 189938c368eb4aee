// Runbook text → typed runbook; every problem has line and column. Pure: reading the file is the caller's.
import { safeParse } from 'valibot';
import { refusal, type Problem } from '../core/problem.ts';
import type { Question, RecordedValue, Runbook, Step } from '../core/runbook.ts';
import { readYaml } from '../text/yaml/located-yaml.ts';
import { otherFile } from '../text/yaml/other-file.ts';
import { schemaProblems } from '../text/yaml/schema-problems.ts';
import { brokenRules, type Known } from './rules.ts';
import { runbookSchema, type RawRunbook, type RawStep } from './schema.ts';

const MAX_BYTES = 512 * 1024;

export interface RunbookSource {
  readonly text: string;
  /** As given by the user, for errors. */
  readonly path: string;
  readonly known?: Known;
}

type Read = { readonly problems: readonly Problem[]; readonly runbook: Runbook | null };

const recorded = (raw: NonNullable<RawStep['records']>[number]): RecordedValue => ({
  ...raw,
  secret: raw.secret ?? false,
  required: raw.required ?? false,
});

const question = (raw: Extract<RawStep, { kind: 'attest' }>['question']): Question => ({
  ...raw,
  accept: raw.accept.map((answer) => answer.toLowerCase()),
  shows: raw.shows ?? [],
});

const step = (raw: RawStep): Step => {
  const common = {
    records: (raw.records ?? []).map(recorded),
    covers: raw.covers ?? [],
    watchOuts: raw.watchOuts ?? [],
    references: raw.references ?? [],
    gatesSend: raw.gatesSend ?? false,
    checks: raw.checks ?? [],
  };
  switch (raw.kind) {
    case 'confirm':
    case 'attest':
      return { ...raw, ...common, question: question(raw.question) };
    default:
      return { ...raw, ...common };
  }
};

const build = (raw: RawRunbook, digest: string): Runbook => ({
  ...raw,
  steps: raw.steps.map(step),
  severities: raw.severities ?? [],
  covers: raw.covers ?? [],
  digest,
});

const read = (source: RunbookSource): Read => {
  const yaml = readYaml(source.text, MAX_BYTES);
  if (yaml.problems.length > 0) return { problems: yaml.problems, runbook: null };
  const parsed = safeParse(runbookSchema, yaml.value);
  if (!parsed.success) {
    const other = otherFile(yaml.value, 'runbook', source.path);
    if (other !== null) return { problems: [other], runbook: null };
    const problems = schemaProblems(parsed.issues, runbookSchema, yaml);
    return { problems: problems.map(({ name: _name, must: _must, ...problem }) => problem), runbook: null };
  }
  const broken = brokenRules(parsed.output, source.known ?? {});
  return {
    problems: broken.map(({ path, ...problem }) => ({ ...problem, ...yaml.at(path) })),
    runbook: build(parsed.output, yaml.digest),
  };
};

/** Every problem of a runbook, in the file's order; empty when it is sound. */
export const lintRunbook = (source: RunbookSource): readonly Problem[] =>
  [...read(source).problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));

/** Throws UsageError (exit 2) with file, line and column of the first problem; its message names the others too. */
export const loadRunbook = (source: RunbookSource): Runbook => {
  const { problems, runbook } = read(source);
  if (problems.length > 0 || runbook === null) throw refusal(problems, source.path);
  return runbook;
};
