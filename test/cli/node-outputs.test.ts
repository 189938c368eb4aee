// What Node itself can be told to write, past every mask.
import { describe, expect, it } from 'vitest';
import { closeReports, refuseOpenRequests } from '../../src/cli/node-outputs.ts';

const refused = (debug: string | undefined, options = '', flags: readonly string[] = []): boolean => {
  try {
    refuseOpenRequests({ NODE_OPTIONS: options, ...(debug === undefined ? {} : { NODE_DEBUG: debug }) }, flags);
    return false;
  } catch (error) {
    expect(error).toMatchObject({ code: 'node-shows-requests', fix: expect.stringContaining('--transcript') });
    return true;
  }
};

describe('requests as Node shows them', () => {
  it.each(['http', 'HTTPS', '*', 'http*', 'tls, https', 'ht*s', 'net,*p'])('are refused: NODE_DEBUG=%s', (debug) => {
    expect(refused(debug)).toBe(true);
  });

  it.each([undefined, '', 'tls,net', 'http2', 'fetch', 'undici', 'h(t', 'https?'])('are not shown: NODE_DEBUG=%s', (debug) => {
    expect(refused(debug)).toBe(false);
  });

  it('are refused as trace events', () => {
    expect(refused(undefined, '--no-warnings --trace-event-categories node.fs,node.http')).toBe(true);
    expect(refused(undefined, '', ['--trace-event-categories=node.http'])).toBe(true);
    expect(refused(undefined, '--trace-event-categories=v8,node', ['--trace-warnings'])).toBe(false);
  });
});

describe('a report of Node’s', () => {
  it('holds no environment, or is not written', () => {
    const newer = { excludeEnv: false, reportOnFatalError: true };
    closeReports(newer);
    expect(newer).toEqual({ excludeEnv: true, reportOnFatalError: true });
    const older = { reportOnFatalError: true, reportOnUncaughtException: true, reportOnSignal: true, compact: false };
    closeReports(older);
    expect(older).toEqual({ reportOnFatalError: false, reportOnUncaughtException: false, reportOnSignal: false, compact: false });
  });
});
