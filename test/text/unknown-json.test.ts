// What is an object, what is no JSON, and the written form of a digest.
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/text/digest.ts';
import { isObject, parsedJson } from '../../src/text/unknown-json.ts';

describe('unknown JSON', () => {
  it.each([
    ['{}', true],
    ['{"a":1}', true],
    ['[]', false],
    ['null', false],
    ['"text"', false],
    ['7', false],
  ])('%s is an object: %s', (text, object) => {
    expect(isObject(parsedJson(text))).toBe(object);
  });

  it.each(['', '{', 'undefined', '<html>', '{"a":1} {'])('%j is no JSON', (text) => {
    expect(parsedJson(text)).toBeUndefined();
  });

  it('passes over a byte order mark before it', () => {
    expect(parsedJson('\ufeff{"a":1}')).toEqual({ a: 1 });
  });

  it('keeps JSON’s null apart from what is no JSON', () => {
    expect(parsedJson('null')).toBeNull();
  });
});

describe('a digest', () => {
  it('is SHA-256 of the UTF-8, with its name', () => {
    // FIPS 180-2, appendix B.1.
    const abc = 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(digestOf('abc')).toBe(abc);
    expect(digestOf(new TextEncoder().encode('abc'))).toBe(abc);
    expect(digestOf('ü')).toBe(digestOf(new Uint8Array([0xc3, 0xbc])));
  });
});
