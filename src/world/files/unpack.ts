// What a saved attachment holds: the file itself, or what gzip or zip packed. Read as a stream and bounded, for it comes from strangers.
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { type Readable, pipeline } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import { open as openZip, type Entry, type ZipFile } from 'yauzl';
import { UsageError } from '../../core/errors.ts';
import { fileError } from './errors.ts';

export interface Packed {
  /** The file, or `file: member`. */
  readonly name: string;
  /** Text piece by piece, decoded as its own declaration says. */
  readonly pieces: AsyncIterable<string>;
}

export interface UnpackLimits {
  /** Bytes after unpacking, of one member. */
  readonly bytes: number;
  readonly members: number;
}

const refused = (path: string, code: string, what: string, fix: string): UsageError =>
  new UsageError({ code, message: `${path}: ${what}.`, fix, place: { file: path } });

const unreadable = (path: string, what: string): UsageError =>
  refused(path, 'unpack-failed', what, 'Save the attachment again: it was cut or changed on the way.');

/** By byte order mark, else by the XML declaration, else UTF-8 (XML 1.0 appendix F). */
const decoderFor = (first: Buffer): TextDecoder => {
  if (first[0] === 0xff && first[1] === 0xfe) return new TextDecoder('utf-16le');
  if (first[0] === 0xfe && first[1] === 0xff) return new TextDecoder('utf-16be');
  const [, named = 'utf-8'] =
    /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/.exec(first.subarray(0, 200).toString('latin1')) ?? [];
  try {
    return new TextDecoder(named);
  } catch {
    return new TextDecoder();
  }
};

async function* decoded(stream: Readable, path: string, limit: number): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  let bytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > limit) {
        throw refused(
          path,
          'unpack-too-large',
          `it holds more than ${Math.round(limit / 1_048_576)} MB`,
          'Check that it is the file you mean.',
        );
      }
      decoder ??= decoderFor(chunk);
      yield decoder.decode(chunk, { stream: true });
    }
    if (decoder !== null) yield decoder.decode();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code === 'string' && code.startsWith('Z_')) throw unreadable(path, 'its gzip data is broken');
    throw error instanceof UsageError
      ? error
      : typeof code === 'string' && /^E[A-Z]+$/.test(code)
        ? fileError(error, path, 'read')
        : unreadable(path, 'it cannot be unpacked');
  } finally {
    stream.destroy();
  }
}

const gunzipped = (source: Readable): Readable => pipeline(source, createGunzip(), () => undefined);

const zipOf = (path: string): Promise<ZipFile> =>
  new Promise((resolve, reject) => {
    openZip(path, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (error === null) resolve(zip);
      else reject(unreadable(path, 'it is no zip file that can be read'));
    });
  });

const nextEntry = (zip: ZipFile, path: string): Promise<Entry | null> =>
  new Promise((resolve, reject) => {
    const done = (settle: () => void) => {
      zip.removeAllListeners();
      settle();
    };
    zip.once('entry', (entry: Entry) => done(() => resolve(entry)));
    zip.once('end', () => done(() => resolve(null)));
    zip.once('error', () => done(() => reject(unreadable(path, 'its zip directory is broken'))));
    zip.readEntry();
  });

const streamOf = (zip: ZipFile, entry: Entry, path: string): Promise<Readable> =>
  new Promise((resolve, reject) => {
    if (entry.isEncrypted())
      return reject(refused(path, 'unpack-encrypted', 'it is encrypted', 'Unpack it yourself and name the XML file.'));
    return zip.openReadStream(entry, (error, stream) =>
      error === null ? resolve(stream) : reject(unreadable(path, 'it cannot be unpacked')),
    );
  });

async function* zipped(path: string, limits: UnpackLimits): AsyncGenerator<Packed> {
  const zip = await zipOf(path);
  try {
    let members = 0;
    for (let entry = await nextEntry(zip, path); entry !== null; entry = await nextEntry(zip, path)) {
      if (entry.fileName.endsWith('/') || /(?:^|\/)(?:__MACOSX\/|\.)/.test(entry.fileName)) continue;
      members += 1;
      if (members > limits.members)
        throw refused(
          path,
          'unpack-too-many',
          `it holds more than ${limits.members} files`,
          'Check that it is the file you mean.',
        );
      const name = `${path}: ${entry.fileName}`;
      const stream = await streamOf(zip, entry, name);
      yield {
        name,
        pieces: decoded(entry.fileName.toLowerCase().endsWith('.gz') ? gunzipped(stream) : stream, name, limits.bytes),
      };
    }
  } finally {
    zip.close();
  }
}

const firstBytes = async (path: string): Promise<Buffer> => {
  const about = await stat(path);
  if (!about.isFile()) throw Object.assign(new Error('not a file'), { code: about.isDirectory() ? 'EISDIR' : 'ENOTFILE' });
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
};

/** The texts in a file, by what its first bytes are and not by its name. Each is to be read before the next is asked for. Throws UsageError. */
export async function* unpacked(path: string, limits: UnpackLimits): AsyncGenerator<Packed> {
  let first: Buffer;
  try {
    first = await firstBytes(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw refused(path, 'file-not-found', 'there is no such file', 'Check the path.');
    }
    throw fileError(error, path, 'read');
  }
  if (first.length === 0) throw refused(path, 'file-empty', 'it is empty', 'Save the attachment again.');
  if (first[0] === 0x50 && first[1] === 0x4b) yield* zipped(path, limits);
  else {
    const source = createReadStream(path);
    yield {
      name: path,
      pieces: decoded(first[0] === 0x1f && first[1] === 0x8b ? gunzipped(source) : source, path, limits.bytes),
    };
  }
}
