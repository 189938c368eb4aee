import { describe, expect, it } from 'vitest';
import { nameAsMeant } from '../../src/text/name-as-meant.ts';

describe('the name that was meant', () => {
  it.each([
    ['https://k.provider.example', 'k.provider.example'],
    ['k.provider.example;', 'k.provider.example'],
    ['k.provider.example\\', 'k.provider.example'],
    ['"k.provider.example"', 'k.provider.example'],
    ['k.provider.example/', 'k.provider.example'],
    ['mx1\\032.example.com', 'mx1.example.com'],
    ['mx1\\239\\188\\142example.com', 'mx1.example.com'],
  ])('of %s is %s', (name, meant) => {
    expect(nameAsMeant(name)).toBe(meant);
  });

  it.each(['k.provider.example', '_dmarc.example.com', '*.example.com', '-', 'a..b', 'https://localhost', 'a(b).example.com'])(
    'of %s is not known, or as it stands',
    (name) => {
      expect(nameAsMeant(name)).toBeNull();
    },
  );
});
