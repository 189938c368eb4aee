// Asks the callback URL once, with no token and an empty body: how SNS or an adapter will be met.
import { NotAsked } from '../../core/probe.ts';
import { defineProbe } from '../probe.ts';

export const endpointProbe = defineProbe({
  key: 'webhook.endpoint',
  needs: [],
  permissions: [],
  async ask({ webhook, sender: { callbackUrl } }) {
    if (callbackUrl === null) return new NotAsked('No callback URL was given.');
    return { ...(await webhook.look()), host: new URL(callbackUrl).host };
  },
});
