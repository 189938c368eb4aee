// certify adapter [profile] --relay KEY
import { adapterQuestion } from '../../app/adapter.ts';
import { adapterDocument, adapterText } from '../../report/terminal/adapter.ts';
import { defineCommand, refuseIdle } from '../command.ts';
import { completing, text } from '../options.ts';
import { document } from '../print.ts';
import * as shared from '../shared-options.ts';

export const command = defineCommand({
  description: 'print the contract of the SMTP callback, a curl line, and each relay’s mapping',
  args: shared.profile,
  options: {
    ...shared.readSubject,
    json: shared.json,
    relay: completing('relay', text('--relay <name>', 'show the mapping of this relay only')),
  },
  examples: ['certify adapter', 'certify adapter gym.yaml', 'certify adapter --relay postfix'],
  run: async (given, { io, setting }) => {
    const { args, options } = given;
    if (args.profile === null && !options.lab && options.scenario === null) refuseIdle(given, ['set'], 'no profile was named');
    const subject = shared.readSubjectOf(args.profile, options);
    const question = await adapterQuestion(setting, { ...subject, relay: options.relay });
    io.out(options.json ? document(adapterDocument(question)) : adapterText(question, io.style));
    return 0;
  },
});
