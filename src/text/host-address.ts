// Hosts of this machine alone, as they stand in a URL or a profile.

const BARE = /^\[(.*)\]$/;

/** True for `localhost`, names below it (RFC 6761 §6.3), 127.0.0.0/8 and `::1`, with or without brackets. */
export const isLoopbackHost = (host: string): boolean => {
  const name = (BARE.exec(host)?.[1] ?? host).toLowerCase().replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost') || name === '::1') return true;
  return /^127(\.\d{1,3}){3}$/.test(name) || /^::ffff:(127\.|7f[0-9a-f]{2}:)/.test(name);
};

/** An address instead of a name: IPv4 in dotted form, or IPv6 in brackets, as `URL` normalises them. */
export const isAddressHost = (host: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || /^\[.*\]$/.test(host);
