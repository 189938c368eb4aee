import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/core/json.ts';
import type { Observation } from '../../src/core/observation.ts';
import type { Question, Runbook, Step } from '../../src/core/runbook.ts';
import type { Profile, ProfileAttestation } from '../../src/profile/profile.ts';
import {
  answerFromProfile,
  answerTo,
  asked,
  attestationFinding,
  attestationProblems,
  isLeftOpen,
} from '../../src/run/attestations.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const question: Question = {
  id: 'q',
  text: 'Is it kept?',
  accept: ['yes'],
  ifNot: 'Move it to the secret manager.',
  shows: ['region'],
};
const step = {
  id: 's',
  kind: 'attest',
  title: 't',
  owner: 'support',
  references: [],
  instructions: ['Keep it.'],
  records: [
    {
      field: 'region',
      label: 'Sending region',
      from: 'ses.account#/region',
      squareosField: 'configJson.region',
      secret: false,
      required: false,
    },
  ],
  question,
} as unknown as Step;
const sentAs = (providerMessageId: string) => ({
  'live.receipt': { receipt: { providerMessageId, requestId: null, sentAt: at, via: 'squareos' } },
});
const given: ProfileAttestation = { id: 'q', answer: 'yes', by: 'Ann', at: '2026-11-10', reference: 'T-1' };
const profile = (attestations: readonly ProfileAttestation[], lab?: object): Profile =>
  ({ attestations, lab }) as unknown as Profile;
const runbook = (steps: readonly Step[]): Runbook => ({ steps }) as unknown as Runbook;
const at = '2026-11-20T10:00:00.000Z';
const seen = (value: unknown): Observation<JsonValue> => ({ state: 'observed', value: value as JsonValue, at, durationMs: 0 });
const seeing = (region: string | null, more: Record<string, unknown> = {}) =>
  new Map(Object.entries({ 'ses.account': { region }, ...more }).map(([key, value]) => [key, seen(value)]));
const put = (region: string | null, text = question.text) => asked(runbook([step]), { ...question, text }, seeing(region));

describe('what is asked', () => {
  it('shows each value that is sworn to under its label, and what nobody saw as such', () => {
    expect(put('ap-south-1').shown).toEqual([['Sending region', 'ap-south-1']]);
    expect(put(null).shown).toEqual([['Sending region', '–']]);
  });

  const sworn = (record: object, shows: readonly string[], observed: object, when?: object) => {
    const one = { ...question, shows, ...(when === undefined ? {} : { when }) } as Question;
    const recorded = {
      ...step,
      records: [{ label: 'L', from: 'x#/v', required: false, secret: false, ...record }],
    } as unknown as Step;
    return asked(runbook([recorded]), one, new Map(Object.entries(observed).map(([key, value]) => [key, seen(value)]))).shown;
  };

  it('shows each template that the gym uses by itself', () => {
    const templates = { field: 'templates', from: 'profile.tenant#/squareos/templates', squareosField: 'template channel EMAIL' };
    const tenant = (of: unknown) => ({ 'profile.tenant': { squareos: { templates: of } } });
    expect(
      sworn(templates, ['templates'], tenant({ invoice: 'tpl_1', renewal: 'unused: none', trial: 7, campaign: 'tpl_6' })),
    ).toEqual([
      ['Template invoice', 'tpl_1'],
      ['Template campaign', 'tpl_6'],
    ]);
    for (const none of [{}, 'text', null, ['tpl_1'].slice(1)]) expect(sworn(templates, ['templates'], tenant(none))).toEqual([]);
  });

  it('shows a field that no step records by its own name, and a value that is no text as JSON', () => {
    expect(sworn({ field: 'a' }, ['b'], {})).toEqual([['b', '–']]);
    expect(sworn({ field: 'a', from: undefined }, ['a'], {})).toEqual([['L', '–']]);
    expect(sworn({ field: 'a' }, ['a'], { x: { v: false } })).toEqual([['L', 'false']]);
    expect(sworn({ field: 'a' }, ['a'], { x: { v: null } })).toEqual([['L', '–']]);
  });

  it('has another digest for other values, another wording and another message', () => {
    const ofMessage: Question = { ...question, subject: 'message' };
    const digests = [
      put('ap-south-1'),
      put('eu-west-1'),
      put('ap-south-1', 'Is it?'),
      asked(runbook([step]), ofMessage, seeing('ap-south-1', sentAs('id-1'))),
      asked(runbook([step]), ofMessage, seeing('ap-south-1', sentAs('id-2'))),
    ].map(({ digest }) => digest);
    expect(new Set(digests).size).toBe(5);
    expect(put('ap-south-1').digest).toBe(digests[0]);
  });
});

describe('an answer in the profile', () => {
  const answer = (change: Partial<ProfileAttestation>) =>
    answerFromProfile(profile([{ ...given, ...change }]), put('a'), NOW, 'live');

  it('counts for 30 days', () => {
    expect(answer({ digest: put('a').digest })).toMatchObject({ answer: 'yes', digest: put('a').digest, message: null });
    expect(answer({ digest: put('a').digest, at: '2026-10-20' })).toBeNull();
  });

  it('needs the digest of the values that it is about, outside the lab', () => {
    expect(answer({})).toBeNull();
    expect(answerFromProfile(profile([given]), put('a'), NOW, 'lab')).not.toBeNull();
    const ofNone = asked(runbook([step]), { ...question, shows: [] }, seeing('a'));
    expect(answerFromProfile(profile([given]), ofNone, NOW, 'live')).not.toBeNull();
  });

  it.each([
    // Thirty days, and a day ahead for whoever lives further east.
    ['2026-10-21T10:00:00Z', true],
    ['2026-10-21T09:59:59Z', false],
    ['2026-11-21T10:00:00Z', true],
    ['2026-11-21T10:00:01Z', false],
  ])('given at %s counts: %s', (when, counts) => {
    expect(answer({ digest: put('a').digest, at: when }) !== null).toBe(counts);
  });

  it.each([
    ['lies in the future', { at: '2026-12-24' }],
    ['has no readable date', { at: 'soon' }],
    ['was given for other values', { digest: put('b').digest }],
  ] as const)('does not count when it %s', (_, change) => {
    expect(answer(change)).toBeNull();
  });

  it('counts for the question and the values that it names', () => {
    expect(answer({ digest: put('a').digest })).not.toBeNull();
  });
});

describe('what the profile alone decides', () => {
  const problems = (one: Question, attestations: readonly ProfileAttestation[], unattended = true) =>
    attestationProblems(runbook([{ ...step, question: one } as Step]), profile(attestations), {
      now: NOW,
      mode: 'live',
      unattended,
    }).join('; ');

  it('is a missing answer where nobody can be asked', () => {
    expect(problems(question, [])).toBe('q is missing');
    expect(problems(question, [], false)).toBe('');
  });

  it('is an answer that is too old', () => {
    expect(problems(question, [{ ...given, at: '2026-01-01' }])).toContain('30 days');
  });

  it('is no question that is only asked in some worlds', () => {
    expect(problems({ ...question, when: { notPassing: ['x'] } }, [])).toBe('');
  });

  it('is, with or without a terminal, an answer about a message that was not sent yet', () => {
    const ofMessage: Question = { ...question, subject: 'message', when: { notPassing: [] } };
    for (const unattended of [true, false]) expect(problems(ofMessage, [given], unattended)).toContain('after the receipt');
    expect(problems(ofMessage, [])).toBe('');
  });
});

describe('an answer about a message', () => {
  const ofMessage: Question = { ...question, subject: 'message' };
  const observed = seeing('ap-south-1', sentAs('id-1'));
  const { digest } = asked(runbook([step]), ofMessage, observed);
  const answered = (message: string | null, when: string) => ({ ...given, at: when, digest, message });

  it.each([
    ['counts from its receipt on', answered('id-1', '2026-11-20T10:00:05.000Z'), true],
    ['does not count when it was given before', answered('id-1', '2026-11-20T09:59:59.000Z'), false],
    ['does not count for another message', answered('id-2', '2026-11-20T10:00:05.000Z'), false],
    ['does not count when it names none', answered(null, '2026-11-20T10:00:05.000Z'), false],
  ] as const)('%s', (_, one, holds) => {
    expect(answerTo(runbook([step]), ofMessage, [one], observed) !== null).toBe(holds);
  });

  it('does not count while no id is known', () => {
    expect(answerTo(runbook([step]), ofMessage, [answered('id-1', '2026-11-20T10:00:05.000Z')], seeing('ap-south-1'))).toBeNull();
  });
});

describe('an answer of this run', () => {
  const answered = { ...given, at, digest: put('ap-south-1').digest, message: null };
  const stands = (region: string, now = at) =>
    answerTo(runbook([step]), question, [answered], seeing(region, { 'run.clock': { now } })) !== null;

  it('stands for the values that were on the screen, and for 30 days', () => {
    expect(stands('ap-south-1')).toBe(true);
    expect(stands('eu-west-1')).toBe(false);
    expect(stands('ap-south-1', '2026-12-21T10:00:00.000Z')).toBe(false);
  });
});

describe('what SquareOS says itself', () => {
  const when = { notPassing: [], notObserved: 'squareos.state' };
  const asks = (state: object | null, fresh = true) => {
    const tenant = {
      squareos: { accountName: 'a', externalAccountId: 'x', senderValue: 's@example.com', state: 'api' },
      provider: 'SES',
    };
    const told = state === null ? {} : { 'squareos.state': { state, fresh } };
    const observed = seeing('ap-south-1', { 'profile.tenant': tenant, ...told });
    const one: Question = { ...question, when };
    return { open: isLeftOpen(runbook([step]), one, observed), shown: asked(runbook([step]), one, observed).shown };
  };
  const account = (configJson: object) => ({ channelAccounts: [{ accountName: 'a', configJson }] });

  it('is not sworn to', () => {
    expect(asks(account({ region: 'ap-south-1' }))).toEqual({ open: false, shown: [] });
  });

  it.each([
    ['leaves the key out', account({})],
    ['leaves the accounts out', {}],
  ])('is sworn to where its state %s', (_, state) => {
    expect(asks(state)).toEqual({ open: true, shown: [['Sending region', 'ap-south-1']] });
  });

  it('is not replaced by an answer where its state is too old or cannot be read', () => {
    expect(asks(account({}), false).open).toBe(false);
    expect(asks(null).open).toBe(false);
  });
});

describe('what an answer amounts to', () => {
  const answered = (answer: string) => ({ ...given, answer, digest: 'd', message: null });

  it.each([
    ['passes when accepted', answered('Yes'), 'pass', 'ok'],
    ['fails when refused', answered('no'), 'fail', 'answered-no'],
    ['is inconclusive without an answer', null, 'inconclusive', 'not-answered'],
  ] as const)('%s', (_, answer, status, reason) => {
    expect(attestationFinding(step, question, answer)).toMatchObject({ status, reason, severity: 'blocker' });
  });

  it('is an act where the answer is no, and not the question again', () => {
    const { remedy } = attestationFinding(step, question, answered('no'));
    expect(remedy).toEqual([{ say: question.ifNot, owner: 'support' }]);
  });
});
