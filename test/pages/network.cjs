// Loaded into certify before it starts, in the tests of the pages: the network of a reader's machine. Hosts outside have addresses of the
// public there, and what goes to one of them comes out at a server on loopback, as behind a router; nothing else outside is reached. Names,
// addresses and ports are as certify uses them everywhere, and so is its guard against private addresses.
const dns = require('node:dns');
const { readFileSync } = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const { isIP } = require('node:net');
const { constants } = require('node:os');

/** Of the place where the line is typed: a process that stays loaded serves several. */
const network = () => JSON.parse(readFileSync(process.env.MACHINE_NETWORK, 'utf8'));

dns.getServers = () => [network().resolver];

const resolved = async (name) => {
  const { routes, resolver } = network();
  const asked = new dns.promises.Resolver();
  asked.setServers([routes[`${resolver}:53`]]);
  return (await asked.resolve4(name)).map((address) => ({ address, family: 4 }));
};

const system = { now: dns.promises.lookup, later: dns.lookup };
const ofSystem = (name) => isIP(name) !== 0 || name === 'localhost';

dns.promises.lookup = async (name, options = {}) => {
  if (ofSystem(name)) return system.now(name, options);
  const found = await resolved(name);
  return options.all === true ? found : found[0];
};

dns.lookup = (name, given, callback = given) => {
  const options = typeof given === 'object' ? given : {};
  if (ofSystem(name)) return system.later(name, options, callback);
  resolved(name).then(
    (found) => (options.all === true ? callback(null, found) : callback(null, found[0].address, 4)),
    (error) => callback(error),
  );
};
syncBuiltinESMExports();

const { TCP } = process.binding('tcp_wrap');
const { UDP } = process.binding('udp_wrap');
const connect = { tcp: TCP.prototype.connect, udp: UDP.prototype.connect };

const routed = (address, port) => {
  const [, to = address, at = port] = /^(.*):(\d+)$/.exec(network().routes[`${address}:${port}`] ?? '') ?? [];
  return to.startsWith('127.') ? [to, Number(at)] : null;
};

TCP.prototype.connect = function (request, ...wanted) {
  const to = routed(...wanted);
  return to === null ? -constants.errno.ENETUNREACH : connect.tcp.call(this, request, ...to);
};

UDP.prototype.connect = function (...wanted) {
  const to = routed(...wanted);
  return to === null ? -constants.errno.ENETUNREACH : connect.udp.call(this, ...to);
};
