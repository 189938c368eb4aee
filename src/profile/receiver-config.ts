// receiver.yaml → typed configuration, or one UsageError with file, line and column. Pure: reading the file is the caller's.
import { type InferOutput, literal, safeParse } from 'valibot';
import { refusal, type Problem } from '../core/problem.ts';
import type { SecretHolder, SecretRef } from '../core/profile.ts';
import { readYaml, type LocatedYaml } from '../text/yaml/located-yaml.ts';
import { otherFile } from '../text/yaml/other-file.ts';
import { schemaProblems } from '../text/yaml/schema-problems.ts';
import { listOf, matching, maybe, oneOf, orElse, section, text, topicArn, whole, yesNo } from './fields.ts';
import { literalRemedy } from './secret-places.ts';
import { LITERAL, secretRef } from './secret-ref.ts';

const MAX_BYTES = 256 * 1024;

const accountSchema = section({
  id: matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'a short name such as main-gym'),
  provider: oneOf(['SES', 'SMTP']),
  verifyTokens: listOf(secretRef()),
  topicArns: orElse(listOf(topicArn()), []),
  requireSnsSignature: orElse(yesNo(), true),
});

const receiverSchema = section({
  version: literal(1, 'must be 1'),
  listen: section({ host: text(), port: whole(0, 65_535, 'a port') }),
  tls: maybe(section({ certFile: text(), keyFile: text() })),
  sns: orElse(section({ privateEndpoint: orElse(yesNo(), false) }), {}),
  trustProxy: maybe(listOf(matching(/^[0-9A-Fa-f:.]+(\/\d{1,3})?$/, 'an address or network of the proxy'))),
  store: section({ sqlite: maybe(text()), postgres: maybe(secretRef()) }),
  readTokens: listOf(secretRef()),
  writeTokens: listOf(secretRef()),
  suppression: orElse(oneOf(['strict', 'standard', 'aggressive']), 'standard'),
  limits: maybe(
    section({
      bodyBytes: maybe(whole(1_024, 4_194_304, 'bytes')),
      requestMs: maybe(whole(1_000, 120_000, 'milliseconds')),
      refusalsPerMinute: maybe(whole(1, 1_000_000, 'requests')),
      pending: maybe(whole(1, 1_000_000, 'callbacks')),
      group: maybe(whole(1, 10_000, 'callbacks')),
    }),
  ),
  accounts: listOf(accountSchema),
});

type ReceiverConfig = InferOutput<typeof receiverSchema>;

/** Each reference stands under its place, such as `accounts.0.verifyTokens.0`. */
export interface LoadedReceiverConfig extends SecretHolder<string> {
  readonly config: ReceiverConfig;
}

const references = (config: ReceiverConfig): readonly (readonly [string, SecretRef])[] => [
  ...config.readTokens.map((one, index) => [`readTokens.${index}`, one] as const),
  ...config.writeTokens.map((one, index) => [`writeTokens.${index}`, one] as const),
  ...config.accounts.flatMap((account, index) =>
    account.verifyTokens.map((one, token) => [`accounts.${index}.verifyTokens.${token}`, one] as const),
  ),
  ...(config.store.postgres === undefined ? [] : [['store.postgres', config.store.postgres] as const]),
];

const pathOf = (name: string): (string | number)[] => name.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));

const secretsOf = (config: ReceiverConfig, yaml: LocatedYaml): LoadedReceiverConfig['secrets'] =>
  references(config).map(([name, ref]) => ({ name, ref, ...yaml.at(pathOf(name)) }));

/** What the shape alone does not say. */
const broken = (config: ReceiverConfig, yaml: LocatedYaml): readonly Problem[] => {
  const problem = (path: (string | number)[], code: string, message: string, fix: string): Problem => ({
    code,
    message,
    fix,
    ...yaml.at(path),
  });
  const stores = [config.store.sqlite, config.store.postgres].filter((one) => one !== undefined);
  const seen = new Set<string>();
  const doubled = config.accounts.findIndex(({ id }) => seen.has(id) || !seen.add(id));
  const topicless = config.accounts.findIndex(({ provider, topicArns }) => provider === 'SES' && topicArns.length === 0);
  const tokenless = config.accounts.findIndex(({ verifyTokens }) => verifyTokens.length === 0);
  return [
    ...(stores.length === 1
      ? []
      : [problem(['store'], 'store-choice', '`store` names not exactly one store.', 'Keep either `sqlite` or `postgres`.')]),
    ...(config.accounts.length > 0
      ? []
      : [problem(['accounts'], 'no-account', '`accounts` is empty.', 'Name at least one channel account.')]),
    ...(doubled < 0
      ? []
      : [problem(['accounts', doubled, 'id'], 'account-doubled', 'Two accounts have the same `id`.', 'Give each its own.')]),
    ...(topicless < 0
      ? []
      : [
          problem(
            ['accounts', topicless],
            'topic-missing',
            'An SES account names no topic.',
            'Add `topicArns` with the ARN of its SNS topic.',
          ),
        ]),
    ...(tokenless < 0
      ? []
      : [problem(['accounts', tokenless], 'token-missing', 'An account has no verify token.', 'Add one to `verifyTokens`.')]),
  ];
};

/** Throws UsageError (exit 2); the message names every problem found and never a value of the file. */
export const loadReceiverConfig = (source: {
  readonly text: string;
  readonly path: string;
  readonly directory: string;
}): LoadedReceiverConfig => {
  const yaml = readYaml(source.text, MAX_BYTES);
  if (yaml.problems.length > 0) throw refusal(yaml.problems, source.path);
  const parsed = safeParse(receiverSchema, yaml.value);
  if (!parsed.success) {
    const other = otherFile(yaml.value, 'receiver', source.path);
    if (other !== null) throw refusal([other], source.path);
    const problems = schemaProblems(parsed.issues, receiverSchema, yaml, () => null);
    throw refusal(
      problems.map(({ name, must, ...problem }) =>
        must === LITERAL ? { ...problem, code: 'literal-secret', fix: literalRemedy(name) } : problem,
      ),
      source.path,
    );
  }
  const problems = broken(parsed.output, yaml);
  if (problems.length > 0) throw refusal(problems, source.path);
  return { config: parsed.output, path: source.path, directory: source.directory, secrets: secretsOf(parsed.output, yaml) };
};
