// certify plan [profile]
import { plan } from '../../app/plan.ts';
import { planText } from '../../report/terminal/plan.ts';
import { defineCommand } from '../command.ts';
import { document } from '../print.ts';
import * as shared from '../shared-options.ts';

export const command = defineCommand({
  description: 'say whom a run would ask, what it would send and write; asks nobody',
  args: shared.profile,
  options: { ...shared.readSubject, evidenceDir: shared.evidenceDir, json: shared.json, color: shared.color },
  examples: ['certify plan gym.yaml', 'certify plan --lab', 'certify plan gym.yaml --json'],
  run: async ({ args, options }, { io, setting }) => {
    const { evidenceDir } = options;
    const announced = await plan(setting, { ...shared.readSubjectOf(args.profile, options), evidenceDir });
    io.out(options.json ? document(announced) : planText(announced, io.style));
    return 0;
  },
});
