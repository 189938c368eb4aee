// The kinds of value a profile is made of. A message says how a value must be, and never what it was.
import {
  array,
  boolean,
  check,
  exactOptional,
  integer,
  type GenericSchema,
  type InferInput,
  maxLength,
  maxValue,
  minLength,
  minValue,
  nullable,
  nullish,
  number,
  type ObjectEntries,
  picklist,
  pipe,
  readonly,
  regex,
  strictObject,
  string,
  transform,
} from 'valibot';
import { parseArn } from '../aws/arn.ts';
import { liesInItsPartition, mistypedRegion } from '../aws/region.ts';
import { parseTopicArn } from '../aws/sns/topic-arn.ts';
import { canonicalName, lookAlikeOf, toDnsName } from '../text/domain-name.ts';
import { isAddressHost, isLoopbackHost } from '../text/host-address.ts';
import { parseIp4, parseIp6 } from '../text/ip-address.ts';
import { mailDomain, parseMailAddress } from '../text/mail-address.ts';
import { hiddenIn } from '../text/hidden-characters.ts';
import { hasPossiblePort, RESOLVER_FORM } from '../text/resolver.ts';
import { looksLikeSecret } from '../text/secret-shape.ts';

const TEXT = 'must be text; put it in quotes';

/** A key that may be left out or be `null`; both mean the same. */
export const maybe = <const S extends GenericSchema>(schema: S) => exactOptional(nullable(schema));

/** As `maybe`, with the meaning that a key left out has. */
export const orElse = <const S extends GenericSchema, const D extends InferInput<S>>(schema: S, meaning: D) =>
  nullish(schema, meaning);

type Present<T> = { readonly [K in keyof T]: Exclude<T[K], null> };

const withoutNulls = <T extends object>(value: T): Present<T> =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null)) as Present<T>;

/** No other keys than these, all of them; one among several forms of a value (a transform would hide which form was meant). */
export const wholeSection = <const E extends ObjectEntries>(entries: E) =>
  strictObject(entries, 'must be a section of `key: value` lines');

/** No other keys than these; those that are `null` are left out of what comes of it. */
export const section = <const E extends ObjectEntries>(entries: E) =>
  pipe(
    wholeSection(entries),
    transform((value) => withoutNulls(value)),
  );

/** One line of text, at most 1000 characters, that is no credential by its shape. */
export const text = () =>
  pipe(
    string(TEXT),
    minLength(1, 'must not be empty; leave the key out instead'),
    maxLength(1000, 'must be shorter than 1000 characters'),
    regex(/^[^\r\n]*$/, 'must be one line'),
    check(
      (value) => !looksLikeSecret(value),
      'looks like a credential, and this key is stored in the record; remove it, and rotate it',
    ),
  );

/** Text that must match; `must` ends the sentence "`key` must be …". */
export const matching = (pattern: RegExp, must: string) => pipe(string(TEXT), regex(pattern, `must be ${must}`));

export const yesNo = () => boolean('must be true or false, without quotes');

const wholeWords = (least: number, most: number, unit: string): string =>
  `must be a whole number from ${least} to ${most} (${unit}), without quotes`;

export const whole = (least: number, most: number, unit: string) =>
  pipe(
    number(wholeWords(least, most, unit)),
    integer(wholeWords(least, most, unit)),
    minValue(least, wholeWords(least, most, unit)),
    maxValue(most, wholeWords(least, most, unit)),
  );

export const oneOf = <const T extends readonly string[]>(values: T) => picklist(values, `must be one of ${values.join(', ')}`);

export const listOf = <const S extends GenericSchema>(schema: S) =>
  pipe(array(schema, 'must be a list, one `- ` line for each'), maxLength(200, 'must have at most 200 entries'), readonly());

const UNSEEN = 'must be free of characters that nobody sees, such as a zero-width space; type it anew';

/** Whoever compares a name reads it as DNS and SES do: in lower case, as A-labels, without final dot. Of an address its local part stays. */
const compared = (value: string): string => parseMailAddress(value)?.address ?? toDnsName(value) ?? value;

const LOOKS_ALIKE =
  'must be in plain letters and dots: a character of it only looks like one, and SES and SquareOS take it as it stands; type it anew';

/**
 * Text of an identifier: what it was copied from may have left something in it that a person does not see, or that looks like what is meant.
 */
const seenText = () =>
  pipe(
    string(TEXT),
    check((value) => hiddenIn(value) === null, UNSEEN),
    check((value) => lookAlikeOf(value) === null, LOOKS_ALIKE),
  );

/** No display name, and no blanks around it. */
const isBare = (value: string): boolean => !value.includes('<') && value.trim() === value;

export const address = () =>
  pipe(
    seenText(),
    check((value) => isBare(value) && parseMailAddress(value) !== null, 'must be a mail address such as billing@example.com'),
    transform(compared),
  );

export const domain = () =>
  pipe(
    seenText(),
    check(
      (value) => isBare(value) && !value.includes('@') && mailDomain(value)?.includes('.') === true,
      'must be a domain such as example.com',
    ),
    transform(compared),
  );

/** As whoever connects needs it: without brackets, final dot and letters beyond ASCII. */
const connectable = (value: string): string => {
  const bare = value.replace(/^\[(.*)\]$/, '$1');
  return isAddressHost(bare) ? bare : (toDnsName(bare) ?? bare);
};

export const hostName = () =>
  pipe(
    matching(/^(\[?[0-9A-Fa-f:.]+\]?|[^\s/:@*[\]]{1,255})$/, 'a host name, without port or scheme'),
    check(
      (value) => isAddressHost(value.replace(/^\[(.*)\]$/, '$1')) || toDnsName(value) !== null,
      'must be a host name, without port or scheme',
    ),
    check((value) => lookAlikeOf(value) === null, LOOKS_ALIKE),
    transform(connectable),
  );

/** RFC 5321 §4.1.1.1. Large relays answer 421 to a literal of this machine, and so no literal at all is taken. */
export const ehloName = () =>
  pipe(
    matching(
      /^(?=.{4,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.?$/,
      'the full name of a host, such as mail.example.com',
    ),
    check(
      (value) => !isLoopbackHost(value) && !/^localhost\./i.test(value),
      'must be a name of this host in DNS, not one that every host has',
    ),
    transform((value) => canonicalName(value)),
  );

export const domainOrAddress = () =>
  pipe(
    seenText(),
    check((value) => isBare(value) && mailDomain(value)?.includes('.') === true, 'must be a domain or a mail address'),
    transform(compared),
  );

/** One line of text by which somebody is known to another party, such as the name of a login. */
export const identifier = () =>
  pipe(
    text(),
    check((value) => hiddenIn(value) === null, UNSEEN),
  );

const isDate = (value: string): boolean => {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/.exec(value) ?? [];
  if (day === undefined) return false;
  const parsed = new Date(`${day}T00:00:00Z`);
  // 2026-02-30 parses as 2 March; only a real day comes back as it was written.
  return (
    !Number.isNaN(parsed.getTime()) &&
    parsed.toISOString().startsWith(day) &&
    (time === undefined || !Number.isNaN(Date.parse(value)))
  );
};

/** `2026-11-20`, or with a time and its zone. */
export const dateOrTime = () =>
  pipe(string(TEXT), check(isDate, 'must be a real date such as 2026-11-20, or a date and time with its zone'));

export const date = () =>
  pipe(
    string(TEXT),
    check((value) => value.length === 10 && isDate(value), 'must be a real date such as 2026-11-20'),
  );

export const topicArn = () =>
  pipe(
    string(TEXT),
    check(
      (value) => parseTopicArn(value) !== null,
      'must be an SNS topic ARN such as arn:aws:sns:ap-south-1:111122223333:squareos-email',
    ),
    check(
      (value) => mistypedRegion(parseTopicArn(value)?.region ?? '') === null,
      'must name a region that AWS has, such as ap-south-1',
    ),
    check(
      (value) => liesInItsPartition(parseArn(value)),
      'must begin with the partition of its region, such as arn:aws-us-gov:sns:us-gov-west-1:…',
    ),
  );

/** host, or host:port; an IPv6 address in brackets. */
export const hostAndPort = () =>
  pipe(
    matching(
      /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+|[0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)(:\d{1,5})?$/,
      'a host, or host:port',
    ),
    check(hasPossiblePort, 'must name a port from 1 to 65535'),
  );

export const ipAddress = () =>
  pipe(
    string(TEXT),
    check((text) => parseIp4(text) !== null || parseIp6(text) !== null, 'must be an IP address, such as 192.0.2.25'),
  );

export const resolver = () =>
  pipe(
    matching(RESOLVER_FORM, 'a host, host:port, or the https URL of a resolver'),
    check(hasPossiblePort, 'must name a port from 1 to 65535'),
  );

/** A profile can come from a ticket: what it names stays beside it. */
export const pathBelow = () =>
  matching(/^(?![/\\~]|[A-Za-z]:)(?!(?:.*[/\\])?\.\.(?:[/\\]|$))[^\r\n\0]{1,1000}$/, 'a path below the profile’s directory');
