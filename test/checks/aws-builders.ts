// Facts of AWS in a healthy world; a test overrides what matters to it. And the judgement of a check over such facts.
import type { AnyCheck } from '../../src/checks/check.ts';
import type { Answer } from '../../src/core/observation.ts';
import type { JsonValue } from '../../src/core/json.ts';
import type { Facts } from '../../src/facts/index.ts';
import type { IdentityDetail } from '../../src/facts/ses.ts';
import { judge } from '../../src/run/evaluate.ts';
import { toldBy } from './told-by.ts';

export const TOPIC = 'arn:aws:sns:ap-south-1:111122223333:squareos-email';
const NOW = '2026-11-20T10:00:00.000Z';

export const observed = <T>(value: T) => ({ state: 'observed' as const, value });
export const absent = { state: 'absent' as const, code: 'NotFoundException', message: 'Not found.' };
export const denied = (action: string) => ({
  state: 'denied' as const,
  code: 'AccessDeniedException',
  message: `The probing credential may not do ${action}.`,
  credential: 'probe' as const,
  action,
});
export const skipped = { state: 'skipped' as const, code: 'not-applicable' as const, message: 'Not asked.' };

export const dkim = (change: Partial<NonNullable<IdentityDetail['dkim']>> = {}): NonNullable<IdentityDetail['dkim']> => ({
  signingEnabled: true,
  status: 'SUCCESS',
  origin: 'AWS_SES',
  tokens: ['t1', 't2', 't3'],
  signingHostedZone: 'dkim.amazonses.com',
  currentKeyLength: 'RSA_2048_BIT',
  nextKeyLength: 'RSA_2048_BIT',
  ...change,
});

export const detail = (change: Partial<IdentityDetail> = {}): IdentityDetail => ({
  type: 'DOMAIN',
  verifiedForSending: true,
  verificationStatus: 'SUCCESS',
  verification: null,
  dkim: dkim(),
  mailFrom: { domain: 'bounce.example.com', status: 'SUCCESS', behaviorOnMxFailure: 'USE_DEFAULT_VALUE' },
  feedbackForwarding: true,
  configurationSet: null,
  policies: {},
  ...change,
});

/** Answers for billing@example.com and example.com, in this order. */
export const identity = (
  address: Answer<IdentityDetail>,
  domain: Answer<IdentityDetail>,
  declared = 'example.com',
): Facts['ses.identity'] => ({
  region: 'ap-south-1',
  declared,
  candidates: [
    { name: 'billing@example.com', level: 'address', answer: address },
    { name: 'example.com', level: 'domain', answer: domain },
  ],
  governing: null,
});

export const account = (change: Partial<Facts['ses.account']> = {}): Facts['ses.account'] => ({
  region: 'ap-south-1',
  productionAccess: true,
  sendingEnabled: true,
  enforcementStatus: 'HEALTHY',
  quota: { max24Hour: 50_000, maxPerSecond: 14, sent24Hour: 10 },
  suppressedReasons: ['BOUNCE', 'COMPLAINT'],
  review: { status: 'GRANTED', caseId: '1' },
  mailType: 'TRANSACTIONAL',
  websiteUrl: 'https://example.com',
  additionalContacts: 1,
  validation: null,
  vdm: null,
  ...change,
});

interface TenantChange {
  readonly ses?: Record<string, unknown> | null;
  readonly smtp?: Record<string, unknown> | null;
  readonly sending?: Record<string, unknown>;
  readonly loopback?: boolean;
  readonly environment?: string;
  readonly live?: Record<string, unknown>;
}

export const tenant = (change: TenantChange = {}): JsonValue =>
  ({
    environment: change.environment ?? 'production',
    ses:
      change.ses === null
        ? null
        : { region: 'ap-south-1', identity: 'example.com', configurationSet: 'squareos-main', snsTopicArn: TOPIC, ...change.ses },
    smtp: change.smtp ?? null,
    sending: { mailType: null, websiteUrl: null, dailyVolume: 2000, peakPerSecond: 5, ...change.sending },
    squareos: { senderValue: 'billing@example.com', senderDomain: 'example.com' },
    callback: { url: 'https://api.example.com/engagement/email/ses/webhook', loopback: change.loopback ?? false, https: true },
    live: { recipient: 'o***@example.com', recipientDomain: 'example.com', recipientIsSimulator: false, ...change.live },
  }) as JsonValue;

/** Adds time to each observation and judges as the engine does. */
export const judged = (check: unknown, facts: Readonly<Record<string, { readonly state: string }>>) => {
  const timed = Object.entries(facts).map(([key, one]) => [key, { ...one, at: NOW, durationMs: 1 }] as const);
  return toldBy(check, judge(check as AnyCheck, new Map(timed) as unknown as Parameters<typeof judge>[1]));
};

export const clock = observed({ now: NOW });

/** `dns.dkim` of example.com with three tokens that are right, wrong or unseen. */
export const dnsDkim = (outcome: 'found' | 'nxdomain' | 'timeout') => {
  const lookup = (values: readonly string[]) => ({
    name: 'n',
    type: 'CNAME',
    outcome,
    values,
    chain: [],
    ttl: 60,
    server: null,
    detail: null,
  });
  const key = { keyType: 'rsa', bits: 2048, testing: false, strictIdentity: false, problems: [] };
  return observed({
    identity: 'example.com',
    domain: 'example.com',
    origin: 'AWS_SES',
    targetFrom: 'ses' as const,
    records: ['t1', 't2', 't3'].map((selector) => ({
      selector,
      name: `${selector}._domainkey.example.com`,
      expectedTarget: `${selector}.dkim.amazonses.com`,
      cname: lookup(outcome === 'found' ? [`${selector}.dkim.amazonses.com`] : []),
      key: lookup(outcome === 'found' ? ['p=AAAA'] : []),
      parsedKey: outcome === 'found' ? key : null,
      doubled: null,
      address: null,
      control: null,
    })),
  });
};
