// Secret references against a real file system and real processes.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/core/errors.ts';
import { loadProfile } from '../../../src/profile/load.ts';
import { createSecretsPort } from '../../../src/world/secrets/port.ts';
import { resolveSecrets, type SecretOptions } from '../../../src/world/secrets/secrets.ts';
import { changed, SMTP } from '../../profile/source.ts';

const VALUE = 'the-value-nobody-may-see';
let root = '';
let home = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'certify-secrets-'));
  home = join(root, 'profiles');
  for (const directory of ['profiles/secrets', 'profiles/.ssh', 'elsewhere', 'extra/.hidden'])
    mkdirSync(join(root, directory), { recursive: true });
  const files = ['profiles/secrets/token', 'profiles/.ssh/id', 'elsewhere/token', 'extra/.hidden/token', 'extra/token'];
  for (const file of files) writeFileSync(join(root, file), `${VALUE}\n`);
  writeFileSync(join(home, 'two-lines'), `${VALUE}\n${VALUE}\n`);
  writeFileSync(join(home, 'crlf'), `${VALUE}\r\n`);
  writeFileSync(join(home, 'utf16.txt'), VALUE, 'utf16le');
  writeFileSync(join(home, 'empty'), '');
  writeFileSync(join(home, 'big'), 'x'.repeat(70_000));
  symlinkSync(join(root, 'elsewhere', 'token'), join(home, 'link'));
  symlinkSync(join(root, 'elsewhere'), join(home, 'linked-directory'));
  symlinkSync(join(home, 'secrets', 'token'), join(home, 'inner-link'));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Resolves one reference; everything else of the profile is there. */
const storeWith = async (reference: string, options: Partial<SecretOptions> = {}) => {
  const text = changed(SMTP, '"file:secrets/webhook-token"', JSON.stringify(reference));
  const loaded = loadProfile({ text, path: 'gym.yaml', directory: home });
  const env = { CERTIFY_SMTP_PASSWORD: 'a-password-of-the-relay', PATH: process.env['PATH'], ...options.env };
  return resolveSecrets(loaded, { allowEnv: [], allowCommands: false, ...options, env });
};

const resolveOne = async (reference: string, options: Partial<SecretOptions> = {}): Promise<string> =>
  (await storeWith(reference, options)).get('callback.verifyToken')?.reveal() ?? '(none)';

const refusal = async (reference: string, options: Partial<SecretOptions> = {}): Promise<UsageError> => {
  const error: unknown = await resolveOne(reference, options).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UsageError)) throw new Error('It was not refused.', { cause: error });
  expect(JSON.stringify([error.message, error.fix, error.stack, String(error.cause)])).not.toContain(VALUE);
  expect(error.place).toEqual({ file: 'gym.yaml', line: 24, column: 16 });
  return error;
};

describe('env:', () => {
  it('takes a variable that begins with CERTIFY_, and another one that is allowed by name', async () => {
    expect(await resolveOne('env:CERTIFY_T', { env: { CERTIFY_T: VALUE } })).toBe(VALUE);
    expect(await resolveOne('env:GYM_TOKEN', { env: { GYM_TOKEN: VALUE }, allowEnv: ['GYM_TOKEN'] })).toBe(VALUE);
  });

  it.each(['AWS_SECRET_ACCESS_KEY', 'GITHUB_TOKEN', 'certify_t', 'MY_CERTIFY_T'])(
    'refuses %s, whether it is set or not',
    async (name) => {
      expect((await refusal(`env:${name}`, { env: { [name]: VALUE } })).code).toBe('secret-env-not-allowed');
      expect((await refusal(`env:${name}`)).code).toBe('secret-env-not-allowed');
    },
  );

  it('says which variable is not set', async () => {
    const error = await refusal('env:CERTIFY_T');
    expect(error.message).toBe('gym.yaml:24:16: env:CERTIFY_T (callback.verifyToken) is not set.');
  });

  it('remembers that a value ended in a line break, which it takes away', async () => {
    const read = async (value: string) => {
      const store = await storeWith('env:CERTIFY_T', { env: { CERTIFY_T: value } });
      return createSecretsPort(store).shape('callback.verifyToken');
    };
    expect(await read(`${VALUE}\n`)).toMatchObject({ length: VALUE.length, flaws: ['line-break'] });
    expect((await read(VALUE))?.flaws).toBeUndefined();
  });

  it('says of a NUL, as UTF-16 has, that it is one', async () => {
    expect((await refusal('file:utf16.txt')).message).toContain('NUL');
  });

  it('refuses a value with a line break', async () => {
    expect((await refusal('env:CERTIFY_T', { env: { CERTIFY_T: `${VALUE}\r\nX: y` } })).code).toBe('secret-with-line-break');
  });
});

describe('file:', () => {
  it.each(['secrets/token', './secrets/../secrets/token', 'inner-link', 'crlf'])(
    'reads %s without its line end',
    async (path) => {
      expect(await resolveOne(`file:${path}`)).toBe(VALUE);
    },
  );

  it('reads below --secrets-dir, also a hidden file and an absolute path', async () => {
    const secretsDir = join(root, 'extra');
    expect(await resolveOne('file:token', { secretsDir })).toBe(VALUE);
    expect(await resolveOne('file:.hidden/token', { secretsDir })).toBe(VALUE);
    expect(await resolveOne(`file:${join(secretsDir, 'token')}`, { secretsDir })).toBe(VALUE);
  });

  it.each([
    ['../elsewhere/token', 'secret-file-outside'],
    ['secrets/../../elsewhere/token', 'secret-file-outside'],
    ['../elsewhere/nothing-here', 'secret-file-outside'],
    ['/etc/hostname', 'secret-file-outside'],
    ['/proc/self/environ', 'secret-file-outside'],
    ['link', 'secret-file-outside'],
    ['linked-directory/token', 'secret-file-outside'],
    ['.ssh/id', 'secret-file-hidden'],
    ['two-lines', 'secret-with-line-break'],
    ['empty', 'secret-missing'],
    ['nothing', 'secret-missing'],
    ['secrets', 'secret-file-unfit'],
    ['big', 'secret-file-unfit'],
  ])('refuses %s', async (path, code) => {
    expect((await refusal(`file:${path}`)).code).toBe(code);
  });
});

describe('cmd:', () => {
  const print = `cmd:${process.execPath} -e "process.stdout.write('${VALUE}\\n')"`;

  it('runs only when it is allowed, and without a shell', async () => {
    expect((await refusal('cmd:print-token')).code).toBe('secret-command-not-allowed');
    expect(await resolveOne(print.replaceAll('\\n', ''), { allowCommands: true })).toBe(VALUE);
    expect(await resolveOne('cmd:echo $HOME;id `id`', { allowCommands: true })).toBe('$HOME;id `id`');
  });

  it('gives its command no variable but what a program needs, and those that are named', async () => {
    const env = { CERTIFY_OTHER: 'a', AWS_SECRET_ACCESS_KEY: 'b', NODE_OPTIONS: '--no-warnings', VAULT_ADDR: 'v', HOME: '/h' };
    const say = `cmd:${process.execPath} -e "process.stdout.write(Object.keys(process.env).sort().join())"`;
    expect(await resolveOne(say, { allowCommands: true, env })).toBe('HOME,PATH');
    expect(await resolveOne(say, { allowCommands: true, env, allowEnv: ['VAULT_ADDR'] })).toBe('HOME,PATH,VAULT_ADDR');
  });

  it.each([
    [
      'it fails while it prints',
      `cmd:${process.execPath} -e "console.log('${VALUE}');console.error('${VALUE}');process.exit(3)"`,
    ],
    ['it is not there', 'cmd:no-such-command-here'],
    ['it prints too much', `cmd:${process.execPath} -e "process.stdout.write('x'.repeat(100000))"`],
    ['its quote is open', 'cmd:echo "a'],
  ])('is refused when %s', async (_, reference) => {
    const text = reference.includes(VALUE)
      ? reference.replaceAll(VALUE, "'+['the','value','nobody','may','see'].join('-')+'")
      : reference;
    expect((await refusal(text, { allowCommands: true })).code).toMatch(/^secret-command-/);
  });
});

describe('a command that fails', () => {
  const failing = `cmd:${process.execPath} -e "process.exit(1)"`;
  it.each([['| tr a b'], ['2>/dev/null'], ['> x'], ['; echo'], ['&& true'], ['$HOME/token'], ['$(cat x)']])(
    'says that no shell reads %s',
    async (rest) => {
      expect((await refusal(`${failing} ${rest}`, { allowCommands: true })).fix).toMatch(/^No shell reads it/);
    },
  );
  it.each([[''], ['a&b'], ['--query "SecretString"'], ["--path 'a;b'"], ['op://vault/item']])(
    'says to run it where %s stands',
    async (rest) => {
      expect((await refusal(`${failing} ${rest}`, { allowCommands: true })).fix).toMatch(/^Run the command yourself/);
    },
  );
});

describe('prompt:', () => {
  it('asks once for each name, and is refused where nobody can be asked', async () => {
    const asked: string[] = [];
    const prompt = async (name: string): Promise<string> => {
      asked.push(name);
      return VALUE;
    };
    expect(await resolveOne('prompt:', { prompt })).toBe(VALUE);
    expect(asked).toEqual(['callback.verifyToken']);
    expect((await refusal('prompt:')).code).toBe('secret-missing');
  });
});

describe('a command that needs only some secrets', () => {
  it('does without the others, but not without the limits', async () => {
    const required = ['smtp.password'] as const;
    expect(await resolveOne('env:CERTIFY_T', { required })).toBe('(none)');
    expect((await refusal('env:AWS_SECRET_ACCESS_KEY', { required })).code).toBe('secret-env-not-allowed');
    expect((await refusal('file:../elsewhere/token', { required })).code).toBe('secret-file-outside');
  });
});
