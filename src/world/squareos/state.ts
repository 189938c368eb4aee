// Reads what SquareOS holds: an export beside the profile, or a read API through the egress guard.
import { join } from 'node:path';
import { ObservationError } from '../../core/errors.ts';
import type { SquareosPlace } from '../../core/places.ts';
import type { SquareosReads } from '../../core/ports/squareos.ts';
import type { Secret } from '../../core/secret.ts';
import { mappedState } from '../../text/squareos-state.ts';
import { parsedJson } from '../../text/unknown-json.ts';
import { createFiles } from '../files/files.ts';
import { guardedFetch } from '../http/http.ts';

const PATH = '/squareos/state';
/** With the templates’ own text in it. */
const MOST_BYTES = 8 * 1_048_576;

export interface SquareosTrust {
  readonly token: Secret | null;
  /** Directory of the profile. */
  readonly directory: string;
  readonly ca?: string;
  readonly allowPrivate: boolean;
}

const failed = (code: string, message: string, host?: string): ObservationError =>
  new ObservationError({ state: 'failed', code, message, ...(host === undefined ? {} : { host }) });

const fromFile = async (path: string, directory: string): Promise<unknown> => {
  const text = await createFiles().readText(join(directory, path), MOST_BYTES);
  if (text === null) throw failed('no-export', `There is no export of SquareOS at ${path}.`);
  const json = parsedJson(text);
  if (json === undefined) throw failed('not-json', `The export of SquareOS at ${path} is no JSON.`);
  return json;
};

const fromApi = async (
  { baseUrl, map }: { readonly baseUrl: string; readonly map: { readonly [field: string]: string } },
  { token, ca, allowPrivate }: SquareosTrust,
): Promise<unknown> => {
  const host = new URL(baseUrl).host;
  const url = `${baseUrl.replace(/\/+$/, '')}/${(map['path'] ?? PATH).replace(/^\/+/, '')}`;
  const answer = await guardedFetch(url, {
    headers: { accept: 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token.reveal()}` }) },
    allowPrivate,
    maxBytes: MOST_BYTES,
    ...(ca === undefined ? {} : { ca }),
  });
  const code = `HTTP ${answer.status}`;
  if (answer.status === 401 || answer.status === 403)
    throw new ObservationError({ state: 'denied', code, message: `SquareOS at ${host} refused the token of squareos.state.` });
  if (answer.status !== 200) throw failed(code, `SquareOS at ${host} answered ${answer.status}.`, host);
  const json = parsedJson(answer.body);
  if (json === undefined) throw failed('not-json', `SquareOS at ${host} did not answer in JSON.`, host);
  return mappedState(json, map);
};

/** null: nobody said where it is read. It is read once, however many questions it answers. */
export const createSquareosReads = (place: SquareosPlace | null, trust: SquareosTrust): SquareosReads | null => {
  if (place === null) return null;
  let read: Promise<unknown> | null = null;
  const state = (): Promise<unknown> =>
    (read ??= 'export' in place ? fromFile(place.export, trust.directory) : fromApi(place, trust));
  return { state };
};
