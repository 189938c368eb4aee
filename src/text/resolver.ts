// Resolvers as people name them: `host`, `host:port`, or the URL of one over HTTPS (RFC 8484), perhaps as its template `https://…{?dns}`.

/** What `dns.resolvers` takes: an https URL without user, password or fragment; a host or host:port, an IPv6 address bare or in brackets. */
export const RESOLVER_FORM =
  /^(https:\/\/[^\s/@#?{]+(\/[^\s@#{]*)?(\{\?dns\})?|(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+|[0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)(:\d{1,5})?)$/;

/** Whether the port behind a host, where there is one, can be; the colons of a bare IPv6 address are none, and a URL judges its own. */
export const hasPossiblePort = (text: string): boolean => {
  const [, port] = /^(?:\[[^\]]*\]|[^:[\]/]*):(\d+)$/.exec(text) ?? [];
  return port === undefined
    ? !/^https:\/\//i.test(text) || URL.canParse(text.replace(/\{\?dns\}$/, ''))
    : Number(port) >= 1 && Number(port) <= 65_535;
};

/** The URL that questions are posted to; null when the text names no resolver over HTTPS. */
export const httpsResolver = (text: string): URL | null => {
  const bare = text.replace(/\{\?dns\}$/, '');
  if (!/^https:\/\//i.test(bare) || !URL.canParse(bare)) return null;
  const url = new URL(bare);
  return url.username === '' && url.password === '' && url.hash === '' ? url : null;
};

/** Named, and every one over HTTPS: then nothing is asked on port 53, name servers neither. */
export const allOverHttps = (resolvers: readonly string[]): boolean =>
  resolvers.length > 0 && resolvers.every((text) => httpsResolver(text) !== null);
