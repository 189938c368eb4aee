// The request for production access says what the profile says and what was observed, and nothing else.
import { expect, it } from 'vitest';
import type { Profile } from '../../../src/profile/profile.ts';
import type { RunDocument } from '../../../src/core/record.ts';
import { productionAccessRequest, productionAccessText } from '../../../src/report/terminal/production-access.ts';
import { failedDocument } from '../../records.ts';

const STYLE = { colour: false, unicode: true, width: 80 };

const profile = (sending: Profile['sending']): Profile =>
  ({
    tenant: 'main-gym',
    provider: 'SES',
    ses: { region: 'ap-south-1', identity: 'example.com' },
    sending,
    squareos: {
      sender: { senderValue: 'billing@example.com' },
      templates: { invoice: 'tpl_1', paymentLink: 'tpl_2', trial: 'unused: no trials' },
    },
  }) as unknown as Profile;

const account = (over: object): RunDocument =>
  failedDocument({
    observations: {
      'ses.account': {
        state: 'observed',
        at: '2026-11-20T02:00:00.000Z',
        durationMs: 1,
        value: { region: 'ap-south-1', productionAccess: false, suppressedReasons: [], review: null, ...over },
      },
    } as unknown as RunDocument['observations'],
    findings: [],
  });

const CONSOLE = 'ap-south-1.console.aws.amazon.com';

const FULL = {
  mailType: 'TRANSACTIONAL',
  websiteUrl: 'https://gym.example',
  optIn: 'Members tick a box when they join.',
  unsubscribe: 'A link in each campaign.',
  dailyVolume: 2000,
} as const;

it('words the use case from the profile, and leaves out what was not observed', () => {
  const request = productionAccessRequest(profile(FULL), account({}), CONSOLE);
  expect(request).toMatchObject({ state: 'needed', owner: 'AWS admin', mailType: 'TRANSACTIONAL', missing: [] });
  expect(request.useCase).toContain('invoices and payment links from billing@example.com');
  expect(request.useCase).toContain('Members tick a box');
  expect(request.useCase).not.toMatch(/trial|Bounces|Authentication/);
  expect(productionAccessRequest(profile(FULL), account({ suppressedReasons: ['BOUNCE'] }), CONSOLE).useCase).toContain(
    '(BOUNCE)',
  );
});

it('names the keys of the profile that AWS asks for and that are empty', () => {
  const request = productionAccessRequest(profile({}), account({}), CONSOLE);
  expect(request.missing).toEqual([
    'sending.mailType',
    'sending.websiteUrl',
    'sending.optIn',
    'sending.unsubscribe',
    'sending.dailyVolume',
  ]);
  expect(productionAccessText(request, STYLE)).toContain('not in the profile');
});

it.each([
  [{ productionAccess: true }, 'granted', 'nothing to request'],
  [{ review: { status: 'PENDING', caseId: '17' } }, 'under-review', 'make no second one'],
  [{ review: { status: 'DENIED', caseId: '17' } }, 'denied', 'Case 17'],
  [{ productionAccess: null }, 'unknown', 'could not be seen'],
])('with %j the request is %s', (over, state, text) => {
  const request = productionAccessRequest(profile(FULL), account(over), CONSOLE);
  expect(request.state).toBe(state);
  expect(productionAccessText(request, STYLE).replaceAll(/\s+/g, ' ').toLowerCase()).toContain(text.toLowerCase());
});
