// Writes answers and errors in the three protocols of AWS.
import { type AwsCall, AwsError, type AwsResult, type Protocol, type ServiceName } from './call.ts';
import { element, leaf } from './xml.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

const NAMESPACES: { readonly [service: string]: string } = {
  sns: 'http://sns.amazonaws.com/doc/2010-03-31/',
  ses: 'http://ses.amazonaws.com/doc/2010-12-01/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
};

const xmlRoot = (name: string, service: string | null, inner: string): string =>
  `<${name} xmlns="${NAMESPACES[service ?? ''] ?? 'http://webservices.amazon.com/AWSFault/2005-15-09'}">${inner}</${name}>\n`;

/** KMS speaks JSON 1.1; SQS and CloudWatch 1.0. */
const contentType = (protocol: Protocol, service: ServiceName | null): string => {
  if (protocol === 'query') return 'text/xml';
  return protocol === 'json' ? `application/x-amz-json-${service === 'kms' ? '1.1' : '1.0'}` : 'application/json';
};

/** A successful answer. */
export const writeResult = (call: AwsCall, result: AwsResult): HttpAnswer => {
  const headers = { 'content-type': contentType(call.protocol, call.service), 'x-amzn-RequestId': call.requestId };
  if (typeof result !== 'string' && call.protocol !== 'query')
    return { status: 200, headers, body: JSON.stringify(result ?? {}) };
  const inner = typeof result === 'string' ? element(`${call.operation}Result`, result) : '';
  const metadata = element('ResponseMetadata', leaf('RequestId', call.requestId));
  return { status: 200, headers, body: xmlRoot(`${call.operation}Response`, call.service, `${inner}${metadata}`) };
};

/** An error answer: header and `message` for REST, `__type` for JSON, an ErrorResponse for Query. */
export const writeError = (protocol: Protocol, service: ServiceName | null, requestId: string, error: AwsError): HttpAnswer => {
  const headers = { 'content-type': contentType(protocol, service), 'x-amzn-RequestId': requestId };
  if (protocol === 'rest-json') {
    return {
      status: error.status,
      headers: { ...headers, 'x-amzn-ErrorType': error.code },
      body: JSON.stringify({ message: error.message }),
    };
  }
  if (protocol === 'json') {
    return {
      status: error.status,
      headers: { ...headers, 'x-amzn-ErrorType': error.code },
      body: JSON.stringify({ __type: error.code, message: error.message }),
    };
  }
  const type = error.status >= 500 ? 'Receiver' : 'Sender';
  const inner = element('Error', leaf('Type', type), leaf('Code', error.code), leaf('Message', error.message));
  return { status: error.status, headers, body: xmlRoot('ErrorResponse', service, `${inner}${leaf('RequestId', requestId)}`) };
};
