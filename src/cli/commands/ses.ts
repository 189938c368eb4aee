// certify ses
import type { Run } from '../command.ts';
import { runProvider } from '../run-provider.ts';

export const run: Run = (invocation) => runProvider(invocation, 'SES');
