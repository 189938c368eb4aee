// What of the message its receiver wrote itself.
import { NotAsked } from '../../core/probe.ts';
import type { Facts } from '../../facts/index.ts';
import type { Hop } from '../../mail/message/received.ts';
import { traceOf } from '../../mail/message/trace.ts';
import { defineProbe } from '../probe.ts';
import { messageOf, type OpenMessage } from './message.ts';

/** The envelope holds an address. */
const withoutEnvelope = (hop: Hop): Omit<Hop, 'envelopeFrom'> => {
  const { envelopeFrom: _, ...shown } = hop;
  return shown;
};

/** Reads the trace, as the probes of SPF and of the receiver's word need it. */
export const openTrace = async ({ port, header }: OpenMessage) => {
  const { registrableDomain } = await import('../../mail/dmarc/registrable.ts');
  return traceOf(header, { authservId: port.authservId, organisationOf: registrableDomain });
};

export const messageTraceProbe = defineProbe({
  key: 'message.trace',
  needs: [],
  permissions: [],
  async ask(reads) {
    const open = messageOf(reads);
    if (open instanceof NotAsked) return open;
    const trace = await openTrace(open);
    const told: Facts['message.trace'] = {
      receiver: trace.receiver,
      authservId: open.port.authservId,
      trusted: trace.trusted.map(withoutEnvelope),
      others: trace.others,
      border: trace.border === null ? null : withoutEnvelope(trace.border),
      results: trace.results,
      contradicted: trace.contradicted,
      receivedAt: trace.trusted.find(({ at }) => at !== null)?.at ?? null,
    };
    return told;
  },
});
