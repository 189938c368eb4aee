// Who acts, by role and by name.
import { expect, it } from 'vitest';
import { namedOwner } from '../../src/core/owner.ts';
import { remedyOf, whose } from '../../src/report/words.ts';

const owners = { dns: 'Dora Lang', aws: null, relay: 'Rami Noor', squareos: null };

it.each([
  ['DNS admin', 'Dora Lang (DNS admin)'],
  ['mail provider admin', 'Rami Noor (mail provider admin)'],
  ['AWS admin', 'AWS admin'],
  ['support', 'support'],
  ['constructor', 'constructor'],
])('%s is told as %s', (role, told) => {
  expect(namedOwner(role, owners)).toBe(told);
  expect(namedOwner(role, null)).toBe(role);
});

it('an act is told with the name of whoever does it', () => {
  const act = { say: 'Publish it.', owner: 'DNS admin', who: 'Dora Lang' } as const;
  expect(remedyOf({ owner: 'AWS admin', cause: null, remedy: [act] })[0]?.owner).toBe('Dora Lang (DNS admin)');
  expect(whose({ owner: 'AWS admin' })).toBe('AWS admin');
});
