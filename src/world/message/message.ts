// A saved message as a port: its octets from the file, and mailauth behind a door that only opens when signatures are verified.
import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { didYouMeanFile } from '../../text/nearest.ts';
import { UsageError } from '../../core/errors.ts';
import type { MessagePort } from '../../core/ports/message.ts';
import { fileError } from '../files/errors.ts';

/** No receiver takes more; what is larger is another file. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Octets of a regular file, as they are; UsageError where it cannot be read. */
export const readMessageFile = async (path: string): Promise<Uint8Array> => {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = await handle.stat();
      if (!found.isFile()) throw Object.assign(new Error('not a file'), { code: found.isDirectory() ? 'EISDIR' : 'ENOTFILE' });
      if (found.size > MOST_BYTES) throw Object.assign(new Error('too large'), { code: 'EFBIG' });
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') {
      throw new UsageError({
        code: 'message-not-found',
        message: `There is no file ${path}.`,
        fix: `${await didYouMeanFile({ list: (folder) => readdir(folder) }, path)}Check the path. Mail programs save a message as “show original”, “view source” or “save as .eml”.`,
        place: { file: path },
      });
    }
    throw fileError(error, path, 'read');
  }
};

const UNVERIFIED = { signatures: [], more: 0, chain: { result: 'none', instances: 0, seals: [], comment: null } } as const;

export const createMessagePort = (given: Omit<MessagePort, 'verify'>): MessagePort => ({
  ...given,
  verify: async (question) => {
    if (given.complete === false) return { ...UNVERIFIED, refused: 'it is larger than what is read of a message in a mailbox' };
    const { verifyMessage } = await import('./verify.ts');
    return verifyMessage(given.raw, question);
  },
});
