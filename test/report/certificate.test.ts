// The certificate: what holds, until when, and a code that a phone reads as the record's digest.
import decodeQR from 'qr/decode.js';
import { describe, expect, it } from 'vitest';
import { sealRecord } from '../../src/evidence/seal.ts';
import { certificatePage } from '../../src/report/html/certificate.ts';
import { certifiedDocument } from '../records.ts';

const sealed = (over: Parameters<typeof certifiedDocument>[0] = {}) =>
  sealRecord(certifiedDocument(over), { profile: { path: 'p', digest: 'd', loaded: {} }, directory: 'e', previous: null });
const UNTIL = '2027-02-18T20:16:09.400Z';
const page = (over: Parameters<typeof certifiedDocument>[0] = {}): string => certificatePage(sealed(over), UNTIL);

/** The picture as a camera sees it, four pixels a dot. */
const scanned = (markup: string): string => {
  const size = Number(/viewBox="0 0 (\d+) /.exec(markup)?.[1]);
  const scale = 4;
  const data = new Uint8Array(size * size * scale * scale * 4).fill(255);
  for (const [, x, y] of markup.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let n = 0; n < scale * scale; n += 1) {
      const at = ((Number(y) * scale + Math.floor(n / scale)) * size * scale + Number(x) * scale + (n % scale)) * 4;
      data.fill(0, at, at + 3);
    }
  }
  return decodeQR({ width: size * scale, height: size * scale, data });
};

describe('a certificate', () => {
  it('says who, until when, by which message, and with which limitations', () => {
    for (const text of [
      'CERTIFIED WITH LIMITATIONS',
      'main-gym',
      '18 Feb 2027',
      'J. Doe',
      'GYM-1042',
      '0109019aa2b4c0de',
      'A. Support',
    ])
      expect(page()).toContain(text);
  });

  it('carries the digest in words and as a QR code', () => {
    const { digest } = sealed().seal;
    expect(page()).toContain(`<code>${digest}</code>`);
    expect(scanned(page())).toBe(digest);
  });

  it('asks the network for nothing, runs nothing, and shows text from outside as text', () => {
    const text = page({ tenant: '<script>alert(1)</script>' });
    expect(text).not.toMatch(/<script|https?:\/\/[^ ]*\.(?:js|css|png)|<img|<link/);
    expect(text).toContain('&lt;script&gt;');
    expect(text).toContain("default-src 'none'");
  });

  it('calls a record of the lab a rehearsal', () => {
    const { run, decision } = certifiedDocument();
    const text = page({ run: { ...run, mode: 'lab' }, decision: { ...decision, outcome: 'LAB_ONLY' } });
    expect(text).toContain('Rehearsal in the lab: certifies nothing');
    expect(text).not.toMatch(/Certificate of|Holds until|<dt>Certified/);
  });

  it('says of a record whose time is past that it holds no longer', () => {
    const past = certificatePage(sealed({}), UNTIL, true);
    expect(past).toContain('holds no longer');
    expect(past).toContain('Held until');
    expect(page()).not.toContain('no longer');
  });
});
