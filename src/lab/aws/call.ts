// One AWS request on its way through the lab's endpoint: what was asked, by whom, and how it is answered or refused.
import type { JsonObject } from '../../core/json.ts';
import type { PolicyStatement } from './spec.ts';

export type Protocol = 'rest-json' | 'query' | 'json';
export type ServiceName = 'ses' | 'sns' | 'sts' | 'iam' | 'kms' | 'sqs' | 'monitoring';

/** Who signed the request. */
export interface Caller {
  readonly arn: string;
  /** AIDA… or AROA…:session. */
  readonly userId: string;
  /** Null for an assumed role. */
  readonly userName: string | null;
  readonly accessKeyId: string;
  readonly statements: readonly PolicyStatement[];
  /** Boundary and service control policy: each must allow as well. */
  readonly limits: readonly (readonly PolicyStatement[])[];
  /** Condition keys that AWS takes from the caller, in lower case. */
  readonly context: { readonly [key: string]: string };
}

export interface AwsCall {
  readonly service: ServiceName;
  readonly protocol: Protocol;
  /** As AWS spells it, such as `GetEmailIdentity`. */
  readonly operation: string;
  readonly region: string;
  readonly caller: Caller;
  readonly requestId: string;
  /** REST only: decoded variables of the path. */
  readonly variables: readonly string[];
  /** Query parameters of the URL (REST) or the form (Query protocol). */
  readonly params: URLSearchParams;
  /** JSON body, when it is one. */
  readonly json: JsonObject;
}

/** An error answer; the endpoint writes it in the words of the protocol. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
  }
}

/** JSON document, or the XML inside `<…Result>`; null when the operation has no result. */
export type AwsResult = JsonObject | string | null;
type Operation = (call: AwsCall) => AwsResult | Promise<AwsResult>;
export type Operations = { readonly [name: string]: Operation };
