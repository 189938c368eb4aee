// The tenant's callback URL as a stranger sees it.

export interface WebhookAnswer {
  /** null when no HTTP answer came. */
  readonly status: number | null;
  /** `reason` of a JSON answer, neutralised, at most 200 characters. */
  readonly reason: string | null;
  readonly error: string | null;
  /** Milliseconds. */
  readonly durationMs: number;
}

/** The callback URL asked once, with an empty body and no token: what SNS meets on its way. */
export interface WebhookLook {
  /** null when no HTTP answer came. */
  readonly status: number | null;
  /** Why none came: a code of Node's such as ECONNREFUSED, CERT_HAS_EXPIRED, TIMEOUT, or of the egress guard. */
  readonly error: string | null;
  /** Host that a redirect leads to; SNS follows none. */
  readonly redirectHost: string | null;
  /** Scheme, host and path of it; null where there is no Location that can be read. */
  readonly redirectTo: string | null;
  /** Of the answer, lower case, without parameters. */
  readonly mediaType: string | null;
  /** A connection stood, TLS included: who is silent then, takes its time over the answer. */
  readonly connected: boolean;
  /** A bot protection asked for a browser. */
  readonly challenge: boolean;
  /** null over plain http, or when no session came about. */
  readonly tls: { readonly protocol: string | null; readonly validTo: string | null } | null;
  /** Under the public authorities alone, as SNS sees it; null when that could not be told. */
  readonly publiclyTrusted: boolean | null;
  /** Why not: Node's code, such as CERT_HAS_EXPIRED; null where it is, or that could not be told. */
  readonly trustError: string | null;
  /** Node's version, where its public authorities do not know the one that the chain leads to; a newer Node may. */
  readonly unknownTo: string | null;
  /** Milliseconds to the whole answer, connection included. */
  readonly durationMs: number;
}

export interface WebhookPort {
  /** Harmless: no token goes along, and the body says nothing. `contentType`: as who calls back posts. Resolves whatever the party does. */
  look(contentType: string): Promise<WebhookLook>;
  /**
   * Posts a body as SNS or an adapter would, with `User-Agent: certify run=<id>`, through the egress guard, no redirect followed.
   * `token` says which token goes along: the tenant's, a wrong one, or none.
   */
  post(request: {
    readonly body: string;
    readonly contentType: string;
    readonly headers: { readonly [name: string]: string };
    readonly token: 'right' | 'wrong' | 'none';
  }): Promise<WebhookAnswer>;
}
