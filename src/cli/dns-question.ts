// The flags of `certify dns` as a question. Names may be written in any script; what is asked are A-labels.
import { UsageError } from '../core/errors.ts';
import { dnsNameProblem, parseDnsName } from '../text/domain-name.ts';
import { parseMailAddress } from '../text/mail-address.ts';
import { parseIp } from '../mail/spf/ip.ts';
import type { DnsQuestion } from '../profile/synthetic.ts';
import type { Invocation } from './command.ts';

const given = (invocation: Invocation, name: string): string | undefined => {
  const value = invocation.flags[name];
  return typeof value === 'string' ? value.trim() : undefined;
};

const text = (invocation: Invocation, name: string): string | undefined => given(invocation, name) || undefined;

const list = (invocation: Invocation, name: string): readonly string[] => {
  const value = invocation.flags[name];
  return Array.isArray(value) ? [...new Set(value as readonly string[])] : [];
};

const refuse = (code: string, message: string, fix: string): never => {
  throw new UsageError({ code, message, fix });
};

const domainOf = (name: string, fix = 'Give a domain such as example.com, without scheme, path or @.'): string => {
  const parsed = parseDnsName(name);
  if (parsed.ok) return parsed.name;
  return refuse('domain-malformed', `"${name.slice(0, 100)}" is not a domain name: ${dnsNameProblem(name)}.`, fix);
};

const fromOf = (invocation: Invocation): string | undefined => {
  const from = text(invocation, 'from');
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
const clientOf = (invocation: Invocation, domain: string): Pick<DnsQuestion, 'client'> => {
  const ip = text(invocation, 'ip');
  if (ip === undefined) {
    const helo = text(invocation, 'helo');
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
  const mailFrom = given(invocation, 'mailFrom');
  const named = mailFrom ?? fromOf(invocation) ?? domain;
  const sender = isNull(mailFrom) ? '' : named.includes('@') ? named : `postmaster@${named}`;
  const after = sender === '' ? domain : sender.slice(sender.lastIndexOf('@') + 1);
  return { client: { ip, sender, helo: text(invocation, 'helo') ?? after } };
};

/** With `--ip` a MAIL FROM that is no name is a question too: receivers conclude `none`. */
const mailFromOf = (invocation: Invocation): string | undefined => {
  const mailFrom = given(invocation, 'mailFrom');
  if (mailFrom === undefined || isNull(mailFrom)) return undefined;
  const domain = mailFrom.slice(mailFrom.lastIndexOf('@') + 1);
  if (text(invocation, 'ip') !== undefined && !parseDnsName(domain).ok) return undefined;
  return domainOf(domain, 'Give the MAIL FROM domain, or an address in it, such as bounce.example.com.');
};

const portOf = (invocation: Invocation): number | undefined => {
  const port = text(invocation, 'authoritativePort');
  if (port === undefined) return undefined;
  if (/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535) return Number(port);
  return refuse('port-malformed', `"${port.slice(0, 20)}" is no port.`, 'Give --authoritative-port a number from 1 to 65535.');
};

const providerOf = (invocation: Invocation): Pick<DnsQuestion, 'provider' | 'region'> => {
  const provider = text(invocation, 'provider')?.toUpperCase();
  const region = text(invocation, 'region');
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
  return { provider, region };
};

/** `host`, `host:port`, `[v6]:port` or a bare IPv6 address; `host` is a name or an address. */
const isServer = (text: string): boolean => {
  if (parseIp(text) !== null) return true;
  const [, bracketed, plain = '', port] = /^(?:\[(.+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed === undefined ? parseDnsName(plain).ok : parseIp(bracketed) !== null;
  return host && (port === undefined || (Number(port) >= 1 && Number(port) <= 65_535));
};

const resolversOf = (invocation: Invocation): readonly string[] => {
  const resolvers = list(invocation, 'resolver').map((text) => text.trim());
  const wrong = resolvers.find((text) => !isServer(text));
  if (wrong === undefined) return resolvers;
  return refuse(
    'resolver-malformed',
    `"${wrong.slice(0, 100)}" is no address of a resolver.`,
    'Give host or host:port, such as --resolver 192.0.2.53 or --resolver [2001:db8::53]:5353.',
  );
};

/** Throws UsageError before anything is asked. */
export const dnsQuestion = (invocation: Invocation): DnsQuestion => {
  const domain = domainOf(invocation.args[0] ?? '');
  if (!domain.includes('.')) {
    refuse(
      'domain-one-label',
      `"${domain}" is one label: no mail is sent from there.`,
      'Give the whole domain, such as example.com.',
    );
  }
  const [from, mailFrom, authoritativePort] = [fromOf(invocation), mailFromOf(invocation), portOf(invocation)];
  return {
    domain,
    ...(from === undefined ? {} : { from }),
    ...(mailFrom === undefined ? {} : { mailFrom }),
    ...providerOf(invocation),
    ...clientOf(invocation, domain),
    selectors: list(invocation, 'selector'),
    resolvers: resolversOf(invocation),
    authoritative: invocation.flags['authoritative'] !== false,
    ...(authoritativePort === undefined ? {} : { authoritativePort }),
  };
};
