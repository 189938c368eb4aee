// What the profile alone decides before a run: told all at once, so that a nightly job is mended in one go.
import { UsageError } from '../core/errors.ts';
import type { Runbook } from '../core/runbook.ts';
import type { LoadedProfile } from '../profile/profile.ts';
import { targetOf } from '../profile/target.ts';
import { attestationProblems } from '../run/attestations.ts';
import { modeOf } from '../run/mode.ts';
import { systemClock } from '../world/clock.ts';
import { OPERATOR_MISSING } from './operator.ts';
import type { Setting } from './setting.ts';

interface Given {
  readonly loaded: LoadedProfile;
  readonly runbook: Runbook;
  /** Somebody is at a terminal. */
  readonly interactive: boolean;
  readonly env: Setting['env'];
  /** Somebody answers for the record: a name was given, or it is of the lab. */
  readonly answeredFor: boolean;
}

interface Missing {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

const attestations = ({ loaded, runbook, interactive }: Given): readonly Missing[] => {
  const now = systemClock.now();
  const problems = attestationProblems(runbook, loaded.profile, {
    now,
    mode: modeOf(targetOf(loaded).places),
    unattended: !interactive,
  });
  if (problems.length === 0) return [];
  const example = problems[0]?.split(/[ :]/)[0] ?? 'id';
  return [
    {
      code: 'attestation-missing',
      message: `${interactive ? 'The profile’s answers do not stand' : 'Nobody can be asked here, and the profile does not answer'}: ${problems.join('; ')}.`,
      fix: interactive
        ? 'Take them out of `attestations:`; the run asks for them when the message is out.'
        : `Add each to \`attestations:\` in the profile, such as {id: ${example}, answer: "yes", by: "your name", at: ${now.toISOString().slice(0, 10)}, reference: TICKET-1}, or run in a terminal.`,
    },
  ];
};

const person = ({ loaded: { profile } }: Given): readonly Missing[] => {
  const { live, environment, callback } = profile;
  if (environment === 'development') return [];
  const byHand = live.via === 'squareos' && live.trigger === 'person';
  return [
    ...(byHand
      ? [
          {
            code: 'person-needed',
            message: 'live.trigger is "person", and nobody is at a terminal to send the message from SquareOS.',
            fix: 'Run in a terminal, or give live.trigger the path of an endpoint: {path: …, body: …}.',
          },
        ]
      : []),
    ...(callback.ledger.attest === true
      ? [
          {
            code: 'ledger-unreadable',
            message: 'callback.ledger is {attest: true}: only a person can read the rows, and nobody is at a terminal.',
            fix: 'Run in a terminal, or name a ledger that can be read: {baseUrl: …, token: "env:CERTIFY_LEDGER_TOKEN"}.',
          },
        ]
      : []),
  ];
};

/** The other provider's profile is a file of this profile's; whether it is certified is a finding. */
const variables = ({ loaded: { secrets }, env }: Given): readonly Missing[] => {
  const unset = secrets.flatMap(({ ref }) => (ref.kind === 'env' && (env[ref.target] ?? '') === '' ? [ref.target] : []));
  const names = [...new Set(unset)];
  if (names.length === 0) return [];
  return [
    {
      code: 'secret-missing',
      message: `${names.length === 1 ? 'A variable that the profile names is' : 'Variables that the profile names are'} not set: ${names.join(', ')}.`,
      fix: 'Set them in the shell, or in the job, that runs certify.',
    },
  ];
};

/** UsageError (exit 2) before anything is asked or sent. In a terminal people answer, and variables are told by their place. */
export const refuseUnready = (given: Given): void => {
  const operator = given.answeredFor ? [] : [OPERATOR_MISSING];
  const missing = given.interactive
    ? attestations(given)
    : [...operator, ...attestations(given), ...person(given), ...variables(given)];
  const [first, ...others] = missing;
  // One variable alone is told by its line in the profile when it is read.
  if (first === undefined || (others.length === 0 && first.code === 'secret-missing')) return;
  throw new UsageError({
    code: first.code,
    message: missing.map(({ message, fix }) => (others.length === 0 ? message : `${message} ${fix}`)).join('\n'),
    fix: others.length === 0 ? first.fix : `Mend all ${missing.length}, then run the same command again.`,
    place: { file: given.loaded.path },
  });
};
