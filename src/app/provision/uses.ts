// Who uses an identity: profiles that are read for it, and records of the last ninety days.
import { outcomeWord } from '../../core/decision.ts';
import { basename, dirname, relative, resolve } from 'node:path';
import { domainToUnicode } from 'node:url';
import { parseArn } from '../../aws/arn.ts';
import { UsageError } from '../../core/errors.ts';
import type { Files } from '../../core/ports/files.ts';
import { listRecords, unreadRecords } from '../../evidence/store.ts';
import { fact } from '../../facts/fact.ts';
import { governingOf } from '../../facts/derived.ts';
import type { Profile } from '../../profile/profile.ts';
import { senderOf } from '../../profile/sender.ts';
import { isPattern } from '../../text/glob.ts';
import { filesMatching } from '../../world/files/matching.ts';
import { candidatesOf } from '../policy-scope.ts';
import type { TenantOptions } from '../options.ts';
import type { Setting } from '../setting.ts';
import { readProfile } from '../tenant.ts';

/** The identity that is asked about. */
export interface Wanted {
  /** In small letters. */
  readonly name: string;
  readonly region: string;
  readonly account: string;
}

/** A profile or a record that uses it, and how; or one that could not be read, and so may. */
export interface Use {
  readonly what: string;
  readonly how: string;
  readonly read: boolean;
}

const DAYS = 90;
const DAY_MS = 24 * 3_600_000;

/** How a tenant's mail falls under the identity; null: it does not, or in another account. */
const useOf = (profile: Profile, { name, region, account }: Wanted): string | null => {
  const sender = senderOf(profile);
  const { ses } = sender;
  if (ses === null || ses.region !== region) return null;
  const [theirs, topics] = [parseArn(ses.identityArn ?? '')?.account, parseArn(ses.topicArn ?? '')?.account];
  if ((theirs ?? topics ?? account) !== account) return null;
  const names = new Set([ses.identity, ...candidatesOf(sender, ses)].map((one) => one.toLowerCase()));
  return names.has(name) ? `${profile.tenant} sends as ${sender.address} from it` : null;
};

const PROFILE = /\.ya?ml$/i;

interface Looking {
  readonly setting: Setting;
  readonly tenant: TenantOptions;
  readonly files: Files;
  readonly wanted: Wanted;
}

const unread = (what: string, how: string): Use => ({ what, how, read: false });

/** That nobody could see a use is no proof that there is none: what cannot be read counts, unless it is a form of others. */
const inFile = async (path: string, { setting, tenant, files, wanted }: Looking): Promise<readonly Use[]> => {
  try {
    const text = await files.readText(path);
    if (text === null) return [unread(path, 'there is no such file')];
    const small = text.toLowerCase();
    if (![wanted.name, domainToUnicode(wanted.name)].some((name) => name !== '' && small.includes(name))) return [];
    // What is none of certify's has another form; what claims to be a profile is one.
    if (!/^\s*tenant:/m.test(text)) return [];
    const { profile } = await readProfile(path, { setting, tenant: { ...tenant, set: [] }, command: 'identity delete' });
    const how = useOf(profile, wanted);
    return how === null ? [] : [{ what: path, how, read: true }];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return [unread(path, `it cannot be read: ${error.message}`)];
  }
};

const pathsOf = async (own: string | null, pattern: string | null): Promise<readonly string[]> => {
  const found = new Set<string>();
  if (own !== null) {
    const directory = dirname(resolve(own));
    for await (const name of filesMatching(directory, '*')) {
      const path = relative('.', resolve(directory, name));
      if (PROFILE.test(name)) found.add(basename(own) === name ? own : path);
    }
  }
  if (pattern === null) return [...found];
  const before = found.size;
  if (!isPattern(pattern)) found.add(pattern);
  else for await (const name of filesMatching('.', pattern)) found.add(name);
  if (found.size > before || !isPattern(pattern)) return [...found];
  const message = `--profiles ${pattern} matches no further file.`;
  throw new UsageError({ code: 'pattern-matches-nothing', message, fix: 'Correct the pattern, or leave it out.' });
};

/** Of the profile in hand, of those beside it, and of those that the pattern names. */
export const profilesThatUse = async (
  own: string | null,
  pattern: string | null,
  given: Omit<Looking, 'tenant'> & { readonly tenant: TenantOptions },
): Promise<readonly Use[]> => {
  const uses: Use[] = [];
  for (const path of await pathsOf(own, pattern)) uses.push(...(await inFile(path, given)));
  return uses;
};

/** Of the same mode: what the lab wrote says nothing of an account. */
export const recordsThatUse = async (
  files: Files,
  evidenceDir: string,
  wanted: Wanted,
  { now, lab }: { readonly now: number; readonly lab: boolean },
): Promise<readonly Use[]> => {
  const records = await listRecords(files, evidenceDir, ({ run, observations }) => {
    if ((run.mode === 'lab') !== lab || now - Date.parse(run.finishedAt) > DAYS * DAY_MS) return false;
    const ses = fact(observations, 'profile.tenant')?.ses ?? null;
    if (ses?.region !== wanted.region) return false;
    const account = fact(observations, 'sts.probeIdentity')?.account ?? wanted.account;
    const seen = fact(observations, 'ses.identity');
    const governing = seen === null ? null : governingOf(seen);
    const names = [ses.identity, governing?.kind === 'known' ? governing.name : ''].map((one) => one.toLowerCase());
    return account === wanted.account && names.includes(wanted.name);
  });
  const uses = records.map(({ evidence, run, tenant, decision }) => ({
    what: `record ${evidence?.id ?? ''}`,
    how: `${tenant} was ${outcomeWord(decision.outcome)} with it on ${run.finishedAt.slice(0, 10)}`,
    read: true,
  }));
  const missed = await unreadRecords(files, evidenceDir);
  return [
    ...uses,
    ...missed.map(({ name, why }) => unread(`${evidenceDir}/${name}`, `it cannot be read as a record: it ${why}`)),
  ];
};
