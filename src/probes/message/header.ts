// What the header of the message says of itself: From, Reply-To, Return-Path, and how they compare with the profile.
import { NotAsked } from '../../core/probe.ts';
import type { ExpectedMessage } from '../../core/ports/message.ts';
import type { Facts } from '../../facts/index.ts';
import type { ShownAddress } from '../../facts/message.ts';
import { parseAddressList, parsePath } from '../../mail/message/address-list.ts';
import { type MessageHeader, miscounted, valuesOf } from '../../mail/message/headers.ts';
import { digestOf } from '../../text/digest.ts';
import { isWithin } from '../../text/domain-name.ts';
import { type MailAddress, mailDomain, parseMailAddress, shortAddress } from '../../text/mail-address.ts';
import { defineProbe } from '../probe.ts';
import { messageOf } from './message.ts';

/** Case counts in no local part that anybody uses. */
const sameAddress = (one: MailAddress, declared: string): boolean =>
  one.address.toLowerCase() === (parseMailAddress(declared)?.address ?? declared).toLowerCase();

const shown = (address: MailAddress, declared: string | null, same = sameAddress): ShownAddress => ({
  address: shortAddress(address),
  domain: address.domain,
  expected: declared === null ? null : same(address, declared),
});

/** A return path is per message (VERP): its domain is what is declared, or lies below it. */
const samePath = ({ domain }: MailAddress, declared: string): boolean => isWithin(domain, mailDomain(declared) ?? declared);

const returnPathOf = (header: MessageHeader, declared: string | null): Facts['message.header']['returnPath'] => {
  const [value] = valuesOf(header, 'return-path');
  if (value === undefined) return { kind: 'none' };
  const path = parsePath(value);
  if (path === undefined) return { kind: 'unreadable' };
  return path === null ? { kind: 'null' } : { kind: 'address', ...shown(path, declared, samePath) };
};

const shortened = (text: string | null): string | null => {
  const address = text === null ? null : parseMailAddress(text);
  return address === null ? text : shortAddress(address);
};

/** Pure: the fact of a header. */
export const headerFact = (raw: Uint8Array, header: MessageHeader, expected: ExpectedMessage | null): Facts['message.header'] => {
  const froms = valuesOf(header, 'from');
  const list = (values: readonly string[]) => values.flatMap(parseAddressList);
  const [authors, replies] = [list(froms), list(valuesOf(header, 'reply-to'))];
  const replyTo = expected?.replyTo ?? null;
  const answered = replies.length === 0 ? authors : replies;
  return {
    bytes: raw.length,
    headerBytes: header.bytes,
    digest: digestOf(raw),
    fields: header.fields.length,
    strays: header.strays,
    ...miscounted(header),
    from: authors.map((one) => shown(one, expected?.from ?? null)),
    fromFields: froms.length,
    replyTo: replies.map((one) => shown(one, replyTo)),
    repliesExpected: replyTo === null || answered.length === 0 ? null : answered.every((one) => sameAddress(one, replyTo)),
    returnPath: returnPathOf(header, expected?.returnPath ?? null),
    declared:
      expected === null
        ? null
        : {
            from: shortened(expected.from) ?? '',
            replyTo: shortened(expected.replyTo),
            returnPath: shortened(expected.returnPath),
          },
    signatures: valuesOf(header, 'dkim-signature').length,
  };
};

export const messageHeaderProbe = defineProbe({
  key: 'message.header',
  needs: [],
  permissions: [],
  async ask(reads) {
    const open = messageOf(reads);
    return open instanceof NotAsked ? open : headerFact(open.port.raw, open.header, open.port.expected);
  },
});
