// certify check
import { check, type CheckOptions, checkSender } from '../../app/check.ts';
import { checkOutputs } from '../../app/reports.ts';
import type { Caller } from '../../app/caller.ts';
import { UsageError } from '../../core/errors.ts';
import type { RunDocument } from '../../core/record.ts';
import { callerOf } from '../caller.ts';
import { type Call, defineCommand, type Given, refuseIdle } from '../command.ts';
import { expectedBy, handoffNamed, printHandoffState } from '../check-handoff.ts';
import { checkMany, refuseShared } from '../check-many.ts';
import { reportsOf } from '../named-reports.ts';
import { completing, flag, several, text } from '../options.ts';
import { printDocument, publish } from '../print.ts';
import * as shared from '../shared-options.ts';

const args = { profiles: completing('file', several('the tenants’ profiles, YAML files')) };

const options = {
  ...shared.subject,
  failOn: shared.failOn,
  ...shared.watching,
  nonInteractive: shared.nonInteractive,
  ...shared.recording,
  wait: shared.wait,
  webhook: flag('--webhook', 'also post forged callbacks to the webhook, which must refuse them'),
  handoff: text('--handoff <id>', 'print which items of this hand-off are done, and the reply for its ticket'),
  templates: flag('--templates', 'also check the content of the templates: two more SES reads for each'),
  from: text('--from <address>', 'without a profile: the From address'),
  region: text('--region <region>', 'without a profile: the SES region'),
  configurationSet: text('--configuration-set <name>', 'without a profile: the configuration set that SquareOS sends with'),
  topic: text('--topic <arn>', 'without a profile: the SNS topic that carries the events'),
  webhookUrl: text('--webhook-url <url>', 'without a profile: the callback URL that is subscribed to the topic'),
  recipient: text('--recipient <address>', 'without a profile: the recipient of the live message'),
};

/** Flags that say of a tenant without a profile what a profile would say there. */
const SAID = {
  configurationSet: 'ses.configurationSet',
  topic: 'ses.snsTopicArn',
  webhookUrl: 'callback.url',
  recipient: 'live.recipient',
} as const;

const SAYING = Object.keys(SAID) as readonly (keyof typeof SAID)[];

type CheckGiven = Given<typeof args, typeof options>;

/** Both or neither, and not beside a profile; null: neither. */
const senderOf = ({ args: { profiles }, options: { from, region } }: CheckGiven) => {
  const profile = profiles[0] ?? null;
  if (from === null && region === null) return null;
  if (from !== null && region !== null && profile === null) return { from, region };
  throw new UsageError({
    code: 'sender-or-profile',
    message:
      profile === null
        ? '--from and --region are given together: the one alone does not say where to look.'
        : '--from and --region are for a look without a profile; with one they would change nothing.',
    fix: profile === null ? 'Give both, or name a profile.' : 'Leave them out, or leave out the profile.',
  });
};

const ofSender = async (given: CheckGiven, call: Call, sender: { readonly from: string; readonly region: string }) => {
  refuseIdle(
    given,
    ['env', 'secretsDir', 'allowSecretCommands', 'allowPrivate', 'secretHosts'],
    'without a profile no secret is read',
  );
  refuseIdle(given, ['evidenceDir', 'operator', 'signKey'], 'a look without a profile leaves no record');
  refuseIdle(given, ['webhook'], 'without a profile no callback URL is known');
  refuseIdle(given, ['handoff'], 'a hand-off is of a tenant, and so of its profile');
  refuseIdle(given, ['templates'], 'without a profile no template is named');
  const { options: chosen } = given;
  const caller = await callerOf(call, chosen);
  const { tenant } = shared.subjectOf(null, chosen, chosen.failOn === 'warning');
  const { lab, scenario, evidenceDir, wait: waitMs } = chosen;
  const said = SAYING.flatMap((key) => {
    const [value, from] = [chosen[key], given.typed[key]];
    return value === null || from === undefined ? [] : [{ path: SAID[key], value, from }];
  });
  const document = await checkSender(call.setting, caller, {
    ...sender,
    given: said,
    tenant,
    lab,
    scenario,
    evidenceDir,
    waitMs,
  });
  return { caller, document };
};

/** What is asked of one tenant; `profile` null: of the lab's. */
const lookOf = (given: CheckGiven, profile: string | null): CheckOptions => {
  const { options: chosen } = given;
  return {
    ...shared.subjectOf(profile, chosen, chosen.failOn === 'warning'),
    ...shared.recordOf(chosen),
    waitMs: chosen.wait,
    webhook: chosen.webhook,
    expected: expectedBy(chosen.handoff),
    templates: chosen.templates,
  };
};

const refuseOfTenant = (given: CheckGiven): void => {
  refuseIdle(given, SAYING, 'it is for a look without a profile; --set says it with one');
  if (given.options.operator === null)
    refuseIdle(given, ['signKey'], 'no record is written unless --operator says who answers for it');
};

/** A caller that remembers whether the last blocker went while it was waited for. */
const watchedCaller = async (call: Call, chosen: CheckGiven['options']) => {
  const caller = await callerOf(call, chosen);
  let cleared = false;
  const onWait: Caller['onWait'] = (next) => {
    cleared = next.kind === 'nothing-pending' && next.cleared;
    caller.onWait(next);
  };
  return { caller: { ...caller, onWait }, cleared: () => cleared && caller.interactive && !chosen.json && !chosen.quiet };
};

/** The wait is over and all is well: the run itself, if whoever is at the terminal says so; null: not now. */
const goOn = async (given: CheckGiven, call: Call, { provider }: RunDocument): Promise<number | null> => {
  if (provider !== 'SES' && provider !== 'SMTP') return null;
  const { options: chosen, args: named } = given;
  const profile = named.profiles[0] ?? null;
  const { askYes } = await import('../prompts.ts');
  const typed = ['certify', provider.toLowerCase(), profile ?? '--lab'].join(' ');
  if (!(await askYes(`Nothing blocks any longer. Go on with \`${typed}\` now?`, call.signal))) return null;
  const { walk } = await import('../walk.ts');
  return walk(provider)(
    { args: { profile }, options: { ...chosen, timeout: null, wait: null, resume: null, template: [] }, typed: {} },
    call,
  );
};

const one = async (given: CheckGiven, call: Call, profile: string | null): Promise<number> => {
  const { options: chosen } = given;
  const sender = senderOf(given);
  const reports = reportsOf(chosen.report, profile ?? 'lab');
  if (sender === null) refuseOfTenant(given);
  await checkOutputs(call.setting, { ...chosen, reports }, sender === null && chosen.operator !== null);
  if (sender !== null) {
    const { caller, document } = await ofSender(given, call, sender);
    await publish(call, caller, document, reports, null);
    return printDocument(call, document, chosen);
  }
  const named = chosen.handoff === null ? null : handoffNamed(chosen.handoff);
  const { caller, cleared } = await watchedCaller(call, chosen);
  const document = await check(call.setting, caller, lookOf(given, profile));
  await publish(call, caller, document, reports, profile);
  if (named !== null) return printHandoffState(call, named, document, chosen.json);
  const exitCode = printDocument(call, document, chosen);
  return (exitCode === 0 && cleared() ? await goOn(given, call, document) : null) ?? exitCode;
};

const many = async (given: CheckGiven, call: Call, profiles: readonly string[]): Promise<number> => {
  const { options: chosen } = given;
  senderOf(given);
  refuseOfTenant(given);
  refuseIdle(given, ['handoff'], 'a hand-off is of one tenant');
  refuseIdle(given, ['lab', 'scenario'], 'each profile says where its parties are');
  refuseShared(chosen.report, profiles);
  const reports = profiles.flatMap((profile) => reportsOf(chosen.report, profile));
  await checkOutputs(call.setting, { ...chosen, reports }, chosen.operator !== null);
  return checkMany(call, chosen, profiles, (profile, caller) => check(call.setting, caller, lookOf(given, profile)));
};

export const command = defineCommand({
  description: 'check everything that can be observed; sends nothing, attests nothing',
  args,
  options,
  examples: [
    'certify check gym.yaml',
    'certify check gym.yaml --json',
    'certify check gym.yaml --handoff dns-admin/main-gym/20261126/k3fa-9zq2',
    'certify check gym.yaml --templates',
    'certify check main-gym.yaml side-gym.yaml --report junit=results/{profile}.xml',
    'certify check --from billing@example.com --region ap-south-1',
    'certify check --lab --scenario ses-sandbox',
  ],
  run: (given, call) => {
    const profiles = [...new Set(given.args.profiles)];
    return profiles.length > 1 ? many(given, call, profiles) : one(given, call, profiles[0] ?? null);
  },
});
