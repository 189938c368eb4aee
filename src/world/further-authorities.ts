// The file of further authorities that a profile names: what is not there, or holds none, is refused before anybody is asked.
import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { refusal } from '../core/problem.ts';
import { isObject } from '../text/unknown-json.ts';
import { readYaml } from '../text/yaml/located-yaml.ts';
import { certificatesOf } from './authorities.ts';
import { codeOf } from './errno.ts';

interface Named {
  /** As the profile says it; null: none. */
  readonly caFile: string | null;
  /** The file that names it, and the directory that it stays below. */
  readonly from: { readonly path: string; readonly directory: string };
}

/** Where the profile names the file; nothing where a flag or a variable does. */
const placeOf = async ({ caFile, from }: Named): Promise<{ readonly line?: number; readonly column?: number }> => {
  const yaml = readYaml(await readFile(from.path, 'utf8').catch(() => ''), Infinity);
  const trust = isObject(yaml.value) ? yaml.value['trust'] : null;
  return isObject(trust) && trust['caFile'] === caFile ? yaml.at(['trust', 'caFile']) : {};
};

/** PEM, for SMTP and the callback, never for AWS nor the SNS certificate; undefined where none is named. UsageError where it is none. */
export const furtherAuthorities = async (named: Named): Promise<string | undefined> => {
  const { caFile, from } = named;
  if (caFile === null) return undefined;
  let why = 'which holds no certificate in PEM';
  try {
    const pem = await readFile(isAbsolute(caFile) ? caFile : join(from.directory, caFile), 'utf8');
    if (certificatesOf(pem).length > 0) return pem;
  } catch (error) {
    const code = codeOf(error);
    why = code === 'ENOENT' ? 'and there is no such file' : `which cannot be read (${code})`;
  }
  const problem = {
    code: 'ca-file-unreadable',
    message: `\`trust.caFile\` names ${caFile}, ${why}.`,
    fix: 'Put the authority there as PEM (it begins with -----BEGIN CERTIFICATE-----), or leave trust.caFile out.',
    ...(await placeOf(named)),
  };
  throw refusal([problem], from.path);
};
