// The records of a finding's acts as lines: `-TYPE name value` goes, `+TYPE name value` comes.
import type { Finding } from '../../../src/core/finding.ts';

export const changesOf = (told: Finding): readonly string[] =>
  told.remedy
    .flatMap(({ records }) => records ?? [])
    .flatMap(({ name, type, add, remove }) => [
      ...remove.map((value) => `-${type} ${name} ${value}`),
      ...add.map((value) => `+${type} ${name} ${value}`),
    ]);
