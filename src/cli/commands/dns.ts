// certify dns DOMAIN
import { domainToUnicode } from 'node:url';
import { checks } from '../../checks/index.ts';
import { dnsProfile } from '../../profile/synthetic.ts';
import { probes } from '../../probes/index.ts';
import { dnsReport } from '../../report/terminal/dns/dns-report.ts';
import { findingsFor } from '../../report/handoff/handoff.ts';
import { recordChanges } from '../../report/handoff/dns.ts';
import { jsonReport } from '../../report/json.ts';
import { aboutDomain } from '../../run/dns-decision.ts';
import { onlyDns } from '../../run/dns-probes.ts';
import { dnsRunbook, isAboutDns } from '../../run/dns-runbook.ts';
import { createFiles } from '../../world/files/files.ts';
import type { Run } from '../command.ts';
import { formatFlag, printChanges } from '../dns-changes.ts';
import { dnsQuestion } from '../dns-question.ts';
import { commonFlags } from '../flags.ts';
import { checkReports, writeReports } from '../reports.ts';
import { lookWaiting } from '../waiting.ts';

export const run: Run = async (invocation) => {
  const { io } = invocation;
  const flags = commonFlags(invocation.flags);
  await checkReports(flags);
  const question = dnsQuestion(invocation);
  const loaded = dnsProfile(question);
  // The report of its own says with --verbose what there is to say.
  const quietly = { ...invocation, flags: { ...invocation.flags, verbose: false } };
  const looked = await lookWaiting(quietly, {
    command: 'dns',
    source: { load: async () => loaded, waitMs: null, retryMs: null, lab: false, typed: question.domain },
    runbook: async () => dnsRunbook(checks),
    keep: isAboutDns,
    probes: onlyDns(probes),
    record: false,
  });
  const document = aboutDomain(looked, question.provider);
  await writeReports({ files: createFiles(), io, flags }, document);
  const unicodeName = domainToUnicode(question.domain) || question.domain;
  const format = formatFlag(invocation);
  if (format !== null) {
    printChanges(invocation, recordChanges(document, findingsFor(document, 'dns-admin')), format, question.domain);
    return document.decision.exitCode;
  }
  io.out(flags.json ? jsonReport(document) : dnsReport(document, { ...io.style, verbose: flags.verbose, unicodeName }));
  return document.decision.exitCode;
};
