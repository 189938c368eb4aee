import { describe, expect, it } from 'vitest';
import type { LedgerEvent } from '../../src/core/live.ts';
import { decidingEvent, type Expected, flawOf, isOfMessage } from '../../src/core/proof.ts';
import { event } from '../checks/live/builders.ts';

const ours: Expected = { message: { providerMessageId: 'id-1' }, configurationSet: 'squareos-main' };

const IDS = { own: 'id-1', other: 'id-2', none: null } as const;
const RECIPIENTS = { own: true, other: false, none: null } as const;
const SETS = { own: 'squareos-main', other: 'another', none: null } as const;
const TAGS = { own: 'certify-0123456789abcdef01234567', other: 'certify-ffffffffffffffffffffffff', none: null } as const;
type Word = keyof typeof IDS;
const WORDS: readonly Word[] = ['own', 'other', 'none'];

interface Combination {
  readonly id: Word;
  readonly tag: Word;
  readonly recipient: Word;
  readonly set: Word;
}
const COMBINATIONS: readonly Combination[] = WORDS.flatMap((id) =>
  WORDS.flatMap((tag) => WORDS.flatMap((recipient) => WORDS.map((set) => ({ id, tag, recipient, set })))),
);

const eventOf = ({ id, tag, recipient, set }: Combination, change: Partial<LedgerEvent> = {}): LedgerEvent =>
  event({
    providerMessageId: IDS[id],
    nonceTag: TAGS[tag],
    recipientMatches: RECIPIENTS[recipient],
    configurationSet: SETS[set],
    ...change,
  });

/** Written down apart from the code: the first field that is not the message's own, in the order id, recipient, set. */
const flawIn = ({ id, recipient, set }: Combination): string | null => {
  if (id !== 'own') return id === 'other' ? 'other-message' : 'id-untold';
  if (recipient !== 'own') return recipient === 'other' ? 'other-recipient' : 'recipient-untold';
  if (set === 'own') return null;
  return set === 'other' ? 'other-configuration-set' : 'configuration-set-untold';
};

describe('a Delivery', () => {
  it.each(COMBINATIONS)(
    'with id $id, tag $tag, recipient $recipient and set $set proves only by id, recipient and set',
    (given) => {
      expect(flawOf(eventOf(given), ours)).toBe(flawIn(given));
      expect(decidingEvent([eventOf(given)], ours) !== null).toBe(flawIn(given) === null);
    },
  );

  it('proves nothing while no id of the message is known', () => {
    expect(flawOf(event(), { ...ours, message: null })).toBe('id-unknown');
    expect(flawOf(event(), { ...ours, message: { providerMessageId: null } })).toBe('id-unknown');
  });

  it('proves of any set where none is attached', () => {
    expect(flawOf(event({ configurationSet: null }), { ...ours, configurationSet: null })).toBeNull();
  });
});

describe('the id of a message', () => {
  it.each([
    ['the same', 'id-1', { providerMessageId: 'id-1' }, true],
    ['another', 'id-2', { providerMessageId: 'id-1' }, false],
    ['one that only begins alike', 'id-1.x', { providerMessageId: 'id-1' }, false],
    [
      'the queued token with a suffix, where the relay joins so',
      'id-1.recvd',
      { providerMessageId: 'id-1', join: 'prefix' },
      true,
    ],
    ['the Message-ID', 'a@b', { providerMessageId: null, join: 'message-id', messageId: 'a@b' }, true],
    ['the Message-ID beside a queued id', 'a@b', { providerMessageId: 'id-1', messageId: 'a@b' }, true],
    ['untold', null, { providerMessageId: 'id-1' }, null],
    ['compared with nothing', 'id-1', null, null],
  ] as const)('is %s', (_, id, message, is) => {
    expect(isOfMessage(id, message)).toBe(is);
  });
});

describe('the deciding event', () => {
  it('is the Delivery, not the Send before it', () => {
    expect(decidingEvent([event({ event: 'send' }), event()], ours)?.event).toBe('delivery');
  });

  it.each(['bounce-permanent', 'complaint', 'reject', 'rendering-failure'] as const)('is a %s even after a Delivery', (name) => {
    expect(decidingEvent([event(), event({ event: name })], ours)?.event).toBe(name);
  });

  it('is a transient bounce without a Delivery', () => {
    expect(decidingEvent([event({ event: 'send' }), event({ event: 'bounce-transient' })], ours)?.event).toBe('bounce-transient');
  });

  it.each([
    ['after', [event(), event({ event: 'bounce-transient' })]],
    ['before', [event({ event: 'bounce-transient' }), event()]],
  ])('is the Delivery when an automatic reply stands %s it', (_, events) => {
    expect(decidingEvent(events, ours)?.event).toBe('delivery');
  });

  it('is the transient bounce when the Delivery beside it is another message’s', () => {
    const events = [event({ providerMessageId: 'id-2' }), event({ event: 'bounce-transient' })];
    expect(decidingEvent(events, ours)?.event).toBe('bounce-transient');
  });

  it('is a bounce whose set or recipient nobody tells, and none for another recipient', () => {
    const bounce = { event: 'bounce-permanent' } as const;
    expect(decidingEvent([event({ ...bounce, configurationSet: null, recipientMatches: null })], ours)?.event).toBe(bounce.event);
    expect(decidingEvent([event({ ...bounce, recipientMatches: false })], ours)).toBeNull();
  });

  it.each(['send', 'delivery-delay', 'open', 'click', 'queued', 'feedback'] as const)('is never a %s', (name) => {
    expect(decidingEvent([event({ event: name })], ours)).toBeNull();
  });
});
