// certify dmarc-report FILES
import { dmarcReport } from '../../app/dmarc-report.ts';
import { dmarcReportText } from '../../report/terminal/dmarc-report.ts';
import { defineCommand } from '../command.ts';
import { completing, several } from '../options.ts';
import { document } from '../print.ts';
import * as shared from '../shared-options.ts';

export const command = defineCommand({
  description: 'summarize DMARC aggregate reports: who sends as a domain, according to receivers; offline',
  args: { files: completing('file', several('aggregate reports: XML, or packed with gzip or zip')) },
  options: { json: shared.json, color: shared.color },
  examples: ['certify dmarc-report google.com!example.com!1764000000!1764086399.zip', 'certify dmarc-report reports/*.gz --json'],
  run: async ({ args, options }, { io, signal }) => {
    const received = await dmarcReport(args.files, signal);
    io.out(options.json ? document(received) : dmarcReportText(received, io.style));
    return received.exitCode;
  },
});
