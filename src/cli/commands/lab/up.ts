// certify lab up --write-profile FILE
import { labUp, type LabWorld } from '../../../app/lab/up.ts';
import { defineCommand } from '../../command.ts';
import { completing, text } from '../../options.ts';
import { json } from '../../shared-options.ts';
import { untilStopped } from '../../until-stopped.ts';
import { labelled, penOf, type Style, wrap } from '../../../report/terminal/style.ts';

/** Where an AWS client, `dig` or an SMTP client of one's own finds the lab. */
const described = ({ title, provider, profile, endpoints }: LabWorld, style: Style): string => {
  const pen = penOf(style);
  const { aws, dns, smtp, callback, squareos } = endpoints;
  const places: readonly (readonly [string, string])[] = [
    ...(aws === null ? [] : [['AWS', aws] as const]),
    ['DNS', `${dns.recursive} (recursive), ${dns.authoritative} (authoritative)`],
    ...(smtp === null ? [] : [['SMTP', `127.0.0.1:${smtp.port} (STARTTLS), 127.0.0.1:${smtp.tlsPort} (TLS)`] as const]),
    ['Callback', callback],
    ['SquareOS', squareos],
  ];
  return [
    ...wrap(`The lab is up: ${title}`, pen.width),
    '',
    ...places.flatMap(([label, text]) => labelled(pen, label, text, 2)),
    '',
    ...wrap(`In another terminal: \`certify ${provider.toLowerCase()} ${profile}\``, pen.width),
    '',
  ].join('\n');
};

export const command = defineCommand({
  description: 'start the lab, and write a profile that certifies against it',
  args: {},
  options: {
    writeProfile: text('--write-profile <file>', 'where to write the profile'),
    scenario: completing('scenario', text('--scenario <name>', 'the scenario to simulate (`certify lab list`)')),
    state: text('--state <dir>', 'keep the lab’s state in this directory, to continue after a restart'),
    json,
  },
  examples: ['certify lab up --write-profile lab.yaml', 'certify lab up --write-profile lab.yaml --scenario ses-sandbox'],
  run: async ({ options }, { io, setting, signal }) => {
    await labUp(setting, options, async (worlds) => {
      if (signal.aborted) return;
      const labs = worlds.map(({ scenario, profile, endpoints }) => ({ scenario, profile, endpoints }));
      if (options.json) io.out(`${JSON.stringify({ schema: 'certify.lab/1', labs })}\n`);
      else io.out(`${worlds.map((world) => described(world, io.style)).join('\n')}Ctrl-C ends the lab.\n`);
      await untilStopped(signal);
    });
    return 0;
  },
});
