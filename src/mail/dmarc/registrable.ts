// The Organizational Domain as readers of RFC 7489 find it: by the public suffix list. Import lazily: the list is large.
import { getDomain } from 'tldts';

/** The registrable domain, the private section of the list included; null for a public suffix itself. */
export const registrableDomain = (domain: string): string | null => getDomain(domain, { allowPrivateDomains: true });
