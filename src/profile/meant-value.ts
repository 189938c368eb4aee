// What to do about a value of the wrong form, where the form that was written tells what was meant; the value itself is not said back.
import { nearestRegion } from '../aws/region.ts';
import { mailDomain, parseMailAddress } from '../text/mail-address.ts';

type Meant = (value: string, key: string) => string | null;

const region: Meant = (value, key) => {
  const near = nearestRegion(value);
  return near === null ? null : `Did you mean \`${key}: ${near}\`?`;
};

const topicRegion: Meant = (value) => {
  const near = nearestRegion(value.split(':')[3] ?? '');
  return near === null ? null : `Did you mean an ARN with ${near}? Copy it from the topic in the SNS console.`;
};

const named: Meant = (value) =>
  /<[^<>]+>/.test(value) ? 'Write the address alone, without the name and the angle brackets.' : null;

const blank: Meant = (value) => (value.trim() === value ? null : 'Take out the blanks around it.');

const url: Meant = (value) =>
  /^[a-z]+:\/\//i.test(value.trim()) ? 'Write the name alone, without `https://` and what follows the host.' : null;

const mailto: Meant = (value) => (/^mailto:/i.test(value) ? 'Write the address alone, without `mailto:`.' : null);

const addressForDomain: Meant = (value) => (parseMailAddress(value) === null ? null : 'Write only what stands after the @.');

const domainForAddress: Meant = (value) =>
  !value.includes('@') && mailDomain(value) !== null ? 'Write a whole address: a name, an @ and the domain.' : null;

/** By how the sentence of the rule begins (fields.ts, schema.ts). */
const FORMS: readonly (readonly [must: string, ways: readonly Meant[]])[] = [
  ['must be an AWS region', [region]],
  ['must name a region that AWS has', [topicRegion]],
  ['must be a mail address', [named, mailto, blank, domainForAddress]],
  ['must be a domain or a mail address', [named, url, mailto, blank]],
  ['must be a domain', [named, url, blank, addressForDomain]],
  ['must be a host name', [url, blank]],
];

/** Imperative; null: nothing better can be said than how the value must be. `key`: its last word. */
export const meantValue = (must: string, value: unknown, key: string): string | null => {
  if (typeof value !== 'string' || value.length > 320) return null;
  const ways = FORMS.find(([begins]) => must.startsWith(begins))?.[1] ?? [];
  for (const way of ways) {
    const fix = way(value, key);
    if (fix !== null) return fix;
  }
  return null;
};
