// JSON pointers (RFC 6901): a value inside another, named by the path to it.

const INDEX = /^(?:0|[1-9]\d*)$/;

/** Own members only: neither the length of a list nor what every object inherits is a value of the document (RFC 6901 §4). */
const memberOf = (value: unknown, name: string): unknown => {
  if (typeof value !== 'object' || value === null || (Array.isArray(value) && !INDEX.test(name))) return undefined;
  return Object.hasOwn(value, name) ? (value as { readonly [name: string]: unknown })[name] : undefined;
};

/** The value at a pointer such as `/records/0/name`; `''` is the whole value. undefined where there is none, or no pointer. */
export const valueAt = (json: unknown, pointer: string): unknown => {
  const [before, ...names] = pointer.split('/');
  if (before !== '') return undefined;
  return names.reduce((here: unknown, name) => memberOf(here, name.replaceAll('~1', '/').replaceAll('~0', '~')), json);
};

/** One step of a pointer, its slash included. */
export const pointerTo = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
