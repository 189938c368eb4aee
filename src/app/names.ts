// What people name on the command line and know by heart no longer: written by the build, so that a shell completes it at once.
import { relays } from '../mail/smtp/relay-table.ts';
import { readRunbook } from './runbooks.ts';

/** A name, and what it stands for in a few words. */
export type Named = readonly [name: string, says: string];

export interface Names {
  readonly check: readonly Named[];
  /** `CHECK/REASON`. */
  readonly reason: readonly Named[];
  readonly step: readonly Named[];
  readonly scenario: readonly Named[];
  readonly event: readonly Named[];
  readonly relay: readonly Named[];
}

/** Checks and their reasons stand in `dist/checks.json` already. `root` is the package's directory. */
export const namesOf = async (root: string): Promise<Omit<Names, 'check' | 'reason'>> => {
  const { summariseScenarios } = await import('../lab/scenario/scenario.ts');
  const { TRIGGER_EVENTS } = await import('../lab/trigger/events.ts');
  const steps = (await Promise.all(['ses', 'smtp'].map((id) => readRunbook(root, id)))).flatMap((runbook) => runbook.steps);
  return {
    step: [...new Map(steps.map(({ id, title }) => [id, title]))],
    scenario: summariseScenarios(root).map(({ name, title }) => [name, title]),
    event: TRIGGER_EVENTS.map((event) => [event, '']),
    relay: relays.map(({ key, label }) => [key, label]),
  };
};
