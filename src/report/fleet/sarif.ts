// A night as SARIF 2.1.0: a result a change, with what it was in the night compared with as its baseline state.
import type { ReportingDescriptor, Result } from 'sarif';
import type { Change, ChangeClass } from '../../core/fleet.ts';
import { called } from '../../core/owner.ts';
import { forTerminal } from '../../masking/neutral.ts';
import { driver, locationsOf, sarifText } from '../sarif/text.ts';
import { byGravity } from './grouped.ts';
import type { NightReport } from './night.ts';
import { CLASS_SAYS } from './words.ts';

/** What readers of SARIF take from one run; the rest is counted. */
const MOST = 5000;

const BASELINE: { readonly [C in ChangeClass]: NonNullable<Result['baselineState']> } = {
  'new-failure': 'new',
  'other-cause': 'updated',
  fixed: 'absent',
  'still-failing': 'unchanged',
  flapping: 'unchanged',
  'could-not-see': 'unchanged',
  due: 'new',
  expiring: 'new',
  changed: 'updated',
  expectation: 'new',
  gone: 'absent',
};

const levelOf = ({ class: kind, weight, severity }: Change): Result.level => {
  if (kind === 'fixed' || kind === 'gone' || severity === 'info') return 'note';
  return weight === 'none' || weight === 'unseen' ? 'warning' : 'error';
};

const ruleIdOf = ({ check, class: kind }: Change): string => check ?? kind;

const resultOf = (rules: readonly string[], profiles: ReadonlyMap<string, string>, change: Change): Result => ({
  ruleId: ruleIdOf(change),
  ruleIndex: rules.indexOf(ruleIdOf(change)),
  level: levelOf(change),
  baselineState: BASELINE[change.class],
  message: {
    text: forTerminal(
      [
        `${change.tenant ?? change.place ?? 'the fleet'}, ${CLASS_SAYS[change.class]}: ${change.says}.`,
        `${called(change.owner, change.who)}${change.fix === null ? '' : `: ${change.fix}`}`,
      ].join('\n'),
    ),
  },
  ...locationsOf(change.key === null ? undefined : profiles.get(change.key)),
  partialFingerprints: { 'certifyChange/v1': change.fingerprint },
  ...(change.expected === null
    ? {}
    : {
        suppressions: [
          {
            kind: 'external',
            status: 'accepted',
            justification: forTerminal(`${change.expected.ticket}, until ${change.expected.expires}`),
          },
        ],
      }),
  properties: {
    tenant: change.tenant,
    place: change.place,
    class: change.class,
    reason: change.reason,
    firstSeen: change.firstSeen.at,
  },
});

/** Ends with a line feed. */
export const fleetSarif = ({ night, changes, tenants }: NightReport): string => {
  const sorted = byGravity(changes);
  const shown = sorted.slice(0, MOST);
  const rules: readonly ReportingDescriptor[] = [...new Set(shown.map(ruleIdOf))].map((id) => ({ id }));
  const ids = rules.map(({ id }) => id);
  const profiles = new Map(tenants.map(({ key, profile }) => [key, profile]));
  return sarifText({
    tool: { driver: driver(night.certify, rules) },
    automationDetails: { id: `certify/fleet/${night.fleet}/` },
    invocations: [
      {
        executionSuccessful: night.exitCode !== 4,
        exitCode: night.exitCode ?? 0,
        startTimeUtc: night.startedAt,
        ...(night.finishedAt === null ? {} : { endTimeUtc: night.finishedAt }),
      },
    ],
    results: shown.map((change) => resultOf(ids, profiles, change)),
    properties: { night: night.name, baseline: night.baseline, leftOut: sorted.length - shown.length },
  });
};
