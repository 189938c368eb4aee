import { describe, expect, it } from 'vitest';
import type { InventoryTenant } from '../../src/fleet/inventory.ts';
import { sharedCredentials } from '../../src/fleet/sharing.ts';

const one = (tenant: string, credential: string | null, provider = 'SES') =>
  ({ tenant, credential, provider, key: `${tenant}/${provider}` }) as unknown as InventoryTenant;

describe('who shares a credential in a fleet', () => {
  const fleet = [one('a', '1'), one('a', '1', 'SMTP'), one('b', '1'), one('c', '2'), one('d', null)];
  const of = sharedCredentials(fleet);
  const at = (index: number) => of(fleet[index] as InventoryTenant);

  it('is told to each of them, by name', () => {
    expect(at(0)).toEqual({ sharing: [{ tenant: 'b', what: ['credential'] }], compared: 2, things: ['credential'] });
    expect(at(2).sharing).toEqual([{ tenant: 'a', what: ['credential'] }]);
  });

  it('is nobody for a credential of one’s own, over whichever provider', () => {
    expect(at(3)).toMatchObject({ sharing: [], compared: 2 });
    expect(sharedCredentials([one('a', '1'), one('a', '1', 'SMTP')])(one('a', '1')).compared).toBe(0);
  });

  it('is not compared where no credential is named', () => {
    expect(at(4)).toEqual({ sharing: [], compared: 0, things: [] });
  });

  it('is named up to twenty', () => {
    const many = Array.from({ length: 50 }, (_, index) => one(`t${index}`, '1'));
    expect(sharedCredentials(many)(many[0] as InventoryTenant).sharing).toHaveLength(20);
  });
});
