// URLs that a profile may name: it can come from a ticket, so none may carry a credential or reach a metadata service.
import { check, pipe, string } from 'valibot';

const parsed = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);

/** Cloud metadata services, by name and by address; link-local is never a webhook. */
const METADATA_NAMES = ['metadata.google.internal', 'metadata', 'instance-data', 'metadata.azure.internal'];
const METADATA_ADDRESS = /^(169\.254\.\d+\.\d+|100\.100\.100\.200|192\.0\.0\.192|0\.0\.0\.0)$/;
/** IPv6 link-local, AWS's metadata address, and IPv4 link-local mapped into IPv6 (as URL normalises it). */
const METADATA_ADDRESS_6 = /^\[(fe[89ab][0-9a-f]:.*|fd00:ec2:.*|::ffff:a9fe:.*|64:ff9b::a9fe:.*|::)\]$/;

/** `URL` has already turned decimal, octal and hexadecimal forms of an IPv4 address into dotted ones. */
const isMetadata = (url: URL): boolean => {
  const host = url.hostname.toLowerCase().replace(/\.$/, '');
  return METADATA_NAMES.includes(host) || METADATA_ADDRESS.test(host) || METADATA_ADDRESS_6.test(host);
};

const hasToken = (url: URL): boolean =>
  [...url.searchParams.keys()].some((key) => /token|secret|password|key|signature/i.test(key));

/** An http(s) URL without credentials; whether https is needed depends on the environment and is a check's business. */
export const webUrl = () =>
  pipe(
    string('must be a URL in quotes'),
    check((text) => ['http:', 'https:'].includes(parsed(text)?.protocol ?? ''), 'must be an http or https URL'),
    check(
      (text) => (parsed(text)?.username ?? '') === '' && (parsed(text)?.password ?? '') === '',
      'must not carry a user or password',
    ),
    check(
      (text) => !hasToken(parsed(text) ?? new URL('https://none.invalid')),
      'must not carry a token; `callback.verifyToken` is its place',
    ),
    check((text) => (parsed(text)?.hash ?? '') === '', 'must not end in `#…`'),
    check(
      (text) => !isMetadata(parsed(text) ?? new URL('https://none.invalid')),
      'must not point at a metadata or link-local address',
    ),
  );
