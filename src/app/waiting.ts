// Looks again at what is pending or absent, no sooner than its TTL allows, and tells what changed.
import { EXIT } from '../core/decision.ts';
import { AbortError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import type { JsonValue } from '../core/json.ts';
import { called } from '../core/owner.ts';
import type { RunDocument } from '../core/record.ts';
import { diffRecords } from '../evidence/diff.ts';
import { systemClock } from '../world/clock.ts';
import { renewed } from '../world/shared.ts';
import type { AwaitedFinding, Caller, NextLook } from './caller.ts';
import { type Look, lookAt } from './look.ts';
import type { Setting } from './setting.ts';

const LEAST_MS = 30_000;

/** Seconds for which caches keep what was said of these names, anywhere in an observed value; 0 where nothing says it. */
const keptFor = (value: JsonValue, names: readonly string[]): number => {
  if (value === null || typeof value !== 'object') return 0;
  const own =
    'name' in value && 'ttl' in value && typeof value.ttl === 'number' && names.some((name) => name === value.name)
      ? value.ttl
      : 0;
  return Object.values(value).reduce<number>((most, one) => Math.max(most, keptFor(one as JsonValue, names)), own);
};

/** A record that somebody at work elsewhere may be publishing: ISO 8601, when caches can have it at the soonest; null for anything else. */
const publishedAt = ({ observations, run }: RunDocument, finding: Finding): string | null => {
  if (finding.status !== 'fail' || finding.severity !== 'blocker') return null;
  const records = finding.remedy.flatMap((act) => act.records ?? []).filter(({ add }) => add.length > 0);
  if (records.length === 0) return null;
  const names = records.map(({ name }) => name);
  const kept = finding.observations.map((key) => {
    const seen = observations[key];
    return seen?.state === 'observed' ? keptFor(seen.value, names) : 0;
  });
  return new Date(Date.parse(run.finishedAt) + Math.max(...kept) * 1000).toISOString();
};

/** What time alone, or somebody at work elsewhere, may still mend, each with the soonest time of it. */
const openIn = (document: RunDocument): readonly Finding[] =>
  document.findings.flatMap((finding) => {
    const retryAt = finding.retryAt ?? publishedAt(document, finding);
    if (finding.status !== 'pending' && (finding.status === 'pass' || retryAt === null)) return [];
    return [retryAt === null ? finding : { ...finding, retryAt }];
  });

/** Milliseconds until the first of them may have changed; null when there is nothing to wait for. */
const pauseBefore = (open: readonly Finding[], now: Date): number | null => {
  if (open.length === 0) return null;
  const earliest = Math.min(
    ...open.map((finding) => (finding.retryAt === undefined ? 0 : Date.parse(finding.retryAt) - now.getTime())),
  );
  return Math.max(LEAST_MS, earliest);
};

/** The first look that saw each as it is now; what changed its reason begins anew. */
const sinceWhen = () => {
  const first = new Map<string, string>();
  return (document: RunDocument): readonly AwaitedFinding[] => {
    const open = openIn(document);
    const keyOf = ({ check, status, reason }: Finding): string => `${check} ${status} ${reason}`;
    for (const key of first.keys()) if (!open.some((finding) => keyOf(finding) === key)) first.delete(key);
    return open.map((finding) => {
      const since = first.get(keyOf(finding)) ?? document.run.finishedAt;
      first.set(keyOf(finding), since);
      return { finding, since };
    });
  };
};

/** Where a person watches, nothing that only warns is waited for once the last blocker is gone. */
const isCleared = (before: RunDocument | null, now: RunDocument): boolean =>
  (before?.decision.blockers ?? []).length > 0 && now.decision.blockers.length === 0;

/** Whoever ends the wait is told how things stand: nothing else will say it. */
const broken = (awaited: readonly AwaitedFinding[], looks: number, cause: unknown): AbortError => {
  const open = awaited.map(({ finding }) => finding).filter((one) => !awaited.some(({ finding }) => finding.check === one.cause));
  const names = open.map(({ check, owner, who }) => `${check} (${called(owner, who)})`).join(', ');
  return new AbortError({
    code: 'interrupted',
    message: `Interrupted. What was waited for is still open after ${looks === 1 ? 'one look' : `${looks} looks`}: ${names}.`,
    fix: 'Nothing was sent or recorded. Run the same command again to wait on; without --wait it says in full how things stand.',
    cause,
    exitCode: EXIT.INTERRUPTED,
  });
};

/** What an earlier look was told about the account may be what this one waits for. */
const anew = (setting: Setting): Setting => ({ ...setting, shared: renewed(setting.shared) });

/** Passes of one look until nothing is pending or `waitMs` is over (null: one look); the last document. */
export const lookWaiting = async (setting: Setting, caller: Caller, look: Look, waitMs: number | null): Promise<RunDocument> => {
  if (waitMs === null) return lookAt(setting, caller, look);
  const awaitedIn = sinceWhen();
  const started = systemClock.elapsed();
  let looks = 0;
  let before: RunDocument | null = null;
  let next: NextLook | null = null;
  const nextAfter = (document: RunDocument): NextLook => {
    looks += 1;
    const pauseMs = pauseBefore(openIn(document), systemClock.now());
    const leftMs = waitMs - (systemClock.elapsed() - started);
    const cleared = isCleared(before, document);
    const awaited = awaitedIn(document);
    if (pauseMs === null || (cleared && caller.interactive)) return { kind: 'nothing-pending', cleared };
    const checks = awaited.map(({ finding }) => finding.check);
    return { kind: pauseMs > leftMs ? 'too-late' : 'again', pauseMs, checks, awaited, looks, leftMs };
  };
  // Only the last look is stored, and which one that is shows as soon as it has seen everything.
  const once = (at: Setting): Promise<RunDocument> =>
    lookAt(at, caller, { ...look, isLast: (document) => (next = nextAfter(document)).kind !== 'again' });
  for (let at = setting; ; at = anew(setting)) {
    next = null;
    const document = await once(at);
    if (before !== null) caller.onChange(diffRecords(before, document));
    const told: NextLook = next ?? nextAfter(document);
    caller.onWait(told);
    if (told.kind !== 'again') return document;
    before = document;
    await systemClock.sleep(told.pauseMs, caller.signal).catch((error: unknown) => {
      throw caller.signal.aborted ? broken(told.awaited, told.looks, error) : error;
    });
  }
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
