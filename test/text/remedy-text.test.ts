// A remedy as printed can be read back into what is said and what is pasted.
import { describe, expect, it } from 'vitest';
import type { Act } from '../../src/core/remedy.ts';
import { actParts, partsOf, pasteLines, remedyText } from '../../src/text/remedy-text.ts';

const acts: readonly Act[] = [
  {
    owner: 'DNS admin',
    say: 'Publish the record.\nLeave the others.',
    records: [{ name: 'example.com', type: 'TXT', add: ['v=spf1 -all'], remove: [], keep: [], ttl: 3600 }],
  },
  { owner: 'AWS admin', say: 'Allow it.', statement: [{ Effect: 'Allow', Action: 'ses:SendEmail', Resource: '*' }] },
  { owner: 'AWS admin', say: 'Switch it on.', command: 'aws sesv2 put-account-details' },
];

describe('a printed remedy', () => {
  it('falls into the parts that it was printed from', () => {
    expect(partsOf(remedyText(acts), pasteLines(acts))).toEqual(acts.flatMap(actParts));
  });

  it('is all said where nothing is known to be pasted', () => {
    expect(partsOf('One.\nTwo.')).toEqual([{ kind: 'say', text: 'One.\nTwo.' }]);
    expect(pasteLines([{ owner: 'AWS admin', say: 'Ask.' }])).toEqual([]);
  });
});
