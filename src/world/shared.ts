// What all tenants of a process share: one pacer, so that reads of one account and region queue together.
import { createPacer, type Pacer } from './aws/pacer.ts';
import { systemClock } from './clock.ts';

export interface Shared {
  readonly pacer: Pacer;
}

export const createShared = (): Shared => ({ pacer: createPacer({ clock: systemClock }) });
