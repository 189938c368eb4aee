// certify identity delete <identity> [profile]
import { removalExit, removeIdentity } from '../../../app/provision/removal.ts';
import { removalText, removingText } from '../../../report/terminal/removal.ts';
import { credentialAt } from '../../applying.ts';
import { callerOf } from '../../caller.ts';
import { defineCommand } from '../../command.ts';
import { argument, completing, text } from '../../options.ts';
import { document } from '../../print.ts';
import * as shared from '../../shared-options.ts';

// Of the parties asked here none is reached through an address of the profile.
const { allowPrivate: _, ...subject } = shared.subject;

export const command = defineCommand({
  description: 'delete an SES identity that no profile and no record of the last 90 days uses; asks for its name',
  args: { identity: argument('the identity, a domain or an address'), ...shared.profile },
  options: {
    ...subject,
    confirm: text('--confirm <name>', 'the name again, instead of typing it at the terminal'),
    profiles: completing(
      'file',
      text('--profiles <pattern>', 'more profiles that may use it, besides those in the same directory'),
    ),
    transcript: shared.watching.transcript,
    color: shared.watching.color,
    ...shared.acting,
    evidenceDir: shared.evidenceDir,
  },
  examples: [
    'certify identity delete old.example.com gym.yaml',
    "certify identity delete old.example.com gym.yaml --profiles 'tenants/**/*.yaml'",
    'certify identity delete other.example --lab --scenario ses-send-two-identities --confirm other.example',
  ],
  run: async ({ args, options }, call) => {
    const caller = await callerOf(call, { ...options, quiet: true, verbose: false });
    const { confirm: confirmed, profiles, evidenceDir, json } = options;
    const { io, signal } = call;
    const asked = {
      ...shared.subjectOf(args.profile, { ...options, allowPrivate: false }),
      identity: args.identity,
      confirmed,
      profiles,
      evidenceDir,
      operator: shared.operatorIn(options.operator),
    };
    const removed = await removeIdentity(call.setting, caller, asked, {
      onFound: (found) => {
        if (!json) io.out(removingText(found, io.style));
        else io.err(removingText(found, io.errStyle));
      },
      typed: async ({ identity }) => {
        const { askText } = await import('../../prompts.ts');
        return askText(`Type ${identity} to delete it:`, true, signal);
      },
      credential: credentialAt(signal),
    });
    io.out(json ? document(removed) : removalText(removed, io.style));
    return removalExit(removed);
  },
});
