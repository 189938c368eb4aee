import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/core/json.ts';
import type { Places } from '../../src/core/places.ts';
import { modeOf, modeSeen } from '../../src/run/mode.ts';

const places = (parts: object): Places =>
  ({
    ses: null,
    relay: null,
    callbackUrl: 'https://api.squareos.example/engagement/email/ses/webhook',
    lab: false,
    ...parts,
  }) as unknown as Places;

const ses = (endpoint: string): object => ({ ses: { endpoints: { sesv2: endpoint } } });

describe('the mode that a profile declares', () => {
  it.each([
    ['a public callback', {}, 'live'],
    ['a relay of the public', { relay: { host: 'smtp.relay.example' } }, 'live'],
    ['an endpoint of AWS', ses('https://email.ap-south-1.amazonaws.com'), 'live'],
    ['what `certify lab up` wrote', { lab: true }, 'lab'],
    ['an endpoint that is not AWS’s', ses('https://aws.example'), 'lab'],
    [
      'an endpoint that is not AWS’s, through SMTP',
      { relay: { host: 'smtp.relay.example' }, ...ses('http://127.0.0.1:1') },
      'lab',
    ],
    ['no callback that anybody named', { callbackUrl: null }, 'live'],
    ['a callback on this machine', { callbackUrl: 'https://localhost./x' }, 'lab'],
    ['a callback on this machine, mapped', { callbackUrl: 'https://[::ffff:127.0.0.1]/x' }, 'lab'],
    ['a relay on this machine', { relay: { host: 'localhost' } }, 'lab'],
    ['a relay on this machine, with a final dot', { relay: { host: 'localhost.' } }, 'lab'],
    ['a relay on this machine, in short form', { relay: { host: '127.1' } }, 'lab'],
  ])('%s: %s', (_, parts, mode) => {
    expect(modeOf(places(parts))).toBe(mode);
  });
});

describe('the mode after the relay was seen', () => {
  const seen = (addresses: readonly string[]) =>
    new Map([
      [
        'smtp.session',
        { state: 'observed' as const, value: { addresses } as JsonValue, at: '2026-11-20T10:00:00.000Z', durationMs: 1 },
      ],
    ]);

  it.each([
    ['live', ['203.0.113.9'], 'live'],
    ['live', ['203.0.113.9', '127.0.0.1'], 'lab'],
    ['live', ['::ffff:127.0.0.1'], 'lab'],
    ['lab', ['203.0.113.9'], 'lab'],
  ] as const)('%s, led to %j: %s', (declared, addresses, mode) => {
    expect(modeSeen(declared, seen(addresses))).toBe(mode);
  });

  it('stays as declared where no relay was seen', () => {
    expect(modeSeen('live', new Map())).toBe('live');
  });
});
