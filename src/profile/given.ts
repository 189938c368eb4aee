// What the command line can say of a tenant without a profile: paths of `--set`, held to the profile's own rules for a value.
import { type InferOutput, safeParse } from 'valibot';
import { UsageError } from '../core/errors.ts';
import { address, domainOrAddress, maybe, orElse, section, topicArn } from './fields.ts';
import { applyOverrides, OVERRIDABLE_PATHS, type Override, overridesFromEnvironment } from './overrides.ts';
import { configurationSet, endpointsSchema, probeSource } from './schema.ts';
import { dnsSchema } from './schema-parts.ts';
import { webUrl } from './urls.ts';

const givenSchema = section({
  ses: orElse(
    section({
      identity: maybe(domainOrAddress()),
      configurationSet: maybe(configurationSet()),
      snsTopicArn: maybe(topicArn()),
      endpoints: orElse(endpointsSchema, {}),
    }),
    {},
  ),
  aws: orElse(section({ probe: orElse(section(probeSource), {}) }), {}),
  dns: orElse(dnsSchema, {}),
  squareos: orElse(section({ sender: orElse(section({ replyTo: maybe(address()) }), {}) }), {}),
  callback: orElse(section({ url: maybe(webUrl()) }), {}),
  live: orElse(section({ recipient: maybe(address()) }), {}),
});

/** Section by section as in a profile; what nobody said is left out. */
export type GivenValues = InferOutput<typeof givenSchema>;

/** Whether a look without a profile can make use of it. */
const isGivable = (path: string): boolean => {
  const parsed = safeParse(givenSchema, applyOverrides({}, [{ path, value: '', from: path }]));
  return parsed.success || !parsed.issues.some(({ type, expected }) => type === 'strict_object' && expected === 'never');
};

/** Paths that a look without a profile can be told. */
const GIVABLE_PATHS: readonly string[] = OVERRIDABLE_PATHS.filter(isGivable);

const notGivable = ({ from }: Override): UsageError =>
  new UsageError({
    code: 'not-givable',
    message: `${from} says something that a look without a profile has no use for.`,
    fix: `Leave it out, or name a profile; without one there are: ${GIVABLE_PATHS.join(', ')}.`,
  });

/** `settings`: of the environment, where what does not concern a look without a profile is passed over. UsageError names the flag. */
export const givenValues = (flags: readonly Override[], settings: readonly Override[]): GivenValues => {
  const idle = flags.find(({ path }) => OVERRIDABLE_PATHS.includes(path) && !GIVABLE_PATHS.includes(path));
  if (idle !== undefined) throw notGivable(idle);
  const overrides = [...settings.filter(({ path }) => GIVABLE_PATHS.includes(path)), ...flags];
  const parsed = safeParse(givenSchema, applyOverrides({}, overrides));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const path = (issue.path ?? []).map(({ key }) => String(key)).join('.');
  const from = overrides.findLast((one) => path === one.path || path.startsWith(`${one.path}.`))?.from ?? path;
  throw new UsageError({ code: 'wrong-value', message: `${from} ${issue.message}.`, fix: `Correct ${from}.` });
};

/** What an environment says of DNS, where a command line alone names the subject. UsageError names the variable. */
export const givenOfDns = (env: { readonly [name: string]: string | undefined }): GivenValues =>
  givenValues(
    [],
    overridesFromEnvironment(env).filter(({ path }) => path.startsWith('dns.')),
  );
