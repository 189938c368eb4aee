// A received message as the checks of it see it: read by the probes, its signatures verified, against a zone.
import type { AnyCheck } from '../../../src/checks/check.ts';
import type { Finding } from '../../../src/core/finding.ts';
import type { JsonValue } from '../../../src/core/json.ts';
import type { Observation } from '../../../src/core/observation.ts';
import type { ExpectedMessage } from '../../../src/core/ports/message.ts';
import type { FactKey } from '../../../src/facts/index.ts';
import { probes } from '../../../src/probes/index.ts';
import { judge } from '../../../src/run/evaluate.ts';
import { gather } from '../../../src/run/gather.ts';
import { planFor } from '../../../src/run/plan.ts';
import { createMessagePort } from '../../../src/world/message/message.ts';
import { RSA } from '../../fakes/dkim-signer.ts';
import { fakeDns, type Zone } from '../../fakes/dns-zone.ts';
import { readsWith, sleepingClock } from '../../fakes/reads.ts';
import { toldBy } from '../told-by.ts';

/** What stands in DNS for the messages of test/fakes/messages.ts. */
export const ZONE: Zone = {
  'example.com': { TXT: ['v=spf1 -all'] },
  '_dmarc.example.com': { TXT: ['v=DMARC1; p=reject'] },
  's1._domainkey.example.com': { TXT: [RSA.record] },
  'mail.example.com': { TXT: ['v=spf1 ip4:198.51.100.0/24 -all'] },
  'relay.example': { TXT: ['v=spf1 -all'] },
};

export interface Given {
  readonly zone?: Zone;
  readonly expected?: ExpectedMessage | null;
  readonly authservId?: string | null;
  readonly now?: string;
}

type Observations = ReadonlyMap<string, Observation<JsonValue>>;

/** Every fact of the message. */
export const observe = async (message: string | Uint8Array, given: Given = {}): Promise<Observations> => {
  const { zone = ZONE, expected = null, authservId = null, now = '2026-11-26T12:00:00Z' } = given;
  const raw = typeof message === 'string' ? Buffer.from(message) : message;
  const reads = readsWith({
    dns: fakeDns(zone),
    clock: sleepingClock(now),
    message: createMessagePort({ raw, expected, authservId }),
  });
  const keys = (Object.keys(probes) as FactKey[]).filter((key) => key.startsWith('message.'));
  const plan = await planFor(keys, probes);
  const known = new Map<string, Observation<JsonValue>>();
  return gather({
    probes: plan.probes,
    reads,
    known,
    mask: (value) => value,
    onObserved: async () => undefined,
    signal: AbortSignal.timeout(60_000),
  });
};

/** What the check says of the message, held to its reasons. */
export const judged = async (check: unknown, message: string | Uint8Array, given: Given = {}): Promise<Finding> => {
  const observations = await observe(message, given);
  return toldBy(check, judge(check as AnyCheck, observations));
};
