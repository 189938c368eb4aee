// Everything a lab makes up once and keeps: authority, certificates, secrets, the time of its first start.
import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../core/json.ts';
import { type Authority, createAuthority, type Issued, issue } from './pki.ts';
import type { LabState } from './state.ts';
import { signingName, snsHost } from './sns/envelope.ts';

/** Under which name a session's token is kept among the lab's secrets. */
export const sessionTokenOf = (accessKeyId: string): string => `${accessKeyId}-token`;

export interface LabKeys {
  readonly authority: Authority;
  /** Server certificate for 127.0.0.1 and localhost. */
  readonly front: Issued;
  /** Server certificate of the SNS host; null without AWS. */
  readonly snsHost: Issued | null;
  /** What SNS signs with; null without AWS. */
  readonly signer: Issued | null;
  readonly verifyToken: string;
  readonly readToken: string;
  readonly writeToken: string;
  /** Opens what SquareOS says of itself. */
  readonly squareosToken: string;
  readonly smtpPassword: string;
  /** Opens the mailbox, as a password or as a token. */
  readonly mailboxPassword: string;
  /** Secret of an AWS access key, made when first asked for. */
  secretOf(accessKeyId: string): string;
  /** ISO 8601. */
  readonly startedAt: string;
}

const word = (): string => randomBytes(30).toString('base64url');

type Kept = (key: string) => unknown;

interface Leaf {
  readonly key: string;
  readonly commonName: string;
  readonly addresses: readonly string[];
  readonly kind: 'RSA' | 'EC';
}

/** Made side by side: the RSA key of the SNS signer takes longer than all the rest. */
const leaves = async (kept: Kept, authority: Authority, wanted: readonly Leaf[]): Promise<readonly Issued[]> =>
  Promise.all(
    wanted.map(
      async ({ key, commonName, addresses, kind }) =>
        (kept(key) as Issued | undefined) ?? issue(authority, { commonName, dnsNames: [commonName], addresses, key: kind }),
    ),
  );

const leavesFor = (region: string | null): readonly Leaf[] => {
  const front: Leaf = { key: 'front', commonName: 'localhost', addresses: ['127.0.0.1', '::1'], kind: 'EC' };
  if (region === null) return [front];
  const [host, name] = [snsHost(region), signingName(region)];
  return [
    front,
    { key: `tls ${host}`, commonName: host, addresses: ['127.0.0.1'], kind: 'EC' },
    { key: `signs ${name}`, commonName: name, addresses: [], kind: 'RSA' },
  ];
};

const plain = ({ certPem, keyPem }: Issued | Authority): JsonObject => ({ certPem, keyPem });

const wordsOf = (kept: Kept) => {
  const text = (key: string, make: () => string): string => (kept(key) as string | undefined) ?? make();
  return {
    verifyToken: text('verifyToken', word),
    readToken: text('readToken', word),
    writeToken: text('writeToken', word),
    squareosToken: text('squareosToken', word),
    smtpPassword: text('smtpPassword', word),
    mailboxPassword: text('mailboxPassword', word),
    startedAt: text('startedAt', () => new Date().toISOString()),
  };
};

/** Loads the keys of this state directory, or makes them; durable before it resolves. `region` null: a world without AWS. */
export const labKeys = async (state: LabState, region: string | null): Promise<LabKeys> => {
  const { settings } = state;
  const kept: Kept = (key) => settings.get(key);
  const authority = (kept('authority') as Authority | undefined) ?? (await createAuthority());
  const wanted = leavesFor(region);
  const issued = await leaves(kept, authority, wanted);
  const [front, host, signer] = issued;
  if (front === undefined) throw new Error('no certificate was issued');
  const secrets: { [accessKeyId: string]: string } = { ...(kept('secrets') as { [accessKeyId: string]: string } | undefined) };
  const words = wordsOf(kept);
  const certificates = Object.fromEntries(wanted.map(({ key }, at) => [key, plain(issued[at] ?? front)]));
  settings.set({ authority: plain(authority), ...certificates, ...words, secrets: { ...secrets } });
  const secretOf = (accessKeyId: string): string => {
    const found = secrets[accessKeyId];
    if (found !== undefined) return found;
    const made = randomBytes(30).toString('base64');
    secrets[accessKeyId] = made;
    settings.set({ secrets: { ...secrets } });
    return made;
  };
  return { authority, front, snsHost: host ?? null, signer: signer ?? null, ...words, secretOf };
};
