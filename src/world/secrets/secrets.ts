// Secret references → sealed values, within the limits of product.md section 3: a profile can come from a ticket.
import type { UsageError } from '../../core/errors.ts';
import { refusal } from '../../core/problem.ts';
import type { SecretHolder, SecretName } from '../../core/profile.ts';
import { Secret } from '../../core/secret.ts';
import { typedSecret } from '../../text/typed-secret.ts';
import { readSecretCommand } from './command.ts';
import { readSecretFile } from './file.ts';
import type { SecretStore } from './port.ts';
import { type Holder, type Named, refused } from './refused.ts';

export interface SecretOptions<Name extends string = SecretName> {
  readonly env: { readonly [name: string]: string | undefined };
  /** Names given with --env, besides those that begin with CERTIFY_. */
  readonly allowEnv: readonly string[];
  /** --secrets-dir. */
  readonly secretsDir?: string;
  /** --allow-secret-commands. */
  readonly allowCommands: boolean;
  /** Asks without echo; left out where nobody can be asked. */
  readonly prompt?: (name: Name) => Promise<string>;
  /**
   * The secrets this command cannot do without; the others are left out when they are not there.
   * Left out: every one is needed. What breaks a limit is refused either way.
   */
  readonly required?: readonly Name[];
}

const fromEnvironment = (holder: Holder, named: Named, options: Pick<SecretOptions, 'env' | 'allowEnv'>): string | null => {
  const name = named.ref.target;
  if (!name.startsWith('CERTIFY_') && !options.allowEnv.includes(name)) {
    throw refused(
      holder,
      named,
      'secret-env-not-allowed',
      'names a variable that does not begin with CERTIFY_.',
      `Allow it with --env ${name} if you know this profile, or use a variable that begins with CERTIFY_.`,
    );
  }
  const value = options.env[name];
  return value === undefined || value === '' ? null : value;
};

const fromCommand = async (
  holder: Holder,
  named: Named,
  options: Pick<SecretOptions, 'env' | 'allowEnv' | 'allowCommands'>,
): Promise<string> => {
  if (!options.allowCommands) {
    const fix = 'Read the command, then allow it with --allow-secret-commands.';
    throw refused(holder, named, 'secret-command-not-allowed', 'would run a command.', fix);
  }
  return readSecretCommand(holder, named, options);
};

/** null: there is none at that place. */
const read = async <Name extends string>(
  holder: SecretHolder<Name>,
  named: SecretHolder<Name>['secrets'][number],
  options: SecretOptions<Name>,
): Promise<string | null> => {
  switch (named.ref.kind) {
    case 'env':
      return fromEnvironment(holder, named, options);
    case 'file':
      return readSecretFile(holder, named, options.secretsDir);
    case 'cmd':
      return fromCommand(holder, named, options);
    case 'prompt':
      return options.prompt === undefined ? null : options.prompt(named.name);
  }
};

const MISSING: { readonly [K in Named['ref']['kind']]: readonly [string, string] } = {
  env: ['is not set.', 'Set the variable where certify runs; at a terminal:'],
  file: ['does not exist.', 'Write the secret alone into that file, or correct the path.'],
  cmd: ['printed nothing.', 'Run the command yourself and see that it prints the secret alone.'],
  prompt: ['cannot be asked here.', 'Run in a terminal, or use env:, file: or cmd:.'],
};

/** What editors, `echo` and secret managers put at the end. */
const trimmed = (value: string): string => value.replace(/\r?\n$/, '');

/** Commands end their output with one, and so do people in a prompt: that says nothing of the secret. */
const endsInLineBreak = (named: Named, raw: string): boolean =>
  (named.ref.kind === 'env' || named.ref.kind === 'file') && raw !== trimmed(raw);

const sealed = (holder: Holder, named: Named, raw: string): Secret => {
  const value = trimmed(raw);
  // A line break inside would end an HTTP header or an SMTP command; a NUL ends an environment, and is what UTF-16 has at every other octet.
  if (/[\r\n\0]/.test(value)) {
    const [what, fix] = value.includes('\0')
      ? ['contains a NUL character.', 'Store the secret alone, in UTF-8.']
      : ['contains a line break.', 'Store the secret alone, on one line.'];
    throw refused(holder, named, 'secret-with-line-break', what, fix);
  }
  return new Secret(named.ref.text, value, endsInLineBreak(named, raw));
};

const isAsked = ({ ref }: { readonly ref: Named['ref'] }): boolean => ref.kind === 'cmd' || ref.kind === 'prompt';

/** All that is not there, told at once. */
const missing = (holder: Holder, named: readonly Named[]): UsageError =>
  refusal(
    named.map((one) => {
      const [what, fix] = MISSING[one.ref.kind];
      return {
        code: 'secret-missing',
        message: `${one.ref.text} (${one.name}) ${what}`,
        fix: one.ref.kind === 'env' ? `${fix} \`${typedSecret(one.ref.target)}\`` : fix,
        line: one.line,
        column: one.column,
      };
    }),
    holder.path,
  );

/**
 * Reads every secret that the file names, each place once; those that a person or a command gives last, and not at all where another one
 * is not there. Throws UsageError with the place in the profile; no error contains a value.
 */
export const resolveSecrets = async <Name extends string>(
  holder: SecretHolder<Name>,
  options: SecretOptions<Name>,
): Promise<SecretStore<Name>> => {
  const found = new Map<Name, Secret>();
  const byPlace = new Map<string, Secret | null>();
  const lacking: Named[] = [];
  const { secrets } = holder;
  for (const named of [...secrets.filter((one) => !isAsked(one)), ...secrets.filter(isAsked)]) {
    if (lacking.length > 0 && isAsked(named)) break;
    // A prompt asks for one name; every other place is read once for all names that point to it.
    const place = named.ref.kind === 'prompt' ? named.name : named.ref.text;
    let secret = byPlace.get(place);
    if (secret === undefined) {
      const raw = (await read(holder, named, options)) ?? '';
      secret = trimmed(raw) === '' ? null : sealed(holder, named, raw);
      byPlace.set(place, secret);
    }
    if (secret !== null) found.set(named.name, secret);
    else if (options.required === undefined || options.required.includes(named.name)) lacking.push(named);
  }
  if (lacking.length > 0) throw missing(holder, lacking);
  return storeOf(found);
};

/** A store of secrets that are already at hand, such as those of the lab. */
export const storeOf = <Name extends string>(found: ReadonlyMap<Name, Secret>): SecretStore<Name> => ({
  get: (name) => found.get(name),
  all: () => [...new Set(found.values())],
});
