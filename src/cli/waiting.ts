// `--wait 30m`: looks again at what is pending or absent, no sooner than its TTL allows, and prints what changed.
import type { Finding } from '../core/finding.ts';
import type { RunDocument } from '../core/record.ts';
import { diffRecords } from '../evidence/diff.ts';
import { diffReport } from '../report/terminal/diff.ts';
import { systemClock } from '../world/clock.ts';
import type { Invocation } from './command.ts';
import type { ProfileSource } from './lab-source.ts';
import { type Look, lookAt } from './run-look.ts';
import { readRunbook } from './runbooks.ts';

const LEAST_MS = 30_000;

/** What time alone, or somebody at work elsewhere, may still mend. */
const mayChange = (finding: Finding): boolean =>
  finding.status === 'pending' || (finding.status !== 'pass' && finding.retryAt !== undefined);

/** Milliseconds until the first of them may have changed; null when there is nothing to wait for. */
const pauseBefore = (document: RunDocument, now: Date): number | null => {
  const open = document.findings.filter(mayChange);
  if (open.length === 0) return null;
  const earliest = Math.min(
    ...open.map((finding) => (finding.retryAt === undefined ? 0 : Date.parse(finding.retryAt) - now.getTime())),
  );
  return Math.max(LEAST_MS, earliest);
};

const waitOf = (invocation: Invocation): number | null => {
  const given = invocation.flags['wait'];
  return typeof given === 'number' ? given : null;
};

/** Passes of one look until nothing is pending or the time is up; the last document. */
export const lookWaiting = async (invocation: Invocation, look: Look): Promise<RunDocument> => {
  const limit = waitOf(invocation);
  const { io, signal } = invocation;
  const quiet = { ...look, record: false };
  let document = await lookAt(invocation, limit === null ? look : quiet);
  if (limit === null) return document;
  const started = systemClock.elapsed();
  for (;;) {
    const pause = pauseBefore(document, systemClock.now());
    const left = limit - (systemClock.elapsed() - started);
    if (pause === null || pause > left) break;
    io.err(
      `Looking again in ${Math.round(pause / 1000)} s at ${document.findings
        .filter(mayChange)
        .map((one) => one.check)
        .join(', ')}.\n`,
    );
    await systemClock.sleep(pause, signal);
    const next = await lookAt(invocation, quiet);
    io.err(diffReport(diffRecords(document, next), io.errStyle));
    document = next;
  }
  return look.record ? lookAt(invocation, look) : document;
};

/** Before a run that sends: waits as long as --wait says for what is pending. */
export const waitUntilReady = async (invocation: Invocation, source: ProfileSource): Promise<void> => {
  if (waitOf(invocation) === null) return;
  await lookWaiting(invocation, {
    command: 'check',
    source,
    runbook: (provider) => readRunbook(invocation.root, provider),
    keep: () => true,
    record: false,
  });
};
