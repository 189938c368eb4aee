// How somebody who got the message gets off the list.
import { NotAsked } from '../../core/probe.ts';
import { unsubscribeOf } from '../../mail/message/unsubscribe.ts';
import { defineProbe } from '../probe.ts';
import { messageOf } from './message.ts';

export const messageUnsubscribeProbe = defineProbe({
  key: 'message.unsubscribe',
  needs: [],
  permissions: [],
  async ask(reads) {
    const open = messageOf(reads);
    if (open instanceof NotAsked) return open;
    return { ...unsubscribeOf(open.header), campaigns: open.port.expected?.campaigns ?? null };
  },
});
