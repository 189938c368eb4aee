// What is wrong with a runbook of one's own.
import { checks } from '../checks/index.ts';
import { didYouMeanFile } from '../text/nearest.ts';
import { UsageError } from '../core/errors.ts';
import { VIEW_FIELDS } from '../facts/views.ts';
import { probes } from '../probes/index.ts';
import { MADE_BY_THE_RUN } from '../run/observing.ts';
import { profileProbes } from '../run/profile-probes.ts';
import { lintRunbook } from '../runbook/load.ts';
import { createFiles } from '../world/files/files.ts';

/** Every fact that a probe, the profile or the run itself brings. */
const FACTS: readonly string[] = [
  ...Object.keys({ ...probes, ...profileProbes(null) }),
  ...MADE_BY_THE_RUN,
  'run.clock',
  'run.neighbours',
  'run.marks',
  'run.sheet',
  'run.otherProvider',
  'run.history',
  'run.environment',
];

/** Problems with line and column; none: empty. */
export const lintRunbookFile = async (path: string): Promise<ReturnType<typeof lintRunbook>> => {
  const text = path === '' ? null : await createFiles().readText(path);
  if (text !== null) return lintRunbook({ text, path, known: { checks, facts: FACTS, views: VIEW_FIELDS } });
  throw new UsageError({
    code: 'file-not-found',
    message: `There is no file "${path}".`,
    fix: `${await didYouMeanFile(createFiles(), path)}Name a runbook: \`certify runbook lint FILE\``,
  });
};
