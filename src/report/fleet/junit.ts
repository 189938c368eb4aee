// A night as JUnit XML: a suite an account, a case a tenant; red is what makes the night end with other than 0.
import type { Change } from '../../core/fleet.ts';
import { called } from '../../core/owner.ts';
import { forXml } from '../../masking/neutral.ts';
import { attributes } from '../junit/attributes.ts';
import { byGravity } from './grouped.ts';
import { changesByKey, type NightReport, type TenantLine } from './night.ts';
import { CLASS_SAYS } from './words.ts';

type Verdict = 'passed' | 'failure' | 'error';

interface Case {
  readonly name: string;
  readonly file: string | null;
  readonly seconds: number;
  readonly verdict: Verdict;
  readonly changes: readonly Change[];
}

/** What nobody could see, a refused profile and a fault are errors: nobody must chase a defect that nobody saw. */
const verdictOf = (changes: readonly Change[]): Verdict => {
  if (changes.some(({ weight }) => weight === 'worse')) return 'failure';
  return changes.some(({ weight }) => weight !== 'none') ? 'error' : 'passed';
};

const said = (change: Change): string =>
  [
    `${CLASS_SAYS[change.class]}: ${change.says}`,
    `Since ${change.firstSeen.at}. ${called(change.owner, change.who)}${change.fix === null ? '' : `: ${change.fix}`}`,
    ...(change.expected === null ? [] : [`Expected until ${change.expected.expires} (${change.expected.ticket}).`]),
  ].join('\n');

const lines = (suite: string, { name, file, seconds, verdict, changes }: Case): readonly string[] => {
  const about = { name, classname: suite, time: seconds.toFixed(3), ...(file === null ? {} : { file }) };
  const open = `    <testcase${attributes(about)}`;
  if (changes.length === 0) return [`${open}/>`];
  const heavy = changes.filter(({ weight }) => weight !== 'none');
  const [first] = heavy;
  const rest = changes.filter(({ weight }) => weight === 'none');
  const body = forXml(heavy.map(said).join('\n\n'));
  return [
    `${open}>`,
    ...(first === undefined || verdict === 'passed'
      ? []
      : [`      <${verdict}${attributes({ message: first.says, type: first.class })}>${body}</${verdict}>`]),
    ...(rest.length === 0 ? [] : [`      <system-out>${forXml(rest.map(said).join('\n\n'))}</system-out>`]),
    '    </testcase>',
  ];
};

const counts = (cases: readonly Case[]) => ({
  tests: cases.length,
  failures: cases.filter(({ verdict }) => verdict === 'failure').length,
  errors: cases.filter(({ verdict }) => verdict === 'error').length,
  skipped: 0,
});

/** Ends with a line feed. Accounts and the fleet as a whole have cases of their own where something changed of them. */
export const fleetJunit = ({ night, changes, tenants }: NightReport): string => {
  const byKey = changesByKey(byGravity(changes));
  const known = new Set(tenants.map(({ key }) => key));
  const caseOf = ({ key, profile, tookMs }: TenantLine): Case => {
    const own = byKey.get(key) ?? [];
    return { name: key, file: profile, seconds: tookMs / 1000, verdict: verdictOf(own), changes: own };
  };
  const suites = new Map<string, Case[]>();
  const put = (suite: string, one: Case): void => {
    const held = suites.get(suite);
    if (held === undefined) suites.set(suite, [one]);
    else held.push(one);
  };
  for (const tenant of tenants) put(tenant.place, caseOf(tenant));
  for (const [key, own] of byKey) {
    if (key !== null && known.has(key)) continue;
    for (const change of own) {
      put(change.place ?? night.fleet, {
        name: key ?? change.check ?? change.class,
        file: null,
        seconds: 0,
        verdict: verdictOf([change]),
        changes: [change],
      });
    }
  }
  const sorted = [...suites].sort(([a], [b]) => (a < b ? -1 : 1));
  const { tests, failures, errors } = counts(sorted.flatMap(([, cases]) => cases));
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: `certify fleet ${night.fleet} ${night.name}`, tests, failures, errors })}>`,
    ...sorted.flatMap(([suite, cases]) => [
      `  <testsuite${attributes({ name: suite, timestamp: night.startedAt.replace(/\.\d+Z$/, ''), ...counts(cases) })}>`,
      ...cases.flatMap((one) => lines(suite, one)),
      '  </testsuite>',
    ]),
    '</testsuites>',
  ].join('\n')}\n`;
};
