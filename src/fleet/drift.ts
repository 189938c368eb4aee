// What changed of one tenant since the night it is compared with. Pure.
import type { Change, ChangeClass, KeptFinding, TenantLook, Validity, Weight } from '../core/fleet.ts';
import type { JsonValue } from '../core/json.ts';
import type { Owner } from '../core/owner.ts';
import { fingerprint } from './fingerprint.ts';
import type { Expectations } from './expected.ts';
import { earlier, watchedChanges } from './memory.ts';
import type { TroubleMemory } from './state.ts';
import { PSEUDO_CHECKS } from './row.ts';
import { type DueDays, isDue } from './validity.ts';

export interface Compared {
  readonly now: TenantLook;
  /** null: it was not there, or there is no night to compare with. */
  readonly before: TenantLook | null;
  /** The night compared with. */
  readonly baseline: string | null;
  /** Names of the last seven nights, this one included. */
  readonly recent: ReadonlySet<string>;
  /** What is remembered of the tenant's troubles, by fingerprint. */
  readonly troubles: ReadonlyMap<string, TroubleMemory>;
  readonly expectations: Expectations;
  readonly due: DueDays;
}

type Trouble = Pick<
  Change,
  'fingerprint' | 'check' | 'reason' | 'status' | 'severity' | 'owner' | 'who' | 'root' | 'fix' | 'paste'
>;

interface Told {
  readonly class: ChangeClass;
  readonly weight: Weight;
  readonly says: string;
  readonly before?: Change['before'];
  readonly after?: Change['after'];
  readonly expected?: Change['expected'];
}

const wasThere = ({ before, baseline, now }: Compared, memory: TroubleMemory | undefined, print: string): boolean =>
  before?.findings.some((one) => one.fingerprint === print) === true ||
  earlier(memory, now.night).some(({ night, there }) => night === baseline && there);

/** It was there, and somebody was told: what was silent before is news once nothing silences it. */
const wasTold = (compared: Compared, memory: TroubleMemory | undefined, print: string, silent: Change['expected']): boolean => {
  const last = earlier(memory, compared.now.night).findLast(({ there }) => there);
  return wasThere(compared, memory, print) && (silent !== null || last?.silent !== true);
};

const TURNS = 3;

/** It came and went at least three times within the recent nights, and is there now. */
const isFlapping = ({ now, recent }: Compared, memory: TroubleMemory | undefined): boolean => {
  const nights = earlier(memory, now.night).filter(({ night }) => recent.has(night));
  const states = [...nights.map(({ there }) => there), true];
  // It pages no more; what came and went in silence never did.
  const wasTold = nights.some(({ there, silent }) => there && silent !== true);
  return wasTold && states.filter((state, index) => index > 0 && state !== states[index - 1]).length >= TURNS;
};

const firstSeenOf = (compared: Compared, print: string, goesOn: boolean): Change['firstSeen'] => {
  const memory = compared.troubles.get(print);
  const { night, at } = compared.now;
  return memory !== undefined && goesOn ? { night: memory.firstNight, at: memory.firstAt } : { night, at };
};

const changeOf = (compared: Compared, trouble: Trouble, told: Told, goesOn: boolean): Change => ({
  schema: 'certify.fleet-change/1',
  night: compared.now.night,
  tenant: compared.now.tenant,
  key: compared.now.key,
  place: compared.now.place,
  firstSeen: firstSeenOf(compared, trouble.fingerprint, goesOn),
  ...trouble,
  before: told.before ?? null,
  after: told.after ?? null,
  expected: told.expected ?? null,
  class: told.class,
  weight: told.expected == null ? told.weight : 'none',
  says: told.says,
});

const isPseudo = (check: string): boolean => Object.values<string>(PSEUDO_CHECKS).includes(check);

const troubleOf = (finding: KeptFinding): Trouble => {
  const { check, reason, status, severity, owner, who, root, fix, paste } = finding;
  const trouble = { fingerprint: finding.fingerprint, check, reason, status, severity, owner, who, root, fix };
  return paste === undefined ? trouble : { ...trouble, paste };
};

/** How a night with it ends. */
const weightOf = ({ check, status, kind }: KeptFinding, exitCode: number): Weight => {
  if (check === PSEUDO_CHECKS.profile) return 'refused';
  if (check === PSEUDO_CHECKS.look && exitCode === 4) return 'fault';
  return kind === 'unseen' || status === 'inconclusive' ? 'unseen' : 'worse';
};

const FAILS = ' does not hold';
const HOLDS = ' holds again';

/** An error says itself what it is. */
const what = ({ check, reason, title, observed }: KeptFinding): string =>
  isPseudo(check) && typeof observed['message'] === 'string' ? observed['message'] : `“${title}”${FAILS} (${check}: ${reason})`;

const openTold = (compared: Compared, finding: KeptFinding, there: boolean, flaps: boolean): Told => {
  if (finding.kind === 'unseen') {
    const weight = there ? 'unseen' : 'none';
    const { check, reason, title } = finding;
    const again = there ? ', two nights running' : '';
    const says = isPseudo(check)
      ? `${what(finding)}${again}: ${reason}`
      : `“${title}” could not be judged${again} (${check}: ${reason})`;
    return { class: 'could-not-see', weight, says };
  }
  const says = what(finding);
  if (flaps) return { class: 'flapping', weight: 'none', says: `${says}; it comes and goes` };
  if (there) return { class: 'still-failing', weight: 'none', says };
  const weight = weightOf(finding, compared.now.exitCode);
  const other = compared.before?.findings.find(
    (one) => one.kind === 'failing' && one.check === finding.check && one.fingerprint !== finding.fingerprint,
  );
  if (other === undefined) return { class: 'new-failure', weight, says };
  return { class: 'other-cause', weight, says: `${says}; before: ${other.reason}`, before: other.reason, after: finding.reason };
};

/** What stands among tonight's findings. */
const openChanges = (compared: Compared): readonly Change[] =>
  compared.now.findings.map((finding) => {
    const memory = compared.troubles.get(finding.fingerprint);
    const flaps = isFlapping(compared, memory);
    const { tenant, at } = compared.now;
    const expected = compared.expectations.match(tenant, finding, at);
    const there = wasThere(compared, memory, finding.fingerprint);
    const told = openTold(compared, finding, wasTold(compared, memory, finding.fingerprint, expected), flaps);
    return changeOf(compared, troubleOf(finding), { ...told, expected }, there || flaps);
  });

/** No message was sent tonight whose callback could say so. */
const notTried = ({ now }: Compared, check: string): boolean =>
  check === PSEUDO_CHECKS.pulse && (now.pulse === undefined || now.pulse.outcome === 'none');

const isHidden = (compared: Compared, check: string): boolean =>
  compared.now.hidden.includes('*') || compared.now.hidden.includes(check) || notTried(compared, check);

/** What was there in the night compared with, as far as a finding can tell it. */
interface Was {
  readonly trouble: Trouble;
  readonly unseen: boolean;
  readonly check: string;
  readonly what: string;
}

const MENDED = 'mended: ';
const UNSEEN_TONIGHT = '; tonight it could not be looked at';

/** What was told of it, without what only that night knew. */
const plain = (says: string): string => says.replace(MENDED, '').replace(HOLDS, FAILS).replace(UNSEEN_TONIGHT, '');

const mended = (what: string): string => (what.includes(FAILS) ? what.replace(FAILS, HOLDS) : `${MENDED}${what}`);

/** Remembered, but out of sight in the night compared with. */
const outOfSight = ({ before, baseline, troubles, now }: Compared): readonly Was[] =>
  [...troubles.values()].flatMap((memory) => {
    const { last } = memory;
    const there = earlier(memory, now.night).some((one) => one.night === baseline && one.there);
    // What could not be seen, or is due, has no sight to be out of.
    if (!there || last.status === 'inconclusive' || last.reason === 'due' || last.check === null) return [];
    if (before?.findings.some((one) => one.fingerprint === memory.fingerprint) === true) return [];
    return [{ trouble: last, unseen: false, check: last.check, what: plain(last.says) }];
  });

const wereThere = (compared: Compared): readonly Was[] => [
  ...(compared.before?.findings ?? []).map((one) => ({
    trouble: troubleOf(one),
    unseen: one.kind === 'unseen',
    check: one.check,
    what: what(one),
  })),
  ...outOfSight(compared),
];

/** What was there before and is not among tonight's findings: mended, or merely out of sight. */
const goneChanges = (compared: Compared): readonly Change[] =>
  wereThere(compared).flatMap((was) => {
    const { now } = compared;
    if (now.findings.some((one) => one.fingerprint === was.trouble.fingerprint)) return [];
    // The same check fails for another reason: told as such.
    if (now.findings.some((one) => one.kind === 'failing' && one.check === was.check)) return [];
    if (was.unseen && (now.hidden.includes('*') || notTried(compared, was.check))) return [];
    const { fingerprint: print, check, reason, status, severity, owner, who, root, fix } = was.trouble;
    const trouble: Trouble = { fingerprint: print, check, reason, status, severity, owner, who, root, fix };
    if (!was.unseen && isHidden(compared, was.check)) {
      const says = `${was.what}${UNSEEN_TONIGHT}`;
      const expected = compared.expectations.match(now.tenant, { check: was.check, reason: reason ?? '' }, now.at);
      return [changeOf(compared, trouble, { class: 'still-failing', weight: 'none', says, expected }, true)];
    }
    const says = was.unseen ? `${was.check} can be judged again` : mended(was.what);
    return [changeOf(compared, trouble, { class: 'fixed', weight: 'none', says }, true)];
  });

const VALIDITY_OWNER: { readonly [K in Validity['kind']]: Owner } = {
  certification: 'implementation engineer',
  certificate: 'mail provider admin',
  credential: 'AWS admin',
  attestation: 'implementation engineer',
  limitation: 'support',
  'expected-failure': 'implementation engineer',
};

const dueSays = ({ subject, expires }: Validity): string =>
  expires === null ? 'no valid record certifies it' : `${subject} ends ${expires.slice(0, 10)}`;

/** A look mends nothing here; null: what is to be done is said where the thing is. */
const dueFix = ({ kind }: Validity, { provider, profile }: Compared['now']): string | null =>
  kind === 'certification' && provider !== null ? `Certify it: \`certify ${provider.toLowerCase()} ${profile}\`` : null;

const dueChanges = (compared: Compared): readonly Change[] =>
  compared.now.validity
    .filter((one) => isDue(one, compared.now.at, compared.due))
    .map((one) => {
      const { now } = compared;
      const print = fingerprint(now.key, 'due', one.kind, one.subject);
      const expected = compared.expectations.match(now.tenant, { check: one.kind, reason: 'due' }, now.at);
      const memory = compared.troubles.get(print);
      // The same end is told once, whatever could not be seen in between.
      const last = earlier(memory, now.night).findLast(({ there }) => there);
      const goesOn = last !== undefined && memory?.last.after === one.expires;
      const told = goesOn && (expected !== null || last.silent !== true);
      const trouble: Trouble = {
        fingerprint: print,
        check: one.kind,
        reason: 'due',
        status: 'warn',
        severity: 'warning',
        owner: VALIDITY_OWNER[one.kind],
        who: null,
        root: `${now.tenant} ${one.kind}`,
        fix: dueFix(one, now),
      };
      const change: Told = {
        class: one.kind === 'certification' ? 'due' : 'expiring',
        weight: told ? 'none' : 'worse',
        says: dueSays(one),
        after: one.expires,
        expected,
      };
      return changeOf(compared, trouble, change, goesOn);
    });

const valueChange = (compared: Compared, name: string, was: JsonValue, after: JsonValue): Change => {
  const { now } = compared;
  const trouble: Trouble = {
    fingerprint: fingerprint(now.key, 'changed', name, JSON.stringify(after)),
    check: null,
    reason: name,
    status: null,
    severity: 'warning',
    owner: 'AWS admin',
    who: null,
    root: `${now.tenant} ${name}`,
    fix: null,
  };
  const says = `${name} is another one: ${JSON.stringify(was)} before, ${JSON.stringify(after)} now`;
  const expected = compared.expectations.window(now.tenant, now.at);
  return changeOf(compared, trouble, { class: 'changed', weight: 'worse', says, before: was, after, expected }, false);
};

const valueChanges = (compared: Compared): Drift => {
  const { now, before, troubles } = compared;
  return watchedChanges(
    { night: now.night, whose: now.key, now: now.watched, before: before?.watched ?? null, troubles },
    (name, was, is) =>
      was === undefined || JSON.stringify(was) === JSON.stringify(is) ? null : valueChange(compared, name, was, is),
    (name, was) => valueChange(compared, name, was, null),
  );
};

/** What is told, and what is remembered beside the troubles that are told. */
export interface Drift {
  readonly changes: readonly Change[];
  readonly memories: readonly TroubleMemory[];
}

/** Everything that can be said of the tenant tonight beside its findings. */
export const tenantChanges = (compared: Compared): Drift => {
  const { changes, memories } = valueChanges(compared);
  return { changes: [...openChanges(compared), ...goneChanges(compared), ...dueChanges(compared), ...changes], memories };
};
