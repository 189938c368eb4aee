// Signing certificates: what is believed, and how often one is asked for.
import { describe, expect, it } from 'vitest';
import { X509Certificate } from 'node:crypto';
import { judgeSigningCertificate } from '../../src/receiver/reading/sns-certificate.ts';
import { parseTopicArn } from '../../src/aws/sns/topic-arn.ts';
import { createCertificates } from '../../src/receiver/certificates.ts';
import type { CertificateFetch } from '../../src/receiver/options.ts';
import { fixedClock, party } from './harness.ts';
import { CERT_URL, NOW, TOPIC } from './sns-party.ts';

const topic = parseTopicArn(TOPIC)!;

describe('judgeSigningCertificate', () => {
  const judge = async (pem: string, authorities?: string[]) => {
    const roots = (authorities ?? [(await party()).caPem]).map((text) => new X509Certificate(text));
    const judged = judgeSigningCertificate(pem, topic, roots, NOW);
    return judged.ok ? judged.certificate.chain : judged.reason;
  };

  it('trusts the SNS name under a known authority, and calls a chain that ends early incomplete', async () => {
    const { leafPem, caPem } = await party();
    expect(await judge(leafPem)).toBe('trusted');
    expect(await judge(leafPem + caPem)).toBe('trusted');
    expect(await judge(leafPem, [])).toBe('incomplete');
  });

  it('refuses another name, another time, a self-made certificate, an unknown root and an authority as signer', async () => {
    const { issue, leafPem, caPem } = await party();
    expect(await judge(await issue({ name: 'evil.amazonaws.com' }))).toBe('wrong-name');
    expect(await judge(await issue({ name: 'sns.amazonaws.com', to: new Date('2026-11-19T00:00:00Z') }))).toBe('not-valid-now');
    expect(await judge(await issue({ name: 'sns.amazonaws.com', from: new Date('2026-11-21T00:00:00Z') }))).toBe('not-valid-now');
    expect(await judge(await issue({ name: 'sns.amazonaws.com', selfSigned: true }), [])).toBe('untrusted-chain');
    expect(await judge(leafPem + caPem, [])).toBe('untrusted-chain');
    expect(await judge(await issue({ name: 'sns.amazonaws.com', ca: true }))).toBe('wrong-name');
  });

  it.each(['', 'hello', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])('calls %j unreadable', async (pem) => {
    expect(await judge(pem)).toBe('unreadable');
  });
});

describe('createCertificates', () => {
  it('asks for eight distinct URLs at once, and is unavailable for a ninth until one has come', async () => {
    const asked: string[] = [];
    const open: (() => void)[] = [];
    const certificates = createCertificates({
      clock: fixedClock(),
      fetchPem: (url) => {
        asked.push(url);
        return new Promise((done) => open.push(() => done({ kind: 'absent', detail: '404' })));
      },
    });
    const first = Array.from({ length: 8 }, (_, index) => certificates.get(`${CERT_URL}?${index}`, topic));
    expect((await certificates.get(`${CERT_URL}?ninth`, topic)).kind).toBe('unavailable');
    for (const done of open) done();
    await Promise.all(first);
    void certificates.get(`${CERT_URL}?ninth`, topic);
    expect(asked).toHaveLength(9);
  });

  const made = async (fetchPem: CertificateFetch) => {
    const clock = fixedClock();
    const asked: string[] = [];
    const certificates = createCertificates({
      clock,
      authorities: [(await party()).caPem],
      fetchPem: (url) => {
        asked.push(url);
        return fetchPem(url);
      },
    });
    return { clock, asked, certificates };
  };
  const url = (index: number): string => CERT_URL.replace('0123456789abcdef0', index.toString(16).padStart(17, '0'));

  it('asks once for a thousand messages that come together, and again only after the certificate ended', async () => {
    const { leafPem } = await party();
    const { asked, certificates, clock } = await made(async () => ({ kind: 'pem', pem: leafPem }));
    const answers = await Promise.all(Array.from({ length: 1000 }, () => certificates.get(CERT_URL, topic)));
    expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['certificate']));
    expect(asked).toHaveLength(1);
    clock.set(new Date('2027-06-02T00:00:00Z'));
    expect((await certificates.get(CERT_URL, topic)).kind).toBe('refused');
    expect(asked).toHaveLength(2);
  });

  it('asks again soon after it could not be reached, and later after there was none', async () => {
    let kind: 'unreachable' | 'absent' = 'unreachable';
    const { asked, certificates, clock } = await made(async () => ({ kind, detail: 'x' }));
    expect((await certificates.get(CERT_URL, topic)).kind).toBe('unavailable');
    kind = 'absent';
    clock.set(new Date(NOW.getTime() + 2_000));
    expect((await certificates.get(CERT_URL, topic)).kind).toBe('refused');
    clock.set(new Date(NOW.getTime() + 30_000));
    await certificates.get(CERT_URL, topic);
    expect(asked).toHaveLength(2);
  });

  it('stays bounded under made-up paths and keeps the one in use', async () => {
    const { leafPem } = await party();
    const { asked, certificates } = await made(async (at) =>
      at === CERT_URL ? { kind: 'pem', pem: leafPem } : { kind: 'absent', detail: '' },
    );
    for (let index = 0; index < 500; index += 1) {
      await certificates.get(url(index), topic);
      await certificates.get(CERT_URL, topic);
    }
    expect(asked.filter((at) => at === CERT_URL)).toHaveLength(1);
    await certificates.get(url(0), topic);
    expect(asked.filter((at) => at === url(0))).toHaveLength(2);
  });

  it('turns a port that throws into unavailable', async () => {
    const { certificates } = await made(() => Promise.reject(new Error('broken')));
    expect((await certificates.get(CERT_URL, topic)).kind).toBe('unavailable');
  });
});
