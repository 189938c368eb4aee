// The JSON document of section 9.
import { describe, expect, it } from 'vitest';
import { sealRecord } from '../../src/evidence/seal.ts';
import { jsonReport } from '../../src/report/json.ts';
import { certifiedDocument, failedDocument } from '../records.ts';
import { HOSTILE, hostileDocument } from './hostile.ts';

describe('the JSON report', () => {
  it('is the document, whole', () => expect(JSON.parse(jsonReport(certifiedDocument()))).toEqual(certifiedDocument()));

  it('keeps the keys in the order of the contract', () => {
    const keys = Object.keys(JSON.parse(jsonReport(failedDocument())) as object);
    expect(keys.slice(0, 6)).toEqual(['schema', 'run', 'tenant', 'environment', 'provider', 'decision']);
    expect(keys.at(-1)).toBe('evidence');
  });

  it('leaves out the seal and the profile of the evidence file', () => {
    const record = sealRecord(failedDocument(), {
      directory: 'e',
      previous: null,
      profile: { path: 'p', digest: 'd', loaded: {} },
    });
    const document = JSON.parse(jsonReport(record)) as object;
    expect(document).not.toHaveProperty('seal');
    expect(document).not.toHaveProperty('profile');
  });

  it('is one line for a stream', () => expect(jsonReport(failedDocument(), { oneLine: true }).split('\n')).toHaveLength(2));

  it.each(HOSTILE)('carries %j exactly, without a character that acts', (hostile) => {
    const text = jsonReport(hostileDocument(hostile));
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}](?<!\n)/u);
    expect(JSON.parse(text)).toEqual(hostileDocument(hostile));
  });
});
