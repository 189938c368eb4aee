import { describe, expect, test } from 'vitest';
import { smtpCertificate } from '../../../src/checks/smtp/smtp-certificate.ts';
import { toldBy } from '../told-by.ts';
import { certificate, clock, endedAt, notAsked, observed, session, withCertificate, withOnPath } from './builders.ts';

const judge = (one = session()) =>
  toldBy(
    smtpCertificate,
    smtpCertificate.evaluate({ 'smtp.session': observed(one), 'run.clock': clock, 'smtp.tlsOffers': notAsked }),
  );
const untrusted = { chainTrusted: false, rootTrusted: false };
const [leaf, intermediate, root] = certificate.path;

describe('smtp-certificate', () => {
  test('passes on a trusted chain', () => {
    expect(judge()).toMatchObject({ status: 'pass', reason: 'ok' });
  });

  test.each([
    ['a leaf that signs itself', { path: [{ ...leaf!, selfSigned: true, signatureHolds: null }] }, 'self-signed', 'own'],
    [
      'a leaf alone that says where its issuer is',
      { path: [{ ...leaf!, signatureHolds: null }] },
      'intermediate-missing',
      'CN=R11',
    ],
    [
      'a leaf alone that does not',
      { path: [{ ...leaf!, signatureHolds: null }], namesIssuer: false },
      'unknown-authority',
      'own certificate',
    ],
    ['a root that nobody knows', {}, 'unknown-authority', 'the root certificate Root X1'],
    [
      'an intermediate whose issuer is not known',
      { path: [leaf!, { ...intermediate!, signatureHolds: null }] },
      'unknown-authority',
      'the intermediate certificate R11',
    ],
  ])('fails on %s', (_, more, reason, words) => {
    const finding = judge(withCertificate({ ...untrusted, chainError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', ...more }));
    expect(finding).toMatchObject({ status: 'fail', reason });
    expect(finding.fix).toContain(words);
    expect(finding.fix).toContain('smtp.relay.example');
  });

  test.each([
    [0, { forServers: false }, 'not-for-servers', 'own certificate'],
    [1, { authority: false }, 'not-an-authority', 'the intermediate certificate R11'],
    [2, { pathLength: 0 }, 'not-an-authority', 'the root certificate Root X1 vouches for no further authorities'],
    [
      1,
      { refusesName: 'only gym.example' },
      'name-not-permitted',
      'the intermediate certificate R11 vouches for only gym.example',
    ],
    [0, { signatureHolds: false }, 'signature-wrong', 'own certificate'],
  ])('names the certificate at %i of which %j is wrong', (at, more, reason, words) => {
    const finding = judge(withOnPath(at, more));
    expect(finding).toMatchObject({ status: 'fail', reason, observed: { at } });
    expect(finding.fix).toContain(words);
  });

  test('asks for the root where the tenant’s file holds only what it issued', () => {
    const below = withCertificate({
      ...untrusted,
      path: [leaf!, { ...intermediate!, signatureHolds: null }],
      endsBelowRoot: true,
    });
    expect(judge(below)).toMatchObject({ status: 'fail', reason: 'unknown-authority', owner: 'implementation engineer' });
    expect(judge(below).fix).toContain('Add the root to the file: it holds the intermediate certificate R11');
  });

  test('fails on a revoked certificate, and on a refusal that nothing seen explains', () => {
    const refused = (chainError: string) => judge(withCertificate({ chainTrusted: false, chainError }));
    expect(refused('CERT_REVOKED')).toMatchObject({ status: 'fail', reason: 'revoked' });
    expect(refused('PATH_LENGTH_EXCEEDED')).toMatchObject({ status: 'fail', reason: 'not-trusted' });
    expect(refused('PATH_LENGTH_EXCEEDED').fix).toContain('PATH_LENGTH_EXCEEDED');
  });

  test('leaves an expired certificate that is vouched for to the expiry check', () => {
    expect(judge(withOnPath(0, { validTo: '2026-11-01T00:00:00.000Z' })).status).toBe('pass');
  });

  test('cannot judge without a TLS session', () => {
    expect(judge(endedAt('connect', { error: 'ECONNREFUSED' })).status).toBe('inconclusive');
  });

  test('is not asked of a root whose owner TLS trusts anyway', () => {
    expect(judge(withOnPath(2, { authority: false }, true)).status).toBe('pass');
    expect(root?.selfSigned).toBe(true);
  });
});
