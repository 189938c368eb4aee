// Asks the callback URL once, with no token and an empty body: how SNS or an adapter will be met.
import { defineProbe } from '../probe.ts';

export const endpointProbe = defineProbe({
  key: 'webhook.endpoint',
  needs: [],
  permissions: [],
  async ask(reads) {
    const { url } = reads.profile.callback;
    return { ...(await reads.webhook.look()), host: URL.canParse(url) ? new URL(url).host : '' };
  },
});
