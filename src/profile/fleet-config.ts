// fleet.yaml → typed configuration, or one UsageError with file, line and column. Pure: reading the file is the caller's.
import { type InferOutput, safeParse } from 'valibot';
import { refusal, type Problem } from '../core/problem.ts';
import type { SecretHolder, SecretRef } from '../core/profile.ts';
import { nearest } from '../text/nearest.ts';
import { readYaml, type LocatedYaml } from '../text/yaml/located-yaml.ts';
import { schemaProblems, type SchemaLike } from '../text/yaml/schema-problems.ts';
import { fleetSchema } from './fleet-schema.ts';
import { literalRemedy } from './secret-places.ts';
import { LITERAL } from './secret-ref.ts';

const MAX_BYTES = 4 * 1024 * 1024;

type FleetConfig = InferOutput<typeof fleetSchema>;

/** {tenant, check, reason, ticket, expires}: what is known to fail, and until when that is nobody's news. */
type ExpectedFailure = FleetConfig['expected'][number] & { readonly line: number };

/** Each reference stands under its place, such as `store.postgres`. */
export interface LoadedFleet extends SecretHolder<string> {
  readonly config: FleetConfig;
  readonly expected: readonly ExpectedFailure[];
  /** `sha256:…` of the file. */
  readonly digest: string;
}

interface Known {
  readonly checks: readonly string[];
}

const broken = (config: FleetConfig, yaml: LocatedYaml, { checks }: Known): readonly Problem[] => {
  const stores = [config.store.sqlite, config.store.postgres].filter((one) => one !== undefined);
  const unknown = config.expected.flatMap(({ check }, index) => {
    if (check === '*' || checks.includes(check)) return [];
    const near = nearest(check, checks);
    return [
      {
        code: 'expected-check-unknown',
        message: '`expected` names a check that there is not.',
        fix: near === null ? 'docs/checks lists them.' : `Did you mean ${near}?`,
        ...yaml.at(['expected', index, 'check']),
      },
    ];
  });
  return [
    ...(stores.length < 2
      ? []
      : [
          {
            code: 'store-choice',
            message: '`store` names two stores.',
            fix: 'Keep either `sqlite` or `postgres`.',
            ...yaml.at(['store']),
          },
        ]),
    ...(config.profiles.length > 0
      ? []
      : [
          {
            code: 'no-profiles',
            message: '`profiles` is empty.',
            fix: 'Name files, patterns such as gyms/*.yaml, {list: FILE}, or `-` for standard input.',
            ...yaml.at(['profiles']),
          },
        ]),
    ...unknown,
  ];
};

const secretsOf = (store: { readonly postgres?: SecretRef }, yaml: LocatedYaml): LoadedFleet['secrets'] =>
  store.postgres === undefined ? [] : [{ name: 'store.postgres', ref: store.postgres, ...yaml.at(['store', 'postgres']) }];

/** Throws UsageError (exit 2); the message names every problem found and never a value of the file. */
export const loadFleetConfig = (source: {
  readonly text: string;
  readonly path: string;
  readonly directory: string;
  readonly known: Known;
}): LoadedFleet => {
  const yaml = readYaml(source.text, MAX_BYTES);
  if (yaml.problems.length > 0) throw refusal(yaml.problems, source.path);
  const parsed = safeParse(fleetSchema, yaml.value);
  if (!parsed.success) {
    const problems = schemaProblems(parsed.issues, fleetSchema as unknown as SchemaLike, yaml, () => null);
    throw refusal(
      problems.map(({ name, must, ...problem }) =>
        must === LITERAL ? { ...problem, code: 'literal-secret', fix: literalRemedy(name) } : problem,
      ),
      source.path,
    );
  }
  const config = parsed.output;
  const problems = broken(config, yaml, source.known);
  if (problems.length > 0) throw refusal(problems, source.path);
  return {
    config,
    expected: config.expected.map((one, index) => ({ ...one, line: yaml.at(['expected', index]).line })),
    path: source.path,
    directory: source.directory,
    digest: yaml.digest,
    secrets: secretsOf(config.store, yaml),
  };
};
