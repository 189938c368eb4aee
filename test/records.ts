// A believable run document; each test overrides what matters to it.
import type { Finding } from '../src/core/finding.ts';
import type { RunDocument } from '../src/core/record.ts';
import { remedyText } from '../src/text/remedy-text.ts';

/** With the remedy as printed, as the engine makes it. */
export const finding = (over: Partial<Finding> & Pick<Finding, 'check'>): Finding => {
  const { fix } = over;
  const remedy = over.remedy ?? (fix === undefined ? [] : [{ say: fix, owner: over.owner ?? 'AWS admin' }]);
  return {
    step: 'verified-identities',
    title: 'SES has verified the identity in the region',
    status: 'pass',
    severity: 'blocker',
    reason: 'ok',
    owner: 'AWS admin',
    references: ['https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html'],
    observations: ['ses.identity'],
    cause: null,
    ...(remedy.length === 0 ? {} : { fix: remedyText(remedy) }),
    ...over,
    remedy,
  };
};

export const missingToken = finding({
  check: 'dkim-tokens',
  title: 'All DKIM CNAMEs of SES are in DNS and end at a key',
  status: 'fail',
  reason: 'one-missing',
  says: 'One of the CNAMEs is not in DNS.',
  observed: {
    identity: 'example.com',
    records: [
      { name: 'abc._domainkey.example.com', state: 'ok', cname: 'abc.dkim.amazonses.com' },
      { name: 'def._domainkey.example.com', state: 'missing', cname: 'nxdomain' },
    ],
  },
  expected: '3 CNAME records below _domainkey.example.com, each pointing to its token in SES.',
  remedy: [
    {
      say: 'Add this record:',
      owner: 'DNS admin',
      records: [
        { name: 'def._domainkey.example.com', type: 'CNAME', ttl: 300, add: ['def.dkim.amazonses.com'], remove: [], keep: [] },
      ],
    },
  ],
  owner: 'DNS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html', 'RFC 6376 §3.6'],
});

const step = (id: string, title: string, findings: readonly string[]): RunDocument['steps'][number] => ({
  id,
  kind: 'observe',
  title,
  owner: 'AWS admin',
  state: 'done',
  findings,
  attestation: null,
  values: [{ field: 'region', label: 'Region', value: 'ap-south-1', squareosField: 'configJson.region' }],
});

/** A failed `check` of a tenant on SES. */
export const failedDocument = (over: Partial<RunDocument> = {}): RunDocument => ({
  schema: 'certify.run/2',
  run: {
    id: '019aa2b4-0000-7000-8000-00000000abcd',
    command: 'check',
    mode: 'live',
    startedAt: '2026-11-20T20:16:01.000Z',
    finishedAt: '2026-11-20T20:16:09.400Z',
    certify: '0.1.0',
    facts: '1',
    operator: 'J. Doe',
    runbook: { id: 'ses', version: '1', digest: `sha256:${'a'.repeat(64)}`, coreChecks: ['dkim-tokens'], coreOmitted: [] },
    environment: {
      node: 'v20.20.2',
      platform: 'linux',
      extraAuthorities: [],
      resolvers: ['127.0.0.1:5353'],
      endpointOverrides: {},
    },
    rerunOf: null,
  },
  tenant: 'main-gym',
  environment: 'production',
  provider: 'SES',
  decision: {
    outcome: 'NOT_CERTIFIED',
    exitCode: 1,
    blockers: ['dkim-tokens'],
    why: 'One of three DKIM records is missing, so Amazon SES does not sign with the gym’s domain.',
    next: { action: 'Publish the missing DKIM record.', owner: 'DNS admin', retryAt: '2026-11-20T21:16:00.000Z', act: null },
  },
  findings: [
    finding({ check: 'ses-identity' }),
    missingToken,
    finding({ check: 'ses-sandbox', step: 'account-state', title: 'The account may send to anyone in this region' }),
    finding({
      check: 'dedicated-ips',
      step: 'account-state',
      title: 'Dedicated addresses are warm',
      status: 'not-applicable',
      reason: 'shared-addresses',
      severity: 'info',
    }),
    finding({
      check: 'sns-policy',
      step: 'account-state',
      title: 'The topic lets SES publish',
      status: 'inconclusive',
      reason: 'denied',
      says: 'The party refused to say: a permission is missing.',
      observed: { 'sns.topic': 'denied', action: 'sns:GetTopicAttributes', message: 'User is not authorized' },
      expected: 'The probing credential may read the topic.',
      fix: 'Allow sns:GetTopicAttributes on the topic: attach what `certify policy` prints.',
    }),
  ],
  steps: [
    step('verified-identities', 'Verified identities', ['ses-identity', 'dkim-tokens']),
    step('account-state', 'Sending and account status', ['ses-sandbox']),
  ],
  attestations: [],
  limitations: [],
  receipt: null,
  callback: null,
  ledger: null,
  negatives: [],
  observations: {
    'dns.mailFrom': {
      state: 'observed',
      at: '2026-11-20T20:16:02.000Z',
      durationMs: 31,
      value: {
        domain: 'bounce.example.com',
        mx: {
          name: 'bounce.example.com',
          type: 'MX',
          outcome: 'found',
          values: ['10 feedback-smtp.ap-south-1.amazonses.com'],
          chain: [],
          ttl: 300,
          server: '127.0.0.1:5353',
          detail: null,
        },
        txt: {
          name: 'bounce.example.com',
          type: 'TXT',
          outcome: 'nxdomain',
          values: [],
          chain: [],
          ttl: 900,
          server: '127.0.0.1:5353',
          detail: null,
        },
      },
    },
    'smtp.session': {
      state: 'observed',
      at: '2026-11-20T20:16:02.000Z',
      durationMs: 212,
      value: {
        tls: {
          protocol: 'TLSv1.3',
          cipher: 'TLS_AES_256_GCM_SHA384',
          chainTrusted: true,
          chainError: null,
          hostMatches: true,
          subject: 'CN=smtp.relay.example',
          issuer: 'CN=Example CA',
          validFrom: '2026-10-01T00:00:00.000Z',
          validTo: '2027-01-01T00:00:00.000Z',
          keyType: 'ec',
          keyBits: 256,
          fingerprint: 'ab'.repeat(32),
        },
      },
    },
    'sns.topic': {
      state: 'denied',
      code: 'AuthorizationError',
      message: 'User is not authorized to perform sns:GetTopicAttributes',
      at: '2026-11-20T20:16:02.000Z',
      durationMs: 88,
    },
    'run.clock': { state: 'observed', at: '2026-11-20T20:16:01.000Z', durationMs: 0, value: { now: '2026-11-20T20:16:01.000Z' } },
  },
  extraction: { sheet: 'extraction.yaml', row: 'ses-main-gym', ticket: 'GYM-1042' },
  evidence: null,
  ...over,
});

const event = {
  event: 'delivery',
  providerMessageId: '0109019aa2b4c0de-1a2b3c4d-000000',
  subtype: null,
  eventAt: '2026-11-20T20:16:04.200Z',
  receivedAt: '2026-11-20T20:16:04.900Z',
  sourceId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  signatureVersion: '2',
  certificateFingerprint: 'ab'.repeat(32),
  signingCertUrl: `https://sns.ap-south-1.amazonaws.com/SimpleNotificationService-${'ab'.repeat(16)}.pem`,
  configurationSet: 'squareos-main',
  smtpResponse: '250 2.6.0 Message received',
  status: null,
  diagnostic: null,
  feedbackType: null,
  recipientMatches: true,
  nonceTag: 'cert-7Q2M',
} as const;

/** A certified run with receipt, callback, rows, an accepted limitation and an attestation. */
export const certifiedDocument = (over: Partial<RunDocument> = {}): RunDocument => ({
  ...failedDocument(),
  run: { ...failedDocument().run, command: 'ses' },
  decision: {
    outcome: 'CERTIFIED_WITH_LIMITATIONS',
    exitCode: 0,
    blockers: [],
    why: 'The live message was delivered and the platform’s rows are updated; one warning is accepted.',
    next: { action: 'Attach the evidence id to ticket GYM-1042.', owner: 'implementation engineer', retryAt: null, act: null },
  },
  findings: [
    finding({ check: 'ses-identity' }),
    finding({
      check: 'spf-lookups',
      title: 'SPF needs at most ten lookups',
      status: 'fail',
      reason: 'too-many',
      severity: 'warning',
      limitation: 'spf-lookups',
    }),
  ],
  attestations: [
    {
      id: 'customer-email-disabled',
      digest: `sha256:${'b'.repeat(64)}`,
      message: null,
      answer: 'yes',
      by: 'J. Doe',
      at: '2026-11-20T20:15:00.000Z',
      reference: 'GYM-1042',
    },
  ],
  limitations: [
    {
      check: 'spf-lookups',
      reason: 'The apex record is managed by the parent brand.',
      ticket: 'GYM-7',
      approvedBy: 'A. Support',
      expires: '2026-12-31',
      state: 'used',
    },
  ],
  receipt: {
    providerMessageId: '0109019aa2b4c0de-1a2b3c4d-000000',
    requestId: 'b8c1',
    sentAt: '2026-11-20T20:16:02.800Z',
    via: 'squareos',
  },
  callback: event,
  ledger: {
    attempt: {
      nonce: 'cert-7Q2M',
      providerMessageId: '0109019aa2b4c0de-1a2b3c4d-000000',
      status: 'delivered',
      registeredAt: '2026-11-20T20:16:02.000Z',
      updatedAt: '2026-11-20T20:16:05.000Z',
    },
    message: {
      providerMessageId: '0109019aa2b4c0de-1a2b3c4d-000000',
      status: 'delivered',
      updatedAt: '2026-11-20T20:16:05.000Z',
    },
    campaign: null,
    events: [event],
    outbox: { pending: 0 },
    deadLetters: { unresolved: 0 },
  },
  negatives: [
    { id: 'wrong-token', title: 'A wrong token is refused', result: 'rejected', status: 401, detail: 'no row changed' },
  ],
  ...over,
});
