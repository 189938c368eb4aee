// SPF for the client that the receiver took the message from, as the receiver evaluated it; the client is known from the receiver's own Received.
import { NotAsked } from '../../core/probe.ts';
import type { Facts } from '../../facts/index.ts';
import { parsePath } from '../../mail/message/address-list.ts';
import { valuesOf } from '../../mail/message/headers.ts';
import type { Trace } from '../../mail/message/trace.ts';
import { evaluateSpf } from '../../mail/spf/evaluate.ts';
import { spfLookup } from '../dns/spf-lookup.ts';
import { defineProbe } from '../probe.ts';
import { messageOf, type OpenMessage } from './message.ts';
import { openTrace } from './trace.ts';

interface MailFrom {
  /** The whole address where it is told; a domain stands for its postmaster. */
  readonly sender: string;
  readonly domain: string;
  readonly from: Facts['message.spf']['from'];
}

/** Return-Path of the final delivery, else what the receiver says that it evaluated, else what it wrote into Received. */
const mailFromOf = ({ header }: OpenMessage, trace: Trace): MailFrom | null => {
  // One below what the receiver wrote is the sender's own.
  const [value] = valuesOf({ fields: header.fields.slice(0, trace.ownFields) }, 'return-path');
  const path = value === undefined ? undefined : parsePath(value);
  if (path === null) return { sender: '', domain: '', from: 'return-path' };
  if (path !== undefined) return { sender: path.address, domain: path.domain, from: 'return-path' };
  const said = trace.results
    .filter(({ standing }) => standing === 'trusted')
    .flatMap(({ results }) => results)
    .find(({ method, domain }) => method === 'spf' && domain !== null)?.domain;
  if (said !== undefined && said !== null) return { sender: `postmaster@${said}`, domain: said, from: 'results' };
  const written = parsePath(trace.border?.envelopeFrom ?? '');
  return written === undefined || written === null ? null : { sender: written.address, domain: written.domain, from: 'received' };
};

export const messageSpfProbe = defineProbe({
  key: 'message.spf',
  needs: [],
  permissions: [],
  async ask(reads) {
    const open = messageOf(reads);
    if (open instanceof NotAsked) return open;
    const trace = await openTrace(open);
    const client = trace.border?.ip ?? null;
    if (client === null) {
      return new NotAsked('No Received of the receiver names the client that it took the message from outside.');
    }
    const mailFrom = mailFromOf(open, trace);
    if (mailFrom === null) return new NotAsked('Neither Return-Path nor the receiver tells the MAIL FROM address.');
    const helo = trace.border?.helo ?? trace.border?.reverse ?? null;
    const evaluation = await evaluateSpf({
      ip: client,
      sender: mailFrom.sender,
      helo: helo ?? client,
      lookup: spfLookup(reads.dns),
    });
    return { client, helo, domain: mailFrom.domain, from: mailFrom.from, evaluation };
  },
});
