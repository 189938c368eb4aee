// certify check
import type { Run } from '../command.ts';
import { withLab } from '../lab-source.ts';
import { runLook } from '../run-look.ts';
import { readRunbook } from '../runbooks.ts';

export const run: Run = (invocation) =>
  withLab(invocation, null, (source) =>
    runLook(invocation, {
      command: 'check',
      source,
      runbook: (provider) => readRunbook(invocation.root, provider),
      keep: () => true,
      record: true,
    }),
  );
