// Which record support means, and which profile it is observed again with.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chosenRecord, profileAgain, refuseOtherTenant, type RecordChoice } from '../../src/app/record-choice.ts';
import type { Mode, Outcome } from '../../src/core/decision.ts';
import { recordText, sealRecord } from '../../src/evidence/seal.ts';
import { failedDocument } from '../records.ts';

let evidenceDir = '';

interface Made {
  readonly day: number;
  readonly mode: Mode;
  readonly outcome: Outcome;
  readonly provider?: 'SES' | 'SMTP';
  readonly tenant?: string;
  readonly path?: string;
  readonly scenario?: string;
}

const made = ({ day, mode, outcome, provider = 'SES', tenant = 'main-gym', path = '/nowhere/gym.yaml', scenario }: Made) => {
  const base = failedDocument();
  const at = `2026-11-${String(day).padStart(2, '0')}T20:16:01.000Z`;
  return sealRecord(
    {
      ...base,
      tenant,
      provider,
      run: { ...base.run, id: `${provider}-${tenant}-${day}`, mode, startedAt: at, finishedAt: at },
      decision: { ...base.decision, outcome },
      extraction: { sheet: 'extraction.yaml', row: 'row', ticket: 'GYM-7' },
    },
    {
      profile: { path, digest: `sha256:${'b'.repeat(64)}`, loaded: scenario === undefined ? {} : { lab: { scenario } } },
      previous: null,
      directory: evidenceDir,
    },
  );
};

const choice = (over: Partial<RecordChoice>): RecordChoice => ({ id: null, ticket: null, last: null, evidenceDir, ...over });
const dayOf = async (over: Partial<RecordChoice>): Promise<string> =>
  (await chosenRecord(choice(over))).run.startedAt.slice(8, 10);
const green = (tenant: string, provider: string | null = null) => ({ last: { tenant, provider, green: true } });

beforeAll(() => {
  evidenceDir = mkdtempSync(join(tmpdir(), 'certify-choice-'));
  const all: readonly Made[] = [
    { day: 10, mode: 'live', outcome: 'CERTIFIED' },
    { day: 11, mode: 'live', outcome: 'READY' },
    { day: 12, mode: 'live', outcome: 'CERTIFIED_WITH_LIMITATIONS' },
    { day: 13, mode: 'live', outcome: 'LOOKED' },
    { day: 14, mode: 'live', outcome: 'NOT_CERTIFIED' },
    { day: 15, mode: 'lab', outcome: 'LAB_ONLY' },
    { day: 10, mode: 'live', outcome: 'READY', tenant: 'two-ways' },
    { day: 11, mode: 'live', outcome: 'READY', tenant: 'two-ways', provider: 'SMTP' },
  ];
  for (const record of all.map(made)) writeFileSync(join(evidenceDir, `${record.evidence?.id ?? ''}.json`), recordText(record));
});
afterAll(() => rmSync(evidenceDir, { recursive: true, force: true }));

describe('which record is meant', () => {
  it('is the newest live one of a ticket, though a record of the lab is newer', async () => {
    expect((await chosenRecord(choice({ ticket: 'GYM-7' }))).run.mode).toBe('live');
  });

  it('is the newest live READY or CERTIFIED one since the last green', async () => {
    expect(await dayOf(green('main-gym'))).toBe('11');
    expect(await dayOf(green('two-ways', 'SES'))).toBe('10');
  });

  it('is the newest live whole one, whatever it said, since the last', async () => {
    expect(await dayOf({ last: { tenant: 'main-gym', provider: null, green: false } })).toBe('14');
    await expect(chosenRecord(choice({ last: { tenant: 'x', provider: null, green: false } }))).rejects.toMatchObject({
      code: 'never-recorded',
    });
  });

  it.each([
    ['20261118T201601Z-ses-main-gym-0123abcd', true, true],
    ['20261109T201601Z-ses-main-gym-0123abcd', false, false],
    ['20261118T201601Z-ses-best-gym-0123abcd', true, false],
    ['20261118T201601Z-smtp-main-gym-0123abcd', true, false],
    ['copied', true, true],
  ])('is not guessed beside %s, which is cut: of a ticket %s, of a tenant %s', async (name, ofTicket, ofTenant) => {
    const path = join(evidenceDir, `${name}.json`);
    writeFileSync(path, '{"schema":"certify.evidence/1",');
    const refused = (over: Partial<RecordChoice>) =>
      chosenRecord(choice(over)).then(
        () => false,
        (error: unknown) => (error as { readonly code: string }).code === 'records-unread',
      );
    expect([await refused({ ticket: 'GYM-7' }), await refused(green('main-gym', 'SES'))]).toEqual([ofTicket, ofTenant]);
    rmSync(path);
  });

  it.each([
    ['a tenant of two providers', green('two-ways'), 'provider-missing'],
    ['a tenant that was never green', green('other-gym'), 'never-green'],
    ['a provider that was never green', green('main-gym', 'SMTP'), 'never-green'],
    ['an unknown ticket', { ticket: 'GYM-8' }, 'ticket-unknown'],
    ['nothing', {}, 'evidence-missing'],
  ])('is refused for %s', async (_, over, code) => {
    await expect(chosenRecord(choice(over))).rejects.toMatchObject({ code });
  });

  it('names the ticket that is near', async () => {
    const fix = expect.stringMatching(/^Did you mean GYM-7\?/) as string;
    await expect(chosenRecord(choice({ ticket: 'GYM-8' }))).rejects.toMatchObject({ fix });
  });
});

describe('which profile it is observed again with', () => {
  const again = (over: Partial<Made>, id: string | null = null, given: string | null = null): Promise<string> =>
    profileAgain(choice({ id }), made({ day: 1, mode: 'live', outcome: 'READY', ...over }), given);

  it('is the one that was named, else that of the record where it still is', async () => {
    expect(await again({}, null, 'gym.yaml')).toBe('gym.yaml');
    expect(await again({ path: evidenceDir })).toBe(evidenceDir);
  });

  it('names the flag for a record that came by mail', async () => {
    await expect(again({}, './mailed.json')).rejects.toMatchObject({
      code: 'profile-elsewhere',
      fix: expect.stringContaining('--profile gym.yaml') as string,
    });
  });

  it('says of a record of the lab that it is one, and how to try it', async () => {
    await expect(again({ mode: 'lab', scenario: 'ses-sandbox' }, 'the-id')).rejects.toMatchObject({
      code: 'lab-record',
      fix: expect.stringMatching(/lab up --scenario ses-sandbox .*rerun the-id .*--profile lab\.yaml/) as string,
    });
  });

  it('is refused when it is of another tenant or provider', () => {
    const record = made({ day: 1, mode: 'live', outcome: 'READY' });
    const named = (tenant: string, provider: string) => ({ profile: { tenant, provider }, path: 'gym.yaml' });
    expect(() => refuseOtherTenant(record, named('main-gym', 'SES'))).not.toThrow();
    expect(() => refuseOtherTenant(record, named('best-gym', 'SES'))).toThrow('best-gym');
    expect(() => refuseOtherTenant(record, named('main-gym', 'SMTP'))).toThrow('SMTP');
  });
});
