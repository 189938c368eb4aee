// What `fleet check --shard i/n --json` printed, read back where the parts are joined.
import { open } from 'node:fs/promises';
import { UsageError } from '../../core/errors.ts';
import type { NightPart, PlaceState, TenantLook } from '../../core/fleet.ts';
import { readLook, readPart as readPartLine } from '../../fleet/night-schema.ts';
import { isObject, parsedJson } from '../../text/unknown-json.ts';
import { codeOf } from '../../world/errno.ts';
import { fileError } from '../../world/files/errors.ts';

export type PartWithPlaces = NightPart & { readonly places: readonly PlaceState[] };

const refusal = (path: string, line: number | null, message: string): UsageError =>
  new UsageError({
    code: 'part-unreadable',
    message,
    fix: 'Give what `certify fleet check --shard i/n --json` printed, one file a part; leave out what is not there, and it is told as missing.',
    place: line === null ? { file: path } : { file: path, line },
  });

/** Each line of the file, parsed; the last one is undefined where the writer was stopped in it. */
async function* linesOf(path: string): AsyncGenerator<readonly [unknown, number]> {
  const file = await open(path).catch((error: unknown) =>
    Promise.reject(
      codeOf(error) === 'ENOENT' ? refusal(path, null, `There is no file ${path}.`) : fileError(error, path, 'read'),
    ),
  );
  try {
    const head = Buffer.alloc(16);
    await file.read(head, 0, 16, 0);
    if (head.toString('latin1').startsWith('SQLite format 3'))
      throw refusal(path, null, `${path} is a fleet’s store, not what a part printed.`);
    let at = 0;
    for await (const line of file.readLines({ start: 0, encoding: 'utf8' })) {
      at += 1;
      if (line.trim() !== '') yield [parsedJson(line), at];
    }
  } finally {
    await file.close();
  }
}

/**
 * The part, and each of its looks handed to `onLook`. null: the file is empty or breaks off, so nobody knows what it lacks.
 * Throws UsageError for a file that is something else.
 */
export const readPart = async (path: string, onLook: (look: TenantLook) => Promise<void>): Promise<PartWithPlaces | null> => {
  let part: PartWithPlaces | null = null;
  let broken: number | null = null;
  for await (const [line, at] of linesOf(path)) {
    if (broken !== null || part !== null) throw refusal(path, broken ?? at, `${path} is no part of a night.`);
    if (line === undefined) {
      broken = at;
      continue;
    }
    if (isObject(line) && line['schema'] === 'certify.fleet-night/1')
      throw refusal(path, at, `${path} is a whole night, looked at without --shard.`);
    const look = readLook(line);
    if (look !== null) await onLook(look);
    else {
      part = readPartLine(line);
      if (part === null) throw refusal(path, at, `${path} holds a line that no part of a night has.`);
    }
  }
  return part;
};
