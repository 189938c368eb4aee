// What Node itself can be told to write, past every mask: requests with their tokens, and the environment with its secrets.
import { UsageError } from '../core/errors.ts';

/** As Node reads it: names with commas between them, `*` for anything. The parts `http` and `https` print the headers of each request. */
const printsRequests = (debug: string): boolean => {
  const names = debug
    .split(',')
    .map((name) =>
      name
        .trim()
        .replaceAll(/[|\\{}()[\]^$+?.]/g, '\\$&')
        .replaceAll('*', '.*'),
    )
    .join('|');
  return ['http', 'https'].some((part) => new RegExp(`^(?:${names})$`, 'i').test(part));
};

const toldBy = (env: NodeJS.ProcessEnv, flags: readonly string[]): string | null => {
  const debug = env['NODE_DEBUG'];
  if (debug !== undefined && printsRequests(debug)) return `NODE_DEBUG=${debug}`;
  const given = [...flags, env['NODE_OPTIONS'] ?? ''].join(' ');
  const traced = [...given.matchAll(/--trace-event-categories[= ]"?([^\s"]+)/g)].flatMap(([, names = '']) => names.split(','));
  return traced.includes('node.http') ? '--trace-event-categories with node.http' : null;
};

/** UsageError where Node would show what a request carries. `flags`: Node's own, of this process. */
export const refuseOpenRequests = (env: NodeJS.ProcessEnv, flags: readonly string[] = process.execArgv): void => {
  const told = toldBy(env, flags);
  if (told === null) return;
  throw new UsageError({
    code: 'node-shows-requests',
    message: `By ${told} Node itself writes what each request carries, tokens included, and nothing can mask it. Nothing was run.`,
    fix: 'Leave it out; --transcript shows HTTP as it was spoken, masked. NODE_DEBUG=tls,net and the other parts show no token.',
  });
};

/** A report of Node's (`--report-on-…`) holds the whole environment, secrets included: none is written where that cannot be left out. */
export const closeReports = (report: object = process.report): void => {
  if ('excludeEnv' in report) Object.assign(report, { excludeEnv: true });
  else Object.assign(report, { reportOnFatalError: false, reportOnUncaughtException: false, reportOnSignal: false });
};
