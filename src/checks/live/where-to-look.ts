// Where to look when no callback of the live message came and nothing that was seen explains it.
import type { JsonObject } from '../../core/json.ts';
import type { Observation } from '../../core/observation.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { whereUndelivered } from '../sns/undelivered.ts';
import { leadOf, type Strays } from './strays.ts';

const UNEXPLAINED = 'Nothing that certify can see explains it.';
const WEBHOOK_LOG =
  'Have SquareOS look into the log of the webhook for the minute of the send: 401 is the token, 403 the topic or the signature, nothing at all means that SNS was not let through.';
const QUEUE_UNSEEN =
  'Then look at the dead-letter queue of the subscription, if there is one (its RedrivePolicy names it), and at the delivery status log of the topic.';

export const WHERE_TO_LOOK_SMTP: DraftAct = {
  say: [
    'Nothing came from the relay’s adapter. Look into the adapter’s log for this message: 401 is the token, 422 a word or a time that the contract does not know (`certify adapter` prints it), 200 with nothing applied another id than the relay’s.',
    'If the adapter never saw it, look into the relay’s own log or queue: the message may still be waiting there.',
  ].join(' '),
  owner: 'mail provider admin',
};

const nameTheSet = (set: string): string =>
  `First see that SquareOS passes configuration set ${set} with the send (configJson.configurationSetName): it is not the identity’s default, and a message that names none publishes nothing.`;

/** The set that events come by only where the platform names it; null: certify itself named it, or every send gets it. */
export const unnamedSetOf = (
  tenant: Facts['profile.tenant'] | null,
  set: Observation<Facts['ses.configurationSet']>,
): string | null => {
  if (tenant?.live.via !== 'squareos' || set.state !== 'observed') return null;
  const { name, source, identityDefault } = set.value;
  return source === 'explicit' && identityDefault?.name !== name ? name : null;
};

export interface Leads {
  /** Callbacks since the send that no message is known for; null: the ledger does not tell. */
  readonly strays: Strays | null;
  /** The set that the platform may have left out. */
  readonly unnamedSet: string | null;
  /** Dead-letter queues of the webhook's subscriptions; null: not seen, or no SNS on the way. */
  readonly queues: readonly string[] | null;
}

export const seenLeads = ({ strays, queues }: Leads): JsonObject => ({
  ...(strays === null ? {} : { strays: { ...strays } }),
  ...(queues === null ? {} : { deadLetterQueues: [...queues] }),
});

/** What came and was refused leads on; else the set that the platform may have left out. */
export const whereToLook = ({ strays, unnamedSet, queues }: Leads): readonly DraftAct[] => {
  const first = strays === null && unnamedSet !== null ? [nameTheSet(unnamedSet)] : [];
  const undelivered = whereUndelivered(queues);
  const last = undelivered === null ? [QUEUE_UNSEEN] : [];
  return [
    {
      say: `${strays === null ? '' : leadOf(strays)}${[UNEXPLAINED, ...first, WEBHOOK_LOG, ...last].join(' ')}`,
      owner: 'SquareOS admin',
    },
    ...(undelivered === null ? [] : [undelivered]),
  ];
};
