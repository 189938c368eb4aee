// certify provision ses [profile]
import type { Caller } from '../../../app/caller.ts';
import type { SubjectOptions } from '../../../app/options.ts';
import { applyProvision } from '../../../app/provision/apply.ts';
import { planExit, planProvision, type TemplateForm, templateProvision } from '../../../app/provision/plan.ts';
import { checkOutputs } from '../../../app/reports.ts';
import { UsageError } from '../../../core/errors.ts';
import { jsonReport } from '../../../report/json.ts';
import { provisionText } from '../../../report/terminal/provision.ts';
import { applyingAt } from '../../applying.ts';
import { forTerminal } from '../../../masking/neutral.ts';
import { callerOf } from '../../caller.ts';
import { type Call, defineCommand, type Given, refuseIdle } from '../../command.ts';
import { choice, flag } from '../../options.ts';
import { document, printDocument, publish } from '../../print.ts';
import * as shared from '../../shared-options.ts';
import { say } from '../../say.ts';

const args = shared.profile;

const options = {
  ...shared.subject,
  plan: flag('--plan', 'print what would be created or changed; changes nothing (default)'),
  apply: flag('--apply', 'create and change it after asking once, then run a check'),
  format: choice('--format <form>', 'print what is to be created as a template for this tool', ['cloudformation', 'terraform']),
  yes: flag('--yes', 'with --apply: do not ask'),
  ...shared.watching,
  nonInteractive: shared.nonInteractive,
  failOn: shared.failOn,
  wait: shared.wait,
  ...shared.recording,
};

type ProvisionGiven = Given<typeof args, typeof options>;

const APPLYING = ['yes', 'failOn', 'wait', 'evidenceDir', 'operator', 'report', 'signKey', 'allowPrivate'] as const;

const apply = async (given: ProvisionGiven, call: Call): Promise<number> => {
  const { args: named, options: chosen } = given;
  const record = shared.recordOf(chosen);
  if (record.operator === null) refuseIdle(given, ['signKey'], 'no record is written unless --operator says who answers for it');
  await checkOutputs(call.setting, { ...chosen, reports: chosen.report }, record.operator !== null);
  const caller = await callerOf(call, chosen);
  const subject = shared.subjectOf(named.profile, chosen, chosen.failOn === 'warning');
  const rest = { command: 'provision ses --apply', scope: 'all', yes: chosen.yes, waitMs: chosen.wait } as const;
  const asked = { ...subject, ...record, ...rest };
  const applied = await applyProvision(call.setting, caller, asked, applyingAt(call, chosen));
  const { plan, acts, check, exitCode } = applied;
  if (check !== null) await publish(call, caller, check, chosen.report, named.profile);
  if (chosen.json) {
    const checked: unknown = check === null ? null : JSON.parse(jsonReport(check));
    call.io.out(document({ ...plan, acts, check: checked }));
  } else if (check === null) call.io.out('Nothing was changed.\n');
  else {
    call.io.out('\n');
    printDocument(call, check, chosen);
  }
  return exitCode;
};

/** The line that was typed, with what makes the changes. */
const applyLine = ({ args: { profile }, options: { lab, scenario } }: ProvisionGiven): string =>
  ['certify provision ses', profile, lab ? '--lab' : null, scenario === null ? null : `--scenario ${scenario}`, '--apply']
    .filter((word) => word !== null)
    .join(' ');

const template = async (call: Call, caller: Caller, subject: SubjectOptions, form: TemplateForm): Promise<number> => {
  const { plan, text } = await templateProvision(call.setting, caller, subject, form);
  if (text === null) say(call.io, 'Nothing is to be created or changed that a template can hold, so there is none.');
  else call.io.out(text);
  for (const { fact, why } of plan.unseen) say(call.io, `Not seen: ${forTerminal(`${fact}: ${why}`)}`);
  return planExit(plan);
};

export const command = defineCommand({
  description: 'print what a tenant’s AWS account lacks; with --apply, create and change it',
  args,
  options,
  examples: [
    'certify provision ses gym.yaml',
    'certify provision ses gym.yaml --apply',
    'certify provision ses gym.yaml --format terraform',
    'certify provision ses --lab --scenario ses-set-missing --apply --yes',
  ],
  run: async (given, call) => {
    const { args: named, options: chosen } = given;
    if (chosen.apply && chosen.plan) {
      throw new UsageError({
        code: 'plan-or-apply',
        message: '--plan changes nothing and --apply does: they cannot both hold.',
        fix: 'Keep one of them.',
      });
    }
    if (chosen.apply) {
      refuseIdle(given, ['format'], '--apply makes what the template would');
      return apply(given, call);
    }
    refuseIdle(given, APPLYING, 'without --apply nothing is changed and nothing is judged');
    const caller = await callerOf(call, chosen);
    const subject = shared.subjectOf(named.profile, chosen);
    if (chosen.format !== null) {
      refuseIdle(given, ['json'], 'a template has a form of its own');
      return template(call, caller, subject, chosen.format);
    }
    const plan = await planProvision(call.setting, caller, subject);
    call.io.out(
      chosen.json ? document(plan) : provisionText(plan, call.io.style, { next: applyLine(given), verbose: chosen.verbose }),
    );
    return planExit(plan);
  },
});
