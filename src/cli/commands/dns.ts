// certify dns DOMAIN
import { domainToUnicode } from 'node:url';
import { dns } from '../../app/dns/dns.ts';
import { checkReports, writeReports } from '../../app/reports.ts';
import { recordChanges } from '../../report/handoff/dns.ts';
import { findingsFor } from '../../report/handoff/handoff.ts';
import { jsonReport } from '../../report/json.ts';
import { dnsReport } from '../../report/terminal/dns/dns-report.ts';
import { callerOf } from '../caller.ts';
import { formOf, printChanges } from '../changes.ts';
import { defineCommand, refuseIdle } from '../command.ts';
import { argument, choice, exact, flag, list, off, text } from '../options.ts';
import * as shared from '../shared-options.ts';

export const command = defineCommand({
  description: 'DNS and mail authentication of a domain, without AWS and without a profile',
  args: { domain: argument('the domain mail is sent from') },
  options: {
    from: text('--from <address>', 'the From address'),
    mailFrom: exact('--mail-from <domain>', 'the MAIL FROM (Return-Path) domain; with --ip the whole address'),
    provider: choice('--provider <name>', 'who sends', ['ses', 'smtp']),
    region: text('--region <region>', 'the SES region'),
    ip: text('--ip <address>', 'evaluate SPF for mail from this address'),
    helo: text('--helo <name>', 'the HELO name of that client'),
    selector: list('--selector <[domain:]name>', 'a DKIM selector, of another signing domain as domain:name; repeatable'),
    resolver: list('--resolver <where>', 'ask this resolver: host, host:port, or https URL (RFC 8484); repeatable'),
    authoritative: off('--no-authoritative', 'ask the resolver alone, not the name servers of the zone'),
    authoritativePort: text('--authoritative-port <n>', 'port of the name servers, where it is not 53'),
    allowPrivate: flag('--allow-private', 'let https resolvers lead to private addresses'),
    ...shared.watching,
    report: shared.report,
    format: shared.dnsFormat,
    wait: shared.wait,
    failOn: shared.failOn,
  },
  examples: [
    'certify dns example.com',
    'certify dns example.com --mail-from bounce.example.com --provider ses --region ap-south-1',
    'certify dns example.com --selector s1 --json',
    'certify dns example.com --selector mail.example.com:s1',
    'certify dns example.com --resolver https://dns.example/dns-query',
    'certify dns example.com --format route53',
    'certify dns example.com --ip 192.0.2.1 --mail-from billing@example.com --helo mail.example.com',
  ],
  run: async (given, call) => {
    const { args, options } = given;
    const { io, setting } = call;
    const format = formOf(options.format);
    if (!options.authoritative) refuseIdle(given, ['authoritativePort'], 'with --no-authoritative no name server is asked');
    if (format !== null) refuseIdle(given, ['verbose'], 'with --format only the records are printed');
    await checkReports(options.report);
    // The report of its own says with --verbose what there is to say.
    const caller = await callerOf(call, { ...options, verbose: false });
    const { document, domain } = await dns(setting, caller, {
      ...options,
      domain: args.domain,
      selectors: options.selector,
      resolvers: options.resolver,
      waitMs: options.wait,
      failOnWarning: options.failOn === 'warning',
    });
    await writeReports(caller, document, options.report);
    if (format !== null) {
      const changes = recordChanges(document, findingsFor(document, 'dns-admin'));
      printChanges(io, changes, { format, tenant: domain, json: options.json });
      return document.decision.exitCode;
    }
    const unicodeName = domainToUnicode(domain) || domain;
    io.out(options.json ? jsonReport(document) : dnsReport(document, { ...io.style, verbose: options.verbose, unicodeName }));
    return document.decision.exitCode;
  },
});
