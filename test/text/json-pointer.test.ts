// JSON pointers: the examples of RFC 6901 §5, and what is no pointer or leads nowhere.
import { describe, expect, it } from 'vitest';
import { pointerTo, valueAt } from '../../src/text/json-pointer.ts';

const RFC = {
  foo: ['bar', 'baz'],
  '': 0,
  'a/b': 1,
  'c%d': 2,
  'e^f': 3,
  'g|h': 4,
  'i\\j': 5,
  'k"l': 6,
  ' ': 7,
  'm~n': 8,
  '~1': 9,
  nested: { 'x~/y': [{ deep: null }] },
};

describe('a JSON pointer', () => {
  it.each([
    ['', RFC],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/e^f', 3],
    ['/g|h', 4],
    ['/i\\j', 5],
    ['/k"l', 6],
    ['/ ', 7],
    ['/m~0n', 8],
    ['/~01', 9],
    ['/nested/x~0~1y/0/deep', null],
  ])('%j leads to its value', (pointer, value) => {
    expect(valueAt(RFC, pointer)).toEqual(value);
  });

  it.each([
    ['a name that is not there', '/bar'],
    ['an index past the end', '/foo/2'],
    ['the element after the last', '/foo/-'],
    ['an index with a leading zero', '/foo/00'],
    ['an empty index', '/foo/'],
    ['an index in another notation', '/foo/1e0'],
    ['a list’s length', '/foo/length'],
    ['what every object inherits', '/constructor'],
    ['a character of a text', '/foo/0/0'],
    ['a member of null', '/nested/x~0~1y/0/deep/x'],
    ['a path without its first slash', 'foo'],
  ])('finds nothing for %s', (_, pointer) => {
    expect(valueAt(RFC, pointer)).toBeUndefined();
  });

  it.each(['plain', 'a/b', 'm~n', '~1', '~0', 'x~/y', ''])('leads back to the member %j that it was made for', (name) => {
    expect(valueAt({ [name]: 'here' }, pointerTo(name))).toBe('here');
  });
});
