import { describe, expect, it } from 'vitest';
import { refuseTooLate, templatesAsked } from '../../src/app/templates-asked.ts';
import type { Step } from '../../src/core/runbook.ts';
import { foldAll } from '../../src/run/state.ts';
import { changed, load, SES } from '../profile/source.ts';
import { observeStep, runbookOf } from '../run/context.ts';

const SEND = { ...observeStep('send', []), kind: 'send' } as unknown as Step;

const runWith = (...done: readonly string[]) => {
  const state = foldAll([
    { type: 'run-started', runId: 'r', templates: ['invoice'], seq: 1, at: 'a' },
    ...done.map((step, at) => ({ type: 'step-done', step, seq: at + 2, at: 'a' })),
  ] as unknown as Parameters<typeof foldAll>[0]);
  if (state === null) throw new Error('no state');
  return state;
};

describe('a template asked for of a run that is gone on with', () => {
  it('is taken while nothing was sent, and where it was asked for before', () => {
    expect(() => refuseTooLate(['renewal'], runWith(), runbookOf(SEND))).not.toThrow();
    expect(() => refuseTooLate(['invoice'], runWith('send'), runbookOf(SEND))).not.toThrow();
  });

  it('is refused once the messages went out', () => {
    expect(() => refuseTooLate(['invoice', 'renewal'], runWith('send'), runbookOf(SEND))).toThrow(
      /that of renewal was not asked/,
    );
  });
});

describe('a message of a template', () => {
  it('is refused where no ledger could tell its end', () => {
    const ledger = '{baseUrl: https://api.squareos.example, token: "env:CERTIFY_LEDGER_TOKEN", map: {}}';
    const attested = load(changed(SES, ledger, '{attest: true}'));
    expect(() => templatesAsked(['invoice'], attested)).toThrow(/a person attests what became of the live message alone/);
    expect(templatesAsked([], attested)).toEqual([]);
  });

  it('is ordered of a platform that is told which template to send, and of no other', () => {
    const held = '{ses: gym-invoice, data: {}, optIn: {by: Ops, at: 2026-11-20, reference: T-1}}';
    const triggered = (body: string) =>
      load(
        changed(changed(SES, 'invoice: tpl_1', `invoice: ${held}`), 'trigger: person', `trigger: {path: /send, body: ${body}}`),
      );
    expect(templatesAsked(['invoice'], triggered('{which: ["{template}"]}'))).toEqual(['invoice']);
    expect(() => templatesAsked(['invoice'], triggered('{to: "{recipient}"}'))).toThrow(/does not say which template/);
  });
});
