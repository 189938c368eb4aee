// What an error repeats of what was given: a secret that nobody named as one is known by its shape.
import { expect, test } from 'vitest';
import { tell } from '../../src/cli/failure.ts';
import { AbortError, UsageError } from '../../src/core/errors.ts';

const KEY = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/');

const TOLD: readonly (readonly [string, string])[] = [
  ['a secret access key', KEY],
  ['an SES SMTP password', `BMzg1${KEY.replaceAll('/', '+').slice(0, 39)}`],
  ['a key id', 'AKIAIOSFODNN7EXAMPLE'],
  ['a login in a URL', `https://user:${KEY}@relay.example/`],
  ['a token in a URL', 'https://api.example/hook?token=Zx81-quite-long'],
];

test.each(TOLD)('an error shows nothing of %s, in none of its parts', (_, given) => {
  const secret = given.replace(/^.*(?:user:|token=)|@.*$/g, '');
  const at = { file: `${given}.yaml`, line: 1, column: 1 };
  const fault = { code: 'x', message: `“${given}” is none.`, fix: `Not ${given}.`, line: 1 };
  const usage = new UsageError({ ...fault, place: at, faults: [fault, fault] });
  const abort = new AbortError({ ...fault, exitCode: 4 });
  for (const error of [usage, abort, new Error(given)]) expect(JSON.stringify(tell(error))).not.toContain(secret);
});

test('an error shows references, names and ordinary values as they were given', () => {
  const message = 'There is no scenario "healthy-sea"; password=env:CERTIFY_SMTP_PASSWORD, `?token=`, gyms/main.yaml:3:1.';
  expect(tell(new UsageError({ code: 'x', message, fix: message }))).toMatchObject({ message, fix: message });
});
