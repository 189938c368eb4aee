// An SNS subscription's endpoint compared with the callback URL, and its form that may be shown: no token, no password.

export interface ShownEndpoint {
  /** `https`, `http`, …; null when the endpoint is no URL. */
  readonly scheme: string | null;
  readonly text: string;
}

const MASK = '***';

const shownMail = (endpoint: string): string => {
  const at = endpoint.lastIndexOf('@');
  return `${endpoint.slice(0, Math.min(1, at))}${MASK}${endpoint.slice(at)}`;
};

/** Query values and the user part are masked; query names stay, so that a wrong one can be seen. */
export const shownEndpoint = (endpoint: string): ShownEndpoint => {
  if (/^https?:/i.test(endpoint)) {
    if (!URL.canParse(endpoint)) return { scheme: null, text: `${endpoint.split(/[?#@]/)[0] ?? ''}${MASK}` };
    const url = new URL(endpoint);
    const names = [...new Set(url.searchParams.keys())].map((name) => `${name}=${MASK}`);
    const user = url.username === '' && url.password === '' ? '' : `${MASK}@`;
    const query = names.length === 0 ? '' : `?${names.join('&')}`;
    return { scheme: url.protocol.slice(0, -1), text: `${url.protocol}//${user}${url.host}${url.pathname}${query}` };
  }
  if (endpoint.startsWith('arn:')) return { scheme: null, text: endpoint };
  return { scheme: null, text: endpoint.includes('@') ? shownMail(endpoint) : MASK };
};

/** Same host, port and path; scheme, user and query are other questions. */
export const sameDestination = (endpoint: string, callback: string): boolean => {
  if (!URL.canParse(endpoint) || !URL.canParse(callback)) return false;
  const [one, other] = [new URL(endpoint), new URL(callback)];
  const port = (url: URL): string => (url.port === '' ? 'default' : url.port);
  return one.hostname === other.hostname && port(one) === port(other) && one.pathname === other.pathname;
};

/** Path of the platform's webhook for SES (product.md section 5). */
const SES_WEBHOOK = '/engagement/email/ses/webhook';

/** An https endpoint with the path of the platform's webhook, whatever its host. */
export const isSesWebhook = (endpoint: string): boolean =>
  URL.canParse(endpoint) && new URL(endpoint).protocol === 'https:' && new URL(endpoint).pathname === SES_WEBHOOK;
