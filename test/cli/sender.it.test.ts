// `certify check --from --region`: a sender looked at without a profile, through the binary, in healthy and broken worlds.
import { describe, expect, it } from 'vitest';
import { document } from './certify.ts';
import { certifyWarm } from './warm.ts';

const WHO = ['check', '--from', 'billing@example.com', '--region', 'ap-south-1', '--json', '--lab', '--scenario'];

/** A credential of the user's own, which the lab does not know: whoever asks with it is refused. */
const OWN = { AWS_ACCESS_KEY_ID: 'AKIAUSERSOWN00000001', AWS_SECRET_ACCESS_KEY: 'x'.repeat(40), AWS_SESSION_TOKEN: 'own' };

const look = async (world: string, ...more: readonly string[]) => {
  const ran = await certifyWarm([...WHO, world, ...more], { env: OWN });
  return { ran, found: document(ran) };
};

const reasonOf = (found: Awaited<ReturnType<typeof look>>['found'], check: string) =>
  found.findings.find((one) => one.check === check);

const SET = 'the configuration set that SquareOS passes (--configuration-set NAME)';

describe('a sender without a profile', () => {
  it.each(['healthy-ses', 'healthy-ses-squareos', 'healthy-smtp-ses'])('is READY in %s', async (world) => {
    const { ran, found } = await look(world);
    expect(found.decision).toMatchObject({ outcome: 'READY', blockers: [] });
    expect(ran.exitCode).toBe(0);
    expect(reasonOf(found, 'sns-subscription')).toMatchObject({ status: 'pass' });
    expect(reasonOf(found, 'ses-event-destination')).toMatchObject({ status: 'pass' });
    expect(ran.stdout).not.toMatch(/localhost\.invalid|AKIAUSERSOWN|"squareos"/);
  });

  it.each([
    ['ses-dkim-one-missing', 'dkim-tokens', 'fail'],
    ['ses-events-incomplete', 'ses-event-destination', 'fail'],
    ['ses-subscription-pending', 'sns-subscription', 'fail'],
    ['ses-topic-deleted', 'sns-topic-exists', 'fail'],
    ['ses-sandbox', 'ses-production-access', 'pending'],
  ])('is not READY in %s: %s', async (world, check, status) => {
    const { ran, found } = await look(world);
    expect(reasonOf(found, check)).toMatchObject({ status });
    expect(ran.exitCode).toBe(status === 'pending' ? 3 : 1);
  });

  it('has what it did not find told as not given, with the flag that gives it', async () => {
    const { found } = await look('healthy-ses');
    expect(reasonOf(found, 'ses-configuration-set-applied')).toMatchObject({
      status: 'not-applicable',
      reason: 'not-given',
      observed: { notGiven: SET, configurationSet: 'squareos-main' },
    });
    const text = await certifyWarm(WHO.filter((word) => word !== '--json').concat('healthy-ses'));
    expect(text.stdout).toContain('Not given, so not judged');
    expect(text.stdout).toContain('--configuration-set NAME');
    const sandbox = await look('ses-sandbox');
    expect(reasonOf(sandbox.found, 'ses-sandbox-recipient')).toMatchObject({ reason: 'not-given' });
  });

  it('is judged by what flags and --set say', async () => {
    const given = await look(
      'healthy-ses',
      '--configuration-set',
      'squareos-main',
      '--set',
      'ses.snsTopicArn=arn:aws:sns:ap-south-1:111122223333:squareos-email',
    );
    expect(reasonOf(given.found, 'ses-configuration-set-applied')).toMatchObject({ status: 'pass' });
    const other = 'https://other.example.com/engagement/email/ses/webhook';
    const wrong = await look('healthy-ses', '--configuration-set', 'mistyped', '--webhook-url', other);
    expect(reasonOf(wrong.found, 'ses-configuration-set-applied')).toMatchObject({ status: 'fail', reason: 'set-missing' });
    const webhook = await look('healthy-ses', '--webhook-url', other);
    expect(reasonOf(webhook.found, 'sns-subscription')).toMatchObject({ status: 'fail', reason: 'other-endpoint' });
  });

  it('is looked at as often at once as one likes: each look has a world of its own', async () => {
    const looks = await Promise.all(Array.from({ length: 4 }, () => look('healthy-ses')));
    for (const { ran, found } of looks) {
      expect(found).toMatchObject({ decision: { outcome: 'READY' } });
      expect(ran.exitCode).toBe(0);
    }
  });

  it.each([
    [['--topic', 'squareos-email'], '--topic must be an SNS topic ARN'],
    [['--set', 'tenant=other'], '--set tenant says something that a look without a profile has no use for'],
    [['--secrets-dir', '.'], 'would change nothing'],
    [['--scenario', 'healthy-smtp'], '--scenario is given twice'],
  ])('is refused with %j', async (more, message) => {
    const ran = await certifyWarm([...WHO, 'healthy-ses', ...more]);
    expect(ran.exitCode).toBe(2);
    expect(ran.stdout + ran.stderr).toContain(message);
  });

  it.each([['healthy-smtp', 'there is no Amazon SES in it']])('is refused in the world %s', async (world, message) => {
    const ran = await certifyWarm([...WHO, world]);
    expect(ran.exitCode).toBe(2);
    expect(ran.stdout + ran.stderr).toContain(message);
  });
});
