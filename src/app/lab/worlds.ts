// The lab's worlds by what somebody sees who has no name for the fault yet.
import { checks } from '../../checks/index.ts';
import { type Party, party } from '../../facts/index.ts';
import type { ScenarioSummary } from '../../lab/scenario/scenario.ts';
import type { Setting } from '../setting.ts';

export type World = ScenarioSummary;

export interface Symptom {
  readonly says: string;
  readonly worlds: readonly World[];
}

const NOTHING = 'Nothing is wrong, however odd it looks';
const OWN = 'The profile or the sheet does not say what is so';

/** By the party whose answer tells. */
const SEEN: { readonly [P in Party]?: string } = {
  dns: 'Mail lands in spam, or the recipient’s server refuses it',
  ses: 'SES does not send, or sends otherwise than was meant',
  sts: 'SES does not send, or sends otherwise than was meant',
  kms: 'Invoices arrive, and SquareOS never hears of it',
  iam: 'The access key is refused, or may do far too much',
  sns: 'Invoices arrive, and SquareOS never hears of it',
  webhook: 'The webhook believes what it should refuse, or refuses what it should believe',
  live: 'An invoice was sent, and never arrives or never counts',
  smtp: 'The mail relay does not take the invoices',
  squareos: 'SquareOS itself is set up otherwise',
};

const symptomOf = ({ name, root, expect }: ScenarioSummary): string => {
  if (name === root) return NOTHING;
  const check = checks.find(({ id }) => id === expect.checks[0]);
  if (check === undefined) return expect.outcome === 'LAB_ONLY' ? NOTHING : (SEEN.live ?? NOTHING);
  return [...check.needs, ...(check.uses ?? [])].map((need) => SEEN[party(need)]).find((says) => says !== undefined) ?? OWN;
};

const holds = (world: ScenarioSummary, words: readonly string[]): boolean => {
  const text = [world.name, world.title, symptomOf(world), ...world.expect.checks].join(' ').toLowerCase();
  return words.every((word) => text.includes(word.toLowerCase()));
};

/** The worlds that hold every word, by symptom; the largest groups of trouble first, what is in order last. */
export const labSymptoms = async (setting: Setting, words: readonly string[]): Promise<readonly Symptom[]> => {
  const { summariseScenarios } = await import('../../lab/scenario/scenario.ts');
  const worlds = summariseScenarios(setting.root).filter((world) => holds(world, words));
  const order = [...new Set([...Object.values(SEEN), OWN, NOTHING])];
  return order
    .map((says) => ({ says, worlds: worlds.filter((world) => symptomOf(world) === says) }))
    .filter((symptom) => symptom.worlds.length > 0);
};
