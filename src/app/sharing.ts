// Which other tenants of this evidence directory send with the same credential: read from the newest record of each chain.
import type { Files } from '../core/ports/files.ts';
import type { Profile } from '../profile/profile.ts';
import { HEADS, readHead } from '../evidence/head.ts';
import { readRecord } from '../evidence/store.ts';
import { fact } from '../facts/fact.ts';
import type { Facts } from '../facts/index.ts';
import { maskAccessKeyId } from '../masking/mask.ts';

/** Chains looked at; a directory of more tenants than this is a fleet's. */
const MOST = 500;

/** Records keep the last four characters of a key id: alike is as much as can be said. */
const shares = (profile: Profile, other: Facts['profile.tenant']): boolean => {
  const key = profile.aws?.send?.accessKeyId;
  if (key !== undefined && other.credential !== null) return other.credential.accessKeyId === maskAccessKeyId(key);
  const { smtp } = profile;
  if (smtp?.username === undefined || other.smtp === null) return false;
  return other.smtp.host === smtp.host && other.smtp.username === smtp.username;
};

export const sharingTenants = async (files: Files, evidenceDir: string, profile: Profile): Promise<readonly string[]> => {
  const found = new Set<string>();
  for (const name of (await files.list(`${evidenceDir}/${HEADS}`)).slice(0, MOST)) {
    const head = await readHead(files, `${evidenceDir}/${HEADS}/${name}`);
    if (head === null || head.tenant === profile.tenant || head.provider !== profile.provider) continue;
    // A record that cannot be read is `evidence verify`'s to tell.
    const record = await readRecord(files, evidenceDir, head.id).catch(() => null);
    const other = record === null ? null : fact(record.observations, 'profile.tenant');
    if (other !== null && shares(profile, other)) found.add(head.tenant);
  }
  return [...found].sort();
};
