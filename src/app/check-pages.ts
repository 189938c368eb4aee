// A page a check, as Markdown: what it means and where in the runbooks it stands.
import { checks } from '../checks/index.ts';
import type { Runbook } from '../core/runbook.ts';
import { checkPage, type CheckPlace } from '../report/markdown/check-page.ts';

const placesOf = (id: string, runbooks: readonly Runbook[]): readonly CheckPlace[] =>
  runbooks.flatMap((runbook) =>
    runbook.steps
      .filter((step) => step.checks.includes(id))
      .map((step) => ({ runbook: runbook.id, step: step.id, title: step.title, gatesSend: step.gatesSend })),
  );

export interface CheckPage {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** In the order of the list of checks. */
export const checkPages = (runbooks: readonly Runbook[]): readonly CheckPage[] =>
  checks.map((check) => ({ id: check.id, title: check.title, text: checkPage(check, placesOf(check.id, runbooks)) }));
