// A statement of a policy in few words, for sentences.
import type { PlacedStatement } from './rights.ts';

/** What NotAction or NotResource leaves. */
export const allBut = (names: readonly string[]): string =>
  names.length === 0 ? 'everything' : `everything but ${names.join(', ')}`;

/** A statement in few words: `SendAll (ses:* on *)`. */
export const inWords = ({ statement: { sid, actions, notActions, resources, notResources } }: PlacedStatement): string => {
  const what = notActions === null ? actions.join(', ') : allBut(notActions);
  const where = notResources === null ? (resources ?? ['*']).join(', ') : allBut(notResources);
  return `${sid === null ? '' : `${sid}: `}${what} on ${where}`;
};
