// certify evidence certificate ID
import { certificateOf } from '../../../app/evidence.ts';
import { UsageError } from '../../../core/errors.ts';
import { defineCommand } from '../../command.ts';
import * as shared from '../../shared-options.ts';

export const command = defineCommand({
  description: 'print a certificate of a record: one HTML page, with the digest as a QR code',
  args: { id: shared.recordArgument },
  options: { evidenceDir: shared.evidenceDir },
  examples: ['certify evidence certificate 20261120T204615Z-ses-main-gym-45c407c5 > certificate.html'],
  run: async ({ args: { id }, options: { evidenceDir } }, { io }) => {
    const page = await certificateOf(evidenceDir, id);
    if (process.stdout.isTTY) {
      throw new UsageError({
        code: 'page-on-terminal',
        message: 'The certificate is a page for a browser or paper: a terminal shows its source alone.',
        fix: `Write it to a file: \`certify evidence certificate ${id} > certificate.html\``,
      });
    }
    io.out(page);
    return 0;
  },
});
