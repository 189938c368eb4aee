// One email provider is active, or support has documented how mail is routed between two and the other one is certified as well.
import { outcomeWord } from '../../core/decision.ts';
import { CERTIFICATION_DAYS, DAY_MS } from '../../core/lasting.ts';
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { profileField } from '../remedy.ts';
import { CHANNEL_ACCOUNT, requirement } from '../requirement.ts';
import { type Held, heldBySquareos } from './held.ts';

const reasons = {
  'two-providers': {
    status: ['warn'],
    says: 'Routing is documented; the other provider waits for nothing but the certification of this one.',
  },
  'two-providers-undocumented': { status: ['fail'], says: 'The profile names two providers and no routing.' },
  'two-in-squareos': {
    status: ['fail'],
    says: 'SquareOS holds a Channel Account of the other provider that sends, and no routing is documented.',
  },
  'two-in-squareos-perhaps': {
    status: ['warn'],
    says: 'SquareOS holds a Channel Account of the other provider, and does not tell whether it is in fake mode.',
  },
  'other-profile-missing': { status: ['fail'], says: 'The profile of the other provider is not there, or cannot be read.' },
  'other-not-certified': { status: ['fail'], says: 'The newest record of the other provider does not certify it.' },
  'other-record-missing': { status: ['fail'], says: 'There is no record of the other provider here.' },
  'other-record-altered': { status: ['fail'], says: 'The newest record of the other provider does not match its digest.' },
  'other-record-expired': { status: ['fail'], says: 'The newest record of the other provider holds no longer.' },
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | EngineReason>;
type Other = NonNullable<Facts['run.otherProvider']>;
type Routing = NonNullable<Facts['profile.tenant']['routing']>;

/** Of the same mode, so that a rehearsal in the lab is complete in itself. */
const CERTIFIES: ReadonlySet<string> = new Set(['CERTIFIED', 'CERTIFIED_WITH_LIMITATIONS', 'LAB_ONLY']);

/** So that one of two that name each other can be first. */
const waitsForThisOne = ({ outcome, blockers }: NonNullable<Other['record']>): boolean =>
  outcome === 'NOT_CERTIFIED' && blockers.length === 1 && blockers[0] === 'provider-routing';

const OPENING = {
  missing: 'there is no such file',
  refused: 'it is refused',
  'same-provider': 'it is of the same provider as this one',
} as const;

const judgeRecord = (other: Other, record: NonNullable<Other['record']>, now: string, told: Telling): Told => {
  if (!record.whole) return told('fail', 'other-record-altered');
  const [from, at] = [Date.parse(record.finishedAt), Date.parse(now)];
  const until = record.validUntil === undefined ? from + CERTIFICATION_DAYS * DAY_MS : Date.parse(record.validUntil);
  if (!(from <= at && at <= until)) return told('fail', 'other-record-expired');
  if (CERTIFIES.has(record.outcome)) return told('pass', 'ok');
  return waitsForThisOne(record) ? told('warn', 'two-providers') : told('fail', 'other-not-certified');
};

type Telling = (status: Told['status'], reason: Told['reason']) => Told;

const dayOf = (iso: string): string => iso.slice(0, 10);

/** Why the newest record of the other provider does not do, as the end of a sentence. */
const lacking = (record: Other['record'], reason: Told['reason'], now: string): string => {
  if (record === null) return 'there is no record of it here';
  if (reason === 'other-record-altered') {
    return `its record ${record.id} was altered after it was written, so nothing in it counts; keep it aside for whoever finds out how`;
  }
  if (reason === 'other-record-expired' && Date.parse(record.finishedAt) > Date.parse(now)) {
    return `its record ${record.id} says that it was made at ${record.finishedAt}, which is still to come: a clock is wrong, there or here`;
  }
  if (reason === 'other-record-expired') {
    return `its record ${record.id} of ${dayOf(record.finishedAt)} ${record.validUntil === undefined ? 'holds no longer' : `held until ${dayOf(record.validUntil)}`}`;
  }
  if (reason === 'two-providers') return 'it waits for nothing but the certification of this one';
  return `its record ${record.id} ends in ${outcomeWord(record.outcome)}`;
};

const certify = (other: Other, reason: Told['reason'], now: string): DraftAct => ({
  say: `Certify the other provider too, with its own profile: ${lacking(other.record, reason, now)}. Two that name each other are certified one after the other.`,
  command: `certify ${other.provider === 'SMTP' ? 'smtp' : 'ses'} ${other.profile}`,
});

const judgeOther = (other: Other, routing: Routing, now: string): Told => {
  const { provider, record, problem, detail } = other;
  const observed = { documentedBy: routing.documentedBy, ticket: routing.ticket, otherProfile: other.profile, provider, record };
  const expected = 'The other provider has a valid certification of its own.';
  if (problem !== null) {
    const why = `${other.profile}: ${OPENING[problem]}${detail === null ? '' : ` (${detail})`}`;
    const act = profileField(
      `Name the other provider’s profile, below this profile’s directory. ${why}.`,
      'routing.otherProfile',
      null,
    );
    return { status: 'fail', reason: 'other-profile-missing', observed, expected, remedy: [act] };
  }
  const told: Telling = (status, reason) =>
    status === 'pass'
      ? { status, reason, observed }
      : { status, reason, observed, expected, remedy: [certify(other, reason, now)] };
  return record === null ? told('fail', 'other-record-missing') : judgeRecord(other, record, now, told);
};

/** Channel Accounts for email of the other provider, those that send first; one in fake mode sends nothing. */
const othersHeld = (held: Held, provider: string) =>
  (held.kind === 'held' ? (held.state.channelAccounts ?? []) : [])
    .filter((one) => (one.channel ?? 'EMAIL') === 'EMAIL' && one.provider != null && one.fakeModeEnabled !== true)
    .filter((one) => ['SES', 'SMTP'].includes(one.provider ?? '') && one.provider !== provider)
    .toSorted((a, b) => Number(b.fakeModeEnabled === false) - Number(a.fakeModeEnabled === false));

/** What SquareOS says of itself counts before what the profile says; null: it tells of no other provider that sends. */
const judgeHeld = (held: Held, provider: string): Told | null => {
  const others = othersHeld(held, provider);
  const [other] = others;
  if (other === undefined) return null;
  const name = other.accountName ?? `of ${other.provider}`;
  const sends = other.fakeModeEnabled === false;
  return {
    status: sends ? 'fail' : 'warn',
    reason: sends ? 'two-in-squareos' : 'two-in-squareos-perhaps',
    observed: { provider, alsoInSquareos: others.map((one) => ({ provider: one.provider, accountName: one.accountName })) },
    expected: 'One provider that sends, or `routing` with support’s ticket.',
    remedy: [
      {
        say: `Remove ${CHANNEL_ACCOUNT} "${name}" (${other.provider}), or turn its fake mode on, if the gym does not send with it.`,
        owner: 'SquareOS admin',
      },
      profileField(
        'Or, if support documented how mail is routed between the two, name it, and certify the other provider too.',
        'routing',
        '{documentedBy, ticket, otherProfile}',
      ),
    ],
    owner: 'SquareOS admin',
  };
};

export const providerRouting = defineCheck({
  id: 'provider-routing',
  title: 'One email provider is active, or routing between two is documented and both are certified',
  severity: 'blocker',
  why: 'With two active senders nobody can say which one a missing invoice went through, and only one of them was proven.',
  owner: 'implementation engineer',
  references: [requirement('R18')],
  reasons,
  needs: ['profile.tenant', 'run.otherProvider', 'run.clock'],
  uses: ['squareos.state'],
  core: true,
  evaluate(facts): Told {
    const { provider, ses, smtp, routing } = facts['profile.tenant'].value;
    const other = facts['run.otherProvider'].value;
    if (routing !== null && other !== null) return judgeOther(other, routing, facts['run.clock'].value.now);
    if (ses === null || smtp === null) {
      const held = judgeHeld(heldBySquareos(facts['squareos.state']), provider);
      return held ?? { status: 'pass', reason: 'ok', observed: { provider } };
    }
    const surplus = provider === 'SES' ? 'smtp' : 'ses';
    return {
      status: 'fail',
      reason: 'two-providers-undocumented',
      observed: { provider },
      expected: 'One provider, or `routing` with support’s ticket.',
      remedy: [
        {
          say: `Remove \`${surplus}\` from the profile, or have support document the routing and add \`routing: {documentedBy, ticket, otherProfile}\`.`,
        },
      ],
    };
  },
});
