// certify dns DOMAINS
import { domainToUnicode } from 'node:url';
import type { DnsLook, DnsLookOptions } from '../../app/dns/dns.ts';
import { dnsEach, dnsOf, type DomainAsked, domainsAsked } from '../../app/dns/many.ts';
import type { Came } from '../../app/in-order.ts';
import { checkReports } from '../../app/reports.ts';
import { worstExit } from '../../core/decision.ts';
import { recordChanges } from '../../report/handoff/dns.ts';
import { findingsFor } from '../../report/handoff/items.ts';
import { jsonReport } from '../../report/json.ts';
import { dnsLine, type DnsListed, dnsSummary, dnsTally } from '../../report/terminal/dns/dns-list.ts';
import { dnsReport } from '../../report/terminal/dns/dns-report.ts';
import { callerOf } from '../caller.ts';
import { formOf, printChanges } from '../changes.ts';
import { type Call, defineCommand, type Given, refuseIdle } from '../command.ts';
import { refusedOf } from '../failure.ts';
import { choice, exact, flag, list, off, several, text } from '../options.ts';
import { readStdin } from '../io.ts';
import { publish } from '../print.ts';
import * as shared from '../shared-options.ts';

const args = { domains: several('the domains that send mail') };

const options = {
  file: text('--file <path>', 'read domains from this file, one per line; - for stdin'),
  from: text('--from <address>', 'the From address'),
  mailFrom: exact('--mail-from <domain>', 'the MAIL FROM (Return-Path) domain; with --ip the whole address'),
  provider: choice('--provider <name>', 'the sending provider', ['ses', 'smtp']),
  region: text('--region <region>', 'the SES region'),
  ip: text('--ip <address>', 'evaluate this sending address: SPF, and its reverse name (PTR)'),
  blocklist: list('--blocklist <zone>', 'look that address up in this block list; repeatable; default: none'),
  helo: text('--helo <name>', 'the HELO name of that address'),
  selector: list('--selector <[domain:]name>', 'a DKIM selector, or domain:selector for another signing domain; repeatable'),
  resolver: list('--resolver <where>', 'ask this resolver: host, host:port, or https URL (RFC 8484); repeatable'),
  authoritative: off('--no-authoritative', 'ask the resolver only, not the zone’s name servers'),
  authoritativePort: text('--authoritative-port <n>', 'the port of the name servers, if not 53'),
  deep: flag('--deep', 'also check the hosts that receive mail: STARTTLS, certificate, DANE, MTA-STS policy'),
  allowPrivate: flag('--allow-private', 'allow https resolvers, mail hosts and policy hosts at private addresses'),
  ...shared.watching,
  report: shared.report,
  format: shared.dnsFormat,
  wait: shared.wait,
  failOn: shared.failOn,
};

type DnsGiven = Given<typeof args, typeof options>;

const lookOf = ({ options: chosen }: DnsGiven): Omit<DnsLookOptions, 'domain'> => ({
  ...chosen,
  selectors: chosen.selector,
  resolvers: chosen.resolver,
  blocklists: chosen.blocklist,
  waitMs: chosen.wait,
  failOnWarning: chosen.failOn === 'warning',
});

const unicodeName = (domain: string): string => domainToUnicode(domain) || domain;

/** The whole report of one domain. */
const one = async (given: DnsGiven, call: Call, domain: DomainAsked): Promise<number> => {
  const { options: chosen } = given;
  const { io, setting } = call;
  const format = formOf(chosen.format);
  if (format !== null) refuseIdle(given, ['verbose'], 'with --format only the records are printed');
  await checkReports(chosen.report);
  // The report of its own says with --verbose what there is to say.
  const caller = await callerOf(call, { ...chosen, verbose: false });
  const { document, domain: asked } = await dnsOf(setting, caller, lookOf(given), domain);
  await publish(call, caller, document, chosen.report, null);
  if (format !== null) {
    const changes = recordChanges(document, findingsFor(document, 'dns-admin'));
    printChanges(io, changes, { format, tenant: asked, json: chosen.json });
    return document.decision.exitCode;
  }
  const style = { ...io.style, verbose: chosen.verbose, unicodeName: unicodeName(asked) };
  io.out(chosen.json ? jsonReport(document) : dnsReport(document, style));
  return document.decision.exitCode;
};

/** A line each as soon as it and those before it are known; with --json a document each, then a summary line. */
const many = async (given: DnsGiven, call: Call, domains: readonly DomainAsked[]): Promise<number> => {
  refuseIdle(
    given,
    ['from', 'mailFrom', 'ip', 'helo', 'blocklist', 'report', 'format', 'wait'],
    'it is said of one domain, and several are named',
  );
  const { json, verbose } = given.options;
  const { io, setting } = call;
  const tally = dnsTally();
  const codes = new Set<number>();
  const line = (one: DnsListed): string => dnsLine(one, io.style);
  const tell = (looked: Came<DnsLook>): void => {
    if ('error' in looked) {
      const refused = refusedOf(looked.subject, looked.error);
      const listed = { name: looked.subject, refused: `${refused.message} ${refused.fix}` };
      codes.add(refused.exitCode);
      tally.add(listed);
      return io.out(json ? refused.json : line(listed));
    }
    const { document, domain } = looked.value;
    const listed = { name: unicodeName(domain), record: document };
    codes.add(document.decision.exitCode);
    tally.add(listed);
    if (json) return io.out(jsonReport(document, { oneLine: true }));
    return io.out(verbose ? `${dnsReport(document, { ...io.style, verbose, unicodeName: listed.name })}\n` : line(listed));
  };
  const caller = await callerOf(call, { ...given.options, verbose: false, quiet: true });
  await dnsEach(setting, caller, lookOf(given), domains, (looked) => {
    tell(looked);
    return io.room(caller.signal);
  });
  const exitCode = worstExit([...codes]);
  const hint =
    verbose || exitCode === 0 ? '' : 'What was seen, and what to change: `certify dns DOMAIN`, or --verbose for all of them.';
  const summary = { schema: 'certify.dns-summary/1', domains: domains.length, exitCode, counts: tally.counts() };
  io.out(json ? `${JSON.stringify(summary)}\n` : dnsSummary(tally, hint, io.style));
  return exitCode;
};

export const command = defineCommand({
  description: 'check DNS and mail authentication of one or many domains, without AWS or a profile',
  args,
  options,
  examples: [
    'certify dns example.com',
    'certify dns example.com --mail-from bounce.example.com --provider ses --region ap-south-1',
    'certify dns example.com --selector s1 --json',
    'certify dns example.com --selector mail.example.com:s1',
    'certify dns example.com --resolver https://dns.example/dns-query',
    'certify dns example.com --deep',
    'certify dns example.com example.net --file domains.txt',
    'certify dns example.com --format route53',
    'certify dns example.com --ip 192.0.2.1 --mail-from billing@example.com --helo mail.example.com',
  ],
  run: async (given, call) => {
    if (!given.options.authoritative) refuseIdle(given, ['authoritativePort'], 'with --no-authoritative no name server is asked');
    const named = given.args.domains.filter((word) => word !== '-');
    const piped = given.args.domains.includes('-') ? '-' : null;
    const file = given.options.file ?? piped;
    const domains = await domainsAsked(named, file, () => readStdin(call.signal));
    const [first, second] = domains;
    return first !== undefined && second === undefined ? one(given, call, first) : many(given, call, domains);
  },
});
