// The name that was meant by one that DNS gives and no host has: with a scheme, a sign or a blank that came along, or letters that look alike.
import { toDnsName } from './domain-name.ts';
import { asPlain } from './hidden-characters.ts';

/** `\\239\\188\\142`: the octets of a character beyond ASCII (RFC 1035 §5.1). */
const unescaped = (name: string): string =>
  name.replaceAll(/(?:\\\d{3})+/g, (run) => Buffer.from(run.split('\\').slice(1).map(Number)).toString());

/** null where the name is one that a host can have, or nobody can tell what was meant. */
export const nameAsMeant = (name: string): string | null => {
  if (toDnsName(name) !== null) return null;
  const bare = asPlain(unescaped(name))
    .replace(/^[\s"'<(]*(?:[a-z]+:\/\/)?/i, '')
    .replaceAll(/\s+/g, '')
    .replace(/[\\"'>);:,/.]+$/, '');
  return bare.includes('.') ? toDnsName(bare) : null;
};
