// How the message is built, and where its links lead. Texts are read for their links and let go.
import { NotAsked } from '../../core/probe.ts';
import { formOf } from '../../mail/message/mime.ts';
import { linkedHosts } from '../../mail/message/links.ts';
import { defineProbe } from '../probe.ts';
import { messageOf } from './message.ts';

export const messageContentProbe = defineProbe({
  key: 'message.content',
  needs: ['message.header'],
  permissions: [],
  async ask(reads, facts) {
    const open = messageOf(reads);
    if (open instanceof NotAsked) return open;
    if (open.port.complete === false) return new NotAsked('The message is larger than what is read of one in a mailbox.');
    const { parts, problems, htmlBytes, longestLine, texts } = formOf(open.port.raw, open.header);
    const from = facts['message.header'].value.from[0]?.domain ?? null;
    return { parts, problems, htmlBytes, longestLine, hosts: linkedHosts(texts, from) };
  },
});
