// A DKIM key record as it was meant: without what a panel, a page or a zone file added to it.
import { asPlain } from '../../text/hidden-characters.ts';
import { fatalKeyProblem, parseDkimKey } from './key.ts';
import { dkimTagsMeant } from './meant.ts';

const ENTITIES: readonly (readonly [RegExp, string])[] = [
  [/&quot;|&#0*34;|&#x0*22;/gi, ''],
  [/&nbsp;|&#0*160;|&#x0*a0;/gi, ' '],
  [/&#0*59;|&semi;/gi, ';'],
  [/&amp;/gi, '&'],
];

const plain = (text: string): string => {
  const decoded = ENTITIES.reduce((so, [entity, letter]) => so.replaceAll(entity, letter), text);
  return asPlain(decoded)
    .replaceAll(/\\([;"])/g, '$1')
    .replaceAll(/"\s+"/g, '')
    .replaceAll(/["\u201c\u201d]/g, '')
    .replaceAll(/-----(?:BEGIN|END)[^-]*-----/gi, '')
    .trim();
};

const STANDS_IN_THE_WAY = {
  testing: (text: string) =>
    text.replaceAll(/;\s*t\s*=\s*y\s*(?=;|$)/g, '').replaceAll(/(;\s*t\s*=\s*)(?:y\s*:\s*|(s)\s*:\s*y)/g, '$1$2'),
  'no-sha256': (text: string) => text.replaceAll(/;\s*h\s*=[^;]*(?=;|$)/g, ''),
  'not-for-email': (text: string) => text.replaceAll(/;\s*s\s*=[^;]*(?=;|$)/g, ''),
} as const;

/** Without the tags that keep the key from being used: the test flag, other hashes, other services. */
const usable = (text: string): string => {
  const { problems } = parseDkimKey(text);
  const wrong = (Object.keys(STANDS_IN_THE_WAY) as (keyof typeof STANDS_IN_THE_WAY)[]).filter((one) => problems.includes(one));
  return wrong.reduce((so, one) => STANDS_IN_THE_WAY[one](so), text);
};

const isRight = (text: string): boolean => {
  const key = parseDkimKey(text);
  return fatalKeyProblem(key) === null && !key.testing;
};

/** The record to publish instead; null where it is right as it stands, or where only the provider knows the key. */
export const mendDkimKey = (text: string): string | null => {
  const asWritten = plain(text);
  const retagged = dkimTagsMeant(asWritten);
  const candidates = [asWritten, ...(retagged === null ? [] : [retagged])].map(usable);
  return candidates.find((mended) => mended !== text && isRight(mended)) ?? null;
};
