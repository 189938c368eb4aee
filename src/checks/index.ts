// Every check, in the order in which findings appear. A file that is not listed here fails test/checks/conventions.test.ts.
import type { AnyCheck } from './check.ts';

export const checks: readonly AnyCheck[] = [];
