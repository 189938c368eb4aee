// What every question about a message begins with: its header, read once, and the port that holds it.
import { NotAsked } from '../../core/probe.ts';
import type { MessagePort } from '../../core/ports/message.ts';
import type { Reads } from '../../core/ports/reads.ts';
import { type MessageHeader, parseHeader } from '../../mail/message/headers.ts';

/** Headers are read once for all probes of a message. */
const read = new WeakMap<MessagePort, MessageHeader>();

export interface OpenMessage {
  readonly port: MessagePort;
  readonly header: MessageHeader;
}

/** Only a look at a message has one. */
export const messageOf = ({ message }: Reads): OpenMessage | NotAsked => {
  if (message === null) return new NotAsked('No received message was given.');
  const header = read.get(message) ?? parseHeader(message.raw);
  read.set(message, header);
  return { port: message, header };
};
