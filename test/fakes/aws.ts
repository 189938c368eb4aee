// A scripted AWS endpoint on loopback: says which operation each request is, and answers what the test tells it to.
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AwsRequest {
  /** Such as `GetAccount`. */
  readonly operation: string;
  /** Path parameter, or `Name=value` of the form. */
  readonly subject: string;
  readonly body: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: http.IncomingHttpHeaders;
}

export interface AwsReply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** Destroys the socket instead of answering. */
  readonly hangUp?: boolean;
  /** Never answers. */
  readonly silent?: boolean;
}

const routes: readonly (readonly [RegExp, string])[] = [
  [/^GET \/v2\/email\/account$/, 'GetAccount'],
  [/^GET \/v2\/email\/identities\/([^/]+)$/, 'GetEmailIdentity'],
  [/^GET \/v2\/email\/configuration-sets\/([^/]+)$/, 'GetConfigurationSet'],
  [/^GET \/v2\/email\/configuration-sets\/([^/]+)\/event-destinations$/, 'GetConfigurationSetEventDestinations'],
  [/^GET \/v2\/email\/suppression\/addresses\/([^/]+)$/, 'GetSuppressedDestination'],
  [/^POST \/v2\/email\/list-identities$/, 'ListEmailIdentities'],
  [/^POST \/v2\/email\/list-configuration-sets$/, 'ListConfigurationSets'],
  [/^GET \/v2\/email\/dedicated-ips$/, 'GetDedicatedIps'],
  [/^POST \/v2\/email\/tenants\/get$/, 'GetTenant'],
  [/^POST \/v2\/email\/tenants\/resources\/list$/, 'ListTenantResources'],
  [/^GET \/v2\/email\/reputation\/entities\/RESOURCE\/(.+)$/, 'GetReputationEntity'],
  [/^POST \/v2\/email\/vdm\/recommendations$/, 'ListRecommendations'],
  [/^GET \/v2\/email\/multi-region-endpoints\/([^/]+)$/, 'GetMultiRegionEndpoint'],
  [/^POST \/v2\/email\/outbound-emails$/, 'SendEmail'],
];

const recognise = (line: string, body: string, headers: http.IncomingHttpHeaders): { operation: string; subject: string } => {
  for (const [pattern, operation] of routes) {
    const found = pattern.exec(line);
    if (found !== null) return { operation, subject: decodeURIComponent(found[1] ?? '') };
  }
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return { operation: target.split('.')[1] ?? '', subject: body };
  const form = new URLSearchParams(body);
  return { operation: form.get('Action') ?? 'Unknown', subject: body };
};

export const json = (value: unknown, status = 200, headers: Record<string, string> = {}): AwsReply => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-requestid': 'req-1', ...headers },
  body: JSON.stringify(value),
});

export const jsonError = (name: string, status: number, message = 'no'): AwsReply =>
  json({ message }, status, { 'x-amzn-errortype': name });

export const xml = (action: string, result: string): AwsReply => ({
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': 'req-1' },
  body: `<${action}Response><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>req-1</RequestId></ResponseMetadata></${action}Response>`,
});

export const xmlError = (code: string, status: number, message = 'no'): AwsReply => ({
  status,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': 'req-1' },
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>req-1</RequestId></ErrorResponse>`,
});

const identityXml = (user: string): AwsReply =>
  xml(
    'GetCallerIdentity',
    `<UserId>AIDA</UserId><Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/${user}</Arn>`,
  );

/** A key that begins with AKIASEND is the sender's. */
const callerOf = (headers: http.IncomingHttpHeaders): AwsReply =>
  identityXml(String(headers.authorization).includes('Credential=AKIASEND') ? 'sender' : 'certify');

/** `answer` gets the request and how often this operation was asked before. */
export const startFakeAws = async (answer: (request: AwsRequest, before: number) => AwsReply, sts: AwsReply | null = null) => {
  const requests: AwsRequest[] = [];
  const server = http.createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const path = (incoming.url ?? '').split('?')[0] ?? '';
      const { operation, subject } = recognise(`${incoming.method} ${path}`, body, incoming.headers);
      const before = requests.filter((earlier) => earlier.operation === operation).length;
      const request = { operation, subject, body, target: incoming.url ?? '', headers: incoming.headers };
      requests.push(request);
      const reply = operation === 'GetCallerIdentity' ? (sts ?? callerOf(incoming.headers)) : answer(request, before);
      if (reply.hangUp === true) incoming.socket.destroy();
      if (reply.hangUp === true || reply.silent === true) return;
      outgoing.writeHead(reply.status ?? 200, reply.headers);
      outgoing.end(reply.body ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    endpoints: { sesv2: url, ses: url, sns: url, iam: url, sts: url, kms: url, cloudwatch: url },
    operations: () => requests.map((request) => request.operation),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
