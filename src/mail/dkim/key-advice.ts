// What to do about each way a DKIM key can be published wrongly. One sentence a problem.
import type { DkimKeyProblem } from './key.ts';

const ADVICE: { readonly [K in DkimKeyProblem]: string } = {
  'not-a-key':
    'answers with a TXT record that is no DKIM key, most often from a wildcard. Publish the key record of the mail provider there.',
  'bad-version': 'has v= not first, or not exactly DKIM1, so receivers discard it. Let it begin with v=DKIM1.',
  'duplicate-tag': 'has a tag twice, which makes it invalid. Publish it again as the mail provider shows it.',
  'bad-tag': 'has a piece that is no name=value. Publish it again as the mail provider shows it.',
  escaped: 'contains backslashes from a zone-file form. Enter the value without them.',
  quoted: 'contains quotation marks. Enter the value without them; the DNS panel adds its own.',
  'html-entity': 'contains HTML entities such as &quot;. Copy the value as plain text.',
  armour: 'contains the lines -----BEGIN/END PUBLIC KEY-----. Enter only the base64 between them, without line breaks.',
  'private-key':
    'holds a PRIVATE key. Delete it at once, have the provider make a new pair, and publish only the public key: whoever saw it can sign as the domain.',
  'no-key': 'has no p=. Publish the key record of the mail provider there.',
  revoked: 'has an empty p=, which revokes the key. Publish the current key, or take the selector that is in use.',
  'unknown-key-type': 'has a k= that receivers do not know. Use an RSA key (k=rsa).',
  'no-sha256': 'allows only hashes that are forbidden (RFC 8301). Remove h=, or set h=sha256.',
  'not-for-email': 'is not for mail: s= names other services. Remove s=, or set s=email.',
  testing: 'has t=y: receivers treat the mail as not signed. Remove t=y before going live.',
  'spaces-in-key': 'has spaces inside p=. Receivers mostly accept it; publish it without them.',
  truncated: 'is cut off, usually at 255 characters. Publish the whole value, split into strings of at most 255 characters.',
  'not-base64': 'has a p= that is no base64. Copy the value again.',
  'unreadable-key': 'has a p= that is no public key. Copy the value again.',
  'weak-key': 'holds an RSA key under 1024 bits, which receivers must not accept (RFC 8301). Make one of 2048 bits.',
  'short-key': 'holds an RSA key under 2048 bits. It verifies; make one of 2048 bits at the next rotation.',
};

/** A sentence whose subject is the record at `name`. */
export const keyAdvice = (name: string, problem: DkimKeyProblem): string => `The record at ${name} ${ADVICE[problem]}`;
