// The server's first flight of TLS 1.3 read with the secret that our own side has of it (RFC 8446 §5.2, §7.3).
import { createDecipheriv, createHmac } from 'node:crypto';

const SERVER_HELLO = 2;

interface Cipher {
  readonly name: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305';
  readonly hash: 'sha256' | 'sha384';
  readonly keyOctets: number;
}

/** By number (RFC 8446 §B.4). */
const CIPHERS: { readonly [suite: number]: Cipher } = {
  0x1301: { name: 'aes-128-gcm', hash: 'sha256', keyOctets: 16 },
  0x1302: { name: 'aes-256-gcm', hash: 'sha384', keyOctets: 32 },
  0x1303: { name: 'chacha20-poly1305', hash: 'sha256', keyOctets: 32 },
};

/** The suite that the server's last hello chose; undefined: none, or one that is not known here. */
export const cipherIn = (messages: readonly { readonly type: number; readonly body: Buffer }[]): Cipher | undefined => {
  const hello = messages.findLast(({ type }) => type === SERVER_HELLO)?.body;
  // Version and random stand before the session id.
  const at = hello === undefined || hello.length < 35 ? 0 : 35 + hello.readUInt8(34);
  return hello === undefined || hello.length < at + 2 ? undefined : CIPHERS[hello.readUInt16BE(at)];
};

/** HKDF-Expand-Label, of no more octets than the hash has. */
const expand = (hash: Cipher['hash'], secret: Buffer, label: string, octets: number): Buffer => {
  const name = Buffer.from(`tls13 ${label}`, 'latin1');
  const info = Buffer.concat([Buffer.from([octets >> 8, octets & 0xff, name.length]), name, Buffer.from([0, 1])]);
  return createHmac(hash, secret).update(info).digest().subarray(0, octets);
};

const open = (record: Buffer, { name }: Cipher, key: Buffer, nonce: Buffer): Buffer => {
  const options = { authTagLength: 16 };
  const decipher =
    name === 'chacha20-poly1305' ? createDecipheriv(name, key, nonce, options) : createDecipheriv(name, key, nonce, options);
  const end = record.length - 16;
  decipher.setAuthTag(record.subarray(end));
  decipher.setAAD(record.subarray(0, 5), { plaintextLength: end - 5 });
  return Buffer.concat([decipher.update(record.subarray(5, end)), decipher.final()]);
};

/** What the records hold of the handshake; the first that does not open is of the next keys. */
export const opened = (records: readonly Buffer[], secret: Buffer, cipher: Cipher | undefined): readonly Buffer[] => {
  if (cipher === undefined) return [];
  const key = expand(cipher.hash, secret, 'key', cipher.keyOctets);
  const iv = expand(cipher.hash, secret, 'iv', 12);
  const found: Buffer[] = [];
  try {
    for (const [sequence, record] of records.entries()) {
      const nonce = Buffer.from(iv);
      nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ sequence) >>> 0, 8);
      const inner = open(record, cipher, key, nonce);
      // Its type stands last, before padding of zeros.
      const type = inner.findLastIndex((octet) => octet !== 0);
      found.push(inner.subarray(0, type));
    }
  } catch {
    // Whoever sends nothing that opens is told by the handshake itself.
  }
  return found;
};
