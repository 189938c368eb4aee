// What other tenants of this evidence directory share with this one, read from the newest record of each chain.
import { randomBytes } from 'node:crypto';
import { identityArn, parseArn } from '../aws/arn.ts';
import { partitionOf } from '../aws/region.ts';
import type { Files } from '../core/ports/files.ts';
import type { SecretsPort } from '../core/ports/secrets.ts';
import type { Profile } from '../profile/profile.ts';
import { HEADS, readHead } from '../evidence/head.ts';
import { COMPARING_KEY } from '../evidence/inventory.ts';
import { readRecord } from '../evidence/store.ts';
import { fact } from '../facts/fact.ts';
import { sesPlaceOf } from '../facts/derived.ts';
import type { Facts } from '../facts/index.ts';
import { SHARED_THINGS, type SharedThing } from '../facts/run.ts';
import { marksOf as marksOfValues, sharedValuesOf } from '../fleet/sharing.ts';
import { maskAccessKeyId } from '../masking/mask.ts';
import { digestOf } from '../text/digest.ts';

/** Chains looked at; a directory of more tenants than this is a fleet's. */
const MOST = 500;

type Marks = NonNullable<Facts['run.marks']>;

const accountIn = (arn: string | undefined | null): string | null => parseArn(arn ?? '')?.account ?? null;

/** Milliseconds in which whoever makes the key has made it. */
const MAKING = 5_000;

/** The key, made by whoever comes first; another key's marks are compared with nothing. */
const comparingKey = async (files: Files, evidenceDir: string): Promise<string> => {
  const path = `${evidenceDir}/${COMPARING_KEY}`;
  if (!(await files.exists(path))) {
    const lock = await files.lock(`${path}.lock`, { waitMs: MAKING });
    try {
      if (!(await files.exists(path))) await files.writeAtomic(path, `${randomBytes(32).toString('hex')}\n`);
    } finally {
      await lock.release();
    }
  }
  return (await files.readText(path))?.trim() ?? '';
};

/** The fact `run.marks`: equal marks under one key are equal values, and nothing else is told of them. */
const marksOf = (profile: Profile, secrets: SecretsPort, key: string): Marks => {
  const values = { ...sharedValuesOf(profile), webhook: secrets.fingerprint('callback.verifyToken', key) };
  const markOf = (...parts: readonly string[]): string => digestOf(JSON.stringify([key, ...parts])).slice('sha256:'.length, 23);
  return { key: markOf('key'), marks: marksOfValues(values, markOf) };
};

/** Things of which both sides say something, each with whether it is the same. */
type Compared = ReadonlyMap<SharedThing, boolean>;

const byMarks = (ours: Marks, theirs: Marks): Compared =>
  new Map(
    SHARED_THINGS.flatMap((thing) => {
      const [one, other] = [ours.marks[thing], theirs.marks[thing]];
      return one === undefined || other === undefined ? [] : [[thing, one === other] as const];
    }),
  );

/** Of a relay; of SES's SMTP interface it is a key id, of which the record shows too little. */
const loginOf = ({ smtp }: Facts['profile.tenant']): string | null =>
  smtp === null || smtp.username === null || smtp.ses !== null ? null : `${smtp.host.toLowerCase()} ${smtp.username}`;

/** Older records, and those made under another key, by what they show: of a key id its last four characters, of a token nothing. */
const byShownValues = (profile: Profile, other: Facts['profile.tenant']): Compared => {
  const ours = sharedValuesOf(profile);
  const { topicArn: topic, region } = sesPlaceOf(other);
  const account = accountIn(topic);
  const name = other.ses?.identity ?? null;
  const identity =
    other.ses?.identityArn ??
    (account === null || region === null || name === null
      ? null
      : identityArn({ partition: partitionOf(region).id, region, account }, name.toLowerCase()));
  const shown = (key: string | null): string | null => (key === null ? null : maskAccessKeyId(key));
  const pairs: readonly (readonly [SharedThing, string | null, string | null])[] = [
    other.credential === null
      ? ['credential', ours.credential, loginOf(other)]
      : ['credential', shown(ours.credential), other.credential.accessKeyId],
    ['topic', ours.topic, topic],
    ['identity', ours.identity, identity],
    ['account', ours.account, account],
  ];
  return new Map(pairs.flatMap(([thing, one, two]) => (one === null || two === null ? [] : [[thing, one === two] as const])));
};

export interface Sharing {
  readonly 'run.marks': Marks | null;
  readonly 'run.neighbours': Facts['run.neighbours'];
}

export const NO_SHARING: Sharing = { 'run.marks': null, 'run.neighbours': { sharing: [], compared: 0, things: [] } };

/** This tenant's marks, and what the newest record of each other tenant says to them. */
export const sharingTenants = async (
  files: Files,
  evidenceDir: string,
  profile: Profile,
  secrets: SecretsPort,
): Promise<Sharing> => {
  const marks = marksOf(profile, secrets, await comparingKey(files, evidenceDir));
  let compared = 0;
  const things = new Set<SharedThing>();
  const found = new Map<string, Set<SharedThing>>();
  for (const name of (await files.list(`${evidenceDir}/${HEADS}`)).slice(0, MOST)) {
    const head = await readHead(files, `${evidenceDir}/${HEADS}/${name}`);
    if (head === null || head.tenant === profile.tenant) continue;
    // A record that cannot be read is `evidence verify`'s to tell.
    const record = await readRecord(files, evidenceDir, head.id).catch(() => null);
    const other = record === null ? null : fact(record.observations, 'profile.tenant');
    if (record === null || other === null) continue;
    const theirs = fact(record.observations, 'run.marks');
    const both = theirs?.key === marks.key ? byMarks(marks, theirs) : byShownValues(profile, other);
    if (both.size > 0) compared += 1;
    for (const [thing, same] of both) {
      things.add(thing);
      if (same) found.set(head.tenant, (found.get(head.tenant) ?? new Set()).add(thing));
    }
  }
  const order = (of: ReadonlySet<SharedThing>): readonly SharedThing[] => SHARED_THINGS.filter((thing) => of.has(thing));
  const sharing = [...found]
    .sort(([one], [two]) => one.localeCompare(two, 'en'))
    .map(([tenant, what]) => ({ tenant, what: order(what) }));
  return { 'run.marks': marks, 'run.neighbours': { sharing, compared, things: order(things) } };
};
