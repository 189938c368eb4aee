// Of which templates a run is to send a message each: refused before anything is asked, unless SES holds it and somebody agreed to it.
import { UsageError } from '../core/errors.ts';
import { TEMPLATE_NAMES, type TemplateName } from '../core/profile.ts';
import type { Runbook } from '../core/runbook.ts';
import type { LoadedProfile } from '../profile/profile.ts';
import type { RunState } from '../run/state.ts';
import { didYouMean } from '../text/nearest.ts';

const refusal = (code: string, message: string, fix: string, file: string): UsageError =>
  new UsageError({ code, message, fix, place: { file } });

const nameOf = (asked: string, file: string): TemplateName => {
  const name = TEMPLATE_NAMES.find((one) => one === asked);
  if (name !== undefined) return name;
  throw refusal(
    'template-unknown',
    `There is no template "${asked.slice(0, 40)}".`,
    `${didYouMean(asked, TEMPLATE_NAMES)}Name one of ${TEMPLATE_NAMES.join(', ')}.`,
    file,
  );
};

/** Throws UsageError. Each name once. */
export const templatesAsked = (asked: readonly string[], { profile, path }: LoadedProfile): readonly TemplateName[] => {
  const names = [...new Set(asked)].map((one) => nameOf(one, path));
  const { squareos, live, callback } = profile;
  if (names.length > 0 && callback.ledger.attest === true)
    throw refusal(
      'template-unread',
      `--template ${names[0] ?? ''} needs a ledger that certify can read: a person attests what became of the live message alone (\`callback.ledger: {attest: true}\`).`,
      'Write `callback.ledger: {baseUrl, token}` or `{embedded: true}`, or leave the flag out.',
      path,
    );
  for (const name of names) {
    const said = squareos.templates[name];
    const key = `squareos.templates.${name}`;
    if (typeof said !== 'object')
      throw refusal(
        'template-not-in-ses',
        `--template ${name}: \`${key}\` names no template that SES holds, so there is nothing to send.`,
        `Write \`${key}: {ses: NAME, data: {…}, optIn: {by, at, reference}}\`.`,
        path,
      );
    if (said.optIn === undefined)
      throw refusal(
        'template-opt-in',
        `--template ${name} sends a further message to ${live.recipient.split('@')[1] ?? 'the recipient'}, and nobody is said to have agreed to it.`,
        `Add \`optIn: {by, at, reference}\` to \`${key}\`.`,
        path,
      );
    if (live.via === 'squareos' && live.trigger !== 'person' && !JSON.stringify(live.trigger.body).includes('{template}'))
      throw refusal(
        'template-not-told',
        `--template ${name}: \`live.trigger.body\` does not say which template the platform is to send.`,
        'Write `{template}` where the platform expects its name, such as body: {template: "{template}", to: "{recipient}"}.',
        path,
      );
    if (live.via === 'squareos' && live.trigger === 'person')
      throw refusal(
        'template-by-person',
        `--template ${name} needs somebody who sends by itself: a person cannot mark the message of a template.`,
        'Write `live.via: provider`, or give live.trigger the path of an endpoint: {path: …, body: {template: "{template}"}}.',
        path,
      );
  }
  return names;
};

/** A run whose messages went out sends no further one: it would be told as not sent, and count against it. Throws UsageError. */
export const refuseTooLate = (
  names: readonly TemplateName[],
  { runId, templates, stepsDone }: RunState,
  runbook: Runbook,
): void => {
  const sent = runbook.steps.some(({ id, kind }) => kind === 'send' && stepsDone.includes(id));
  const late = sent ? names.filter((name) => !templates.includes(name)) : [];
  if (late.length === 0) return;
  throw new UsageError({
    code: 'template-too-late',
    message: `Run ${runId} has sent its messages, and that of ${late.join(', ')} was not asked for before.`,
    fix: `Go on without ${late.map((name) => `--template ${name}`).join(' ')}, and ask for it in a new run.`,
  });
};
