// What a process that looks at many tenants remembers of their accounts.
import type { ObservationError } from '../../core/errors.ts';
import type { SilentHosts } from './silent-hosts.ts';

/** What was refused to a credential, so that its other tenants need not ask; and how much was asked. */
export interface FleetMemory {
  readonly refusals: Map<string, ObservationError>;
  /** Credential → hosts that answer none of its questions; of all its tenants. */
  readonly silent: Map<string, SilentHosts>;
  /** `account/region` → SES reads that were made there. */
  readonly reads: Map<string, number>;
}
