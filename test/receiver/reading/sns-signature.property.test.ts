// Thousands of mutated signed messages with known right answers; the oracle is a canonical string written here.
import { createSign, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSnsBody } from '../../../src/receiver/reading/sns-envelope.ts';
import type { SnsEnvelope } from '../../../src/receiver/reading/sns-envelope.ts';
import { verifySignature } from '../../../src/receiver/reading/sns-signature.ts';
import { stringToSign } from '../../../src/receiver/reading/sns-string-to-sign.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const SIGNED: { [type: string]: string[] } = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
};
type Fields = { [key: string]: string };
const canonical = (fields: Fields): string =>
  SIGNED[fields['Type'] ?? '']!.filter((key) => fields[key] !== undefined)
    .map((key) => `${key}\n${fields[key]}\n`)
    .join('');
const sign = (fields: Fields, version: string): Fields => ({
  ...fields,
  SignatureVersion: version,
  Signature: createSign(version === '1' ? 'RSA-SHA1' : 'RSA-SHA256')
    .update(canonical(fields), 'utf8')
    .sign(privateKey, 'base64'),
  SigningCertURL: 'https://sns.ap-south-1.amazonaws.com/x.pem',
});
const base = (type: string): Fields => ({
  Type: type,
  MessageId: '11111111-2222-3333-4444-555555555555',
  TopicArn: 'arn:aws:sns:ap-south-1:111122223333:squareos-email',
  Message: '{"eventType":"Delivery","subject":"Grüße \u{1F4E8}"}\n',
  Timestamp: '2026-11-20T10:00:00.000Z',
  ...(type === 'Notification' ? {} : { Token: 'abc', SubscribeURL: 'https://sns.ap-south-1.amazonaws.com/?Token=abc' }),
});
const envelopeOf = (body: unknown): SnsEnvelope | null => {
  const parsed = parseSnsBody(typeof body === 'string' ? body : JSON.stringify(body));
  return parsed.kind === 'envelope' ? parsed.envelope : null;
};
const holds = async (body: unknown): Promise<boolean> => {
  const envelope = envelopeOf(body);
  return envelope !== null && (await verifySignature(envelope, publicKey));
};

const types = fc.constantFrom(...Object.keys(SIGNED));
const versions = fc.constantFrom('1', '2');

describe('the canonical string', () => {
  it('is that of the documentation for a Notification with a Subject', () => {
    const fields = { ...base('Notification'), Subject: 'My subject', Message: 'My Test Message' };
    expect(stringToSign(envelopeOf(fields)!)).toBe(
      'Message\nMy Test Message\nMessageId\n11111111-2222-3333-4444-555555555555\nSubject\nMy subject\nTimestamp\n2026-11-20T10:00:00.000Z\n' +
        'TopicArn\narn:aws:sns:ap-south-1:111122223333:squareos-email\nType\nNotification\n',
    );
  });

  it('leaves a null Subject out, and keeps Token in an UnsubscribeConfirmation', () => {
    expect(stringToSign(envelopeOf({ ...base('Notification'), Subject: null })!)).not.toContain('Subject');
    expect(stringToSign(envelopeOf(base('UnsubscribeConfirmation'))!)).toContain('Token\nabc\n');
  });
});

describe('a signature', () => {
  it('holds for whatever text was signed, under both versions and for all three types', async () => {
    await fc.assert(
      fc.asyncProperty(
        types,
        versions,
        fc.string({ unit: 'grapheme' }),
        fc.option(fc.stringMatching(/^[ -~]{1,40}$/)),
        async (type, version, message, subject) => {
          const fields = {
            ...base(type),
            Message: message,
            ...(type === 'Notification' && subject !== null ? { Subject: subject } : {}),
          };
          expect(await holds(sign(fields, version))).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('fails for every change of a signed field', async () => {
    await fc.assert(
      fc.asyncProperty(types, versions, fc.nat(), fc.string(), fc.nat(), async (type, version, which, insert, position) => {
        const signed = sign(base(type), version);
        const keys = SIGNED[type]!.filter((key) => signed[key] !== undefined && key !== 'Type');
        const key = keys[which % keys.length]!;
        const at = position % (signed[key]!.length + 1);
        const changed = `${signed[key]!.slice(0, at)}${insert === '' ? '\u0001' : insert}${signed[key]!.slice(at)}`;
        expect(await holds({ ...signed, [key]: changed })).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('fails for every flipped bit of the signature, and for every other spelling of it', async () => {
    const signed = sign(base('Notification'), '2');
    const bytes = Buffer.from(signed['Signature']!, 'base64');
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (index, bit) => {
        const flipped = Buffer.from(bytes);
        flipped[index]! ^= 1 << bit;
        expect(await holds({ ...signed, Signature: flipped.toString('base64') })).toBe(false);
      }),
      { numRuns: 500 },
    );
    const text = signed['Signature']!;
    for (const other of [
      ` ${text}`,
      `${text}\n`,
      text.replace(/=+$/, ''),
      `${text}AA`,
      text.replaceAll('+', '-').replaceAll('/', '_'),
      '',
    ])
      if (other !== text) expect(await holds({ ...signed, Signature: other })).toBe(false);
  });

  it('fails for the other version, an unknown one and another type', async () => {
    for (const [made, told] of [
      ['1', '2'],
      ['2', '1'],
      ['2', '3'],
      ['2', ''],
    ] as const)
      expect(await holds({ ...sign(base('Notification'), made), SignatureVersion: told })).toBe(false);
    const confirmation = sign(base('SubscriptionConfirmation'), '2');
    expect(await holds({ ...confirmation, Type: 'UnsubscribeConfirmation' })).toBe(false);
    expect(await holds({ ...confirmation, Type: 'Notification' })).toBe(false);
  });

  it('does not depend on what is not signed', async () => {
    const signed = sign(base('Notification'), '2');
    for (const over of [
      { UnsubscribeURL: 'https://evil.tld' },
      { MessageAttributes: { a: 1 } },
      { Token: 'x', SubscribeURL: 'https://evil.tld' },
    ])
      expect(await holds({ ...signed, ...over })).toBe(true);
    expect(envelopeOf({ ...signed, Token: 'x', SubscribeURL: 'https://evil.tld' })).toMatchObject({
      token: null,
      subscribeUrl: null,
    });
  });

  it('survives every damaged byte of the body without throwing, and holds only for the same signed text', async () => {
    const signed = sign(base('Notification'), '2');
    const body = JSON.stringify(signed);
    await fc.assert(
      fc.asyncProperty(fc.nat(body.length - 1), fc.integer({ min: 1, max: 126 }), async (at, code) => {
        const damaged = `${body.slice(0, at)}${String.fromCharCode(code)}${body.slice(at + 1)}`;
        const envelope = envelopeOf(damaged);
        const same = envelope !== null && envelope.signature === signed['Signature'] && envelope.signatureVersion === '2';
        expect(await holds(damaged)).toBe(same && stringToSign(envelope) === canonical(signed));
      }),
      { numRuns: 3000 },
    );
  });
});

/** Every set of fields, of any type, whose canonical string is `signed`. */
const foldsOf = (signed: string): readonly Fields[] => {
  const split = (rest: string, keys: readonly string[]): readonly Fields[] => {
    const [key, ...more] = keys;
    if (key === undefined) return rest === '' ? [{}] : [];
    if (!rest.startsWith(`${key}\n`)) return [];
    const body = rest.slice(key.length + 1);
    if (more.length === 0) return body.endsWith('\n') ? [{ [key]: body.slice(0, -1) }] : [];
    const found: Fields[] = [];
    for (let at = body.indexOf('\n'); at !== -1; at = body.indexOf('\n', at + 1)) {
      for (const tail of split(body.slice(at + 1), more)) found.push({ [key]: body.slice(0, at), ...tail });
    }
    return found;
  };
  return Object.entries(SIGNED).flatMap(([type, keys]) =>
    [keys, ...(keys.includes('Subject') ? [keys.filter((key) => key !== 'Subject')] : [])]
      .flatMap((some) => split(signed, some))
      .filter((one) => one['Type'] === type),
  );
};

describe('a signed text that could be taken apart in two ways', () => {
  const KEYS = [...new Set(Object.values(SIGNED).flat())];
  const lines = fc.array(
    fc.constantFrom(...KEYS, ...Object.keys(SIGNED), 'x', '', 'https://sns.ap-south-1.amazonaws.com/?Token=abc'),
    {
      maxLength: 12,
    },
  );
  const field = fc.constantFrom('Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Token', 'SubscribeURL');

  it('proves at most the message that was signed', async () => {
    await fc.assert(
      fc.asyncProperty(types, versions, field, lines, lines, async (type, version, where, message, folded) => {
        const fields: Fields = { ...base(type), Message: message.join('\n') };
        if (SIGNED[type]!.includes(where)) fields[where] = `${fields[where] ?? 'y'}${folded.map((line) => `\n${line}`).join('')}`;
        const signed = sign(fields, version);
        const folds = foldsOf(canonical(fields)).map((fold) => ({
          ...signed,
          ...Object.fromEntries(KEYS.map((key) => [key, fold[key] ?? null])),
          ...fold,
        }));
        const believed = await Promise.all(folds.map(holds));
        // A fold is the same message, or it is not believed; and no two are ever believed for one signature.
        expect(believed.filter((one) => one).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is refused where a field other than Message holds a line feed', async () => {
    for (const type of Object.keys(SIGNED)) {
      for (const key of SIGNED[type]!.filter((one) => one !== 'Message')) {
        const fields = { ...base(type), [key]: `${base(type)[key] ?? 'x'}\nType` };
        expect(envelopeOf({ ...fields, Signature: 'x' })).toBeNull();
      }
    }
  });
});
