import { describe, expect, it } from 'vitest';
import { type Marks, sharingInFleet } from '../../src/fleet/sharing.ts';

const one = (tenant: string, marks: Marks) => ({ tenant, marks });

describe('who shares what in a fleet', () => {
  const fleet = [
    one('a', { credential: '1', account: 'x', webhook: 't' }),
    one('a', { credential: '1' }),
    one('b', { credential: '1', account: 'x', webhook: 'u' }),
    one('c', { credential: '2', account: 'x' }),
    one('d', {}),
  ];
  const of = sharingInFleet(fleet);
  const at = (index: number) => of(fleet[index] ?? one('', {}));

  it('is told to each of them, by name and by thing', () => {
    expect(at(0)).toEqual({
      sharing: [
        { tenant: 'b', what: ['credential', 'account'] },
        { tenant: 'c', what: ['account'] },
      ],
      compared: 2,
      things: ['credential', 'webhook', 'account'],
      inFleet: true,
    });
    expect(at(3).sharing).toEqual([
      { tenant: 'a', what: ['account'] },
      { tenant: 'b', what: ['account'] },
    ]);
  });

  it('is nobody for what is one’s own, over whichever provider', () => {
    expect(
      sharingInFleet([one('a', { credential: '1' }), one('a', { credential: '1' })])(one('a', { credential: '1' })),
    ).toMatchObject({
      sharing: [],
      compared: 0,
    });
  });

  it('is not compared where a profile names nothing', () => {
    expect(at(4)).toMatchObject({ sharing: [], compared: 0, things: [] });
  });

  it('is named up to twenty', () => {
    const many = Array.from({ length: 50 }, (_, index) => one(`t${index}`, { credential: '1', account: 'x' }));
    expect(sharingInFleet(many)(many[0] ?? one('', {})).sharing).toHaveLength(20);
  });

  it.each([
    ['approved for all, it is nobody’s', '*', ['account', 'credential'], [], true],
    ['approved for some, the others stay', '{a,b}', ['account', 'credential'], [{ tenant: 'c', what: ['account'] }], true],
    ['approved of one thing, the other stays', '*', ['account'], [{ tenant: 'b', what: ['credential'] }], true],
    [
      'approved for others, nothing changes',
      'gym-*',
      ['account', 'credential'],
      [
        { tenant: 'b', what: ['credential', 'account'] },
        { tenant: 'c', what: ['account'] },
      ],
      false,
    ],
  ] as const)('%s', (_name, tenants, what, sharing, told) => {
    const entry = { tenants, what, approvedBy: 'J. Rao', reference: 'OPS-44' };
    const seen = sharingInFleet(fleet, [entry])(fleet[0] ?? one('', {}));
    expect(seen.sharing).toEqual(sharing);
    expect(seen.declared).toEqual(told ? [entry] : undefined);
  });

  it('takes ten thousand tenants of one account', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => one(`t${index}`, { credential: `${index}`, account: 'x' }));
    const entry = { tenants: 't*', what: ['account'] as const, approvedBy: 'J. Rao', reference: 'OPS-44' };
    const told = sharingInFleet(many, [entry]);
    expect(many.filter((tenant) => told(tenant).sharing.length > 0)).toEqual([]);
  });
});
