// Fact key → lazy import, so that `certify dns` loads no AWS SDK.
import type { FactKey } from '../facts/index.ts';
import type { AnyProbe } from './probe.ts';

export const probes: { readonly [K in FactKey]?: () => Promise<AnyProbe> } = {};
