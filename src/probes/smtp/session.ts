// Asks the relay, in the declared mode, how far a client with the profile's credentials gets: up to RCPT, never DATA.
import { NotAsked } from '../../core/probe.ts';
import { defineProbe } from '../probe.ts';

export const smtpSessionProbe = defineProbe({
  key: 'smtp.session',
  needs: [],
  permissions: [],
  async ask(reads, _facts, signal) {
    const { smtp } = reads.profile;
    if (smtp === undefined) return new NotAsked('The profile has no smtp section.');
    return reads.smtp.probe({ host: smtp.host, port: smtp.port, secure: smtp.secure }, 'rcpt', { signal });
  },
});
