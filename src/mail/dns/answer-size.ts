// How large an answer is on the wire: what resolvers carry over UDP is bounded, and beyond it some of them fail.

/** Octets that resolvers carry over UDP with EDNS on every path (DNS Flag Day 2020). */
export const CARRIED = 1232;

const HEADER = 12;
/** Type and class of the question; the OPT record (RFC 6891 §6.1.2). */
const QUESTION = 4;
const OPT = 11;
/** A pointer to the name, type, class, TTL, length. */
const RECORD = 12;
const ONE_STRING = 255;

/** Octets of the answer to a TXT question, with every text in as few strings as it needs. */
export const txtAnswerSize = (name: string, texts: readonly string[]): number => {
  const records = texts.map((text) => {
    const octets = Buffer.byteLength(text);
    return RECORD + octets + Math.max(1, Math.ceil(octets / ONE_STRING));
  });
  return HEADER + name.length + 2 + QUESTION + OPT + records.reduce((sum, size) => sum + size, 0);
};
