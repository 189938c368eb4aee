// Encoded words of a header field as the text they stand for (RFC 2047 §4); what cannot be decoded stays as it is.

const WORD = /=\?([A-Za-z0-9_-]{1,40})(?:\*[A-Za-z-]{1,20})?\?([BbQq])\?([^?\s]{0,1000})\?=/g;

const octetsOf = (encoding: string, text: string): Uint8Array =>
  encoding.toUpperCase() === 'B'
    ? Buffer.from(text, 'base64')
    : Buffer.from(
        text
          .replaceAll('_', ' ')
          .replaceAll(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      );

/** White space between two encoded words is none (§6.2). */
export const decodedWords = (value: string): string =>
  value.replaceAll(/(\?=)\s+(=\?)/g, '$1$2').replaceAll(WORD, (word, charset: string, encoding: string, text: string) => {
    try {
      return new TextDecoder(charset).decode(octetsOf(encoding, text));
    } catch {
      return word;
    }
  });
