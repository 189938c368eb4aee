// Text of a file → evidence record, or a sentence that says why it is none.
import { UsageError } from '../core/errors.ts';
import type { EvidenceRecord } from '../core/record.ts';
import { isObject, parsedJson, withoutMark } from '../text/unknown-json.ts';

const refuse = (path: string, code: string, message: string, fix: string): UsageError =>
  new UsageError({ code, message: `${path} ${message}`, fix, place: { file: path } });

const RESTORE = 'Restore it from where you keep copies; `certify evidence verify` tells which records of a directory are whole.';

const CURRENT = 'certify.run/2';

/** Up to 0.1 an answer carried the digest of the question's text alone, and none was said of a message. */
const withDigest = (given: { readonly [key: string]: unknown }): object => {
  const { question, ...rest } = given;
  return 'digest' in given ? given : { ...rest, digest: question, message: null };
};

/** Up to 0.1 a finding had its remedy in words alone, and named no cause. */
const withRemedies = (older: object): object => {
  const { findings, decision } = older as { readonly findings?: unknown; readonly decision?: { readonly next?: object } };
  const lifted = Array.isArray(findings)
    ? (findings as readonly { readonly fix?: unknown; readonly owner?: unknown }[]).map((finding) => ({
        ...finding,
        remedy: typeof finding.fix === 'string' ? [{ say: finding.fix, owner: finding.owner }] : [],
        cause: null,
      }))
    : findings;
  const { attestations } = older as { readonly attestations?: unknown };
  const answers = Array.isArray(attestations) ? attestations.filter(isObject).map(withDigest) : attestations;
  const next = typeof decision?.next === 'object' ? { next: { ...decision.next, act: null } } : {};
  return {
    ...older,
    schema: CURRENT,
    findings: lifted,
    attestations: answers,
    ...(decision === undefined ? {} : { decision: { ...decision, ...next } }),
  };
};

/** Older schema versions, each with the step that lifts it to the next. */
const LIFTS: { readonly [schema: string]: (older: object) => object } = { 'certify.run/1': withRemedies };

/** Throws UsageError: `evidence-not-json`, `evidence-schema`, `evidence-incomplete`. Does not verify anything. */
export const parseRecord = (text: string, path: string): EvidenceRecord => parseWritten(text, path).record;

/** The record in today's schema, and the JSON as it stands in the file: digests are taken over that, before anything is lifted. */
export const parseWritten = (
  text: string,
  path: string,
): { readonly record: EvidenceRecord; readonly written: EvidenceRecord } => {
  const value = jsonObject(text, path);
  const schema = 'schema' in value ? value.schema : null;
  if (typeof schema !== 'string' || !schema.startsWith('certify.run/')) {
    throw refuse(
      path,
      'evidence-schema',
      'is no evidence record of certify.',
      'Name a file that certify wrote into its evidence directory.',
    );
  }
  const lifted = lift(value, schema);
  if (lifted === null) {
    throw refuse(
      path,
      'evidence-schema',
      `has schema ${schema}, which this version does not know.`,
      'Read it with the certify that wrote it, or a newer one.',
    );
  }
  const missing = missingIn(lifted);
  if (missing !== null) throw refuse(path, 'evidence-incomplete', `lacks \`${missing}\`: it was changed or cut.`, RESTORE);
  return { record: lifted as EvidenceRecord, written: value as EvidenceRecord };
};

const jsonObject = (text: string, path: string): object => {
  const value = parsedJson(withoutMark(text));
  if (isObject(value)) return value;
  throw refuse(path, 'evidence-not-json', 'holds no JSON object: it was cut or is something else.', RESTORE);
};

const lift = (value: object, schema: string): object | null => {
  let [current, at] = [value, schema];
  while (at !== CURRENT) {
    const step = LIFTS[at];
    if (step === undefined) return null;
    current = step(current);
    at = String((current as { schema?: unknown }).schema);
  }
  return current;
};

const SHAPE: { readonly [path: string]: 'object' | 'array' | 'string' | 'number' } = {
  run: 'object',
  'run.id': 'string',
  'run.command': 'string',
  'run.mode': 'string',
  'run.startedAt': 'string',
  'run.finishedAt': 'string',
  'run.environment': 'object',
  tenant: 'string',
  environment: 'string',
  decision: 'object',
  'decision.outcome': 'string',
  'decision.exitCode': 'number',
  'decision.why': 'string',
  'decision.blockers': 'array',
  'decision.next': 'object',
  findings: 'array',
  steps: 'array',
  attestations: 'array',
  limitations: 'array',
  negatives: 'array',
  observations: 'object',
  evidence: 'object',
  'evidence.id': 'string',
  profile: 'object',
  seal: 'object',
  'seal.digest': 'string',
  'seal.sequence': 'number',
};

const typeOf = (value: unknown): string => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value);

const at = (value: object, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, key) => (inner as { [key: string]: unknown } | null | undefined)?.[key], value);

const missingIn = (value: object): string | null =>
  (['string', 'null'].includes(typeOf(at(value, 'provider'))) ? null : 'provider') ??
  Object.entries(SHAPE).find(([path, type]) => typeOf(at(value, path)) !== type)?.[0] ??
  null;
