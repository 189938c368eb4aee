// Which further authorities this machine is told to trust, and whether they are there.
import { readFile } from 'node:fs/promises';
import { rootCertificates } from 'node:tls';
import { certificatesOf } from '../authorities.ts';

/** How many public authorities Node ships. */
export const PUBLIC_AUTHORITIES = rootCertificates.length;

/** Certificates in a PEM file; null: it cannot be read. */
export const certificatesIn = (path: string): Promise<number | null> =>
  readFile(path, 'utf8').then(
    (text) => certificatesOf(text).length,
    () => null,
  );
