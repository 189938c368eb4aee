// certify lab list [words…]
import { labSymptoms } from '../../../app/lab/worlds.ts';
import { UsageError } from '../../../core/errors.ts';
import { worldsText } from '../../../report/terminal/worlds.ts';
import { defineCommand } from '../../command.ts';
import { several } from '../../options.ts';
import { document } from '../../print.ts';
import { color, json } from '../../shared-options.ts';

export const command = defineCommand({
  description: 'list the lab’s scenarios by symptom; with words, those that match',
  args: { words: several('such as spam, or dkim') },
  options: { json, color },
  examples: ['certify lab list', 'certify lab list spam', 'certify check --lab --scenario ses-sandbox'],
  run: async ({ args, options }, { io, setting }) => {
    const symptoms = await labSymptoms(setting, args.words);
    if (symptoms.length === 0)
      throw new UsageError({
        code: 'scenario-unknown',
        message: `No world of the lab holds ${args.words.join(' ').slice(0, 60)}.`,
        fix: 'Give other words, or see them all with `certify lab list`.',
      });
    io.out(options.json ? document({ schema: 'certify.lab-list/1', symptoms }) : worldsText(symptoms, io.style));
    return 0;
  },
});
