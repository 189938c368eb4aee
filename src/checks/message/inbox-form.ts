// The received message is built so that every reader shows it: size, lines, charsets, a text beside the HTML.
import type { Judgement } from '../../core/finding.ts';
import type { Reasons } from '../../core/reason.ts';
import type { FormProblem } from '../../mail/message/mime.ts';
import { defineCheck } from '../check.ts';
import { listed } from '../../text/listed.ts';

const WARNS = { status: ['warn'] } as const;

const reasons = {
  'charset-unknown': { ...WARNS, says: 'A part names a charset that nobody knows.' },
  'charset-wrong': { ...WARNS, says: 'A part has octets that its declared charset does not have.' },
  'eight-bit-undeclared': { ...WARNS, says: 'A part has octets beyond ASCII and says that it has none (7bit).' },
  'eight-bit-header': { ...WARNS, says: 'The header has octets beyond ASCII without an encoded word.' },
  'no-boundary': { ...WARNS, says: 'A multipart has no boundary, or none of its parts can be found.' },
  'too-deep': { ...WARNS, says: 'The message has more parts than any reader follows.' },
  'long-line': { ...WARNS, says: 'A line is longer than 998 octets: relays break it, and signatures with it.' },
  'header-strays': { ...WARNS, says: 'A line of the header is no header field.' },
  'field-repeated': {
    ...WARNS,
    says: 'A header field that may stand there once stands there more often: receivers refuse such messages.',
  },
  'field-absent': { ...WARNS, says: 'Date or Message-ID is missing: receivers refuse such messages.' },
  clipped: { ...WARNS, says: 'The HTML is over 102 KB: Gmail shows the beginning and hides the rest.' },
  'too-large': { ...WARNS, says: 'The message is over 10 MB: many receivers refuse it.' },
  'no-text': { ...WARNS, says: 'There is HTML without a plain text beside it.' },
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | 'ok'>;

const CLIPPED = 102 * 1024;
const LARGE = 10 * 1024 * 1024;

/** What garbles comes before what is clumsy. */
const ORDER: readonly FormProblem[] = [
  'no-boundary',
  'too-deep',
  'charset-unknown',
  'charset-wrong',
  'eight-bit-undeclared',
  'eight-bit-header',
  'long-line',
  'no-text',
];

const ACTS: { readonly [K in FormProblem]: string } = {
  'no-boundary': 'Have whoever composes the message write a boundary that its parts use (RFC 2046 §5.1.1).',
  'too-deep': 'Have whoever composes the message use fewer parts: one multipart with a text, the HTML and the attachments.',
  'charset-unknown': 'Have every text part say charset=utf-8 and be UTF-8.',
  'charset-wrong': 'Have every text part be written in the charset that it names: charset=utf-8, and UTF-8 in it.',
  'eight-bit-undeclared':
    'Have the part say Content-Transfer-Encoding: quoted-printable (or base64) and be encoded so: relays may cut the eighth bit.',
  'eight-bit-header': 'Have Subject and names written as encoded words (=?utf-8?…?=, RFC 2047).',
  'long-line':
    'Have the body encoded as quoted-printable or base64: a relay that breaks the line breaks the signature (RFC 5322 §2.1.1).',
  'no-text': 'Add a plain text to the template (multipart/alternative): some readers and filters look at nothing else.',
};

export const inboxForm = defineCheck({
  id: 'inbox-form',
  title: 'The received message is built so that every reader can show it',
  severity: 'warning',
  why: 'A message that is built wrongly shows broken letters, is cut off, or loses its signature at the next relay.',
  owner: 'SquareOS admin',
  references: ['RFC 5322 §2.1.1', 'RFC 2045 §6', 'RFC 2046 §5.1'],
  reasons,
  clauses: {
    'RFC 2046 §4.1.2': ['charset-unknown', 'charset-wrong'],
    'RFC 2045 §6.2': ['eight-bit-undeclared'],
    'RFC 5322 §2.2': ['eight-bit-header', 'header-strays'],
    'RFC 5322 §3.6': ['field-repeated', 'field-absent'],
    'RFC 2046 §5.1.1': ['no-boundary'],
    'RFC 2046 §5.1': ['too-deep'],
    'RFC 5322 §2.1.1': ['long-line'],
    'RFC 5321 §4.5.3.1': ['clipped', 'too-large'],
    'RFC 2046 §5.1.4': ['no-text'],
  },
  needs: ['message.content', 'message.header'],
  evaluate(facts): Told {
    const { parts, problems, htmlBytes, longestLine } = facts['message.content'].value;
    const { bytes, strays, repeated = [], absent = [] } = facts['message.header'].value;
    const base = {
      observed: {
        bytes,
        htmlBytes,
        longestLine,
        problems,
        repeated,
        absent,
        parts: parts.slice(0, 20).map(({ type, charset, encoding }) => ({ type, charset, encoding })),
      },
      expected: 'UTF-8 text and HTML, encoded, in lines of at most 998 octets, below 10 MB.',
    };
    const warns = (reason: keyof typeof reasons, say: string): Told => ({ ...base, status: 'warn', reason, remedy: [{ say }] });
    const first = ORDER.find((problem) => problem !== 'no-text' && problems.includes(problem));
    if (first !== undefined) return warns(first, ACTS[first]);
    if (strays > 0)
      return warns(
        'header-strays',
        'Have whoever composes the message fold its header fields with a blank at the beginning of each further line.',
      );
    if (repeated.length > 0)
      return warns(
        'field-repeated',
        `Have whoever composes the message write ${repeated.join(', ')} once: it stands there more often, and receivers refuse that, or show the one that nobody signed.`,
      );
    if (absent.length > 0)
      return warns(
        'field-absent',
        `Have whoever composes the message give it ${listed(absent)}: receivers that look for it refuse what has none.`,
      );
    if (bytes > LARGE) return warns('too-large', 'Link to the document instead of attaching it.');
    if (htmlBytes !== null && htmlBytes > CLIPPED) {
      return warns('clipped', `Make the HTML smaller: it has ${Math.ceil(htmlBytes / 1024)} KB, and Gmail shows 102.`);
    }
    if (problems.includes('no-text')) return warns('no-text', ACTS['no-text']);
    return { ...base, status: 'pass', reason: 'ok' };
  },
});
