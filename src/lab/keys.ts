// Everything a lab makes up once and keeps: authority, certificates, secrets, the time of its first start.
import { randomBytes } from 'node:crypto';
import { type Authority, createAuthority, type Issued, issue } from './pki.ts';
import type { LabState } from './state.ts';
import { signingName, snsHost } from './sns/envelope.ts';

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
  readonly smtpPassword: string;
  /** Secret of an AWS access key, made when first asked for. */
  secretOf(accessKeyId: string): string;
  /** ISO 8601. */
  readonly startedAt: string;
}

const word = (): string => randomBytes(30).toString('base64url');

/** Loads the keys of this state directory, or makes them; durable before it resolves. */
export const labKeys = async (state: LabState, region: string | null): Promise<LabKeys> => {
  const { settings } = state;
  const kept = (key: string): unknown => settings.get(key);
  const authority = (kept('authority') as Authority | undefined) ?? (await createAuthority());
  const leaf = async (
    key: string,
    commonName: string,
    dnsNames: readonly string[],
    addresses: readonly string[],
    kind: 'RSA' | 'EC',
  ) => (kept(key) as Issued | undefined) ?? issue(authority, { commonName, dnsNames, addresses, key: kind });
  const front = await leaf('front', 'localhost', ['localhost'], ['127.0.0.1', '::1'], 'EC');
  const host =
    region === null ? null : await leaf(`tls ${snsHost(region)}`, snsHost(region), [snsHost(region)], ['127.0.0.1'], 'EC');
  const signer =
    region === null ? null : await leaf(`signs ${signingName(region)}`, signingName(region), [signingName(region)], [], 'RSA');
  const secrets: { [accessKeyId: string]: string } = { ...(kept('secrets') as { [accessKeyId: string]: string } | undefined) };
  const words = {
    verifyToken: (kept('verifyToken') as string | undefined) ?? word(),
    readToken: (kept('readToken') as string | undefined) ?? word(),
    writeToken: (kept('writeToken') as string | undefined) ?? word(),
    smtpPassword: (kept('smtpPassword') as string | undefined) ?? word(),
    startedAt: (kept('startedAt') as string | undefined) ?? new Date().toISOString(),
  };
  const plain = (issued: Issued | Authority | null) =>
    issued === null ? null : { certPem: issued.certPem, keyPem: issued.keyPem };
  settings.set({
    authority: plain(authority),
    front: plain(front),
    ...(region === null ? {} : { [`tls ${snsHost(region)}`]: plain(host), [`signs ${signingName(region)}`]: plain(signer) }),
    ...words,
    secrets: { ...secrets },
  });
  const secretOf = (accessKeyId: string): string => {
    const found = secrets[accessKeyId];
    if (found !== undefined) return found;
    const made = randomBytes(30).toString('base64');
    secrets[accessKeyId] = made;
    settings.set({ secrets: { ...secrets } });
    return made;
  };
  return { authority, front, snsHost: host, signer, ...words, secretOf };
};
