// Every way to tamper is found and named; parallel runs are not called tampering; unsigned is never called proven.
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { EvidenceRecord, RunDocument } from '../../src/core/record.ts';
import { recordText, sealRecord } from '../../src/evidence/seal.ts';
import { createSigner, trustedKeys, type Signer } from '../../src/evidence/sign.ts';
import { recordPath, writeRecord } from '../../src/evidence/store.ts';
import { verifyDirectory, verifyFile, type Verification } from '../../src/evidence/verify.ts';
import { createGate } from '../../src/masking/gate.ts';
import { certifiedDocument } from '../records.ts';
import { memoryFiles, type MemoryFiles } from './memory-files.ts';

const profile = { path: 'gym.yaml', digest: 'sha256:0', loaded: { tenant: 'main-gym' } };
const at = (minute: number, seconds = 30): Pick<RunDocument['run'], 'id' | 'startedAt' | 'finishedAt'> => {
  const time = `2026-11-20T20:${String(minute).padStart(2, '0')}`;
  return { id: `run-${minute}-${seconds}`, startedAt: `${time}:00.000Z`, finishedAt: `${time}:${seconds}.000Z` };
};
const document = (minute: number, over: Partial<RunDocument> = {}, seconds = 30): RunDocument =>
  certifiedDocument({ run: { ...certifiedDocument().run, ...at(minute, seconds) }, ...over });

const newSigner = (): Signer => createSigner(generateKeyPairSync('ed25519').privateKey);
const trust = (signer: Signer) => ({ keys: trustedKeys([{ name: 'evidence.pub', pem: signer.publicKey }]) });

const write = async (files: MemoryFiles, minute: number, signer?: Signer): Promise<EvidenceRecord> =>
  writeRecord(files, document(minute), { profile, directory: 'e', gate: createGate([]), signer });

const chainOfThree = async (signer?: Signer): Promise<{ files: MemoryFiles; records: EvidenceRecord[] }> => {
  const files = memoryFiles();
  const records = [await write(files, 1, signer), await write(files, 2, signer), await write(files, 3, signer)];
  return { files, records };
};

const pathOf = (record: EvidenceRecord | undefined): string => recordPath('e', record?.evidence?.id ?? '');
const codes = ({ breaks }: Verification): readonly string[] => [...new Set(breaks.map(({ code }) => code))].sort();
const edit = (files: MemoryFiles, path: string, from: string, to: string): void => {
  const text = files.texts.get(path) ?? '';
  expect(text).toContain(from);
  files.texts.set(path, text.replace(from, to));
};
const headFile = (files: MemoryFiles): string => [...files.texts.keys()].find((path) => path.includes('.heads/')) ?? '';

describe('an untouched directory', () => {
  it('is consistent, and called unsigned when it is', async () => {
    const { files, records } = await chainOfThree();
    const result = await verifyDirectory(files, 'e');
    expect(result).toMatchObject({ ok: true, standing: 'consistent-unsigned', breaks: [], notes: [] });
    expect(result.chains).toMatchObject([
      { tenant: 'main-gym', provider: 'SES', mode: 'live', records: 3, head: { sequence: 3, digest: records[2]?.seal.digest } },
    ]);
  });

  it('is proven only by a trusted signature on every record', async () => {
    const signer = newSigner();
    const { files } = await chainOfThree(signer);
    expect((await verifyDirectory(files, 'e', trust(signer))).standing).toBe('proven');
    expect((await verifyDirectory(files, 'e')).standing).toBe('consistent-unproven');
    const stranger = await verifyDirectory(files, 'e', trust(newSigner()));
    expect([stranger.standing, codes(stranger)]).toEqual(['broken', ['unknown-key']]);
  });

  it('keeps tenants, providers and modes apart', async () => {
    const { files } = await chainOfThree();
    for (const over of [
      { tenant: 'other' },
      { provider: 'SMTP' as const },
      { run: { ...document(9).run, mode: 'lab' as const } },
    ]) {
      const record = await writeRecord(files, document(9, over), { profile, directory: 'e', gate: createGate([]) });
      expect(record.seal).toMatchObject({ previous: null, sequence: 1 });
    }
    expect(await verifyDirectory(files, 'e')).toMatchObject({ ok: true, chains: { length: 4 } });
  });
});

describe('tampering', () => {
  it('by editing a value is found at its file', async () => {
    const { files, records } = await chainOfThree();
    edit(files, pathOf(records[1]), '"result": "rejected"', '"result": "accepted"');
    const result = await verifyDirectory(files, 'e');
    expect(result.breaks).toMatchObject([{ code: 'digest', place: pathOf(records[1]) }]);
  });

  it('by editing and sealing again is found at the successor, and by the head at the end', async () => {
    const { files, records } = await chainOfThree();
    for (const [n, code] of [
      [1, 'missing-predecessor'],
      [2, 'truncated'],
    ] as const) {
      const before = files.texts.get(pathOf(records[n])) ?? '';
      const forged = sealRecord(
        { ...document(n + 1), tenant: 'main-gym', negatives: [] },
        { profile, directory: 'e', previous: records[n - 1] ?? null },
      );
      files.texts.set(pathOf(records[n]), recordText(forged));
      expect(codes(await verifyDirectory(files, 'e'))).toContain(code);
      files.texts.set(pathOf(records[n]), before);
    }
  });

  it('by deleting one in the middle, the first, or the last is found', async () => {
    for (const [n, code] of [
      [0, 'missing-predecessor'],
      [1, 'missing-predecessor'],
      [2, 'truncated'],
    ] as const) {
      const { files, records } = await chainOfThree();
      files.texts.delete(pathOf(records[n]));
      expect(codes(await verifyDirectory(files, 'e'))).toEqual([code]);
    }
  });

  it('by cutting off the end together with the head file is found by an expected head', async () => {
    const { files, records } = await chainOfThree();
    files.texts.delete(pathOf(records[2]));
    files.texts.delete(headFile(files));
    const blind = await verifyDirectory(files, 'e');
    expect(blind.notes).toMatchObject([{ code: 'head-behind' }]);
    const expectHead = records[2]?.seal.digest;
    expect(codes(await verifyDirectory(files, 'e', { keys: new Map(), expectHead }))).toEqual(['head']);
    expect((await verifyDirectory(files, 'e', { keys: new Map(), expectHead: records[1]?.seal.digest })).ok).toBe(true);
  });

  it('by renumbering is found', async () => {
    const { files, records } = await chainOfThree();
    const forged = sealRecord(document(3), { profile, directory: 'e', previous: { seal: { ...records[1]!.seal, sequence: 7 } } });
    files.texts.set(pathOf(records[2]), recordText(forged));
    expect(codes(await verifyDirectory(files, 'e'))).toContain('sequence');
  });

  it('by changing the order of time is found', async () => {
    const files = memoryFiles();
    const late = sealRecord(document(30), { profile, directory: 'e', previous: null });
    const early = sealRecord(document(2), { profile, directory: 'e', previous: late });
    for (const record of [late, early]) files.texts.set(pathOf(record), recordText(record));
    expect(codes(await verifyDirectory(files, 'e'))).toEqual(['order']);
  });

  it('by renaming, swapping or copying files is found', async () => {
    const { files, records } = await chainOfThree();
    const [a, b] = [pathOf(records[0]), pathOf(records[1])];
    const [one = '', two = ''] = [files.texts.get(a), files.texts.get(b)];
    files.texts.set(a, two).set(b, one);
    expect(codes(await verifyDirectory(files, 'e'))).toEqual(['name']);
    files.texts.set(a, one).set(b, two).set('e/copy.json', one);
    expect(codes(await verifyDirectory(files, 'e'))).toEqual(['name', 'repeated']);
  });

  it('by putting in a foreign record of the same tenant is found', async () => {
    const { files, records } = await chainOfThree();
    const foreign = sealRecord(document(40), { profile, directory: 'e', previous: null });
    files.texts.set(pathOf(foreign), recordText(foreign));
    const { breaks } = await verifyDirectory(files, 'e');
    // Nobody can say which of the two is the foreign one: the earlier ended before the later began.
    expect(breaks.map(({ code, place }) => [code, place])).toEqual([records[0], foreign].map((one) => ['branch', pathOf(one)]));
  });

  it('by taking the signature off, or moving it to another record, is found', async () => {
    const signer = newSigner();
    const { files, records } = await chainOfThree(signer);
    const [first, second] = records;
    files.texts.set(pathOf(second), recordText({ ...second!, seal: { ...second!.seal, signature: null } }));
    expect(codes(await verifyDirectory(files, 'e', trust(signer)))).toEqual(['unsigned']);
    files.texts.set(pathOf(second), recordText({ ...second!, seal: { ...second!.seal, signature: first!.seal.signature } }));
    expect(codes(await verifyDirectory(files, 'e', trust(signer)))).toEqual(['signature']);
  });

  it('by cutting a file, or writing a key twice, is found', async () => {
    const { files, records } = await chainOfThree();
    const path = pathOf(records[0]);
    const text = files.texts.get(path) ?? '';
    files.texts.set(path, text.slice(0, 900));
    expect(codes(await verifyFile(files, path))).toEqual(['evidence-not-json']);
    files.texts.set(path, text.replace('"outcome":', '"outcome": "CERTIFIED", "outcome":'));
    expect(codes(await verifyFile(files, path))).toEqual(['text-rewritten']);
    files.texts.set(path, JSON.stringify(JSON.parse(text)));
    expect((await verifyFile(files, path)).ok).toBe(true);
  });

  it('with deep, odd or empty JSON ends in a sentence, not a crash', async () => {
    const files = memoryFiles();
    const odd = [
      '',
      'null',
      '[]',
      '{}',
      '['.repeat(50_000),
      '{"schema":"certify.run/1"}',
      '{"schema":"certify.run/9"}',
      '{"schema":1}',
    ];
    const named = (n: number): string => `e/20261120T20000${n}Z-ses-main-gym-00000000.json`;
    odd.forEach((text, n) => files.texts.set(named(n), text));
    const result = await verifyDirectory(files, 'e');
    expect(result.breaks.map(({ place }) => place)).toEqual(odd.map((_text, n) => named(n)));
  });
});

describe('parallel runs', () => {
  it('are told from tampering by their times', async () => {
    const { files, records } = await chainOfThree();
    const beside = sealRecord(document(3, {}, 45), { profile, directory: 'e', previous: records[1] ?? null });
    files.texts.set(pathOf(beside), recordText(beside));
    const result = await verifyDirectory(files, 'e');
    expect(result).toMatchObject({ ok: true, notes: [{ code: 'parallel-runs' }] });
    expect(result.chains[0]?.parallel).toHaveLength(2);
    await write(files, 9);
    expect((await verifyDirectory(files, 'e')).ok).toBe(true);
  });
});
