// Questions about secrets: answers are booleans, shapes and sealed prints, never a value.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SecretsPort } from '../../core/ports/secrets.ts';
import type { SecretName } from '../../core/profile.ts';
import { isGuessable } from '../../text/guessable.ts';
import { secretFlaws, secretForm } from '../../text/secret-shape.ts';
import type { Secret } from '../../core/secret.ts';

export interface SecretStore<Name extends string = SecretName> {
  /** undefined when the profile names none, or when it was not needed and not there. */
  get(name: Name): Secret | undefined;
  /** Every secret of the run, for the masking gate. */
  all(): readonly Secret[];
}

/** Equal prints mean equal secrets, in this process only. */
const PROCESS_KEY = randomBytes(32);

const print = (text: string): Buffer => createHmac('sha256', PROCESS_KEY).update(text, 'utf8').digest();

/** In constant time, also for texts of different length. */
const equal = (a: string, b: string): boolean => timingSafeEqual(print(a), print(b));

/** Whether two references lead to one value. */
export const sameSecret = (a: Secret, b: Secret): boolean => equal(a.reveal(), b.reveal());

const chain = (key: string | Buffer, message: string): Buffer => createHmac('sha256', key).update(message, 'utf8').digest();

/** SES Developer Guide, "Obtaining Amazon SES SMTP credentials" (smtp-credentials): one password for each region. */
const sesSmtpPassword = (secretAccessKey: string, region: string): string => {
  const steps = ['11111111', region, 'ses', 'aws4_request', 'SendRawEmail'];
  const signature = steps.reduce<string | Buffer>((key, step) => chain(key, step), `AWS4${secretAccessKey}`);
  return Buffer.concat([Buffer.from([0x04]), Buffer.from(signature)]).toString('base64');
};

const tokenOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).searchParams.get('token') : null);

export const createSecretsPort = (store: SecretStore): SecretsPort => {
  const value = (name: SecretName): string | null => store.get(name)?.reveal() ?? null;
  return {
    has: (name) => store.get(name) !== undefined,
    matches: (name, text) => {
      const secret = value(name);
      return secret !== null && equal(secret, text);
    },
    shape: (name) => {
      const secret = store.get(name);
      if (secret === undefined) return null;
      const value = secret.reveal();
      const flaws = [...(secret.lineBreak ? (['line-break'] as const) : []), ...secretFlaws(value)];
      return { length: value.length, form: secretForm(value), ...(flaws.length === 0 ? {} : { flaws }) };
    },
    guessable: (name, names) => {
      const secret = value(name);
      return secret !== null && isGuessable(secret, names);
    },
    fingerprint: (name, key) => {
      const secret = value(name);
      return secret === null ? null : chain(key ?? PROCESS_KEY, secret).toString('hex');
    },
    sesSmtpPasswordMatches: (region) => {
      const password = value('smtp.password');
      const key = value('aws.send.secretAccessKey');
      return password === null || key === null ? null : equal(password, sesSmtpPassword(key, region));
    },
    inUrl: (name, url) => {
      const token = tokenOf(url);
      if (token === null) return 'missing';
      const secret = value(name);
      return secret !== null && equal(secret, token) ? 'equal' : 'different';
    },
  };
};
