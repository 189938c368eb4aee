// What a person asks about a domain, as a question that can be asked. Names may be written in any script; what is asked are A-labels.
import { askedRegion } from '../asked-region.ts';
import { UsageError } from '../../core/errors.ts';
import { dnsNameProblem, parseDnsName } from '../../text/domain-name.ts';
import { spoiltBy } from '../../text/hidden-characters.ts';
import { mailDomain, parseMailAddress } from '../../text/mail-address.ts';
import { httpsResolver } from '../../text/resolver.ts';
import { parseIp } from '../../mail/spf/ip.ts';
import type { Asked } from '../../profile/asked.ts';

/** As it was typed; null or empty: not given. */
export interface DnsOptions {
  readonly domain: string;
  /** The From address, or a bare domain. */
  readonly from: string | null;
  /** The MAIL FROM domain, or with `ip` the whole address; `''` and `<>` are the null sender. */
  readonly mailFrom: string | null;
  readonly provider: 'ses' | 'smtp' | null;
  readonly region: string | null;
  /** Evaluate SPF for mail from this address, and with this HELO name. */
  readonly ip: string | null;
  readonly helo: string | null;
  readonly selectors: readonly string[];
  readonly resolvers: readonly string[];
  /** False: ask the resolver alone, not the name servers of the zone. */
  readonly authoritative: boolean;
  readonly authoritativePort: string | null;
  /** Meet the mail hosts too, and fetch the MTA-STS policy. */
  readonly deep: boolean;
  /** Zones of blocklists in which `ip` is looked up. */
  readonly blocklists: readonly string[];
}

type Texts = 'from' | 'mailFrom' | 'region' | 'ip' | 'helo' | 'authoritativePort';

const given = (options: DnsOptions, name: Texts): string | undefined => options[name]?.trim();

const text = (options: DnsOptions, name: Texts): string | undefined => given(options, name) || undefined;

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

const refuse = (code: string, message: string, fix: string): never => {
  throw new UsageError({ code, message, fix });
};

/** What people paste where a domain belongs; null: none of these. */
const notADomain = (text: string): { readonly what: string; readonly fix: string } | null => {
  const typed = text.trim();
  if (parseIp(typed.replace(/^\[(.*)\]$/, '$1')) !== null || /^\d+(\.\d+){3}$/.test(typed)) {
    return {
      what: 'an IP address',
      fix: `Name the domain that sends, and the address with it: \`certify dns example.com --ip ${typed}\``,
    };
  }
  // A password in front of the host may hold a slash, as secrets in base64 do.
  const [, host = ''] = /^[a-z][a-z0-9+.-]*:\/\/(?:[^?#@\s]*:[^?#@\s]*@|[^/@]*@)?([^/:?#]+)/i.exec(typed) ?? [];
  if (host !== '') return { what: 'a URL', fix: `Name its domain alone: \`certify dns ${host}\`` };
  const mail = typed.includes('@') ? mailDomain(typed) : null;
  return mail === null ? null : { what: 'a mail address', fix: `Name its domain: \`certify dns ${mail} --from ${typed}\`` };
};

const domainOf = (name: string, fix = 'Give a domain such as example.com, without scheme, path or @.'): string => {
  const parsed = parseDnsName(name);
  // It is read as what is meant here, and by nobody who is handed the same text.
  const spoilt = parsed.ok ? spoiltBy(name) : null;
  if (parsed.ok && spoilt !== null)
    return refuse('domain-malformed', `"${name.slice(0, 100)}" holds ${spoilt.words}.`, `Type it anew: ${parsed.name}`);
  if (parsed.ok) return parsed.name;
  return refuse('domain-malformed', `"${name.slice(0, 100)}" is not a domain name: ${dnsNameProblem(name)}.`, fix);
};

const fromOf = (options: DnsOptions): string | undefined => {
  const from = text(options, 'from');
  if (from === undefined) return undefined;
  // A bare domain is taken as its postmaster, so that subdomains can be tried quickly.
  if (!from.includes('@')) return `postmaster@${domainOf(from)}`;
  if (parseMailAddress(from) !== null) return from;
  return refuse(
    'from-malformed',
    `"${from.slice(0, 100)}" is no mail address.`,
    'Give the From address, such as billing@example.com.',
  );
};

/** `<>` and an empty text are the null sender of a bounce: then SPF is about the HELO name (RFC 7208 §2.4). */
const isNull = (sender: string | undefined): boolean => sender === '' || sender === '<>';

/** `--ip`: SPF is evaluated for the MAIL FROM exactly as given, else for postmaster of the From domain. */
const clientOf = (options: DnsOptions, domain: string): Pick<Asked, 'client'> => {
  const ip = text(options, 'ip');
  if (ip === undefined) {
    const helo = text(options, 'helo');
    return helo === undefined
      ? {}
      : refuse('ip-missing', '--helo says nothing without --ip.', 'Add --ip with the address of the client.');
  }
  if (parseIp(ip) === null) {
    refuse(
      'ip-malformed',
      `"${ip.slice(0, 100)}" is no IP address.`,
      'Give the address that mail is sent from, such as --ip 192.0.2.1.',
    );
  }
  const mailFrom = given(options, 'mailFrom');
  const named = mailFrom ?? fromOf(options) ?? domain;
  const sender = isNull(mailFrom) ? '' : named.includes('@') ? named : `postmaster@${named}`;
  const after = sender === '' ? domain : sender.slice(sender.lastIndexOf('@') + 1);
  return { client: { ip, sender, helo: text(options, 'helo') ?? after } };
};

/** With `--ip` a MAIL FROM that is no name is a question too: receivers conclude `none`. */
const mailFromOf = (options: DnsOptions): string | undefined => {
  const mailFrom = given(options, 'mailFrom');
  if (mailFrom === undefined || isNull(mailFrom)) return undefined;
  const domain = mailFrom.slice(mailFrom.lastIndexOf('@') + 1);
  if (text(options, 'ip') !== undefined && !parseDnsName(domain).ok) return undefined;
  return domainOf(domain, 'Give the MAIL FROM domain, or an address in it, such as bounce.example.com.');
};

const portOf = (options: DnsOptions): number | undefined => {
  const port = text(options, 'authoritativePort');
  if (port === undefined) return undefined;
  if (/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535) return Number(port);
  return refuse('port-malformed', `"${port.slice(0, 20)}" is no port.`, 'Give --authoritative-port a number from 1 to 65535.');
};

const providerOf = (options: DnsOptions): Pick<Asked, 'provider' | 'region'> => {
  const provider = options.provider?.toUpperCase();
  const region = text(options, 'region');
  if (provider !== 'SES') {
    if (region === undefined) return { provider: provider === 'SMTP' ? 'SMTP' : null };
    return refuse(
      'region-without-ses',
      '--region belongs to Amazon SES, and it was not said that SES sends.',
      'Add --provider ses, or leave --region out.',
    );
  }
  if (region === undefined) {
    return refuse('region-missing', 'It was not said in which region SES sends.', 'Add --region, such as --region ap-south-1.');
  }
  return { provider, region: askedRegion(region) };
};

/** `selector` of the domain asked about, `domain:selector` where mail is signed as another one, or the whole name `selector._domainkey.domain`. */
const signersOf = (options: DnsOptions, domain: string): Asked['dkim'] =>
  unique(options.selectors).map((text) => {
    const at = text.lastIndexOf(':');
    const named = text
      .slice(at + 1)
      .trim()
      .toLowerCase()
      .replace(/\.$/, '');
    const [, selector = named, below] = /^(.+?)\._domainkey(?:\.(.+))?$/.exec(named) ?? [];
    if (!/^[a-z0-9_]([a-z0-9_.-]*[a-z0-9])?$/.test(selector)) {
      refuse(
        'selector-malformed',
        `"${text.slice(0, 100)}" is no DKIM selector.`,
        'Give --selector s1, or --selector mail.example.com:s1 where mail is signed as mail.example.com.',
      );
    }
    return { domain: at >= 0 ? domainOf(text.slice(0, at).trim()) : below === undefined ? domain : domainOf(below), selector };
  });

/** An https URL, `host`, `host:port`, `[v6]:port` or a bare IPv6 address; `host` is a name or an address. */
const isServer = (text: string): boolean => {
  if (parseIp(text) !== null || httpsResolver(text) !== null) return true;
  const [, bracketed, plain = '', port] = /^(?:\[(.+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed === undefined ? parseDnsName(plain).ok : parseIp(bracketed) !== null;
  return host && (port === undefined || (Number(port) >= 1 && Number(port) <= 65_535));
};

/** UsageError where one is no address of a resolver. */
export const resolversOf = (options: Pick<DnsOptions, 'resolvers'>): readonly string[] => {
  const resolvers = unique(options.resolvers).map((text) => text.trim());
  const wrong = resolvers.find((text) => !isServer(text));
  if (wrong === undefined) return resolvers;
  return refuse(
    'resolver-malformed',
    `"${wrong.slice(0, 100)}" is no address of a resolver.`,
    'Give host, host:port or an https URL, such as --resolver 192.0.2.53 or --resolver https://dns.example/dns-query.',
  );
};

/** Never any of its own: lists have terms of use, and what they say decides nothing unless somebody wants it to. */
const blocklistsOf = (options: DnsOptions): readonly string[] => {
  if (options.blocklists.length > 0 && text(options, 'ip') === undefined) {
    refuse('ip-missing', '--blocklist says nothing without --ip.', 'Add --ip with the address that mail is sent from.');
  }
  return unique(options.blocklists.map((zone) => domainOf(zone, 'Give the zone of the list, such as bl.example.net.')));
};

/** Throws UsageError before anything is asked. */
export const dnsQuestion = (options: DnsOptions): Asked => {
  const other = notADomain(options.domain);
  if (other !== null)
    refuse('domain-malformed', `"${options.domain.trim().slice(0, 100)}" is ${other.what}, not a domain.`, other.fix);
  const domain = domainOf(options.domain);
  if (!domain.includes('.')) {
    refuse(
      'domain-one-label',
      `"${domain}" is one label: no mail is sent from there.`,
      'Give the whole domain, such as example.com.',
    );
  }
  const [from, mailFrom, authoritativePort] = [fromOf(options), mailFromOf(options), portOf(options)];
  const blocklists = blocklistsOf(options);
  return {
    domain,
    ...(from === undefined ? {} : { from }),
    ...(mailFrom === undefined ? {} : { mailFrom }),
    ...providerOf(options),
    ...clientOf(options, domain),
    dkim: signersOf(options, domain),
    resolvers: resolversOf(options),
    // What a flag leaves open the environment may say.
    ...(options.authoritative ? {} : { authoritative: false }),
    ...(options.deep ? { deep: true } : {}),
    ...(blocklists.length === 0 ? {} : { blocklists }),
    ...(authoritativePort === undefined ? {} : { authoritativePort }),
  };
};
