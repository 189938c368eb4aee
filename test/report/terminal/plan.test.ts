// What a run would do, as a person reads it before one.
import { describe, expect, it } from 'vitest';
import { planText, type PlanText } from '../../../src/report/terminal/plan.ts';

const plan: PlanText = {
  tenant: 'main-gym',
  provider: 'SES',
  environment: 'production',
  doubts: ['The region eu-central-9 is none that this certify knows: it is new, or misspelt. Did you mean eu-central-1?'],
  asks: [
    {
      party: 'cloudwatch',
      hosts: ['monitoring.eu-west-1.amazonaws.com'],
      facts: ['cloudwatch.alarms'],
      permissions: ['cloudwatch:DescribeAlarms'],
    },
  ],
  secrets: [{ name: 'callback.verifyToken', reference: 'env:CERTIFY_WEBHOOK_TOKEN', host: 'api.squareos.example' }],
  sends: { to: 'o…@example.com', via: 'squareos', messages: ['live'] },
  templates: [],
  questions: [
    { id: 'stored', text: 'Are the secret access key and the webhook token stored only in SquareOS?', onlyWhen: false },
  ],
  writes: ['./evidence/<evidence id>.json'],
  takes: { sesReads: 13, callbackAtMost: 600, inboxAtMost: 0 },
};
const text = (width: number): readonly string[] =>
  planText(plan, 'gym.yaml', { width, colour: false, unicode: true }).split('\n');

describe('a plan', () => {
  it.each([40, 80, 100])('keeps within %i columns', (width) => {
    expect(text(width).filter((line) => line.length > width)).toEqual([]);
  });

  it('sets a question beside its number, its further lines below its first word', () => {
    const lines = text(60);
    const at = lines.findIndex((line) => line.startsWith('    1. Are the secret'));
    expect(lines[at + 1]).toMatch(/^ {7}\S/);
  });

  it('begins with what may be a slip', () => {
    expect(text(80).slice(2, 4)).toEqual(['  Look twice', expect.stringContaining('The region eu-central-9 is none')]);
    expect(planText({ ...plan, doubts: [] }, 'gym.yaml', { width: 80, colour: false, unicode: true })).not.toContain(
      'Look twice',
    );
  });

  it('ends with what comes next', () => {
    expect(text(80).slice(-4)).toEqual([
      '  Next',
      '    `certify check gym.yaml` asks all this, and sends nothing',
      '    `certify policy gym.yaml` prints those permissions as a policy',
      '',
    ]);
  });

  it('leaves a gap after the longest party', () => {
    expect(text(80).join('\n')).toContain('    CloudWatch  1 question to monitoring');
  });
});
