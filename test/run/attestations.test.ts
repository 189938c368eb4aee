import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/core/errors.ts';
import type { Profile, ProfileAttestation } from '../../src/profile/profile.ts';
import type { Question, Runbook, Step } from '../../src/core/runbook.ts';
import { answerFromProfile, attestationFinding, questionDigest, requireAttestations } from '../../src/run/attestations.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const question: Question = { id: 'q', text: 'Is it kept?', accept: ['yes'] };
const step = {
  id: 's',
  kind: 'attest',
  title: 't',
  owner: 'support',
  references: [],
  instructions: ['Keep it.'],
  question,
} as unknown as Step;
const given: ProfileAttestation = { id: 'q', answer: 'yes', by: 'Ann', at: '2026-11-10', reference: 'T-1' };
const profile = (attestations: readonly ProfileAttestation[]): Profile => ({ attestations }) as unknown as Profile;
const runbook = (steps: readonly Step[]): Runbook => ({ steps }) as unknown as Runbook;

describe('an answer in the profile', () => {
  it('counts for 30 days', () => {
    expect(answerFromProfile(profile([given]), question, NOW)).toMatchObject({
      answer: 'yes',
      question: questionDigest(question),
    });
    expect(answerFromProfile(profile([{ ...given, at: '2026-10-20' }]), question, NOW)).toBeNull();
  });

  it.each([
    ['lies in the future', { at: '2026-12-24' }],
    ['has no readable date', { at: 'soon' }],
    ['answers another wording', { question: 'sha256:00' }],
  ] as const)('does not count when it %s', (_, change) => {
    expect(answerFromProfile(profile([{ ...given, ...change }]), question, NOW)).toBeNull();
  });

  it('counts for the wording it names', () => {
    expect(answerFromProfile(profile([{ ...given, question: questionDigest(question) }]), question, NOW)).not.toBeNull();
  });
});

describe('a run without people', () => {
  it('is refused while a question that will be asked has no answer, and says how to answer', () => {
    const refused = () => requireAttestations(runbook([step]), profile([]), NOW);
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow(/q is missing/);
  });

  it('says when an answer is too old', () => {
    expect(() => requireAttestations(runbook([step]), profile([{ ...given, at: '2026-01-01' }]), NOW)).toThrow(/30 days/);
  });

  it('is not held up by a question that is only asked in some worlds', () => {
    const conditional = { ...step, question: { ...question, when: { notPassing: ['x'] } } } as unknown as Step;
    expect(() => requireAttestations(runbook([conditional]), profile([]), NOW)).not.toThrow();
  });
});

describe('what an answer amounts to', () => {
  const answered = (answer: string) => ({ ...given, answer, question: questionDigest(question) });

  it.each([
    ['passes when accepted', answered('Yes'), 'pass', 'ok'],
    ['fails when refused', answered('no'), 'fail', 'answered-no'],
    ['is inconclusive without an answer', null, 'inconclusive', 'not-answered'],
  ] as const)('%s', (_, answer, status, reason) => {
    expect(attestationFinding(step, question, answer)).toMatchObject({ status, reason, severity: 'blocker' });
  });
});
