// What a tenant sends with, as one word that two profiles can be compared by.
import type { Profile } from './profile.ts';

/** An IAM user is one credential, over the API or over SMTP; null: the profile names none. */
export const credentialOf = ({ aws, smtp }: Profile): string | null => {
  const key = aws?.send?.accessKeyId ?? (smtp?.ses === undefined ? undefined : smtp.username);
  if (key !== undefined) return key;
  return smtp?.username === undefined ? null : `${smtp.host.toLowerCase()} ${smtp.username}`;
};
