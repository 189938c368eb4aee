// The door through which provisioning changes an account: one act at a time, asked again within bounds, and told as it ended.
import type { Clock } from '../../core/clock.ts';
import { ObservationError } from '../../core/errors.ts';
import type { AccountWrites } from '../../core/ports/writes.ts';
import type { Endpoints } from '../../core/profile.ts';
import { type Act, type ActOutcome, type Removal, TOKEN_PLACE } from '../../core/provision.ts';
import type { Secret } from '../../core/secret.ts';
import { openPerformer, type Performer } from './acts.ts';
import { connectionTo } from './clients.ts';
import { type AwsTranscript, questionOf } from './connection.ts';
import { type AwsCredentialSource, credentialProvider, refuseAmbientElsewhere } from './credentials.ts';
import { endpointOf } from './endpoints.ts';
import { isNetworkError, isThrottle, isTransient, isUnsent, readSdkError, type SdkError, translate } from './errors.ts';
import { newLine } from './line.ts';

export interface AccountWritesOptions {
  readonly region: string;
  readonly endpoints: Endpoints;
  readonly credentials: AwsCredentialSource;
  /** What the webhook knows its callers by; null: the profile names none. */
  readonly verifyToken: Secret | null;
  readonly clock: Clock;
  readonly transcript?: AwsTranscript;
}

const SECOND = 1000;
/** SES allows one request of this kind a second (SES quotas page); whoever is throttled longer shares the account with somebody. */
const THROTTLED_MS = 60 * SECOND;
/** AWS shows everywhere within seconds what was made; a queue's name is free again a minute after its deletion (SQS API, CreateQueue). */
const UNSEEN_MS = 30 * SECOND;
const DELETED_MS = 65 * SECOND;
const TRIES_IN_TROUBLE = 3;
const LONGEST_PAUSE = 8 * SECOND;

const EXISTS = /^(AlreadyExists|EntityAlreadyExists)(Exception)?$/;
const NOT_SEEN_YET = /NotFound|NoSuchEntity|NonExistentQueue|QueueDoesNotExist/;
/** SES and SNS name what they do not find yet as a wrong parameter too. */
const WRONG_PARAMETER = /^(InvalidParameter|BadRequestException|ValidationError)/;
const DELETED_RECENTLY = /QueueDeletedRecently/;
const CONCURRENT = /^(ConcurrentModification)/;

/** What is to be removed is not there. */
const isGone = ({ action }: Act | Removal, error: SdkError): boolean =>
  action === 'ses:DeleteEmailIdentity' && /NotFound/.test(error.name);

type Setback = 'throttled' | 'trouble' | 'unseen' | 'deleted' | 'final';

const setbackOf = (error: SdkError, fresh: boolean): Setback => {
  if (isThrottle(error) || CONCURRENT.test(error.name)) return 'throttled';
  if (DELETED_RECENTLY.test(error.name)) return 'deleted';
  if (fresh && (NOT_SEEN_YET.test(error.name) || WRONG_PARAMETER.test(error.name))) return 'unseen';
  return isTransient(error) && !isUnsent(error) ? 'trouble' : 'final';
};

const PATIENCE = { throttled: THROTTLED_MS, unseen: UNSEEN_MS, deleted: DELETED_MS } as const;

const goesOn = (setback: Setback, tried: number, waited: number): boolean => {
  if (setback === 'final') return false;
  return setback === 'trouble' ? tried < TRIES_IN_TROUBLE : waited < PATIENCE[setback];
};

/** What stands there is left as it is: said of the two services that compare attributes instead of refusing the name. */
const isOthers = (error: SdkError): boolean =>
  /QueueAlreadyExists|QueueNameExists/.test(error.name) || /already exists with different/i.test(error.message);

const endedBadly = (thrown: unknown, act: Act | Removal, performer: Performer): ActOutcome => {
  const { unseen } = translate(thrown, questionOf(performer.connectionFor(act), act.action));
  const said = { code: unseen.code, message: unseen.message };
  if (thrown instanceof ObservationError) return { kind: 'refused', ...said };
  const error = readSdkError(thrown);
  if (isOthers(error)) {
    const message = `${act.action}: one of this name stands there with other settings. It may be somebody else's, so it was left as it is.`;
    return { kind: 'refused', code: error.name, message };
  }
  const lost = isNetworkError(error) ? !isUnsent(error) : error.status === null || error.status >= 500 || error.status === 408;
  return { kind: lost && !isThrottle(error) && error.name !== 'CredentialsProviderError' ? 'ambiguous' : 'refused', ...said };
};

const withToken = (act: Act | Removal, token: Secret | null): Act | Removal | null => {
  if (act.action !== 'sns:Subscribe') return act;
  const { Endpoint: endpoint } = act.input;
  if (endpoint?.includes(TOKEN_PLACE) !== true) return act;
  if (token === null) return null;
  return { ...act, input: { ...act.input, Endpoint: endpoint.replace(TOKEN_PLACE, encodeURIComponent(token.reveal())) } };
};

const NO_TOKEN: ActOutcome = {
  kind: 'refused',
  code: 'no-verify-token',
  message: 'The profile names no callback.verifyToken, so the webhook would refuse what this subscription posts.',
};

const performing = async (
  act: Act | Removal,
  { fresh, again, signal }: Parameters<AccountWrites['perform']>[1],
  performer: Performer,
  clock: Clock,
): Promise<ActOutcome> => {
  const began = clock.elapsed();
  let maybeDone = again;
  for (let tried = 1; ; tried += 1) {
    try {
      return { kind: 'done', requestId: await performer.ask(act) };
    } catch (thrown) {
      const error = readSdkError(thrown);
      if (EXISTS.test(error.name) || isGone(act, error))
        return { kind: maybeDone ? 'done' : 'there-already', requestId: error.requestId };
      const setback = thrown instanceof ObservationError ? 'final' : setbackOf(error, fresh);
      if (setback === 'trouble') maybeDone = true;
      if (!goesOn(setback, tried, clock.elapsed() - began)) return endedBadly(thrown, act, performer);
      await clock.sleep(Math.min(SECOND * 2 ** (tried - 1), LONGEST_PAUSE), signal);
    }
  }
};

/** Throws UsageError when an ambient credential would go to an endpoint that is not AWS's. */
export const openAccountWrites = (options: AccountWritesOptions): AccountWrites => {
  const { region, endpoints, credentials: source, clock, transcript } = options;
  refuseAmbientElsewhere(source, endpoints, 'provision');
  const stsEndpoint = endpointOf('sts', region, endpoints);
  const scope = {
    region,
    endpoints,
    role: 'provision' as const,
    credentials: credentialProvider({ source, role: 'provision', region, stsEndpoint }),
    line: newLine(),
    ...(transcript === undefined ? {} : { transcript }),
  };
  const performer = openPerformer(scope);
  return {
    account: async () => {
      const { openSts } = await import('./sts.ts');
      const sts = openSts(connectionTo('sts', scope, TRIES_IN_TROUBLE));
      try {
        return (await sts.getCallerIdentity()).Account ?? '';
      } finally {
        sts.close();
      }
    },
    perform: async (act, given) => {
      const whole = withToken(act, options.verifyToken);
      return whole === null ? NO_TOKEN : performing(whole, given, performer, clock);
    },
    close: () => performer.close(),
  };
};
