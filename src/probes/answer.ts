// One answer of a question that fans out: a party's refusal of one item does not hide the others.
import { ObservationError } from '../core/errors.ts';
import type { Answer, Unseen } from '../core/observation.ts';

/** The value, or how it could not be seen. Anything that is no ObservationError is a bug and goes on. */
export const answerOf = async <T>(asking: Promise<T>): Promise<Answer<T>> => {
  try {
    return { state: 'observed', value: await asking };
  } catch (thrown) {
    if (thrown instanceof ObservationError) return thrown.unseen;
    throw thrown;
  }
};

/** The answer came without a member that AWS always gives. */
export const incomplete = (name: string): Unseen => ({
  state: 'failed',
  code: 'incomplete-answer',
  message: `The answer does not hold ${name}, which AWS always gives.`,
});

/**
 * A member that the answer must hold (an empty list is one). Throws an ObservationError where it does not: what an answer leaves out was
 * not seen, and is neither none nor off.
 */
export const told = <T>(member: T | undefined, name: string): T => {
  if (member === undefined) throw new ObservationError(incomplete(name));
  return member;
};

/** Throws an ObservationError for an answer without any member: it is of something else than what was asked for. */
export const toldAnything = (answer: object, name: string): void => {
  const members = Object.entries(answer).filter(([key, value]) => key !== '$metadata' && value !== undefined);
  if (members.length === 0) throw new ObservationError(incomplete(name));
};
