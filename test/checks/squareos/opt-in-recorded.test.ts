import { describe, expect, it } from 'vitest';
import { optInRecorded } from '../../../src/checks/squareos/opt-in-recorded.ts';
import { seen } from '../live/builders.ts';
import { ses } from './tenant.ts';
import { toldBy } from '../told-by.ts';

const at = (now: string) => ({ 'run.clock': seen({ now }) });
const NOON = at('2026-11-20T12:00:00.000Z');

describe('opt-in-recorded', () => {
  it('passes on the day it was given', () => {
    expect(toldBy(optInRecorded, optInRecorded.evaluate({ ...ses(), ...NOON }))).toMatchObject({
      status: 'pass',
      observed: { reference: 'TICKET-1' },
    });
  });

  it('fails for a mailbox simulator, which proves no delivery', () => {
    const judged = toldBy(
      optInRecorded,
      optInRecorded.evaluate({ ...ses(['ops@example.com', 'success+1@simulator.amazonses.com']), ...NOON }),
    );
    expect(judged).toMatchObject({ status: 'fail', reason: 'simulator' });
  });

  it('fails for a day that has not come', () => {
    const judged = toldBy(optInRecorded, optInRecorded.evaluate({ ...ses(['at: 2026-11-20', 'at: 2026-12-24']), ...NOON }));
    expect(judged).toMatchObject({ status: 'fail', reason: 'in-the-future' });
    expect(judged.fix).toContain('2026-12-24');
  });

  it('warns after a year', () => {
    expect(toldBy(optInRecorded, optInRecorded.evaluate({ ...ses(), ...at('2027-11-21T12:00:00.000Z') }))).toMatchObject({
      status: 'warn',
      reason: 'old',
    });
  });
});
