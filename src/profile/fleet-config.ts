// fleet.yaml → typed configuration, or one UsageError with file, line and column. Pure: reading the file is the caller's.
import { type InferOutput, safeParse } from 'valibot';
import { refusal, type Problem } from '../core/problem.ts';
import type { SecretHolder, SecretRef } from '../core/profile.ts';
import { isLoopbackHost } from '../text/host-address.ts';
import { nearest } from '../text/nearest.ts';
import { readYaml, type LocatedYaml } from '../text/yaml/located-yaml.ts';
import { otherFile } from '../text/yaml/other-file.ts';
import { schemaProblems, type SchemaProblem } from '../text/yaml/schema-problems.ts';
import { fleetSchema } from './fleet-schema.ts';
import { literalRemedy } from './secret-places.ts';
import { LITERAL } from './secret-ref.ts';
import { listed } from '../text/listed.ts';

const MAX_BYTES = 4 * 1024 * 1024;

type FleetConfig = InferOutput<typeof fleetSchema>;

/** Where alerts go: exactly one of webhook, slack and email. */
export type AlertSink = FleetConfig['alerts'][number];

/** {tenant, check, reason, ticket, expires}: what is known to fail, and until when that is nobody's news. */
type ExpectedFailure = FleetConfig['expected'][number] & { readonly line: number };

/** Each reference stands under its place, such as `store.postgres`. */
export interface LoadedFleet extends SecretHolder<string> {
  readonly config: FleetConfig;
  readonly expected: readonly ExpectedFailure[];
  /** Where each entry of `profiles` stands. */
  readonly entries: readonly { readonly line: number; readonly column: number }[];
  /** `sha256:…` of the file. */
  readonly digest: string;
}

interface Known {
  readonly checks: readonly string[];
}

const sinkProblems = (alerts: FleetConfig['alerts'], yaml: LocatedYaml): readonly Problem[] => {
  const at = (index: number, ...path: readonly string[]) => yaml.at(['alerts', index, ...path]);
  return alerts.flatMap((sink, index): readonly Problem[] => {
    const kinds = (['webhook', 'slack', 'email'] as const).filter((kind) => sink[kind] !== undefined);
    const problems: Problem[] = [];
    if (kinds.length !== 1)
      problems.push({
        code: 'alert-kind',
        message: `The alert ${sink.name} names ${kinds.length === 0 ? 'no place' : listed(kinds)}.`,
        fix: 'Give each entry one of `webhook`, `slack` and `email`.',
        ...at(index),
      });
    if (sink.webhook !== undefined && !sink.webhook.startsWith('https:') && !isLoopbackHost(new URL(sink.webhook).hostname))
      problems.push({
        code: 'alert-not-https',
        message: `The alert ${sink.name} would go out in clear text.`,
        fix: 'Name an https URL.',
        ...at(index, 'webhook'),
      });
    if (sink.webhook !== undefined && sink.secret === undefined)
      problems.push({
        code: 'alert-unsigned',
        message: `The alert ${sink.name} has no secret: nobody could tell it from a forged one.`,
        fix: 'Add `secret: "env:CERTIFY_ALERT_SECRET"`, the one that the receiver checks the signature with.',
        ...at(index),
      });
    if (sink.webhook === undefined && (sink.secret !== undefined || sink.previousSecret !== undefined))
      problems.push({
        code: 'alert-secret-idle',
        message: `The alert ${sink.name} is not signed, so \`secret\` would change nothing.`,
        fix: 'Leave it out.',
        ...at(index, sink.secret === undefined ? 'previousSecret' : 'secret'),
      });
    if (alerts.findIndex(({ name }) => name === sink.name) !== index)
      problems.push({
        code: 'alert-name-twice',
        message: `Two alerts are called ${sink.name}.`,
        fix: 'Give each a name of its own: what waits to be sent is kept under it.',
        ...at(index, 'name'),
      });
    return problems;
  });
};

const broken = (config: FleetConfig, yaml: LocatedYaml, { checks }: Known): readonly Problem[] => {
  const stores = [config.store.sqlite, config.store.postgres].filter((one) => one !== undefined);
  const unknown = config.expected.flatMap(({ check }, index) => {
    if (check === '*' || checks.includes(check)) return [];
    const near = nearest(check, checks);
    return [
      {
        code: 'expected-check-unknown',
        message: '`expected` names a check that there is not.',
        fix: near === null ? '`certify runbook show ses` and `certify runbook show smtp` list them.' : `Did you mean ${near}?`,
        ...yaml.at(['expected', index, 'check']),
      },
    ];
  });
  const turned = config.windows.flatMap(({ from, to }, index) =>
    Date.parse(from) <= Date.parse(to)
      ? []
      : [
          {
            code: 'window-turned',
            message: 'A window ends before it begins.',
            fix: 'Give `from` before `to`; with times, name their zones.',
            ...yaml.at(['windows', index, 'to']),
          },
        ],
  );
  return [
    ...turned,
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
    ...sinkProblems(config.alerts, yaml),
  ];
};

/** Under which name the secrets of an alert are kept. */
export const alertSecret = (sink: string, key: 'secret' | 'previousSecret' | 'slack' | 'password'): string =>
  `alerts.${sink}.${key}`;

const secretsOf = ({ store, alerts }: FleetConfig, yaml: LocatedYaml): LoadedFleet['secrets'] => [
  ...(store.postgres === undefined ? [] : [{ name: 'store.postgres', ref: store.postgres, ...yaml.at(['store', 'postgres']) }]),
  ...alerts.flatMap((sink, index) => {
    const held: readonly (readonly [
      'secret' | 'previousSecret' | 'slack' | 'password',
      SecretRef | undefined,
      readonly string[],
    ])[] = [
      ['secret', sink.secret, ['secret']],
      ['previousSecret', sink.previousSecret, ['previousSecret']],
      ['slack', sink.slack, ['slack']],
      ['password', sink.email?.password, ['email', 'password']],
    ];
    return held.flatMap(([key, ref, path]) =>
      ref === undefined ? [] : [{ name: alertSecret(sink.name, key), ref, ...yaml.at(['alerts', index, ...path]) }],
    );
  }),
];

/** What people call the list of gyms. */
const CALLED = new Set(['tenants', 'tenant', 'gyms', 'gym', 'files', 'paths', 'include']);

const isCalled = ({ code, name }: SchemaProblem): boolean => code === 'unknown-key' && CALLED.has(name);

const reworded = ({ name, must, ...problem }: SchemaProblem): Problem =>
  must === LITERAL ? { ...problem, code: 'literal-secret', fix: literalRemedy(name) } : problem;

/** Under another name the list is also missing under its own: that is one problem. */
const listMeant = (problems: readonly SchemaProblem[]): readonly SchemaProblem[] =>
  problems
    .filter(({ code, name }) => code !== 'missing-key' || name !== 'profiles' || !problems.some(isCalled))
    .map((problem) =>
      isCalled(problem)
        ? {
            ...problem,
            message: `\`${problem.name}\` is not a key of a fleet: its gyms stand under \`profiles\`.`,
            fix: 'Write `profiles:` with the paths of their profiles, or patterns such as "gyms/*.yaml".',
          }
        : problem,
    );

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
    const other = otherFile(yaml.value, 'fleet', source.path);
    if (other !== null) throw refusal([other], source.path);
    const problems = schemaProblems(parsed.issues, fleetSchema, yaml, () => null);
    throw refusal(listMeant(problems).map(reworded), source.path);
  }
  const config = parsed.output;
  const problems = broken(config, yaml, source.known);
  if (problems.length > 0) throw refusal(problems, source.path);
  return {
    config,
    expected: config.expected.map((one, index) => ({ ...one, line: yaml.at(['expected', index]).line })),
    entries: config.profiles.map((_, index) => yaml.at(['profiles', index])),
    path: source.path,
    directory: source.directory,
    digest: yaml.digest,
    secrets: secretsOf(config, yaml),
  };
};
