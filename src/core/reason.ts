// Why a finding is as it is: codes that each check declares, stable for scripts. The engine's own are declared here once.
import type { Follow, Status } from './finding.ts';

export type { Follow } from './finding.ts';

export interface Reason {
  /** The statuses a finding with this reason can have. */
  readonly status: readonly Status[];
  /** One sentence: what it says of the world. */
  readonly says: string;
  /** The causes it may have; the first that stands is taken. */
  readonly follows?: readonly Follow[];
  /** Parties (the first word of a fact’s key) of which nothing can be seen while it stands. */
  readonly blinds?: readonly string[];
}

export interface Reasons {
  readonly [code: string]: Reason;
}

const INCONCLUSIVE: readonly Status[] = ['inconclusive'];

/** Reasons that any check's finding can have. */
export const ENGINE_REASONS = {
  ok: { status: ['pass'], says: 'It holds.' },
  'not-applicable': { status: ['not-applicable'], says: 'The question does not arise for this tenant.' },
  'not-given': { status: ['not-applicable'], says: 'Nobody gave what is to be judged, and it was not found.' },
  'not-asked': { status: ['inconclusive', 'not-applicable'], says: 'It was not asked in this run.' },
  absent: { status: INCONCLUSIVE, says: 'The party has nothing there, where something was needed to judge.' },
  denied: { status: INCONCLUSIVE, says: 'The party refused to say: a permission is missing.' },
  unreachable: { status: INCONCLUSIVE, says: 'No answer came from the party.' },
  failed: { status: INCONCLUSIVE, says: 'The party answered with an error.' },
  'need-not-met': { status: INCONCLUSIVE, says: 'Something else had to be known first, and was not.' },
  'need-absent': { status: INCONCLUSIVE, says: 'Something else had to be there first, and is not.' },
  'need-denied': { status: INCONCLUSIVE, says: 'Something else had to be seen first, and the party refused to say.' },
  'need-unreachable': { status: INCONCLUSIVE, says: 'Something else had to be seen first, and no answer came.' },
  'need-failed': { status: INCONCLUSIVE, says: 'Something else had to be seen first, and the party answered with an error.' },
  'cannot-judge': { status: INCONCLUSIVE, says: 'The answer does not tell what is needed to judge.' },
  'partly-observed': { status: INCONCLUSIVE, says: 'A part of what is needed to judge could not be seen.' },
} as const satisfies Reasons;

export type EngineReason = keyof typeof ENGINE_REASONS;

/** Of the findings that stand for questions to people. */
export const ATTESTATION_REASONS = {
  ok: { status: ['pass'], says: 'Somebody answered for it.' },
  'not-answered': { status: ['inconclusive'], says: 'Nobody has answered yet.' },
  'answered-no': { status: ['fail'], says: 'Somebody answered that it does not hold.' },
} as const satisfies Reasons;

/** Of the findings that judge accepted limitations. */
export const LIMITATION_REASONS = {
  expired: { status: ['fail'], says: 'The limitation’s date has passed.' },
  'not-waivable': { status: ['fail'], says: 'Nobody can waive that check.' },
  unused: { status: ['warn'], says: 'The limitation names a check that does not fail in this run.' },
  'no-longer-failing': { status: ['warn'], says: 'The check that it accepts passes now.' },
} as const satisfies Reasons;
