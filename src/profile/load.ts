// Profile text → typed profile, or one UsageError with file, line and column. Pure: reading the file is the caller's.
import { safeParse } from 'valibot';
import { refusal, type Problem } from '../core/problem.ts';
import { readYaml, type YamlPath } from '../text/yaml/located-yaml.ts';
import { otherFile } from '../text/yaml/other-file.ts';
import { schemaProblems, type SchemaProblem } from '../text/yaml/schema-problems.ts';
import { meantValue } from './meant-value.ts';
import { applyOverrides, type Override } from './overrides.ts';
import type { LoadedProfile } from './profile.ts';
import type { Known } from './rule.ts';
import { brokenRules } from './rules.ts';
import { profileSchema, settled } from './schema.ts';
import { literalRemedy, secretsIn } from './secret-places.ts';
import { LITERAL } from './secret-ref.ts';

const MAX_BYTES = 256 * 1024;

export interface ProfileSource {
  readonly text: string;
  /** As given by the user, for errors. */
  readonly path: string;
  /** Directory of the file: `file:` references stay below it. */
  readonly directory: string;
  readonly overrides?: readonly Override[];
  /** With the ids of all checks, a limitation of an unknown one is refused. */
  readonly known?: Known;
}

const isProduction = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && (value as { readonly environment?: unknown }).environment === 'production';

/** `environment: production` without region and sender refuses to start: said in these words. */
const NEEDED_IN_PRODUCTION = ['ses.region', 'squareos', 'squareos.sender', 'squareos.sender.senderValue'];

/** The key of 0.1.0: from a selector alone nobody knows as what mail is signed. */
const SELECTORS_ALONE = {
  message:
    '`squareos.sender.dkimSelectors` is no longer read: a selector alone does not say as what mail is signed; `dkim: [{domain: example.com, selector: s1}]` does.',
  fix: 'Write `dkim: [{domain: …, selector: …}]` instead, with d= and s= of a message that the relay sent; `dkim: []` where that is not known.',
} as const;

/** By a name such as `squareos.sender.dkim[0].domain`. */
const valueAt = (profile: unknown, name: string): unknown =>
  name
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .reduce<unknown>(
      (at, part) => (typeof at === 'object' && at !== null ? (at as { readonly [key: string]: unknown })[part] : undefined),
      profile,
    );

const reworded = ({ name, must, ...problem }: SchemaProblem, profile: unknown): Problem => {
  const production = isProduction(profile);
  if (must === LITERAL && problem.code === 'wrong-value') return { ...problem, code: 'literal-secret', fix: literalRemedy(name) };
  if (production && problem.code === 'missing-key' && NEEDED_IN_PRODUCTION.includes(name)) {
    const needed = name.startsWith('squareos') ? 'squareos.sender.senderValue' : name;
    return { ...problem, code: 'production-incomplete', message: `\`environment: production\` needs \`${needed}\`.` };
  }
  const { plain: _, ...told } = problem;
  const fix = problem.code === 'wrong-value' ? meantValue(must, valueAt(profile, name), name.split('.').at(-1) ?? name) : null;
  if (fix !== null) return { ...told, fix };
  if (problem.code === 'unknown-key' && name === 'squareos.sender.dkimSelectors') return { ...problem, ...SELECTORS_ALONE };
  return problem;
};

/** Who has nothing to go on with is led to what writes a profile. */
const begun = (problem: Problem): Problem =>
  problem.code === 'yaml-empty' || problem.code === 'yaml-not-a-mapping'
    ? { ...problem, fix: 'Check that it is the right file; `certify init FILE` writes a profile with every key explained.' }
    : problem;

/**
 * Reads a profile. Throws UsageError (exit 2) with file, line and column; the message names every problem found
 * and never a value of the file.
 */
export const loadProfile = (source: ProfileSource): LoadedProfile => {
  const yaml = readYaml(source.text, MAX_BYTES);
  if (yaml.problems.length > 0) throw refusal(yaml.problems.map(begun), source.path);
  const named = secretsIn(yaml.value, yaml);
  const secretVariables = new Set(named.flatMap((one) => (one.ref.kind === 'env' ? [one.ref.target] : [])));
  const overrides = (source.overrides ?? []).filter((one) => !secretVariables.has(one.from));
  const value = applyOverrides(yaml.value, overrides);
  const origin = (path: YamlPath): string | null =>
    overrides.findLast((one) => path.join('.') === one.path || path.join('.').startsWith(`${one.path}.`))?.from ?? null;
  const parsed = safeParse(profileSchema, value);
  if (!parsed.success) {
    const other = otherFile(yaml.value, 'profile', source.path);
    if (other !== null) throw refusal([other], source.path);
    const problems = schemaProblems(parsed.issues, profileSchema, yaml, origin);
    throw refusal(
      problems.map((problem) => reworded(problem, value)),
      source.path,
    );
  }
  const broken = brokenRules(parsed.output, source.known ?? {});
  if (broken.length > 0)
    throw refusal(
      broken.map(({ path, ...problem }) => ({ ...problem, ...yaml.keyAt(path) })),
      source.path,
    );
  const provisions = ({ name }: (typeof named)[number]): boolean => name.startsWith('aws.provision.');
  return {
    profile: settled(parsed.output),
    path: source.path,
    directory: source.directory,
    digest: yaml.digest,
    secrets: named.filter((one) => !provisions(one)),
    provisioning: named.filter(provisions),
  };
};
