// Looks again at what is pending or absent, no sooner than its TTL allows, and tells what changed.
import type { Finding } from '../core/finding.ts';
import type { RunDocument } from '../core/record.ts';
import { diffRecords } from '../evidence/diff.ts';
import { systemClock } from '../world/clock.ts';
import { renewed } from '../world/shared.ts';
import type { Caller, NextLook } from './caller.ts';
import { type Look, lookAt } from './look.ts';
import type { Setting } from './setting.ts';

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

const nextLook = (document: RunDocument, pauseMs: number | null, leftMs: number): NextLook => {
  if (pauseMs === null) return { kind: 'nothing-pending' };
  const checks = document.findings.filter(mayChange).map((one) => one.check);
  return { kind: pauseMs > leftMs ? 'too-late' : 'again', pauseMs, checks };
};

/** What an earlier look was told about the account may be what this one waits for. */
const anew = (setting: Setting): Setting => ({ ...setting, shared: renewed(setting.shared) });

/** Passes of one look until nothing is pending or `waitMs` is over (null: one look); the last document. */
export const lookWaiting = async (setting: Setting, caller: Caller, look: Look, waitMs: number | null): Promise<RunDocument> => {
  if (waitMs === null) return lookAt(setting, caller, look);
  const unstored = { ...look, stores: false };
  let document = await lookAt(setting, caller, unstored);
  const started = systemClock.elapsed();
  for (;;) {
    const pause = pauseBefore(document, systemClock.now());
    const left = waitMs - (systemClock.elapsed() - started);
    const next = nextLook(document, pause, left);
    caller.onWait(next);
    if (next.kind !== 'again') break;
    await systemClock.sleep(next.pauseMs, caller.signal);
    const after = await lookAt(anew(setting), caller, unstored);
    caller.onChange(diffRecords(document, after));
    document = after;
  }
  return look.stores ? lookAt(anew(setting), caller, look) : document;
};

/** Before a run that sends: waits so long for what is pending. Resolves with what the run should share then. */
export const waitUntilReady = async (
  setting: Setting,
  caller: Caller,
  look: Omit<Look, 'command' | 'stores'>,
  waitMs: number | null,
): Promise<Setting> => {
  if (waitMs === null) return setting;
  await lookWaiting(setting, caller, { ...look, command: 'check', stores: false }, waitMs);
  return anew(setting);
};
