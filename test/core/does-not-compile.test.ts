// What must not compile: each expected error is held by `npm run types`, which fails when the line compiles after all.
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { defineCheck } from '../../src/checks/check.ts';
import type { PlainJson } from '../../src/core/json.ts';
import type { Reads } from '../../src/core/ports/reads.ts';
import { Secret } from '../../src/core/secret.ts';
import { defineProbe } from '../../src/probes/probe.ts';

const secret = new Secret('env:CERTIFY_X', 'canary-0123456789');
const common = { id: 'x', title: '', severity: 'info', why: '', owner: 'support', references: [], reasons: {} } as const;

describe('the types', () => {
  it('keep a Secret, a Date and bytes out of a fact', () => {
    // @ts-expect-error a Secret is no plain JSON
    const hidden: PlainJson<{ readonly deep: { readonly token: Secret } }> = { deep: { token: secret } };
    // @ts-expect-error a Date is no plain JSON
    const date: PlainJson<{ readonly at: Date }> = { at: new Date(0) };
    // @ts-expect-error bytes are no plain JSON
    const bytes: PlainJson<{ readonly body: Uint8Array }> = { body: new Uint8Array() };
    expect([hidden, date, bytes]).toHaveLength(3);
  });

  it('keep a Secret out of what a probe returns', () => {
    // @ts-expect-error run.clock.now is text
    const probe = defineProbe({ key: 'run.clock', needs: [], permissions: [], ask: async () => ({ now: secret }) });
    expect(probe.key).toBe('run.clock');
  });

  it('let a check read only the facts that it declared', () => {
    const check = defineCheck({
      ...common,
      needs: ['run.clock'],
      evaluate(facts) {
        // @ts-expect-error ses.account was not declared
        const other: unknown = facts['ses.account'];
        return { status: other === undefined ? 'pass' : 'fail', reason: 'ok' };
      },
    });
    expect(check.evaluate({ 'run.clock': { state: 'observed', value: { now: '' } } })).toMatchObject({ status: 'pass' });
  });

  it('let a check read without a question what cannot be absent, and no other fact', () => {
    const check = defineCheck({
      ...common,
      needs: ['run.clock', 'sns.topic'],
      evaluate(facts) {
        // @ts-expect-error a topic may be absent
        const topic: unknown = facts['sns.topic'].value;
        const { now } = facts['run.clock'].value;
        return { status: topic === undefined ? 'pass' : 'fail', reason: now === 'ok' ? 'ok' : 'not-asked' };
      },
    });
    const topic = { state: 'absent', code: 'NotFoundException', message: '' } as const;
    const clock = { state: 'observed', value: { now: 'ok' } } as const;
    expect(check.evaluate({ 'run.clock': clock, 'sns.topic': topic })).toEqual({ status: 'pass', reason: 'ok' });
  });

  it('close the reasons of a check to those that it declares', () => {
    const declared = { ...common, reasons: { missing: { status: ['fail'], says: 'It is missing.' } } } as const;
    const right = defineCheck({ ...declared, needs: ['run.clock'], evaluate: () => ({ status: 'fail', reason: 'missing' }) });
    // @ts-expect-error no such reason is declared
    const wrong = defineCheck({ ...declared, needs: ['run.clock'], evaluate: () => ({ status: 'fail', reason: 'mising' }) });
    expect([right.id, wrong.id]).toEqual(['x', 'x']);
  });

  it('give what only looks no way to send', () => {
    const looks = (reads: Reads): readonly unknown[] => [
      // @ts-expect-error reading SES offers no send
      reads.aws.ses.sendEmail,
      // @ts-expect-error a relay that is probed sends nothing
      reads.smtp.send,
      // @ts-expect-error the ledger that is read registers nothing
      reads.ledger.register,
      // @ts-expect-error nothing triggers the platform
      reads.platform,
    ];
    expect(looks).toBeTypeOf('function');
  });
});

describe('a Secret', () => {
  it('shows its name and never its value, however it is printed', () => {
    const shown = [String(secret), inspect({ secret }), JSON.stringify({ secret }), secret.toString()];
    expect(shown.join(' ')).not.toContain('canary');
    expect(JSON.stringify({ secret })).toContain('[secret env:CERTIFY_X]');
  });
});
