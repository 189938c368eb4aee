import { describe, expect, test } from 'vitest';
import { adapterEvent } from '../../../src/mail/smtp/adapter-words.ts';
import { parseAdapterCallback } from '../../../src/receiver/reading/adapter-callback.ts';
import { relays } from '../../../src/mail/smtp/relay-table.ts';
import { vendorMappings } from '../../../src/report/terminal/adapter-contract.ts';
import { adapterDocument, adapterText } from '../../../src/report/terminal/adapter.ts';

const WIDE = { width: 100, colour: false, unicode: true };

describe('certify adapter', () => {
  test.each([40, 80, 100])('keeps its words whole at %i columns, and what is to be pasted on its line', (width) => {
    const text = adapterText({ needed: null, callbackUrl: null, relay: null }, { ...WIDE, width });
    const pasted = /curl|^ {4}-[Hd] |POST https/;
    const long = text.split('\n').filter((line) => line.length > width && !pasted.test(line));
    expect(long.filter((line) => line.trim().includes(' '))).toEqual([]);
    expect(text).toContain("  curl -sS -X POST 'https://YOUR-SQUAREOS-API/engagement/email/smtp/webhook' \\\n");
  });

  test('prints the tenant’s own URL, a curl line without a token in it, and every answer', () => {
    const text = adapterText(
      {
        needed: null,
        callbackUrl: 'https://api.squareos.example/engagement/email/smtp/webhook',
        relay: null,
      },
      WIDE,
    );
    expect(text).toContain("curl -sS -X POST 'https://api.squareos.example/engagement/email/smtp/webhook'");
    expect(text).toContain('"x-webhook-token: $CERTIFY_WEBHOOK_TOKEN"');
    for (const status of ['200', '400', '401', '413', '422', '429', '503'])
      expect(text).toMatch(new RegExp(`^  ${status}  \\S`, 'm'));
  });

  test('shows one relay’s mapping where the profile says which it is', () => {
    expect(adapterDocument({ needed: null, callbackUrl: null, relay: 'brevo' }).vendors.map((one) => one.relay)).toEqual([
      'brevo',
    ]);
    expect(adapterDocument({ needed: null, callbackUrl: null, relay: null }).vendors).toHaveLength(vendorMappings.length);
  });

  test('gives an example that the receiver’s own parser takes', () => {
    const { example } = adapterDocument({ needed: null, callbackUrl: null, relay: null });
    expect(parseAdapterCallback(JSON.stringify(example))).toMatchObject({
      kind: 'callback',
      callback: { event: 'delivery', messageId: example['providerMessageId'] },
    });
  });

  test.each(vendorMappings.map((vendor) => [vendor.relay, vendor] as const))(
    'maps %s onto words of the contract only',
    (_, vendor) => {
      expect(relays.map((one) => one.key)).toContain(vendor.relay);
      for (const ours of Object.values(vendor.events)) {
        const [word = '', kind] = ours.split(/ \(|\)/);
        expect(adapterEvent(word, kind === 'hard' || kind === 'soft' ? kind : null, null), ours).not.toBe(null);
      }
    },
  );

  test('says how the callback of every relay joins', () => {
    const document = adapterDocument({ needed: null, callbackUrl: null, relay: null });
    expect(document.relays.find((one) => one.relay === 'mailgun')).toEqual({
      relay: 'mailgun',
      label: 'Mailgun',
      givesId: false,
      join: 'message-id',
    });
  });

  test('says first that a tenant of SES needs none', () => {
    const question = { callbackUrl: null, relay: null } as const;
    expect(adapterText({ ...question, needed: false }, WIDE)).toMatch(/^This tenant needs no adapter/);
    expect(adapterText({ ...question, needed: true }, WIDE)).not.toContain('This tenant needs no adapter');
    expect(adapterDocument({ ...question, needed: false }).needed).toBe(false);
  });
});
