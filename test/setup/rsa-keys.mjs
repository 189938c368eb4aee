// RSA keys of a process that starts many labs are made a few times and used in turn: to make them was a tenth of such a test's time.
// Those that are asked for one after the other differ, as far as a world has keys.
import crypto, { webcrypto } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';

/** More than any world has. */
const KEYS = 6;
const DONE = Symbol.for('certify.test.rsa-keys');

/** @template T @param {() => Promise<T>} make */
const inTurn = (make) => {
  const kept = [];
  let next = 0;
  return () => {
    const at = next % KEYS;
    next += 1;
    kept[at] ??= make();
    return kept[at];
  };
};

/** One ring a kind of key, by what was asked for. */
const rings = () => {
  const known = new Map();
  return (asked, make) => {
    const name = JSON.stringify(asked);
    if (!known.has(name)) known.set(name, inTurn(make));
    return known.get(name)();
  };
};

const keepKeys = () => {
  const { subtle } = webcrypto;
  const [webKeys, nodeKeys] = [rings(), rings()];
  const generateKey = subtle.generateKey.bind(subtle);
  subtle.generateKey = async (algorithm, ...rest) =>
    String(algorithm.name).startsWith('RSA')
      ? webKeys([algorithm, ...rest], () => generateKey(algorithm, ...rest))
      : generateKey(algorithm, ...rest);
  const { generateKeyPair } = crypto;
  const promised = promisify(generateKeyPair);
  const kept = (...asked) => generateKeyPair(...asked);
  kept[promisify.custom] = (type, options) =>
    type === 'rsa' ? nodeKeys(options, () => promised(type, options)) : promised(type, options);
  crypto.generateKeyPair = kept;
  syncBuiltinESMExports();
};

// Once a process, however often it is imported.
if (globalThis[DONE] !== true) keepKeys();
globalThis[DONE] = true;
