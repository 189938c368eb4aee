// AWS Signature Version 4, both ways: the lab's endpoint verifies it, the lab's platform stand-in signs with it.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export interface SignedRequest {
  readonly method: string;
  /** Path and query exactly as they stood in the request line. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string | undefined };
  readonly body: Buffer;
}

export interface Authorization {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly timestamp: string;
  readonly sessionToken: string | null;
}

const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: Buffer | string, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** RFC 3986 unreserved characters stay, everything else becomes %XX. */
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Every service but S3 normalises the path and encodes each segment once more. */
const canonicalPath = (raw: string): string => {
  const segments: string[] = [];
  for (const segment of raw.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') segments.pop();
    else segments.push(encode(segment));
  }
  const trailing = raw.endsWith('/') && segments.length > 0 ? '/' : '';
  return `/${segments.join('/')}${trailing}`;
};

const canonicalQuery = (raw: string): string =>
  raw
    .split('&')
    .filter((pair) => pair !== '' && !pair.startsWith('X-Amz-Signature='))
    .map((pair) => {
      const at = pair.indexOf('=');
      const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      return [encode(decode(name)), encode(decode(value))] as const;
    })
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

const canonicalRequest = (request: SignedRequest, signedHeaders: readonly string[]): string => {
  const at = request.target.indexOf('?');
  const [path, query] = at < 0 ? [request.target, ''] : [request.target.slice(0, at), request.target.slice(at + 1)];
  const headers = signedHeaders
    .map((name) => `${name}:${(request.headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}\n`)
    .join('');
  return [
    request.method,
    canonicalPath(path),
    canonicalQuery(query),
    headers,
    signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
};

/** The signature that `secret` gives for this request. */
const signatureOf = (request: SignedRequest, authorization: Omit<Authorization, 'signature'>, secret: string): string => {
  const { date, region, service, timestamp, signedHeaders } = authorization;
  const scope = `${date}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', timestamp, scope, sha256(canonicalRequest(request, signedHeaders))].join('\n');
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), 'aws4_request');
  return createHmac('sha256', key).update(text).digest('hex');
};

/** Constant-time comparison of the request's own signature with the one `secret` gives. */
export const signatureMatches = (request: SignedRequest, authorization: Authorization, secret: string): boolean => {
  const expected = Buffer.from(signatureOf(request, authorization, secret));
  const given = Buffer.from(authorization.signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
};

/** Reads the Authorization header; null when there is none, `malformed` when it cannot be read. */
export const readAuthorization = (headers: SignedRequest['headers']): Authorization | null | 'malformed' => {
  const header = headers['authorization'];
  if (header === undefined) return null;
  const credential = /Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request/.exec(header);
  const signedHeaders = /SignedHeaders=([^,\s]+)/.exec(header)?.[1];
  const signature = /Signature=([0-9a-f]+)/.exec(header)?.[1];
  const timestamp = headers['x-amz-date'];
  const known = header.startsWith('AWS4-HMAC-SHA256 ') && credential !== null;
  if (!known || signedHeaders === undefined || signature === undefined || timestamp === undefined) return 'malformed';
  const [, accessKeyId = '', date = '', region = '', service = ''] = credential;
  const sessionToken = headers['x-amz-security-token'] ?? null;
  return { accessKeyId, date, region, service, signedHeaders: signedHeaders.split(';'), signature, timestamp, sessionToken };
};

/** `YYYYMMDDTHHMMSSZ` ⇄ epoch milliseconds. */
export const basicTime = (at: Date): string => at.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
export const parseBasicTime = (text: string): number | null => {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  return match === null ? null : Date.parse(text.replace(/^(.{4})(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
};

/** Headers that sign a request as a client of AWS would. */
export const sign = (
  request: {
    readonly method: string;
    readonly target: string;
    readonly host: string;
    readonly body: Buffer;
    readonly contentType: string;
  },
  credential: { readonly accessKeyId: string; readonly secret: string; readonly region: string; readonly service: string },
  at: Date,
): { [name: string]: string } => {
  const timestamp = basicTime(at);
  const headers = { 'content-type': request.contentType, host: request.host, 'x-amz-date': timestamp };
  const signedHeaders = Object.keys(headers).sort();
  const date = timestamp.slice(0, 8);
  const { accessKeyId, region, service } = credential;
  const unsigned = { accessKeyId, date, region, service, signedHeaders, timestamp, sessionToken: null };
  const signature = signatureOf({ ...request, headers }, unsigned, credential.secret);
  const scope = `${accessKeyId}/${date}/${region}/${service}/aws4_request`;
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`,
  };
};
