// A tenant of a fleet is of the lab where a look at it is.
import { expect, it } from 'vitest';
import { inventoryTenant } from '../../src/fleet/inventory.ts';
import { changed, load, SES, SMTP } from '../profile/source.ts';

it.each([
  ['SES', SES, 'live'],
  ['a relay', SMTP, 'live'],
  ['a webhook on loopback', changed(SES, 'https://api.squareos.example/engagement', 'https://127.0.0.1:8025/engagement'), 'lab'],
  ['a relay on loopback', changed(SMTP, 'host: smtp.relay.example', 'host: 127.0.0.1'), 'lab'],
])('a tenant behind %s', (_, text, mode) => {
  expect(inventoryTenant(load(text), null).mode).toBe(mode);
});
