// certify dns DOMAIN
import { checks } from '../../checks/index.ts';
import { UsageError } from '../../core/errors.ts';
import { dnsNameProblem, parseDnsName } from '../../parsers/dns-name.ts';
import { parseIp } from '../../parsers/spf-ip.ts';
import { dnsProfile, type DnsQuestion } from '../../profile/synthetic.ts';
import { probes } from '../../probes/index.ts';
import { onlyDns } from '../../run/dns-probes.ts';
import { dnsRunbook, isAboutDns } from '../../run/dns-runbook.ts';
import type { Invocation, Run } from '../command.ts';
import { runLook } from '../look-command.ts';

const text = (invocation: Invocation, name: string): string | undefined => {
  const value = invocation.flags[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const list = (invocation: Invocation, name: string): readonly string[] => {
  const value = invocation.flags[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
};

const domainOf = (given: string): string => {
  const parsed = parseDnsName(given);
  if (parsed.ok) return parsed.name;
  throw new UsageError({
    code: 'domain-malformed',
    message: `"${given.slice(0, 100)}" is not a domain name: ${dnsNameProblem(given)}.`,
    fix: 'Give a domain such as example.com, without scheme, path or @.',
  });
};

/** `--ip`: SPF is evaluated for the MAIL FROM as given, else for postmaster of the domain. */
const clientOf = (invocation: Invocation): Pick<DnsQuestion, 'client'> => {
  const ip = text(invocation, 'ip');
  if (ip === undefined) return {};
  if (parseIp(ip) === null) {
    throw new UsageError({
      code: 'ip-malformed',
      message: `"${ip.slice(0, 100)}" is no IP address.`,
      fix: 'Give the address that mail is sent from, such as --ip 192.0.2.1.',
    });
  }
  const domain = domainOf(invocation.args[0] ?? '');
  const mailFrom = text(invocation, 'mailFrom') ?? text(invocation, 'from') ?? domain;
  const sender = mailFrom.includes('@') ? mailFrom : `postmaster@${mailFrom}`;
  return { client: { ip, sender, helo: text(invocation, 'helo') ?? sender.slice(sender.lastIndexOf('@') + 1) } };
};

const questionOf = (invocation: Invocation): DnsQuestion => {
  const from = text(invocation, 'from');
  const mailFrom = text(invocation, 'mailFrom');
  const region = text(invocation, 'region');
  return {
    domain: domainOf(invocation.args[0] ?? ''),
    ...(from === undefined ? {} : { from }),
    ...(mailFrom === undefined ? {} : { mailFrom: domainOf(mailFrom.slice(mailFrom.lastIndexOf('@') + 1)) }),
    provider: text(invocation, 'provider')?.toUpperCase() === 'SES' ? 'SES' : 'SMTP',
    ...(region === undefined ? {} : { region }),
    ...clientOf(invocation),
    selectors: list(invocation, 'selector'),
    resolvers: list(invocation, 'resolver'),
  };
};

export const run: Run = (invocation) => {
  const loaded = dnsProfile(questionOf(invocation));
  return runLook(invocation, {
    command: 'dns',
    source: { load: async () => loaded, waitMs: null, retryMs: null, lab: false, typed: loaded.profile.tenant },
    runbook: async () => dnsRunbook(checks),
    keep: isAboutDns,
    probes: onlyDns(probes),
    record: false,
  });
};
