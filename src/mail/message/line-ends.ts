// Line ends of a saved message: what an old program wrote with carriage returns alone is read as it was sent.

const CR = 0x0d;
const LF = 0x0a;

/** CRLF for each line end where the octets hold no line feed at all (RFC 5322 §2.3 has none of them stand alone); else the same octets. */
export const withLineEnds = (raw: Uint8Array): Uint8Array => {
  if (raw.includes(LF) || !raw.includes(CR)) return raw;
  const ends = raw.reduce((count, octet) => count + (octet === CR ? 1 : 0), 0);
  const whole = new Uint8Array(raw.length + ends);
  let at = 0;
  for (const octet of raw) {
    whole[at++] = octet;
    if (octet === CR) whole[at++] = LF;
  }
  return whole;
};
