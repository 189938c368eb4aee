// `--sign-key REF`: the key that signs evidence, named and never written on the command line.
import { UsageError } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';
import { createSigner, type Signer } from '../evidence/sign.ts';
import { createFiles } from '../world/files/files.ts';
import { signingKeyOf } from '../world/files/sign-key.ts';
import type { Setting } from './setting.ts';

const textAt = async (kind: string, target: string, env: Setting['env']): Promise<string | null> =>
  kind === 'env' ? (env[target] ?? null) : createFiles().readText(target);

/** A variable that is not set, a file that is not there, or either without anything in it. */
const missingKey = (kind: string, target: string, text: string | null): UsageError => {
  const named = kind === 'env' ? `The environment variable ${target}` : `The file ${target}`;
  const lacks = kind === 'env' ? 'is not set' : 'does not exist';
  const make =
    'Make one with `openssl genpkey -algorithm ed25519 -out evidence.key`, and name it with --sign-key file:evidence.key';
  return new UsageError({
    code: 'sign-key-missing',
    message: `${named}, which --sign-key names, ${text === null ? lacks : 'is empty'}.`,
    fix:
      kind === 'env' ? `Set it to the private key as PEM. If there is no key yet: ${make.replace('Make', 'make')}.` : `${make}.`,
  });
};

/** Undefined without a reference. Refused before anything runs when the reference leads to no key. */
export const signerOf = async (signKey: string | null, env: Setting['env']): Promise<Signer | undefined> => {
  if (signKey === null) return undefined;
  const [, kind = '', target = ''] = /^(env|file):(.+)$/s.exec(signKey) ?? [];
  if (kind === '') {
    throw new UsageError({
      code: 'sign-key-literal',
      message: '--sign-key takes a reference to the key, not the key.',
      fix: 'Use --sign-key file:evidence.key or --sign-key env:CERTIFY_SIGN_KEY. If a key was typed, change it: it is in the shell’s history.',
    });
  }
  const text = await textAt(kind, target, env);
  if (text !== null && text !== '') return createSigner(signingKeyOf(new Secret(signKey, text)));
  throw missingKey(kind, target, text);
};
