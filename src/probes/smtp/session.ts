// Asks the relay, in the declared mode, how far a client with the profile's credentials gets: up to RCPT, never DATA.
import { NotAsked } from '../../core/probe.ts';
import { defineProbe } from '../probe.ts';

export const smtpSessionProbe = defineProbe({
  key: 'smtp.session',
  needs: [],
  permissions: [],
  async ask({ smtp, sender: { relay } }, _facts, signal) {
    if (relay === null) return new NotAsked('The profile has no smtp section.');
    return smtp.probe({ host: relay.host, port: relay.port, secure: relay.secure }, 'rcpt', { signal });
  },
});
