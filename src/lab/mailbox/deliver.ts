// From a message as the provider took it to the octets that lie in the mailbox: signed, received, and judged by the receiver.
import { dkimSignature } from './sign.ts';
import type { MailboxSpec } from './spec.ts';

const LINK = /https?:\/\/([A-Za-z0-9.-]+)/g;

const dated = (at: Date): string => at.toUTCString().replace('GMT', '+0000');

const fieldOf = (message: string, name: string): string | null =>
  new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(message)?.[1]?.trim() ?? null;

const domainOf = (address: string | null): string => /@([^>\s]+)/.exec(address ?? '')?.[1]?.toLowerCase() ?? '';

/** Same name, or one below the other: enough for the names of a lab. */
const related = (one: string, other: string): boolean => one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);

const resultsOf = (spec: MailboxSpec, message: string, at: Date): string => {
  if (spec.results === 'none') return '';
  const from = domainOf(fieldOf(message, 'From'));
  const pass = 'dkim=pass header.d=' + from + '; spf=pass smtp.mailfrom=' + from + '; dmarc=pass header.from=' + from;
  // A stranger's header stands below what the receiver wrote, above the next Received.
  if (spec.results === 'forged') {
    return `Received: from gateway.invalid (gateway.invalid [203.0.113.9]) by ${spec.client} with ESMTP; ${dated(at)}\r\nAuthentication-Results: ${spec.host}; ${pass}\r\n`;
  }
  const dkim = spec.domain === null ? 'none' : spec.altered ? 'fail' : 'pass';
  const mailFrom = domainOf(spec.mailFrom);
  const aligned = (dkim === 'pass' && related(spec.domain ?? '', from)) || related(mailFrom, from);
  const signer = spec.domain === null ? '' : ` header.d=${spec.domain} header.s=${spec.selector}`;
  return [
    `Authentication-Results: ${spec.host};`,
    `\tdkim=${dkim}${signer};`,
    `\tspf=pass smtp.mailfrom=${mailFrom};`,
    `\tdmarc=${aligned ? 'pass' : 'fail'} header.from=${from}\r\n`,
  ].join('\r\n');
};

const receivedOf = ({ client, clientIp, host, tls }: MailboxSpec, recipient: string, at: Date): string =>
  [
    `Received: from ${client} (${client} [${clientIp}])`,
    `\tby ${host} (Postfix) with ${tls ? 'ESMTPS' : 'ESMTP'} id 4LabMX0001z1`,
    ...(tls ? ['\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))'] : []),
    `\tfor <${recipient}>; ${dated(at)}\r\n`,
  ].join('\r\n');

/** `sent`: RFC 5322 text with CRLF line ends, as the provider composed or took it. */
export const asReceived = (
  spec: MailboxSpec,
  sent: string,
  given: { readonly recipient: string; readonly keyPem: string; readonly at: Date },
): string => {
  const { tracker, domain, selector } = spec;
  const at = sent.indexOf('\r\n\r\n') + 4;
  const body = tracker === null ? sent.slice(at) : sent.slice(at).replaceAll(LINK, `https://${tracker}/$1`);
  const message = sent.slice(0, at) + body;
  const signature = domain === null ? '' : `${dkimSignature(message, { domain, selector, keyPem: given.keyPem })}\r\n`;
  const arrived = spec.altered ? `${message}-- \r\nScanned by a gateway.\r\n` : message;
  const own = spec.results === 'forged' ? '' : resultsOf(spec, message, given.at);
  const claimed = spec.results === 'forged' ? resultsOf(spec, message, given.at) : '';
  return [
    `Return-Path: <${spec.mailFrom}>\r\n`,
    `Delivered-To: ${given.recipient}\r\n`,
    own,
    receivedOf(spec, given.recipient, given.at),
    claimed,
    signature,
    arrived,
  ].join('');
};

/** A message that somebody else sent before. */
export const older = (n: number, recipient: string, at: Date): string =>
  `From: Newsletter <news@other.example>\r\nTo: <${recipient}>\r\nSubject: Something else ${n}\r\nDate: ${dated(at)}\r\nMessage-ID: <${n}@other.example>\r\n\r\nNothing of interest.\r\n`;
