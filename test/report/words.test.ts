import { describe, expect, it } from 'vitest';
import { inline, observedRows, stateWords } from '../../src/report/words.ts';

describe('the words beside a finding', () => {
  it.each([
    ['warn', 'other-mail-type', 'warning', 'warning, other mail type'],
    ['fail', 'one-missing', 'blocker', 'failed, one missing, blocker'],
    ['pending', 'pending', 'warning', 'pending, warning'],
    ['not-applicable', 'not-applicable', 'info', 'does not apply'],
  ] as const)('say each word once: %s, %s, %s', (status, reason, severity, words) => {
    expect(stateWords({ status, reason, severity }).join(', ')).toBe(words);
  });

  it('answer a question of yes or no in words', () => {
    expect(inline({ external: true, tags: [false, null] })).toBe('external yes; tags no, none');
  });

  it('say what was found in words, and leave names as they are', () => {
    expect(inline({ name: 'main-set', state: 'wrong-target', was: { cause: 'bad-credentials' } })).toBe(
      'name main-set; state wrong target; was cause bad credentials',
    );
    expect(observedRows({ stage: 'final-dot', tenant: 'main-gym', where: ['some-servers', 'ns-1.example'] })).toEqual([
      ['stage', 'final dot'],
      ['tenant', 'main-gym'],
      ['where', 'some servers, ns-1.example'],
    ]);
  });
});
