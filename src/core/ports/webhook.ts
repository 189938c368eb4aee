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

export interface WebhookPort {
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
