// What a night left, for whoever prints it.
import type { FleetState } from '../../fleet/state.ts';

export type NightRows = Pick<FleetState, 'looks' | 'changes' | 'places'>;
