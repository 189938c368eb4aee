// What other tenants of this evidence directory share with this one, credential, topic, identity, account: read from the newest record of each chain.
import { parseArn } from '../aws/arn.ts';
import type { Files } from '../core/ports/files.ts';
import type { Profile } from '../profile/profile.ts';
import { HEADS, readHead } from '../evidence/head.ts';
import { readRecord } from '../evidence/store.ts';
import { fact } from '../facts/fact.ts';
import { sesPlaceOf } from '../facts/derived.ts';
import type { Facts } from '../facts/index.ts';
import { SHARED_THINGS, type SharedThing } from '../facts/run.ts';
import { maskAccessKeyId } from '../masking/mask.ts';

/** Chains looked at; a directory of more tenants than this is a fleet's. */
const MOST = 500;

/** Records keep the last four characters of a key id: alike is as much as can be said. */
const sharesCredential = (profile: Profile, other: Facts['profile.tenant']): boolean => {
  const key = profile.aws?.send?.accessKeyId;
  if (key !== undefined && other.credential !== null) return other.credential.accessKeyId === maskAccessKeyId(key);
  const { smtp } = profile;
  if (smtp?.username === undefined || other.smtp === null) return false;
  return other.smtp.host === smtp.host && other.smtp.username === smtp.username;
};

interface Place {
  readonly region: string | null;
  readonly identity: string | null;
  readonly topicArn: string | null;
  /** Of AWS, as the topic's ARN names it. */
  readonly account: string | null;
}

const placeOf = (given: Parameters<typeof sesPlaceOf>[0], identity: string | null): Place => {
  const { region, topicArn } = sesPlaceOf(given);
  return { region, identity, topicArn, account: parseArn(topicArn ?? '')?.account ?? null };
};

const equal = (one: string | null, other: string | null): boolean => one !== null && one === other;

const sharedWith = (profile: Profile, other: Facts['profile.tenant']): readonly SharedThing[] => {
  const ours = placeOf(profile, profile.ses?.identity ?? null);
  const theirs = placeOf(other, other.ses?.identity ?? null);
  const account = equal(ours.account, theirs.account);
  const shared: Readonly<Record<SharedThing, boolean>> = {
    credential: sharesCredential(profile, other),
    topic: equal(ours.topicArn, theirs.topicArn),
    // One name in two regions or accounts is two identities.
    identity: equal(ours.identity, theirs.identity) && equal(ours.region, theirs.region) && account,
    account,
  };
  return SHARED_THINGS.filter((thing) => shared[thing]);
};

export const sharingTenants = async (files: Files, evidenceDir: string, profile: Profile): Promise<Facts['run.neighbours']> => {
  let compared = 0;
  const found = new Map<string, readonly SharedThing[]>();
  for (const name of (await files.list(`${evidenceDir}/${HEADS}`)).slice(0, MOST)) {
    const head = await readHead(files, `${evidenceDir}/${HEADS}/${name}`);
    if (head === null || head.tenant === profile.tenant || head.provider !== profile.provider) continue;
    // A record that cannot be read is `evidence verify`'s to tell.
    const record = await readRecord(files, evidenceDir, head.id).catch(() => null);
    const other = record === null ? null : fact(record.observations, 'profile.tenant');
    if (other === null) continue;
    compared += 1;
    const what = sharedWith(profile, other);
    if (what.length > 0) found.set(head.tenant, what);
  }
  const sharing = [...found].sort(([one], [two]) => one.localeCompare(two, 'en')).map(([tenant, what]) => ({ tenant, what }));
  return { sharing, compared };
};
