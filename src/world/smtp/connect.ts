// From a host name to an open TCP connection: every address is tried, and the reason of the last failure kept.
import { lookup as systemLookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import type { AddressReach } from '../../core/ports/smtp.ts';
import { addressKind } from '../../text/host-address.ts';
import { WireError } from './wire.ts';
import { codeOf } from '../errno.ts';

/** Name → addresses, in the order to try. Rejects with an error whose `code` is ENOTFOUND, ETIMEOUT… */
export type LookupAddresses = (host: string) => Promise<readonly string[]>;

export const systemAddresses: LookupAddresses = async (host) =>
  (await systemLookup(host, { all: true, verbatim: true })).map((found) => found.address);

/** A relay with more addresses than this is not tried exhaustively: each may cost the whole time-out. */
const MOST_ADDRESSES = 4;

const failure = (error: unknown): string => codeOf(error) || 'FAILED';

/** What stands in a profile may come from a ticket: one private address among public ones is refused too. */
const guarded = (host: string, addresses: readonly string[], allowPrivate: boolean): readonly string[] => {
  const kinds = addresses.map((address) => addressKind(address) ?? 'unreadable');
  const bad = kinds.find((kind) => kind !== 'public' && (!allowPrivate || kind === 'metadata' || kind === 'unreadable'));
  if (bad === undefined) return addresses;
  throw new WireError('ADDRESS_REFUSED', `${host} leads to a ${bad} address, and was not connected to.`);
};

/** @throws WireError with the resolver's code, ENOTFOUND when it answered without an address, ADDRESS_REFUSED for one that is not public. */
export const resolveHost = async (
  host: string,
  lookup: LookupAddresses,
  ms: number,
  allowPrivate: boolean,
): Promise<readonly string[]> => guarded(host, await addressesOf(host, lookup, ms), allowPrivate);

const addressesOf = async (host: string, lookup: LookupAddresses, ms: number): Promise<readonly string[]> => {
  if (isIP(host) !== 0) return [host];
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new WireError('TIMEOUT', `${host} was not resolved within ${ms / 1000} s.`)), ms);
  });
  try {
    const addresses = await Promise.race([lookup(host), late]);
    if (addresses.length === 0) throw new WireError('ENOTFOUND', `${host} has no address.`);
    return addresses;
  } catch (error) {
    if (error instanceof WireError) throw error;
    throw new WireError(failure(error), `${host} could not be resolved (${failure(error)}).`);
  } finally {
    clearTimeout(timer);
  }
};

const open = (address: string, port: number, ms: number, signal: AbortSignal | undefined): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: address, port });
    const fail = (code: string, why: string): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new WireError(code, `${address}:${port} ${why}.`));
    };
    const timer = setTimeout(() => fail('ETIMEDOUT', `did not answer within ${ms / 1000} s`), ms);
    const abort = (): void => fail('ABORTED', 'was not waited for: the run was stopped');
    signal?.addEventListener('abort', abort, { once: true });
    socket.on('error', (error) => fail(failure(error), `could not be reached (${failure(error)})`));
    socket.once('connect', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });

/** More than these are not looked at one by one: no relay of a tenant's has so many. */
const MOST_LOOKED_AT = 16;

/** Errors that say of this computer, and nothing of the server. */
const OURS = new Set(['ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/** Connects to each address once, side by side, and hangs up; `known` was connected to already. */
export const reachEach = (
  addresses: readonly string[],
  known: string,
  port: number,
  ms: number,
  signal?: AbortSignal,
): Promise<readonly AddressReach[]> =>
  Promise.all(
    addresses.slice(0, MOST_LOOKED_AT).map(async (address): Promise<AddressReach> => {
      if (address === known) return { address, open: true, error: null };
      try {
        (await open(address, port, ms, signal)).destroy();
        return { address, open: true, error: null };
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        return { address, open: OURS.has(error.code) ? null : false, error: error.code };
      }
    }),
  );

/** Opens the first address that answers. @throws WireError of the last address when none does. */
export const connectFirst = async (
  addresses: readonly string[],
  port: number,
  ms: number,
  signal?: AbortSignal,
): Promise<{ readonly socket: Socket; readonly address: string }> => {
  const stopped = (): boolean => signal?.aborted ?? false;
  if (stopped()) throw new WireError('ABORTED', 'The run was stopped.');
  let last = new WireError('ENOTFOUND', 'There is no address to connect to.');
  for (const address of addresses.slice(0, MOST_ADDRESSES)) {
    try {
      return { socket: await open(address, port, ms, signal), address };
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      last = error;
      if (stopped()) break;
    }
  }
  throw last;
};
