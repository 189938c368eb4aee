// certify fields [profile] --compare FILE
import { fields } from '../../app/fields.ts';
import { EXIT } from '../../core/decision.ts';
import { comparisonReport, digestsReport, fieldsReport } from '../../report/terminal/fields.ts';
import { callerOf } from '../caller.ts';
import { defineCommand } from '../command.ts';
import { text } from '../options.ts';
import { document } from '../print.ts';
import * as shared from '../shared-options.ts';

export const command = defineCommand({
  description: 'print the SquareOS fields that the observed values give, or compare them with an export',
  args: shared.profile,
  options: { ...shared.looked, compare: text('--compare <file>', 'an export of SquareOS as certify.squareos-state/1') },
  examples: ['certify fields gym.yaml', 'certify fields gym.yaml --compare export.json'],
  run: async (given, call) => {
    const { options } = given;
    const { io, setting } = call;
    const checked = shared.checkedOf(given, 'fields');
    const caller = await callerOf(call, options);
    const { fields: found, compared, digests } = await fields(setting, caller, { ...checked, compare: options.compare });
    if (options.json) io.out(document({ schema: 'certify.fields/1', fields: compared ?? found, digests }));
    else
      io.out(
        compared === null
          ? `${fieldsReport(found, io.style)}\n${digestsReport(digests, io.style)}`
          : comparisonReport(compared, io.style),
      );
    const states = (compared ?? []).map(({ state }) => state).filter((state) => state !== 'same' && state !== 'kept');
    if (states.length === 0) return 0;
    return states.every((state) => state === 'untold') ? EXIT.INCONCLUSIVE : EXIT.NOT_CERTIFIED;
  },
});
