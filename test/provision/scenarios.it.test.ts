// Every SES scenario whose fault lies in AWS: what the plan names, what apply mends and what the look afterwards says, or why nothing is to be done.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planExit } from '../../src/app/provision/plan.ts';
import { ROOT } from '../cli/certify.ts';
import { changesOf, inWorld } from './world.ts';

/** Scenario → what is created (+) or changed (~), and the checks that then pass; `warn` where what nothing may delete is left for a person. */
const MENDED: {
  readonly [scenario: string]: readonly [changes: readonly string[], mends: readonly string[], then?: 'warn'];
} = {
  'ses-advisor-dkim': [['~ configuration set'], ['ses-tracking']],
  'ses-dkim-off': [['~ identity'], ['ses-dkim-status']],
  'ses-events-disabled': [['~ event destination'], ['ses-event-destination']],
  'ses-events-eventbridge-only': [['+ event destination'], ['ses-event-destination']],
  'ses-events-incomplete': [['~ event destination'], ['ses-event-destination']],
  'ses-events-other-topic': [['+ event destination'], ['ses-event-destination']],
  'ses-identity-failed': [['~ identity'], ['ses-identity-verified', 'ses-dkim-status']],
  'ses-nothing-yet': [
    ['+ configuration set', '+ identity', '~ MAIL FROM domain', '+ topic', '+ event destination', '+ queue', '+ subscription'],
    ['ses-identity-verified', 'ses-dkim-status', 'ses-mail-from-status', 'ses-event-destination', 'sns-subscription'],
  ],
  'ses-raw-delivery': [['~ subscription'], ['sns-subscription']],
  'ses-set-missing': [
    ['+ configuration set', '+ event destination'],
    ['ses-configuration-set-applied', 'ses-event-destination'],
  ],
  'ses-subscription-other-endpoint': [['+ queue', '+ subscription'], ['sns-subscription']],
  'ses-subscription-pending': [['+ queue', '+ subscription'], ['sns-subscription']],
  // The subscription with the old token stays beside the new one.
  'ses-subscription-token-differs': [['+ queue', '+ subscription'], ['sns-subscription'], 'warn'],
  'ses-suppression-off': [['~ configuration set'], ['ses-suppression']],
  'ses-topic-deleted': [
    ['+ topic', '+ queue', '+ subscription'],
    ['sns-topic-exists', 'sns-subscription', 'sns-redrive'],
  ],
  'ses-topic-no-redrive': [['+ queue', '~ subscription'], ['sns-redrive']],
  'ses-topic-policy-wrong-source': [['~ topic'], ['sns-topic-policy']],
  'ses-topic-signature-version-1': [['~ topic'], ['sns-signature-version']],
};

/** Something is made, and the fault stays, because it lies elsewhere as well. */
const HELPED: { readonly [scenario: string]: readonly string[] } = {
  'ses-identity-not-named': ['+ identity', '~ MAIL FROM domain'],
  'ses-tokens-empty': ['~ identity'],
};

const AWS_DECIDES = /AWS decides it/;
const OF_SOMEBODY = /takes nothing away that it did not make/;
const OUTSIDE = /lies outside the account/;
const KEYS = /made, changed and deleted by people alone/;
const UNDER_WAY = /is still at it/;
const NOT_NAMED = /The profile names none/;
const DNS_FIRST = /Its DNS records are wrong/;
const KMS = /certify changes no key/;
const SES_TENANT = /decided where the tenants are made/;
const STOPPED = /lets nothing go on that was stopped/;
const IAM = /given by whoever administers IAM/;
/** A live run alone asks about it. */
const LIVE_ALONE = /^$/;

/** Scenario → why nothing is made: words of the plan. */
const LEFT: { readonly [scenario: string]: RegExp } = {
  'ses-account-paused': STOPPED,
  'ses-account-probation': AWS_DECIDES,
  'ses-address-beside-domain': OF_SOMEBODY,
  'ses-bounces-high': AWS_DECIDES,
  'ses-callback-path-typo': /must not be subscribed/,
  'ses-click-tracking': OF_SOMEBODY,
  'ses-dedicated-ip-warming': AWS_DECIDES,
  'ses-default-set-dangling': OF_SOMEBODY,
  'ses-default-set-deleted': NOT_NAMED,
  'ses-dns-careless': OUTSIDE,
  'ses-events-twice': LIVE_ALONE,
  'ses-feedback-topics': NOT_NAMED,
  'ses-filter-drops-events': OF_SOMEBODY,
  'ses-filter-on-attributes': OF_SOMEBODY,
  'ses-global-endpoint-set-missing': /the one region that the profile names/,
  'ses-identity-other-region': /mend ses-region first/,
  'ses-identity-pending': UNDER_WAY,
  'ses-identity-policy-denies-sender': OF_SOMEBODY,
  'ses-identity-policy-foreign': OF_SOMEBODY,
  'ses-key-console-password': KEYS,
  'ses-key-old': KEYS,
  'ses-key-two-active': KEYS,
  'ses-key-used-elsewhere': KEYS,
  'ses-mail-from-failed': DNS_FIRST,
  'ses-mail-from-two-mx': DNS_FIRST,
  'ses-no-configuration-set': NOT_NAMED,
  'ses-profile-careless': OUTSIDE,
  'ses-quota-below-plan': AWS_DECIDES,
  'ses-recipient-suppressed': LIVE_ALONE,
  'ses-records-elsewhere': OUTSIDE,
  'ses-region-none': /no such region|knows no region/,
  'ses-review-denied': AWS_DECIDES,
  'ses-sandbox': UNDER_WAY,
  'ses-sandbox-recipient': AWS_DECIDES,
  'ses-send-boundary': IAM,
  'ses-send-condition-not-met': IAM,
  'ses-send-key-inactive': KEYS,
  'ses-send-key-without-set': IAM,
  'ses-send-organization': IAM,
  'ses-send-policy-administrator': OF_SOMEBODY,
  'ses-send-policy-any-from': OF_SOMEBODY,
  'ses-send-policy-assumes-role': OF_SOMEBODY,
  'ses-send-policy-one-bucket': OF_SOMEBODY,
  'ses-send-policy-own-keys': OF_SOMEBODY,
  'ses-send-policy-too-wide': OF_SOMEBODY,
  'ses-send-policy-topic-admin': OF_SOMEBODY,
  'ses-send-policy-whole-identity': OF_SOMEBODY,
  'ses-send-role-too-wide': KEYS,
  'ses-send-two-identities': OF_SOMEBODY,
  'ses-sender-outside': /does not cover the sender/,
  'ses-squareos-email-on': UNDER_WAY,
  'ses-subscribed-twice': OF_SOMEBODY,
  'ses-tenant-disabled': SES_TENANT,
  'ses-tenant-none': SES_TENANT,
  'ses-tenant-recipient-suppressed': LIVE_ALONE,
  'ses-tenant-set-not-associated': SES_TENANT,
  'ses-topic-fifo': /FIFO topic/,
  'ses-topic-foreign-admin': OF_SOMEBODY,
  'ses-topic-key-aws-managed': KMS,
  'ses-topic-key-denies-ses': KMS,
  'ses-topic-open-over-tls': OF_SOMEBODY,
  'ses-topic-open-to-everyone': OF_SOMEBODY,
  'ses-topic-other-subscribers': OF_SOMEBODY,
  'ses-validation-on': OF_SOMEBODY,
  'ses-webhook-tried-once': OF_SOMEBODY,
};

const TABLES = [...Object.keys(MENDED), ...Object.keys(HELPED), ...Object.keys(LEFT)];

/** Checks of AWS that do not pass in a scenario's accepted verdicts. */
const faults = (file: string): readonly string[] =>
  readFileSync(join(ROOT, 'test', 'cli', 'golden', 'scenarios', file), 'utf8')
    .split('\n')
    .map((line) => line.split('  '))
    .filter(([check = '', status = '']) => /^(ses|sns|send)-/.test(check) && ['fail', 'warn', 'pending'].includes(status))
    .map(([check = '']) => check);

describe('provisioning in every SES scenario', () => {
  it('has a row for each whose fault lies in AWS', () => {
    const all = readdirSync(join(ROOT, 'test', 'cli', 'golden', 'scenarios')).filter((name) => name.startsWith('ses-'));
    const faulty = all.filter((file) => faults(file).length > 0).map((file) => file.split('.')[0] ?? '');
    expect([...TABLES].sort(), 'each needs a row in MENDED, HELPED or LEFT').toEqual([...new Set(faulty)].sort());
  });

  it.concurrent.each(Object.entries(MENDED))('mends %s', async (scenario, [changes, mends, then = 'pass']) => {
    await inWorld(scenario, async (world) => {
      const { plan, acts, check } = await world.apply();
      expect(changesOf(plan)).toEqual(changes);
      expect(acts?.filter(({ outcome }) => outcome.kind !== 'done')).toEqual([]);
      const status = new Map(check?.findings.map((finding) => [finding.check, finding.status]));
      expect(mends.map((id) => [id, status.get(id)])).toEqual(mends.map((id) => [id, then]));
      const second = await world.plan();
      expect([planExit(second), changesOf(second)]).toEqual([0, []]);
    });
  });

  it.concurrent.each(Object.entries(HELPED))('does its part in %s', async (scenario, changes) => {
    await inWorld(scenario, async (world) => {
      const { plan } = await world.apply();
      expect([changesOf(plan), changesOf(await world.plan())]).toEqual([changes, []]);
    });
  });

  it.concurrent.each(Object.entries(LEFT))('says why it does nothing in %s', async (scenario, why) => {
    await inWorld(scenario, async (world) => {
      const plan = await world.plan();
      expect(changesOf(plan)).toEqual([]);
      const said = [...plan.leftOut.map((left) => `${left.what} ${left.why}`), ...plan.unseen.map((one) => one.why)].join('\n');
      expect(said).toMatch(why);
    });
  });
});
