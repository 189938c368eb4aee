// The SNS host over HTTPS, under the lab's CA: serves the signing certificate and answers the GET of a SubscribeURL.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cloud } from '../aws/cloud.ts';
import { AwsError } from '../aws/call.ts';
import { confirmByToken, type SnsActs, unsubscribe } from '../aws/sns-writes.ts';
import { writeError } from '../aws/wire.ts';
import { element, leaf } from '../aws/xml.ts';
import { type Listening, listen } from '../listen.ts';
import type { Issued } from '../pki.ts';
import { certificatePath, type Signer } from './envelope.ts';

export interface SnsHost extends Listening {
  /** Requests for the certificate, forged confirmations and the like, newest last: `METHOD path`. */
  readonly requests: readonly string[];
}

const NAMESPACE = 'xmlns="http://sns.amazonaws.com/doc/2010-03-31/"';

const respond = (cloud: Cloud, acts: SnsActs, action: string | null, params: URLSearchParams): string => {
  const metadata = element('ResponseMetadata', leaf('RequestId', randomUUID()));
  if (action === 'ConfirmSubscription') {
    const arn = confirmByToken(cloud, params.get('TopicArn') ?? '', params.get('Token') ?? '', false);
    const result = element('ConfirmSubscriptionResult', leaf('SubscriptionArn', arn));
    return `<ConfirmSubscriptionResponse ${NAMESPACE}>${result}${metadata}</ConfirmSubscriptionResponse>\n`;
  }
  if (action !== 'Unsubscribe') throw new AwsError('MissingAuthenticationToken', 403, 'Request is missing Authentication Token');
  const arn = params.get('SubscriptionArn') ?? '';
  if (cloud.subscriptions.get(arn)?.authenticated === true)
    throw new AwsError('AuthorizationError', 403, 'Not authorized to unsubscribe without authentication');
  unsubscribe(cloud, acts, arn);
  return `<UnsubscribeResponse ${NAMESPACE}>${metadata}</UnsubscribeResponse>\n`;
};

/** Starts the host on 127.0.0.1; its certificate is valid for the real SNS host name. */
export const startSnsHost = async (options: {
  readonly cloud: Cloud;
  readonly acts: SnsActs;
  readonly signer: Signer;
  readonly server: Issued;
  readonly port: number;
}): Promise<SnsHost> => {
  const { cloud, acts, signer, server: tls } = options;
  const requests: string[] = [];
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'https://lab.invalid');
    requests.push(`${request.method ?? 'GET'} ${url.pathname}`);
    if (url.pathname === certificatePath(signer.certPem)) {
      response.writeHead(200, { 'content-type': 'application/x-pem-file' }).end(signer.certPem);
      return;
    }
    if (url.pathname !== '/') {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
      return;
    }
    try {
      const body = respond(cloud, acts, url.searchParams.get('Action'), url.searchParams);
      response.writeHead(200, { 'content-type': 'text/xml' }).end(body);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const answer = writeError('query', 'sns', randomUUID(), error);
      response.writeHead(answer.status, answer.headers).end(answer.body);
    }
  };
  const listening = await listen(createServer({ key: tls.keyPem, cert: tls.certPem }, handle), options.port);
  return { ...listening, requests };
};
