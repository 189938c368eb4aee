// certify evidence certificate ID
import { certificateOf } from '../../../app/evidence.ts';
import { defineCommand } from '../../command.ts';
import * as shared from '../../shared-options.ts';

export const command = defineCommand({
  description: 'print one page about a record that certifies, as HTML for a browser or paper, with its digest as a QR code',
  args: { id: shared.recordArgument },
  options: { evidenceDir: shared.evidenceDir },
  examples: ['certify evidence certificate 20261120T204615Z-ses-main-gym-45c407c5 > certificate.html'],
  run: async ({ args: { id }, options: { evidenceDir } }, { io }) => {
    io.out(await certificateOf(evidenceDir, id));
    return 0;
  },
});
