// Any socket that leaves loopback fails the test that opened it.
import dgram from 'node:dgram';
import net from 'node:net';

// The SDK's note on Node versions would stand in every test's output.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const isLoopback = (host: string | undefined): boolean =>
  host === undefined || host === 'localhost' || host === '::1' || host === '::ffff:127.0.0.1' || host.startsWith('127.');

const refuse = (host: string): never => {
  throw new Error(`A test tried to reach ${host}: tests speak to loopback only.`);
};

const guard = (): void => {
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function guarded(this: net.Socket, ...args: unknown[]): net.Socket {
    const first: unknown = Array.isArray(args[0]) ? (args[0] as unknown[])[0] : args[0];
    const options = typeof first === 'object' && first !== null ? (first as { host?: string; path?: string }) : {};
    const host = typeof first === 'number' || typeof first === 'string' ? (args[1] as string | undefined) : options.host;
    if (options.path === undefined && typeof host === 'string' && net.isIP(host) !== 0 && !isLoopback(host)) refuse(host);
    return (connect as (...a: unknown[]) => net.Socket).apply(this, args);
  };

  const send = dgram.Socket.prototype.send;
  dgram.Socket.prototype.send = function guarded(this: dgram.Socket, ...args: unknown[]): void {
    const host = args.find((arg): arg is string => typeof arg === 'string' && net.isIP(arg) !== 0);
    if (host !== undefined && !isLoopback(host)) refuse(host);
    (send as (...a: unknown[]) => void).apply(this, args);
  } as typeof send;
};

// A worker reads this before each of its files.
const GUARDED = Symbol.for('certify.test.loopback-only');
const once = globalThis as { [GUARDED]?: true };
if (once[GUARDED] === undefined) guard();
once[GUARDED] = true;
