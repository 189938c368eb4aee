// Whatever a relay says at any stage, and whatever is wrong with its certificates: nothing throws, a session that TLS did not verify
// has exactly one failing certificate check, and a session that broke has exactly one check that owns the break.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checks } from '../../../src/checks/index.ts';
import { CERTIFICATE_CHECKS, stageOf } from '../../../src/checks/smtp/session-end.ts';
import type { Finding } from '../../../src/core/finding.ts';
import type { SmtpSession, SmtpStage } from '../../../src/core/ports/smtp.ts';
import { readSmtpReply } from '../../../src/mail/smtp/reply.ts';
import { withCauses } from '../../../src/run/causes.ts';
import { findingOf } from '../../../src/run/evaluate.ts';
import { certificate, clock, endedAt, observed, relay, session } from './builders.ts';

const known = new Map(checks.map((check) => [check.id, check]));
const input = { runbook: { severities: [] }, checks: known, environment: 'production', failOnWarning: false } as never;

/** The findings of all SMTP checks on this session alone, with their causes. */
const findingsOn = (one: SmtpSession, username: string | null): readonly Finding[] => {
  const observations = new Map<string, unknown>([
    ['smtp.session', observed(one)],
    ['run.clock', clock],
    ['profile.tenant', observed(relay({ username }))],
  ]) as unknown as Parameters<typeof findingOf>[2];
  const asked = checks.filter((check) => check.id.startsWith('smtp-') && check.needs.every((need) => observations.has(need)));
  return withCauses(
    asked.map((check) => findingOf(check, 'tested', observations, input)),
    known,
  );
};

const open = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ status }) => status === 'fail' || status === 'warn' || status === 'inconclusive');

/** What relays are known to say, to be cut and put together anew. */
const spoken = readFileSync(new URL('../../mail/smtp/vendor-replies.txt', import.meta.url), 'utf8')
  .split('\n')
  .flatMap((line) => line.split(' | ')[2] ?? []);
const words = [...new Set(spoken.flatMap((text) => text.split(' ').slice(1)))];

const replies = fc.oneof(
  fc.constantFrom(...spoken),
  fc
    .tuple(fc.integer({ min: 100, max: 599 }), fc.array(fc.constantFrom(...words), { maxLength: 12 }))
    .map(([code, some]) => `${code} ${some.join(' ')}`),
  fc.tuple(fc.integer({ min: 300, max: 599 }), fc.string({ maxLength: 60 })).map(([code, text]) => `${code} ${text}`),
);

const STAGES: readonly SmtpStage[] = ['greeting', 'ehlo', 'starttls', 'ehlo-after-tls', 'auth', 'mail', 'rcpt'];
const IMPLICIT: readonly SmtpStage[] = ['greeting', 'ehlo', 'auth', 'mail', 'rcpt'];
const ERRORS = ['TIMEOUT', 'CLOSED', 'ECONNRESET', 'EPIPE', 'NOT_SMTP', 'LINE_TOO_LONG', 'REPLY_TOO_LONG'];

/** The end of a session at one of its stages, as the reading session leaves it. */
const ends = fc
  .tuple(
    fc.boolean(),
    fc.nat(),
    fc.oneof(
      replies.map((text) => ({ text })),
      fc.constantFrom(...ERRORS).map((error) => ({ error })),
    ),
  )
  .map(([secure, at, how]) => {
    const stages = secure ? IMPLICIT : STAGES;
    const stage = stages[at % stages.length] ?? 'greeting';
    if ('error' in how) return endedAt(stage, { error: how.error }, { secure });
    const step = readSmtpReply(Buffer.from(`${how.text.replaceAll(/[\r\n]/g, ' ')}\r\n`));
    const ended = endedAt(stage, step.state === 'reply' ? { reply: '500 x' } : { error: 'NOT_SMTP' }, { secure });
    if (step.state !== 'reply') return ended;
    return { ...ended, stages: ended.stages.map((one) => (one.ok ? one : { ...one, reply: step.reply })) };
  })
  // A reply of the class that a stage waits for ends nothing.
  .filter((one) => !/^[23]/.test(String(one.stages.at(-1)?.reply?.code ?? 5)));

describe('a session that broke', () => {
  test('has exactly one check that owns the break', () => {
    fc.assert(
      fc.property(ends, (one) => {
        const causes = open(findingsOn(one, 'apikey')).filter(({ cause }) => cause === null);
        expect(causes.map(({ check, reason }) => `${check} ${reason}`)).toHaveLength(1);
        const reply = one.stages.at(-1)?.reply;
        // What the party did say is quoted, its first words at least.
        if (reply != null)
          expect(JSON.stringify(causes[0]?.remedy)).toContain(JSON.stringify(reply.lines[0]?.slice(0, 20)).slice(1, -1));
      }),
      { numRuns: 800, seed: 15 },
    );
  });
});

const faults = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 2 }),
    fc.constantFrom(
      { validTo: '2026-11-01T00:00:00.000Z' },
      { validFrom: '2026-12-24T00:00:00.000Z' },
      { keyBits: 1024 },
      { signatureDigest: 'sha1' },
      { authority: false },
      { forServers: false },
      { signatureHolds: false },
      { pathLength: 0 },
      { refusesName: 'only other.example' },
      { selfSigned: true },
    ),
  ),
  { maxLength: 4 },
);

describe('a session that TLS did not verify', () => {
  test('has exactly one failing certificate check, with and without a login', () => {
    fc.assert(
      fc.property(
        faults,
        fc.record({
          rootTrusted: fc.boolean(),
          hostMatches: fc.boolean(),
          chainTrusted: fc.boolean(),
          commonNameOnly: fc.boolean(),
        }),
        fc.constantFrom('CERT_HAS_EXPIRED', 'UNSPECIFIED', 'CERT_REVOKED', 'INVALID_PURPOSE', null),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        (found, trust, chainError, length, login) => {
          const path = certificate.path
            .slice(0, length)
            .map((at, index) =>
              found.filter(([where]) => where === index).reduce((all, [, fault]) => ({ ...all, ...fault }), at),
            );
          const verified = trust.chainTrusted && trust.hostMatches;
          const tls = { ...certificate, ...trust, chainError: trust.chainTrusted ? null : chainError, path };
          const whole = session({ tls, ...(login ? {} : { authenticated: null, mechanism: null }) });
          const unverified = endedAt('auth', { error: 'TLS_NOT_VERIFIED' }, { tls });
          const findings = findingsOn(verified || !login ? whole : unverified, login ? 'apikey' : null);
          const failing = findings.filter(
            ({ check, status }) => CERTIFICATE_CHECKS.some((id) => id === check) && status === 'fail',
          );
          if (!verified) expect(failing.map(({ check }) => check)).toHaveLength(1);
          if (!verified && login) expect(stageOf(unverified, 'auth')?.ok).toBe(false);
        },
      ),
      { numRuns: 800, seed: 15 },
    );
  });
});
