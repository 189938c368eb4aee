// The ledger of one tenant: the platform's API, or, where a person attests the rows, a door that says so.
import { ObservationError } from '../../core/errors.ts';
import type { LedgerReads, LedgerWrites } from '../../core/ports/ledger.ts';
import type { Places } from '../../core/places.ts';
import type { Secret } from '../../core/secret.ts';
import { createLedgerReads, createLedgerWrites } from './ledger.ts';
import type { SecretStore } from '../secrets/port.ts';

/** Where a ledger is and what opens it. */
export interface LedgerPlace {
  readonly baseUrl: string;
  readonly token: Secret;
  readonly writeToken: Secret;
}

const attested = (): never => {
  throw new ObservationError({
    state: 'unreachable',
    code: 'ledger-attested',
    message: 'The profile names no ledger that certify can read (callback.ledger.attest): a person attests the rows.',
  });
};

const ATTESTED: LedgerReads & LedgerWrites = {
  view: async () => attested(),
  // Nothing ever changes where nothing can be read: the wait ends by its time.
  changes: async function* () {},
  suppressed: async () => null,
  readiness: async () => attested(),
  register: async () => attested(),
};

const placeOf = (ledger: Places['ledger'], secrets: SecretStore): LedgerPlace | null => {
  const token = secrets.get('callback.ledger.token');
  if (ledger.baseUrl === null || token === undefined) return null;
  return { baseUrl: ledger.baseUrl, token, writeToken: secrets.get('callback.ledger.writeToken') ?? token };
};

export interface LedgerDoor {
  readonly reads: LedgerReads;
  readonly writes: LedgerWrites;
  readonly place: LedgerPlace | null;
}

/** `embedded` is a receiver that the command line started for this run. */
export const ledgerDoor = (
  ledger: Places['ledger'],
  secrets: SecretStore,
  options: { readonly ca?: string; readonly allowPrivate: boolean; readonly embedded?: LedgerPlace },
): LedgerDoor => {
  const { embedded, ...trust } = options;
  const place = embedded ?? placeOf(ledger, secrets);
  if (place === null) return { reads: ATTESTED, writes: ATTESTED, place: null };
  // The command line's own receiver stands on this machine, whatever else may be private.
  const own = embedded === undefined ? {} : { allowPrivate: true, map: {} };
  const at = { baseUrl: place.baseUrl, map: ledger.map, ...trust, ...own };
  return {
    reads: createLedgerReads({ ...at, token: place.token }),
    writes: createLedgerWrites({ ...at, token: place.writeToken }),
    place,
  };
};
