// Writes the tenant profile of a scenario: readable, commented, with real ports, and secrets as 0600 files beside it.
import { writeFileSync } from 'node:fs';
import { makeDirectory } from '../directories.ts';
import path from 'node:path';
import { Document, isMap, isScalar } from 'yaml';
import type { JsonObject, JsonValue } from '../../core/json.ts';
import { fillPlaceholders, type Values } from './placeholders.ts';

/** Comment before a key, by its path. */
const COMMENTS: { readonly [place: string]: string } = {
  tenant: ' One gym; one profile, one provider.',
  ses: ' As SES and SquareOS know it. The endpoints are those of the lab; leave them out for AWS.',
  aws: ' Two credentials, never mixed: `probe` looks, `send` is the one that SquareOS holds.',
  smtp: ' The relay, as SquareOS knows it.',
  dns: ' The lab has name servers of its own; leave these out to ask the system’s resolvers.',
  trust: ' One more authority for SMTP and the callback; never for AWS or the SNS certificate.',
  lab: ' Written by the lab: the peers are simulated, so no record made with this profile can certify.',
  squareos: ' What stands in SquareOS Admin / Email Setting.',
  callback: ' Where the provider’s callback goes, and where the platform’s rows are read.',
  live: ' The one live message: to whom, who agreed, and who sends it.',
  attestations: ' Answers that only a person can give; each holds for 30 days.',
  extraction: ' The worksheet row that gets the evidence id.',
};

/** A secret that the profile refers to: `{{secret:NAME}}` becomes `file:<directory>/NAME`. */
export interface ProfileParts {
  /** Its name. */
  readonly scenario: string;
  readonly profile: JsonObject;
  readonly values: Values;
  readonly secrets: { readonly [name: string]: string };
  readonly caPem: string;
  /** What stands under `lab:`. */
  readonly lab: JsonObject;
  readonly title: string;
}

const secretsDirectory = (file: string): string => `${path.basename(file).replace(/\.ya?ml$/, '')}.secrets`;

/** A scenario takes a key out of the profile it extends by giving it null. */
const withoutNulls = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, one]) => one !== null && one !== undefined);
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutNulls(one as JsonValue)]));
};

/** The profile's text when it stands in `file`; equal for equal parts and file name. */
export const profileText = (parts: ProfileParts, file: string): string => {
  const directory = secretsDirectory(file);
  const references = Object.fromEntries(
    Object.keys(parts.secrets).map((name) => [`secret:${name}`, `file:${directory}/${name}`]),
  );
  const values = { ...parts.values, ...references, caFile: `${directory}/lab-ca.pem` };
  const filled = withoutNulls(fillPlaceholders(parts.profile, values, `${parts.scenario}.profile`)) as JsonObject;
  const document = new Document({ ...filled, lab: parts.lab });
  document.commentBefore = ` ${parts.title}\n Written by \`certify lab\`; it holds references to secrets, never their values.`;
  if (isMap(document.contents)) {
    for (const { key } of document.contents.items) {
      const comment = isScalar(key) ? COMMENTS[String(key.value)] : undefined;
      if (isScalar(key) && comment !== undefined) {
        key.commentBefore = comment;
        key.spaceBefore = true;
      }
    }
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
};

/** Writes profile, secrets and the lab's CA certificate. */
export const writeProfileFile = (parts: ProfileParts, file: string): void => {
  const directory = path.join(path.dirname(file), secretsDirectory(file));
  makeDirectory(directory);
  for (const [name, value] of Object.entries(parts.secrets)) writeFileSync(path.join(directory, name), value, { mode: 0o600 });
  writeFileSync(path.join(directory, 'lab-ca.pem'), parts.caPem, { mode: 0o600 });
  writeFileSync(file, profileText(parts, file), { mode: 0o600 });
};
