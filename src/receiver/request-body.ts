// The body of a request: its octets up to a limit, and its text.
import type { IncomingMessage } from 'node:http';

interface Reader {
  readonly whole: (bytes: Uint8Array) => void;
  /** Larger than the limit, or broken off. */
  readonly refused: (reason: 'too-large' | 'malformed') => void;
}

/** Calls one of the two, once. */
export const readBody = (request: IncomingMessage, limit: number, reader: Reader): void => {
  if (Number(request.headers['content-length']) > limit) return reader.refused('too-large');
  const chunks: Buffer[] = [];
  let size = 0;
  let open = true;
  const refuse = (reason: 'too-large' | 'malformed'): void => {
    if (open) reader.refused(reason);
    open = false;
  };
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit) refuse('too-large');
    else chunks.push(chunk);
  });
  request.once('error', () => refuse('malformed'));
  request.once('end', () => {
    if (open) reader.whole(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    open = false;
  });
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** SNS sends JSON as `text/plain; charset=UTF-8`: whatever the type says, it is read as UTF-8. null for a body that is missing, or none. */
export const bodyText = (bytes: Uint8Array | undefined): string | null => {
  if (bytes === undefined || bytes.length === 0) return null;
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
};
