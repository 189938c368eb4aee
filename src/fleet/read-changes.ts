// Changes as they are read back: a night's reports hold all of them at once, and most of what they say they say alike.
import type { Change } from '../core/fleet.ts';
import { textPool } from '../text/flat.ts';

/** The members whose texts many changes of a night share. */
const ALIKE = [
  'schema',
  'night',
  'class',
  'place',
  'check',
  'reason',
  'severity',
  'says',
  'owner',
  'who',
  'root',
  'fix',
] as const;

/** Reads the changes of one night, each from its JSON; equal texts are one in memory, and so are equal times of having been first seen. */
export const changeReader = (): ((json: string) => Change) => {
  // What JSON was parsed to holds on to nothing.
  const pooled = textPool((text) => text);
  const seen = new Map<string, Change['firstSeen']>();
  return (json) => {
    const change = JSON.parse(json) as Change & { firstSeen: Change['firstSeen'] };
    const texts: { [K in (typeof ALIKE)[number]]: string | null } = change;
    for (const name of ALIKE) {
      const text = texts[name];
      if (text !== null) texts[name] = pooled(text);
    }
    const { night, at } = change.firstSeen;
    const first = seen.get(`${night} ${at}`) ?? change.firstSeen;
    seen.set(`${night} ${at}`, first);
    change.firstSeen = first;
    return change;
  };
};
