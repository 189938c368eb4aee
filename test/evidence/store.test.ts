// Sealing and storing: named, chained, whole or absent, and never with a secret inside.
import { describe, expect, it } from 'vitest';
import { AbortError, UsageError } from '../../src/core/errors.ts';
import type { RunDocument } from '../../src/core/record.ts';
import { recordDigest } from '../../src/evidence/digest.ts';
import { loadedProfile, recordId, recordText, sealRecord } from '../../src/evidence/seal.ts';
import {
  latestOf,
  listRecords,
  readRecord,
  readStore,
  storeRecord,
  unreadRecords,
  writeRecord,
} from '../../src/evidence/store.ts';
import { createGate, Needle } from '../../src/masking/gate.ts';
import { fileError } from '../../src/world/files/errors.ts';
import { certifiedDocument, failedDocument } from '../records.ts';
import { memoryFiles } from './memory-files.ts';

const profile = { path: 'gym.yaml', digest: 'sha256:0', loaded: {} };
const open = createGate([]);
const key = { tenant: 'main-gym', provider: 'SES', mode: 'live' } as const;
const next = (n: number): RunDocument => failedDocument({ run: { ...failedDocument().run, id: `run-${n}` } });
const write = { profile, directory: 'e', gate: open };

describe('a record', () => {
  it('is named by time, provider, tenant and run, safely for any tenant', () => {
    expect(recordId(failedDocument())).toMatch(/^20261120T201601Z-ses-main-gym-[0-9a-f]{8}$/);
    expect(recordId(failedDocument({ tenant: '../../Gÿm /x' }))).toMatch(/^20261120T201601Z-ses-g-m-x-[0-9a-f]{8}$/);
    expect(recordId(failedDocument({ tenant: '健身房', provider: null }))).toMatch(/^20261120T201601Z-check-[0-9a-f]{8}$/);
    expect(recordId(next(1))).not.toBe(recordId(next(2)));
  });

  it('has a digest that does not depend on the order of keys or on white space', () => {
    const record = sealRecord(failedDocument(), { profile, directory: 'e', previous: null });
    const reversed = Object.fromEntries(Object.entries(JSON.parse(recordText(record)) as object).toReversed()) as typeof record;
    expect(recordDigest(reversed)).toBe(record.seal.digest);
    expect(recordDigest({ ...record, tenant: 'other' })).not.toBe(record.seal.digest);
  });

  it('reads back as it was written', async () => {
    const files = memoryFiles();
    const record = await writeRecord(files, certifiedDocument(), write);
    expect(await readRecord(files, 'e', record.evidence?.id ?? '')).toEqual(record);
    expect(await readRecord(files, 'elsewhere', record.evidence?.path ?? '')).toEqual(record);
  });

  it('continues its chain, with and without the head file', async () => {
    const files = memoryFiles();
    const first = await writeRecord(files, next(1), write);
    const second = await writeRecord(files, next(2), write);
    expect(second.seal).toMatchObject({ previous: first.seal.digest, sequence: 2 });
    expect((await latestOf(files, 'e', key))?.seal.digest).toBe(second.seal.digest);
    for (const path of files.texts.keys()) if (path.includes('.heads')) files.texts.delete(path);
    expect((await latestOf(files, 'e', key))?.seal.digest).toBe(second.seal.digest);
    expect(await latestOf(files, 'e', { ...key, tenant: 'none' })).toBeNull();
  });

  it('looks behind the head when the run before died without giving its lock back', async () => {
    const files = memoryFiles();
    await writeRecord(files, next(1), write);
    const second = sealRecord(next(2), { profile, directory: 'e', previous: await latestOf(files, 'e', key) });
    await storeRecord(files, 'e', second, open);
    const died = { ...files, lock: async () => ({ takenOver: true, release: async () => undefined }) };
    expect((await writeRecord(died, next(3), write)).seal).toMatchObject({ previous: second.seal.digest, sequence: 3 });
  });

  it('is never overwritten', async () => {
    const files = memoryFiles();
    const record = await writeRecord(files, next(1), write);
    await expect(storeRecord(files, 'e', record, open)).rejects.toMatchObject({ code: 'evidence-exists' });
  });

  it('is listed newest first, beside files that are none', async () => {
    const files = memoryFiles();
    const ids = [await writeRecord(files, next(1), write), await writeRecord(files, next(2), write)].map(
      ({ seal }) => seal.sequence,
    );
    files.texts.set('e/notes.json', '{}').set('e/readme.md', 'x');
    expect((await listRecords(files, 'e')).map(({ seal }) => seal.sequence)).toEqual(ids.toReversed());
    expect(await listRecords(files, 'e', ({ tenant }) => tenant === 'none')).toEqual([]);
  });

  it('that is missing, no record, of a newer certify or edited is refused with a sentence', async () => {
    const files = memoryFiles();
    const record = await writeRecord(files, next(1), write);
    files.texts
      .set('e/cut.json', '{"schema":"certify.run/1"')
      .set('e/new.json', '{"schema":"certify.run/99"}')
      .set('e/half.json', '{"schema":"certify.run/1"}');
    files.texts.set('e/edited.json', recordText({ ...record, tenant: 'other' }));
    for (const [id, code] of [
      ['none', 'evidence-not-found'],
      ['cut', 'evidence-not-json'],
      ['new', 'evidence-schema'],
      ['half', 'evidence-incomplete'],
      ['edited', 'evidence-altered'],
    ]) {
      await expect(readRecord(files, 'e', id ?? '')).rejects.toMatchObject({ code });
      await expect(readRecord(files, 'e', id ?? '')).rejects.toBeInstanceOf(UsageError);
    }
  });
});

describe('a record whose file was given another name', () => {
  it('is found by its id, as it is listed, and by the name that somebody gave it', async () => {
    const files = memoryFiles();
    const record = await writeRecord(files, next(1), write);
    const id = record.evidence?.id ?? '';
    files.texts.delete(`e/${id}.json`);
    files.texts.set('e/from-the-mail.json', recordText(record));
    for (const name of [id, 'from-the-mail', 'e/from-the-mail.json']) expect(await readRecord(files, 'e', name)).toEqual(record);
    expect(await latestOf(files, 'e', key)).toEqual(record);
  });

  it('never stands for the record whose name it was given', async () => {
    const files = memoryFiles();
    const [first, second] = [await writeRecord(files, next(1), write), await writeRecord(files, next(2), write)];
    const [one, two] = [first.evidence?.id ?? '', second.evidence?.id ?? ''];
    files.texts.set(`e/${one}.json`, recordText(second)).set(`e/${two}.json`, recordText(first));
    expect(await readRecord(files, 'e', one)).toEqual(first);
    expect(await readRecord(files, 'e', two)).toEqual(second);
    expect(await latestOf(files, 'e', key)).toEqual(second);
    files.texts.delete(`e/${two}.json`);
    await expect(readRecord(files, 'e', one)).rejects.toMatchObject({ code: 'evidence-renamed' });
  });

  it('is not found by a part of its id, which is named whole', async () => {
    const files = memoryFiles();
    const ids = [await writeRecord(files, next(1), write), await writeRecord(files, next(2), write)].map(
      ({ evidence }) => evidence?.id ?? '',
    );
    const [one = '', two = ''] = ids;
    const fix = async (typed: string): Promise<string> =>
      readRecord(files, 'e', typed).then(
        () => '',
        (error: unknown) => (error instanceof UsageError ? error.fix : ''),
      );
    expect(await fix(one.slice(0, -3))).toMatch(`Did you mean ${one}? `);
    expect(await fix(one.slice(-8))).toMatch(`Did you mean ${one}? `);
    expect(await fix(`${one.slice(0, -1)}x`)).toMatch(`Did you mean ${one}? `);
    expect(await fix(one.slice(0, 20))).toMatch(`Did you mean ${ids.toSorted().join(' or ')}? `);
    expect(await fix(`20250101T000000Z-ses-main-gym-${two.slice(-8).replaceAll(/./g, '0')}`)).toMatch(/^List the records/);
  });
});

it('names what a list of records would leave out in silence, and nothing of others', async () => {
  const files = memoryFiles();
  await writeRecord(files, next(1), write);
  files.texts.set('e/20261120T000000Z-ses-a-00000000.json', '{"schema":"certify.run/2"');
  files.texts.set('e/20261120T000001Z-ses-a-00000000.json', '{"schema":"other"}');
  files.texts.set('e/from-the-mail.json', '{"schema":"certify.run/99"}');
  files.texts.set('e/package.json', '{"name":"x"}');
  files.texts.set('e/20261120T000000Z-ses-a-00000000.intoto.json', '{}');
  files.texts.set('e/notes.txt', 'x');
  expect((await unreadRecords(files, 'e')).map(({ name }) => name)).toEqual([
    '20261120T000000Z-ses-a-00000000.json',
    '20261120T000001Z-ses-a-00000000.json',
    'from-the-mail.json',
  ]);
});

it('a directory is listed with each file read once, and what was edited is told where it has to hold', async () => {
  const files = memoryFiles();
  const first = await writeRecord(files, next(1), write);
  const second = await writeRecord(files, next(2), write);
  files.texts.set('e/edited.json', recordText({ ...first, tenant: 'other' }));
  files.texts.set('e/20261120T000000Z-ses-a-00000000.json', '{"schema":"certify.run/2"');
  files.texts.set('e/20261120T000000Z-ses-a-00000000.intoto.json', '{}');
  files.texts.set('e/package.json', '{"name":"x"}');
  const reads: string[] = [];
  const counted = { ...files, readText: (path: string) => (reads.push(path), files.readText(path)) };
  const { records, unread } = await readStore(counted, 'e', () => true);
  expect(new Set(reads).size).toBe(reads.length);
  expect(records.map(({ seal }) => seal.digest)).toEqual([second.seal.digest, first.seal.digest]);
  expect(unread).toEqual([
    { name: '20261120T000000Z-ses-a-00000000.json', why: 'holds no JSON object: it was cut or is something else' },
    { name: 'edited.json', why: 'was edited after it was sealed: its content does not match its digest' },
  ]);
  expect((await readStore(files, 'e', () => false)).records).toHaveLength(3);
});

it.each([
  ['EACCES', 'cannot be read: permission is denied'],
  ['EFBIG', 'cannot be read: it is larger than certify reads'],
  ['EIO', 'cannot be read: the system answered EIO'],
])('a file that the system does not let be read (%s) is told without its path, which stands above', async (code, why) => {
  const files = memoryFiles();
  files.texts.set('e/x.json', '{}');
  const readText = (path: string) => Promise.reject(fileError(Object.assign(new Error(path), { code }), path, 'read'));
  expect((await readStore({ ...files, readText }, 'e', () => true)).unread).toEqual([{ name: 'x.json', why }]);
});

describe('a secret inside a record', () => {
  const value = 'c4n4ry-Secret/value=1';
  const gate = createGate([new Needle('env:CERTIFY_CANARY', value)]);
  it.each([
    ['plain', value],
    ['base64', Buffer.from(`x${value}`).toString('base64')],
    ['percent', encodeURIComponent(value)],
    ['hex', Buffer.from(value).toString('hex')],
    ['JSON', JSON.stringify(value)],
  ])('in %s form stops the write, and nothing is on disk', async (_form, text) => {
    const files = memoryFiles();
    const writing = writeRecord(files, failedDocument({ decision: { ...failedDocument().decision, why: text } }), {
      ...write,
      gate,
    });
    await expect(writing).rejects.toBeInstanceOf(AbortError);
    expect([...files.texts.keys()]).toEqual([]);
  });
});

it('keeps the profile’s references as they are written', () => {
  expect(loadedProfile({ smtp: { password: { kind: 'env', target: 'CERTIFY_X', text: 'env:CERTIFY_X' }, port: 587 } })).toEqual({
    smtp: { password: 'env:CERTIFY_X', port: 587 },
  });
});
